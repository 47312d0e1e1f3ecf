"""The address of the queue becomes a filter and back. What makes no sense is left out."""

from collections.abc import Mapping
from typing import Any

from components import links
from domain.alert_classes import ALERT_CLASSES, Severity
from domain.alert_filter import QueueFilter, StateGroup
from pages._address_parts import BANNER, TOWNSHIP, day, number, shaped, text


def parse(query: Mapping[str, Any]) -> QueueFilter:
    """The filter that an address asks for; unknown keys and impossible values are ignored."""
    state, kind = text(query, "state"), text(query, "kind")
    severity = number(query, "severity")
    return QueueFilter(
        state=StateGroup(state) if state in set(StateGroup) else StateGroup.OPEN,
        severity=severity if severity in set(Severity) else None,
        alert_class=kind if kind in ALERT_CLASSES else None,
        banner_adcode=shaped(query, "banner", BANNER),
        township_code=shaped(query, "township", TOWNSHIP),
        office_id=number(query, "office"),
        establishment_id=number(query, "establishment"),
        raised_from=day(query, "since"),
        raised_until=day(query, "until"),
        overdue=text(query, "overdue") == "1",
    )


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
