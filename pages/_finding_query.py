"""The address of the list of findings as a filter and back; what makes no sense is left out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from components import links
from domain.control import ControlKind
from domain.finding_filter import FindingFilter, FindingGroup

LAST_PAGE = 10_000
_SHAPES = {
    "banner": r"\d{6}",
    "township": r"\d{9}",
    "office": r"\d{1,9}",
    "establishment": r"\d{1,9}",
    "item": r"[a-z]{1,10}\.[A-Z][A-Z0-9]{0,7}",
    "since": r"\d{4}-\d{2}-\d{2}",
    "until": r"\d{4}-\d{2}-\d{2}",
    "page": r"\d{1,6}",
}


def parse(query: Mapping[str, Any]) -> FindingFilter:
    """The filter that an address asks for; unknown keys and impossible values are ignored."""
    group, kind = _text(query, "state"), _text(query, "kind")
    office, establishment = _shaped(query, "office"), _shaped(query, "establishment")
    return FindingFilter(
        group=FindingGroup(group) if group in set(FindingGroup) else FindingGroup.UNSETTLED,
        overdue=query.get("overdue") == "1",
        repeat=query.get("repeat") == "1",
        kind=ControlKind(kind) if kind in set(ControlKind) else None,
        item=_shaped(query, "item"),
        banner_adcode=_shaped(query, "banner"),
        township_code=_shaped(query, "township"),
        office_id=int(office) if office else None,
        establishment_id=int(establishment) if establishment else None,
        since=_day(query, "since"),
        until=_day(query, "until"),
    )


def page_of(query: Mapping[str, Any]) -> int:
    """Number of the page, 1 unless the address names another."""
    return min(max(int(_shaped(query, "page") or "1"), 1), LAST_PAGE)


def address(wanted: FindingFilter, page: int = 1) -> str:
    """Where the list with this filter stands."""
    return links.findings(
        group=None if wanted.group is FindingGroup.UNSETTLED else wanted.group,
        overdue=wanted.overdue,
        repeat=wanted.repeat,
        kind=wanted.kind,
        item=wanted.item,
        banner=wanted.banner_adcode,
        township=wanted.township_code,
        office=wanted.office_id,
        establishment=wanted.establishment_id,
        since=wanted.since,
        until=wanted.until,
        page=page,
    )


def _text(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    return value if isinstance(value, str) else ""


def _shaped(query: Mapping[str, Any], name: str) -> str | None:
    text = _text(query, name)
    return text if re.fullmatch(_SHAPES[name], text, re.ASCII) else None


def _day(query: Mapping[str, Any], name: str) -> date | None:
    text = _shaped(query, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
