"""The address of the queue becomes a filter and back. What makes no sense is left out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from components import links
from domain.alert_classes import ALERT_CLASSES, Severity
from domain.alert_filter import QueueFilter, StateGroup

LAST_PAGE = 10_000
_PLACE = {
    "banner": r"\d{6}",
    "township": r"\d{9}",
    "office": r"\d{1,9}",
    "establishment": r"\d{1,9}",
}


def parse(query: Mapping[str, Any]) -> QueueFilter:
    """The filter that an address asks for; unknown keys and impossible values are ignored."""
    state = _text(query, "state")
    severity = _number(query, "severity")
    kind = _text(query, "kind")
    establishment, office = _place(query, "establishment"), _place(query, "office")
    return QueueFilter(
        state=StateGroup(state) if state in set(StateGroup) else StateGroup.OPEN,
        severity=severity if severity in set(Severity) else None,
        alert_class=kind if kind in ALERT_CLASSES else None,
        banner_adcode=_place(query, "banner"),
        township_code=_place(query, "township"),
        office_id=int(office) if office else None,
        establishment_id=int(establishment) if establishment else None,
        raised_from=_day(query, "since"),
        raised_until=_day(query, "until"),
        overdue=_text(query, "overdue") == "1",
    )


def page_of(query: Mapping[str, Any]) -> int:
    """Number of the page, 1 unless the address names another."""
    return min(max(_number(query, "page") or 1, 1), LAST_PAGE)


def address(wanted: QueueFilter, page: int = 1) -> str:
    """Where the queue with this filter stands."""
    return links.alerts(
        state=wanted.state,
        severity=wanted.severity,
        banner=wanted.banner_adcode,
        township=wanted.township_code,
        office=wanted.office_id,
        establishment=wanted.establishment_id,
        since=wanted.raised_from,
        until=wanted.raised_until,
        overdue=wanted.overdue,
        kind=wanted.alert_class,
        page=page,
    )


def _text(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    return value if isinstance(value, str) else ""


def _number(query: Mapping[str, Any], name: str) -> int | None:
    text = _text(query, name)
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


def _place(query: Mapping[str, Any], name: str) -> str | None:
    text = _text(query, name)
    return text if re.fullmatch(_PLACE[name], text, re.ASCII) else None


def _day(query: Mapping[str, Any], name: str) -> date | None:
    text = _text(query, name)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
