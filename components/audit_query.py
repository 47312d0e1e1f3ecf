"""The address of the audit log becomes a filter and back. What makes no sense is left out."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from domain.audit import Event, Result
from domain.audit_filter import LONGEST_TEXT, AuditFilter
from domain.clock import CITY_TIME, city_moment

PATH = "/admin/audit"
EXPORT = "/admin/audit.csv"
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?", re.ASCII)
_KIND = re.compile(r"[a-z_]{1,24}", re.ASCII)


def parse(query: Mapping[str, Any]) -> AuditFilter:
    """The filter that an address asks for; unknown keys and impossible values are ignored."""
    event, result, kind = (_text(query, name) for name in ("event", "result", "kind"))
    return AuditFilter(
        since=_moment(_text(query, "since"), end=False),
        until=_moment(_text(query, "until"), end=True),
        event=Event(event) if event in set(Event) else None,
        who=_text(query, "who"),
        object_kind=kind if _KIND.fullmatch(kind) else "",
        object_id=_text(query, "id"),
        result=Result(result) if result in set(Result) else None,
        address=_text(query, "address"),
    )


def place(query: Mapping[str, Any]) -> dict[str, int | None]:
    """Where in the list the address stands: `below` or `above` a row."""
    return {
        "below": _number(_text(query, "before")),
        "above": _number(_text(query, "after")),
    }


def asked(query: Mapping[str, Any]) -> dict[str, str]:
    """What the fields of the filter show: only what `parse` takes."""
    wanted = parse(query)
    kept = {
        "since": wanted.since is not None,
        "until": wanted.until is not None,
        "event": wanted.event is not None,
        "who": bool(wanted.who),
        "kind": bool(wanted.object_kind),
        "id": bool(wanted.object_id),
        "result": wanted.result is not None,
        "address": bool(wanted.address),
    }
    return {name: _text(query, name) for name, holds in kept.items() if holds}


def address(fields: Mapping[str, Any], path: str = PATH, **place: int | None) -> str:
    """Where the log with these fields stands."""
    given = {name: str(value).strip() for name, value in fields.items() if value}
    given |= {name: str(value) for name, value in place.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def last_days(fields: Mapping[str, str], today: date, days: int | None) -> dict[str, str]:
    """The same filter over the last days, today included; None is all of them."""
    rest = {name: value for name, value in fields.items() if name not in ("since", "until")}
    if days is None:
        return rest
    return rest | {"since": (today - timedelta(days=days - 1)).isoformat()}


def _text(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    if not isinstance(value, str) or "\0" in value:
        return ""
    return value.strip()[:LONGEST_TEXT]


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def _moment(text: str, *, end: bool) -> datetime | None:
    """Start of a day or minute in the city; for the end of a range, of the next one."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found[1])
        at = time.fromisoformat(found[2]) if found[2] else None
        if not 2000 <= day.year <= 2199:
            return None
    except ValueError:
        return None
    if at is not None:
        start = datetime.combine(day, at, tzinfo=CITY_TIME).astimezone(city_moment(day).tzinfo)
        return start + timedelta(minutes=1) if end else start
    return city_moment(day + timedelta(days=1) if end else day)
