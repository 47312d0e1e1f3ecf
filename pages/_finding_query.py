"""The address of the list of findings as a filter and back; what makes no sense is left out."""

from collections.abc import Mapping
from typing import Any

from components import links
from domain.control import ControlKind
from domain.finding_filter import FindingFilter, FindingGroup
from pages._address_parts import BANNER, TOWNSHIP, day, number, shaped, text

_ITEM = r"[a-z]{1,10}\.[A-Z][A-Z0-9]{0,7}"


def parse(query: Mapping[str, Any]) -> FindingFilter:
    """The filter that an address asks for; unknown keys and impossible values are ignored."""
    group, kind = text(query, "state"), text(query, "kind")
    return FindingFilter(
        group=FindingGroup(group) if group in set(FindingGroup) else FindingGroup.UNSETTLED,
        overdue=query.get("overdue") == "1",
        repeat=query.get("repeat") == "1",
        kind=ControlKind(kind) if kind in set(ControlKind) else None,
        item=shaped(query, "item", _ITEM),
        banner_adcode=shaped(query, "banner", BANNER),
        township_code=shaped(query, "township", TOWNSHIP),
        office_id=number(query, "office"),
        establishment_id=number(query, "establishment"),
        since=day(query, "since"),
        until=day(query, "until"),
    )


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
