"""How a panel looks without figures: loading, empty, broken, stale. Never a zero, never blank."""

from dash import html
from dash.development.base_component import Component

from components.aria import aria
from components.icons import icon, logo


def loading(lines: int = 3) -> Component:
    """Grey bars in the place of what is still coming."""
    return html.Div(
        [html.Div(className="nc-skel") for _line in range(lines)],
        className="nc-skels",
        **aria(busy="true"),
    )


def empty(title: str, detail: str = "", action: Component | None = None) -> Component:
    """Nothing to show, said in words; good news is said as such.

    Args:
        title: What is absent (今日没有红色预警).
        detail: The last event's time, or how something comes to be here.
        action: One way on, such as a link.
    """
    return html.Div(
        [logo(44), html.B(title), html.Span(detail) if detail else None, action],
        className="nc-empty",
    )


def error(title: str, detail: str, action: Component | None = None) -> Component:
    """What failed, since when and what the system does about it; other panels keep working."""
    return html.Div(
        [icon("x", 20), html.Div([html.B(title), html.Span(detail)]), action],
        className="nc-error",
        role="alert",
    )


def stale(text: str) -> Component:
    """Mark beside a figure that has stopped moving: 数据停在 10:31."""
    return html.Span(text, className="nc-stale", role="status")
