"""How a panel looks without figures: loading, empty, broken, stale. Never a zero, never blank."""

from typing import Literal

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon, logo

Shape = Literal["lines", "rows", "cards", "chart"]


def loading(parts: int = 3, shape: Shape = "lines", what: str = "") -> Component:
    """Grey shapes in the place of what is still coming; after ten seconds, words.

    Args:
        parts: How many lines, table rows, cards or charts.
        shape: What stands there once it has come.
        what: What takes its time, 预警队列; said after ten seconds.
    """
    slow = _("%(what)s仍在读取，数据较多时需要更久", what=what or _("内容"))
    return html.Div(
        [html.Div(className="nc-skel") for _part in range(parts)],
        className=f"nc-skels nc-skels--{shape}",
        **data(slow=slow),
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
