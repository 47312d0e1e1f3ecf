"""The deadline ring: its arc is the share of time that is left."""

from math import pi

import dash_svg as svg
from dash import html
from dash.development.base_component import Component

from components.aria import aria


def deadline_ring(
    share_left: float, content: list[Component | str], *, severity: int, size: int = 112
) -> Component:
    """A ring around `content`.

    Args:
        share_left: 0 to 1 of the time; what lies outside is cut.
        content: What stands in the middle.
        severity: 1 red to 4 blue: colour of the arc.
        size: Outer side in CSS pixels.
    """
    width = 9
    radius = (size - width) / 2
    around = 2 * pi * radius
    share = min(1.0, max(0.0, share_left))
    middle = {"cx": str(size / 2), "cy": str(size / 2), "r": f"{radius:.1f}"}
    return html.Span(
        [
            svg.Svg(
                [
                    svg.Circle(className="nc-ring__t", strokeWidth=str(width), **middle),
                    svg.Circle(
                        className="nc-ring__v",
                        strokeWidth=str(width),
                        strokeDasharray=f"{around * share:.1f} {around:.1f}",
                        transform=f"rotate(-90 {size / 2} {size / 2})",
                        **middle,
                    ),
                ],
                width=str(size),
                height=str(size),
                viewBox=f"0 0 {size} {size}",
                **aria(hidden="true"),
            ),
            html.Span(content, className="nc-ring__txt"),
        ],
        className=f"nc-ring nc-ring--{severity} nc-ring--{size}",
    )
