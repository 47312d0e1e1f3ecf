"""What the shadow says of the pictures that the active model has judged."""

from collections.abc import Sequence
from dataclasses import replace

from data_access.shadow_tally import Agreement
from domain.detector_classes import DETECTOR_CLASSES
from inference.detections import Detections
from inference.model import Detector
from inference.video_source import Burst
from inference.violations import Thresholds, own_scores


def compare(
    burst: Burst,
    seen: Sequence[Detections],
    active: Detector,
    shadow: Detector,
    thresholds: Thresholds,
) -> dict[str, Agreement]:
    """Class that both know → one look: who saw it in any picture of the burst.

    Args:
        burst: The pictures.
        seen: What the active model made of each of them.
        active: The model at work.
        shadow: The model that is compared with it.
        thresholds: From which score on a class counts as seen.
    """
    known = set(active.names) & set(shadow.names) & set(DETECTOR_CLASSES)
    mine = _classes(seen, active, thresholds)
    theirs = _classes([shadow(frame) for frame in burst.frames], shadow, thresholds)
    return {
        name: Agreement(
            1,
            int(name in mine and name in theirs),
            int(name in mine and name not in theirs),
            int(name in theirs and name not in mine),
        )
        for name in sorted(known)
    }


def added(first: dict[str, Agreement], second: dict[str, Agreement]) -> dict[str, Agreement]:
    """The looks of both, class by class."""
    nothing = Agreement(0, 0, 0, 0)
    return {
        name: _sum(first.get(name, nothing), second.get(name, nothing))
        for name in sorted(first.keys() | second.keys())
    }


def _classes(frames: Sequence[Detections], detector: Detector, thresholds: Thresholds) -> set[str]:
    own = replace(thresholds, own=own_scores(detector.classes))
    return {
        found.label(i)
        for found in frames
        for i in range(len(found))
        if found.score[i] >= own.lowest(found.label(i))
    }


def _sum(one: Agreement, other: Agreement) -> Agreement:
    return Agreement(
        one.looks + other.looks,
        one.both + other.both,
        one.only_active + other.only_active,
        one.only_shadow + other.only_shadow,
    )
