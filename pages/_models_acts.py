"""Acts on detector models as their page asks for them, and what was typed beside their classes."""

from typing import Any

from flask_babel import gettext as _

from components.detector_models import ALERTS, OTHER
from data_access import detector_choices, detector_models
from data_access.detector_models import Refused
from data_access.request import now, scope, services, write
from domain.detector_classes import Duty
from pages import _models_view as view


def done(act: str, number: int) -> bool:
    """Do what somebody was sure of; False when nothing changed.

    Raises:
        NotAllowedError: The asker manages no models.
        DetectorError: Why it cannot be done.
    """
    asker, moment = scope(), now()
    model_id = None if number == view.SHIPPED else number
    with write() as conn:
        if act == view.ACTIVATE:
            return detector_choices.choose(conn, asker, Duty.ACTIVE, model_id, moment)
        if act == view.SHADOW and model_id is not None:
            return detector_choices.choose(conn, asker, Duty.SHADOW, model_id, moment)
        if act == view.NO_SHADOW:
            return detector_choices.choose(conn, asker, Duty.SHADOW, None, moment)
        if act == view.ROLL_BACK:
            return detector_choices.roll_back(conn, asker, moment)
        if act != view.REMOVE:
            return False
        gone = detector_models.remove(conn, asker, number, moment)
    (services().settings.data_dir / gone.path).unlink(missing_ok=True)
    return True


def typed_classes(names: list[str], ours: Any, scores: Any, alerts: Any) -> dict[str, Any]:
    """What was typed, class by class; a score that is no number stays text and is refused."""
    columns = (ours, scores, alerts)
    if not all(isinstance(one, list) and len(one) == len(names) for one in columns):
        return {}
    return {
        name: {
            "as": name if chosen == OTHER else chosen,
            "min_score": _score(score),
            "alerts": alert == ALERTS,
        }
        for name, chosen, score, alert in zip(names, *columns, strict=True)
    }


def _score(typed: Any) -> Any:
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return None
    try:
        return float(typed) if isinstance(typed, str | int | float) else typed
    except (ValueError, OverflowError):
        return typed


def refusal(reason: Refused) -> str:
    """Why an act is not done, in words."""
    words: dict[Refused, str] = {
        Refused.TOO_MANY: _("模型数量已达上限，请先移除不用的版本"),
        Refused.GONE: _("没有这个版本，可能已移除"),
        Refused.NOT_READY: _("这个版本还没有通过检查"),
        Refused.IN_USE: _("这个版本正在使用，请先切换到别的版本"),
        Refused.SIDECAR: _("补充说明太长或含有不能保存的字符"),
        Refused.CLASSES: _("类别对应有误：最低分须在 0 与 1 之间，不报警的类别不能选报警"),
    }
    return words[reason]
