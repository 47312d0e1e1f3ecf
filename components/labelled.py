"""Cells that say their column where a phone shows a row as a small list."""

from typing import Any

from dash import html
from dash.development.base_component import Component


def labelled(label: str, content: Any, class_name: str = "") -> Component:
    """A table cell; CSS shows `label` before it when the table has no columns."""
    attributes: dict[str, Any] = {"data-label": label}
    return html.Td(content, className=class_name, **attributes)
