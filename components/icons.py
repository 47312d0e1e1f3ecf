"""Signs: icons, severity and risk badges, smileys, the mark. SVG through Dash, no image files.

Severity carries a digit, risk a letter, both a shape of their own: colour is never alone.
"""

from typing import Any

import dash_svg as svg
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icon_outlines import OUTLINES
from components.wording import term
from domain.alert_classes import SEVERITY_NAMES_EN, SEVERITY_NAMES_ZH, Severity

_SEVERITY_SHAPES = {
    1: "M8.2 2h7.6L22 8.2v7.6L15.8 22H8.2L2 15.8V8.2z",
    2: "M10.7 2.9a1.5 1.5 0 0 1 2.6 0l9.3 16.6a1.5 1.5 0 0 1-1.3 2.3H2.7a1.5 1.5 0 0 1-1.3-2.3z",
    3: (
        "M10.9 1.6a1.6 1.6 0 0 1 2.2 0l9.3 9.3a1.6 1.6 0 0 1 0 2.2l-9.3 9.3"
        "a1.6 1.6 0 0 1-2.2 0l-9.3-9.3a1.6 1.6 0 0 1 0-2.2z"
    ),
    4: "M1.7 12a10.3 10.3 0 1 0 20.6 0a10.3 10.3 0 1 0 -20.6 0z",
}
_SEVERITY_BASELINE = {1: 16.6, 2: 18.9, 3: 16.6, 4: 16.7}
_RISK_SHAPES = {
    "A": "M1.5 12a10.5 10.5 0 1 0 21 0a10.5 10.5 0 1 0 -21 0z",
    "B": (
        "M6.5 2h11a4.5 4.5 0 0 1 4.5 4.5v11a4.5 4.5 0 0 1-4.5 4.5h-11"
        "a4.5 4.5 0 0 1-4.5-4.5v-11a4.5 4.5 0 0 1 4.5-4.5z"
    ),
    "C": (
        "M10.7.9a1.8 1.8 0 0 1 2.6 0l9.8 9.8a1.8 1.8 0 0 1 0 2.6l-9.8 9.8"
        "a1.8 1.8 0 0 1-2.6 0L.9 13.3a1.8 1.8 0 0 1 0-2.6z"
    ),
    "D": "M2.6 2h18.8a1.7 1.7 0 0 1 1.5 2.5L13.5 22a1.7 1.7 0 0 1-3 0L1.1 4.5A1.7 1.7 0 0 1 2.6 2z",
}
_RISK_BASELINE = {"A": (16.7, 13.5), "B": (16.7, 13.5), "C": (16.5, 12.5), "D": (14.3, 12)}
_MOUTHS = {
    "A": "M19 36c3 9.5 23 9.5 26 0-8 2.5-18 2.5-26 0Z",
    "B": "M20 38c5 7 19 7 24 0",
    "C": "M21 41h22",
}


def icon(name: str, size: int = 20, class_name: str = "") -> Component:
    """One icon in the colour of the text around it; decoration, so hidden from screen readers.

    Args:
        name: Key of `icon_outlines.OUTLINES`.
        size: Side in CSS pixels.
        class_name: Further classes.
    """
    return _drawing(
        svg.Path(d=OUTLINES[name]),
        className=f"nc-i {class_name}".strip(),
        size=size,
        grid=24,
        **aria(hidden="true"),
    )


def severity_badge(severity: int, size: int = 24) -> Component:
    """Badge of an alert severity, 1 red (octagon) to 4 blue (circle); at least 18 pixels."""
    known = Severity(severity)
    level = term(SEVERITY_NAMES_ZH[known], SEVERITY_NAMES_EN[known])
    return _badge(
        f"nc-sev nc-sev--{int(severity)}",
        size,
        _SEVERITY_SHAPES[severity],
        (str(int(severity)), _SEVERITY_BASELINE[severity], 12.5 if severity == 2 else 13.5),
        _("%(level)s预警", level=level),
    )


def risk_badge(level: str | None, size: int = 24) -> Component:
    """Badge of a risk level A-D; None is 未评定, a grey ring with a question mark."""
    if level is None:
        return _badge(
            "nc-risk nc-risk--none", size, _RISK_SHAPES["A"], ("?", 16.7, 13.5), _("风险未评定")
        )
    baseline, font_size = _RISK_BASELINE[level]
    return _badge(
        f"nc-risk nc-risk--{level.lower()}",
        size,
        _RISK_SHAPES[level],
        (level, baseline, font_size),
        _("风险等级%(level)s", level=level),
    )


def smiley(grade: str, size: int = 64) -> Component:
    """Face of a hygiene grade A-C, for public pages only."""
    words = {"A": _("大笑 优秀"), "B": _("微笑 良好"), "C": _("平脸 一般")}[grade]
    line = {"fill": "none", "stroke": "currentColor", "strokeWidth": "4", "strokeLinecap": "round"}
    mouth = {"fill": "currentColor"} if grade == "A" else line
    return _drawing(
        [
            svg.Circle(cx="32", cy="32", r="29"),
            svg.Path(d="M22 25v3M42 25v3", **line),
            svg.Path(d=_MOUTHS[grade], **mouth),
        ],
        className=f"nc-smiley nc-smiley--{grade.lower()}",
        size=size,
        grid=64,
        role="img",
        **aria(label=words),
    )


def logo(size: int = 40) -> Component:
    """The mark: a sun over a bowl."""
    return _drawing(
        [
            svg.G(
                svg.Path(d="M20 3.5v4M9.2 7.3l2.3 3.3M30.8 7.3l-2.3 3.3"), className="nc-mark__rays"
            ),
            svg.Path(d="M11 21.5a9 9 0 0 1 18 0Z", className="nc-mark__sun"),
            svg.Path(
                d="M4 23.5h32c0 6.6-4.6 11.2-10.5 12.5h-11C8.6 34.7 4 30.1 4 23.5Z",
                className="nc-mark__bowl",
            ),
        ],
        className="nc-mark",
        size=size,
        grid=40,
        **aria(hidden="true"),
    )


def _badge(
    class_name: str, size: int, outline: str, sign: tuple[str, float, float], words: str
) -> Component:
    letter, baseline, font_size = sign
    return _drawing(
        [
            svg.Path(d=outline),
            svg.Text(letter, x="12", y=str(baseline), textAnchor="middle", fontSize=str(font_size)),
        ],
        className=class_name,
        size=size,
        grid=24,
        role="img",
        **aria(label=words),
    )


def drawn_badge(class_name: str, size: int, outline: str, mark: str, words: str) -> Component:
    """A badge whose sign is a stroke instead of a letter; `mark` may be empty."""
    parts = [svg.Path(d=outline)]
    if mark:
        parts.append(svg.Path(d=mark, className="nc-sign__mark"))
    return _drawing(
        parts, className=class_name, size=size, grid=24, role="img", **aria(label=words)
    )


def _drawing(children: Any, *, size: int, grid: int, **attributes: Any) -> Component:
    drawn: Component = svg.Svg(
        children,
        width=str(size),
        height=str(size),
        viewBox=f"0 0 {grid} {grid}",
        **attributes,
    )
    return drawn
