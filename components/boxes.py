"""What the model saw, drawn over a picture: findings solid with label, compliant heads dashed."""

from collections.abc import Sequence

import dash_svg as svg
from dash.development.base_component import Component

from components.alert_words import class_name
from components.aria import aria
from domain.alert_classes import ALERT_CLASSES
from domain.video_wall import Box

BODY = "person"
"""Box of a whole person: the model needs it, the eye does not."""


def boxes_over(
    boxes: Sequence[Box],
    size_px: tuple[int, int],
    *,
    unit: float,
    label_px: float,
    free_top_px: float = 0,
    severity: int | None = None,
    cover: bool,
    class_name: str,
) -> Component:
    """A drawing in the coordinates of the picture, cut or fitted just as the picture is.

    Args:
        boxes: In pixels of the picture.
        size_px: Width and height of the picture.
        unit: Pixels of the picture per CSS pixel, so that labels keep their size on the screen.
        label_px: Type size in CSS pixels.
        free_top_px: CSS pixels at the top that other words occupy: no label goes there.
        severity: Of the alert; the class of each box decides when None.
        cover: The picture fills its place (cut), else it is fitted in.
        class_name: Of the drawing.
    """
    drawn: Component = svg.Svg(
        [
            _box(one, size_px[0], unit, label_px, free_top_px, severity)
            for one in boxes
            if one.finding or one.label != BODY
        ],
        viewBox=f"0 0 {size_px[0]} {size_px[1]}",
        preserveAspectRatio="xMidYMid slice" if cover else "xMidYMid meet",
        className=f"nc-boxes {class_name}",
        **aria(hidden="true"),
    )
    return drawn


def _box(
    one: Box, wide_px: int, unit: float, label_px: float, free_top_px: float, severity: int | None
) -> Component:
    left, top, right, bottom = one.xyxy
    outline = _rect(left, top, max(1, right - left), max(1, bottom - top), 4 * unit)
    if not one.finding:
        compliant: Component = svg.G(outline, className="nc-box nc-box--ok")
        return compliant
    kind = ALERT_CLASSES.get(f"ai.{one.label}")
    words = f"{class_name(kind.id) if kind else one.label} {one.score:.2f}"
    high = label_px * unit
    wide = _text_width(words) * high + high * 0.8
    x = min(max(0.0, left), max(0.0, wide_px - wide))
    y = top - high * 1.45
    if y < free_top_px * unit:
        y = bottom
    level = severity or (int(kind.severity) if kind else 4)
    tag = [
        _rect(x, y, wide, high * 1.4, 4 * unit),
        svg.Text(words, x=f"{x + high * 0.4:.0f}", y=f"{y + high:.0f}", fontSize=f"{high:.1f}"),
    ]
    marked: Component = svg.G(
        [outline, svg.G(tag, className="nc-box__tag")], className=f"nc-box nc-box--sev{level}"
    )
    return marked


def _rect(x: float, y: float, width: float, height: float, radius: float) -> Component:
    drawn: Component = svg.Rect(
        x=f"{x:.0f}",
        y=f"{y:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        rx=f"{radius:.0f}",
    )
    return drawn


def _text_width(words: str) -> float:
    """Width in units of the type size: Chinese is square, the rest a little over half as wide."""
    return sum(1.0 if ord(letter) > 0x2E80 else 0.58 for letter in words)
