"""Signs of the map's values: each with a shape or letter of its own, colour is never alone."""

from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import drawn_badge, risk_badge, severity_badge, smiley
from components.wording import term
from domain.alert_classes import SEVERITY_NAMES_EN, SEVERITY_NAMES_ZH, Severity
from domain.grades import RISK_NAMES_EN, RISK_NAMES_ZH, HygieneGrade, RiskLevel
from domain.inspections import HYGIENE_NAMES_EN, HYGIENE_NAMES_ZH
from domain.map_measures import MEASURES, NOT_KNOWN

_ROUND = "M1.5 12a10.5 10.5 0 1 0 21 0a10.5 10.5 0 1 0 -21 0z"
_DIAMOND = "M12 .6 23.4 12 12 23.4 .6 12z"
_SQUARE = "M4.5 2.500h15a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2z"
_DOT = "M7.5 12a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"
_TICK = "M6.8 12.300l3.6 3.600L17.3 8.7"
_BANG = "M12 6.300v6.800M12 16.600v.5"
_DASH = "M7.5 12h9"

_PLAIN = {
    ("control", "done"): ("good", _ROUND, _TICK),
    ("control", "todo"): ("bad", _DIAMOND, _BANG),
    ("control", "excused"): ("rest", _SQUARE, _DASH),
    ("control", "none"): ("none", _DOT, ""),
    ("kitchen", "o"): ("good", _ROUND, _TICK),
    ("kitchen", "f"): ("bad", _DIAMOND, _BANG),
    ("kitchen", "u"): ("rest", _SQUARE, _DASH),
    ("kitchen", NOT_KNOWN): ("none", _DOT, ""),
    ("severity", NOT_KNOWN): ("calm", _DOT, ""),
    ("cadre", "h"): ("good", _ROUND, _TICK),
    ("cadre", NOT_KNOWN): ("bad", _DIAMOND, _BANG),
    ("hygiene", NOT_KNOWN): ("none", _DOT, ""),
}


def value_words(group: str, value: str) -> str:
    """What a value of a measure says."""
    if value == NOT_KNOWN or group not in {"risk", "severity", "hygiene"}:
        return _plain_words()[group, value]
    if group == "risk":
        level = RiskLevel(value)
        return term(RISK_NAMES_ZH[level], RISK_NAMES_EN[level])
    if group == "severity":
        severity = Severity(int(value))
        return term(SEVERITY_NAMES_ZH[severity], SEVERITY_NAMES_EN[severity])
    grade = HygieneGrade(value)
    return f"{value} {term(HYGIENE_NAMES_ZH[grade], HYGIENE_NAMES_EN[grade])}"


def value_sign(group: str, value: str, size: int) -> Component:
    """Badge of a value of a measure."""
    if (group, value) in _PLAIN:
        kind, outline, mark = _PLAIN[group, value]
        return drawn_badge(
            f"nc-sign nc-sign--{kind}", size, outline, mark, value_words(group, value)
        )
    if group == "risk":
        return risk_badge(None if value == NOT_KNOWN else value, size)
    if group == "severity":
        return severity_badge(int(value), size)
    return smiley(value, size)


def every_sign() -> list[tuple[str, Component]]:
    """`group-value` and badge of every value, for the browser to copy its markers from."""
    return [
        (f"{key}-{value}", value_sign(key, value, 18 if key == "severity" else 20))
        for key, measure in MEASURES.items()
        for value in measure.values
    ]


def _plain_words() -> dict[tuple[str, str], str]:
    return {
        ("risk", NOT_KNOWN): _("未评定"),
        ("control", "done"): _("已完成"),
        ("control", "todo"): _("未完成"),
        ("control", "excused"): _("已报备歇业"),
        ("control", "none"): _("今日无任务"),
        ("kitchen", "o"): _("后厨在线"),
        ("kitchen", "f"): _("有后厨离线"),
        ("kitchen", "u"): _("尚未巡查"),
        ("kitchen", NOT_KNOWN): _("未接入视频"),
        ("severity", NOT_KNOWN): _("无未办结预警"),
        ("cadre", "h"): _("已落实包保"),
        ("cadre", NOT_KNOWN): _("未落实包保"),
        ("hygiene", NOT_KNOWN): _("未评定"),
    }
