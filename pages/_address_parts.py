"""Parts of an address as values; what has another shape is left out, never an error."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

LAST_PAGE = 10_000
BANNER, TOWNSHIP, NUMBER = r"\d{6}", r"\d{9}", r"\d{1,9}"
_DAY = r"\d{4}-\d{2}-\d{2}"


def text(query: Mapping[str, Any], name: str) -> str:
    """As it stands, empty where it is missing or no text."""
    value = query.get(name)
    return value if isinstance(value, str) else ""


def shaped(query: Mapping[str, Any], name: str, shape: str) -> str | None:
    """The text, None unless all of it has `shape` in ASCII."""
    value = text(query, name)
    return value if re.fullmatch(shape, value, re.ASCII) else None


def number(query: Mapping[str, Any], name: str) -> int | None:
    """A whole number of nine digits at most."""
    value = shaped(query, name, NUMBER)
    return int(value) if value else None


def day(query: Mapping[str, Any], name: str) -> date | None:
    """A day of the calendar, written as in ISO 8601."""
    value = shaped(query, name, _DAY)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def page_of(query: Mapping[str, Any]) -> int:
    """Number of the page, 1 unless the address names another."""
    return min(max(number(query, "page") or 1, 1), LAST_PAGE)
