"""What the system knows of one establishment beside the items of its form."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from data_access.certificate_where import certified_until, works_there
from data_access.papers import first_expiry
from data_access.schema import alert, camera, control_finding, control_task, licence, person
from domain.alerts import OPEN_STATES, AlertState
from domain.control import ANSWERED, ControlKind, ControlState, period_end, previous_start
from domain.duty_form import KNOWN_ITEMS, Known, KnownFact
from domain.kitchen import CameraState
from domain.register_filter import EXPIRING_DAYS
from domain.scope import NotAllowedError, Scope

_DAY = timedelta(days=1)


def known_facts(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, day: date
) -> dict[str, KnownFact]:
    """By item of the checklist of `kind`; an item of which nothing is known is left out.

    Args:
        conn: Open connection.
        scope: Of the establishment.
        kind: Whose items.
        start: First day of the period that the form is for.
        day: City day on which papers are judged.

    Raises:
        NotAllowedError: The scope is of no establishment.
    """
    if scope.establishment_id is None:
        raise NotAllowedError("what is known is of one establishment")
    own = scope.establishment_id
    first, last = _looked_at(kind, start)
    readers = {
        Known.LICENCE: lambda: _licence(conn, scope, own, day),
        Known.CERTIFICATES: lambda: _certificates(conn, own, kind, day),
        Known.CAMERAS: lambda: _cameras(conn, own),
        Known.ALERTS: lambda: _alerts(conn, own, first, last),
        Known.FINDINGS: lambda: _findings(conn, own, first, last),
        Known.DAYS: lambda: _days(conn, own, first, min(last, day)),
    }
    prefix = kind.value.partition("_")[0]
    found: dict[str, KnownFact] = {}
    for item, about in KNOWN_ITEMS.items():
        if item.startswith(f"{prefix}."):
            fact = readers[about]()
            if fact is not None:
                found[item] = fact
    return found


def settled(known: Mapping[str, KnownFact]) -> tuple[str, ...]:
    """Items of the daily check whose known part is good: confirmed together with one tap.

    Handled alerts answer half of their item: whether the sensors run only somebody there can see.
    """
    return tuple(
        item
        for item, fact in known.items()
        if item.startswith("daily.") and fact.good and fact.about is not Known.ALERTS
    )


def _looked_at(kind: ControlKind, start: date) -> tuple[date, date]:
    """A day is about the one before it; a week and a month are about themselves."""
    if kind is ControlKind.DAILY_CONTROL:
        return start - _DAY, start - _DAY
    if kind is ControlKind.MONTHLY_DISPATCH:
        before = previous_start(kind, start)
        return before, period_end(kind, start)
    return start, period_end(kind, start)


def _licence(conn: Connection, scope: Scope, own: int, day: date) -> KnownFact | None:
    ends = first_expiry(conn, scope, day)
    if ends is not None:
        return KnownFact(Known.LICENCE, good=True, day=ends)
    last = conn.scalar(
        select(func.max(licence.c.expires_on)).where(licence.c.establishment_id == own)
    )
    return KnownFact(Known.LICENCE, good=False, day=last) if last is not None else None


def _certificates(conn: Connection, own: int, kind: ControlKind, day: date) -> KnownFact | None:
    until = certified_until()
    rows = conn.execute(
        select(person.c.name, until.label("until"))
        .where(person.c.establishment_id == own, works_there(day))
        .order_by(until, person.c.id)
    ).all()
    if not rows:
        return None
    horizon = day if kind is ControlKind.DAILY_CONTROL else day + timedelta(days=EXPIRING_DAYS)
    missing = [row for row in rows if row.until is None]
    ending = missing + [row for row in rows if row.until is not None]
    first = ending[0]
    valid = sum(row.until is not None and row.until >= horizon for row in rows)
    return KnownFact(
        Known.CERTIFICATES,
        good=valid == len(rows),
        part=valid,
        whole=len(rows),
        day=first.until,
        who=first.name,
    )


def _cameras(conn: Connection, own: int) -> KnownFact | None:
    looked = camera.c.last_look_at
    online = func.count().filter(camera.c.state == CameraState.ONLINE)
    row = conn.execute(
        select(online.label("online"), func.count().label("whole"), func.max(looked).label("at"))
        .where(camera.c.establishment_id == own)
    ).one()  # fmt: skip
    if not row.whole or row.at is None:  # never looked at: unknown is not good, and not a fact
        return None
    return KnownFact(
        Known.CAMERAS, good=row.online == row.whole, part=row.online, whole=row.whole, at=row.at
    )


def _alerts(conn: Connection, own: int, first: date, last: date) -> KnownFact:
    handled = func.count().filter(alert.c.state.not_in((AlertState.RAISED, AlertState.CONFIRMED)))
    row = conn.execute(
        select(handled.label("handled"), func.count().label("whole")).where(
            alert.c.establishment_id == own,
            alert.c.raised_on.between(first, last),
            alert.c.state.in_((*OPEN_STATES, AlertState.CLOSED)),
        )
    ).one()
    return KnownFact(Known.ALERTS, row.handled == row.whole, row.handled, row.whole)


def _findings(conn: Connection, own: int, first: date, last: date) -> KnownFact:
    table = control_finding.c
    row = conn.execute(
        select(
            func.count().filter(table.rectified_at.is_not(None)).label("done"),
            func.count().label("whole"),
        ).where(table.establishment_id == own, table.period_start.between(first, last))
    ).one()
    return KnownFact(Known.FINDINGS, row.done == row.whole, row.done, row.whole)


def _days(conn: Connection, own: int, first: date, last: date) -> KnownFact:
    done = func.count().filter(control_task.c.state.in_(ANSWERED))
    row = conn.execute(
        select(done.label("done"), func.count().label("whole")).where(
            control_task.c.establishment_id == own,
            control_task.c.kind == ControlKind.DAILY_CONTROL,
            control_task.c.period_start.between(first, last),
            control_task.c.state != ControlState.EXCUSED,
        )
    ).one()
    return KnownFact(Known.DAYS, row.done == row.whole, row.done, row.whole)
