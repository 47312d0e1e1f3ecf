"""Attributes with a hyphen, which Dash takes as keyword arguments only through a mapping."""

from typing import Any


def aria(**values: str) -> Any:
    """`aria(label="…", live="polite")` for `**` in a component: {"aria-label": …}.

    Typed Any, because Dash's own annotations know no wildcard attributes.
    """
    return {f"aria-{name.replace('_', '-')}": value for name, value in values.items()}


def data(**values: str) -> Any:
    """`data(opens="menu")` for `**` in a component: {"data-opens": …}, which scripts look for."""
    return {f"data-{name.replace('_', '-')}": value for name, value in values.items()}
