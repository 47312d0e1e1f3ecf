"""What a detector may see here: our classes, and the alert that each can raise.

A model brings names of its own; a person says which of ours each of them is (data_access/
detector_models.py). Ids are those of our own training, alerts those of alert_classes.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ModelState(StrEnum):
    """How a kept model stands."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    REMOVED = "removed"


class Duty(StrEnum):
    """What a model is chosen for."""

    ACTIVE = "active"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class DetectorClass:
    """One of our classes.

    Attributes:
        alert_class: Alert that it raises; empty when it raises none.
        alerts: Whether it does so without anybody having said it.
    """

    id: str
    zh: str
    en: str
    alert_class: str = ""
    alerts: bool = False


DETECTOR_CLASSES = {
    one.id: one
    for one in (
        DetectorClass("hat", "戴工作帽", "Hat"),
        DetectorClass("no_hat", "未戴工作帽", "No hat", "ai.no_hat"),
        DetectorClass("mask", "戴口罩", "Mask"),
        DetectorClass("no_mask", "未戴口罩", "No mask", "ai.no_mask", alerts=True),
        DetectorClass("workwear", "穿工作服", "Work clothes"),
        DetectorClass("no_workwear", "未穿工作服", "No work clothes", "ai.no_workwear"),
        DetectorClass("person", "人", "Person"),
        DetectorClass("phone", "手机", "Phone", "ai.phone"),
        DetectorClass("cigarette", "香烟", "Cigarette", "ai.smoking"),
        DetectorClass("rodent", "鼠", "Rodent", "ai.rodent"),
        DetectorClass("bin_open", "垃圾桶未盖", "Open bin", "ai.bin_uncovered"),
        DetectorClass("bin_closed", "垃圾桶已盖", "Closed bin"),
        DetectorClass("flame", "明火", "Flame", "ai.unattended_flame"),
        DetectorClass("spill", "地面积水", "Spill", "ai.floor_dirty"),
    )
}

MAX_MODEL_MB = 64
"""Largest file that is taken: detectors for processors have 1 to 30 MB."""
LONGEST_SIDECAR = 20_000

ClassUses = dict[str, dict[str, Any]]
"""Class of the model → `{as, min_score, alerts}`, as side-cars have it."""


def checked_uses(names: list[str], said: Mapping[str, Any]) -> ClassUses | None:
    """What somebody asks of the classes of a model; None when it cannot be meant.

    Every class of the model must be there; a score is above 0 and below 1, or None for that of the
    settings; only a class of ours that has an alert can raise one.
    """
    if set(said) != set(names):
        return None
    uses = {name: _checked(said[name]) for name in names}
    return None if None in uses.values() else {k: v for k, v in uses.items() if v is not None}


def _checked(said: Any) -> dict[str, Any] | None:
    if not isinstance(said, Mapping):
        return None
    ours, score, alerts = said.get("as"), said.get("min_score"), said.get("alerts")
    if not isinstance(ours, str) or not 0 < len(ours) <= 60 or not isinstance(alerts, bool):
        return None
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if score is not None and not (number and 0 < score < 1):
        return None
    known = DETECTOR_CLASSES.get(ours)
    if alerts and (known is None or not known.alert_class):
        return None
    return {"as": ours, "min_score": None if score is None else float(score), "alerts": alerts}
