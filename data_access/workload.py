"""Reading what waits for the offices of a place: one pass a figure, by township."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    select,
)

from data_access.engine import widened
from data_access.figures import counted, late_now
from data_access.inspection_where import inspection_overdue
from data_access.schema import (
    account,
    alert,
    establishment,
    supervision_office,
    township,
)
from data_access.scoping import in_scope
from data_access.visit_where import held_in
from domain.alerts import OPEN_STATES, RECHECK_WITHIN, AlertState
from domain.figures import TREND_DAYS
from domain.grades import IN_REGISTER
from domain.register_filter import VisitState
from domain.scope import NotAllowedError, Role, Scope, system_scope
from domain.workload import OfficeLoad, PeersMean, Workload, minutes_between, peers_mean


def office_loads(conn: Connection, scope: Scope, day: date, now: datetime) -> list[OfficeLoad]:
    """Every office that works a township the asker sees, by id.

    Raises:
        NotAllowedError: An establishment asks.
    """
    if not scope.sees_sums:
        raise NotAllowedError("sums over establishments are not for one establishment")
    rows = conn.execute(
        select(
            township.c.code,
            supervision_office.c.id,
            supervision_office.c.name_zh,
            supervision_office.c.banner_adcode,
        )
        .join(supervision_office, supervision_office.c.id == township.c.office_id)
        .where(in_scope(scope, township.c.code, None))
        .order_by(supervision_office.c.id)
    ).all()
    loads, officers = _by_township(conn, scope, day, now), _officers(conn)
    found: dict[int, OfficeLoad] = {}
    for code, number, name, adcode in rows:
        own = loads.get(code, Workload())
        if number not in found:
            own += Workload(officers=officers.get(number))
        before = found[number].load if number in found else Workload()
        found[number] = OfficeLoad(number, name, adcode, before + own)
    return list(found.values())


def mean_of_peers(
    conn: Connection, scope: Scope, banner: str, day: date, now: datetime
) -> PeersMean:
    """Mean over all offices of a banner: sums over other offices, and nothing of any one.

    Raises:
        NotAllowedError: An establishment asks.
    """
    if not scope.sees_sums:
        raise NotAllowedError("sums over establishments are not for one establishment")
    everyone = Scope(system_scope("peers").role, "peers", banner_adcode=banner)
    with widened(conn):
        found = office_loads(conn, everyone, day, now)
    return peers_mean([one.load for one in found])


def _by_township(conn: Connection, scope: Scope, day: date, now: datetime) -> dict[str, Workload]:
    parts: dict[str, dict[str, Any]] = defaultdict(dict)
    for names, stmt in (
        (("open_alerts", "late_alerts", "rechecks", "late_rechecks"), _alerts(scope, now)),
        (("establishments", "late_inspections"), _inspections(scope, day)),
        (("visits_due", "late_visits"), _visits(scope, day)),
    ):
        for row in conn.execute(stmt):
            parts[row[0]] |= dict(zip(names, row[1:], strict=True))
    for code, times in _times(conn, scope, day).items():
        parts[code] |= times
    return {code: Workload(**own) for code, own in parts.items()}


def _alerts(scope: Scope, now: datetime) -> Select[Any]:
    waiting = alert.c.state == AlertState.RECTIFIED
    return (
        select(
            alert.c.township_code,
            func.count(),
            counted(late_now(now)),
            counted(waiting),
            counted(waiting & (alert.c.rectified_at < now - RECHECK_WITHIN)),
        )
        .where(
            alert.c.state.in_(OPEN_STATES),
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
        .group_by(alert.c.township_code)
    )


def _inspections(scope: Scope, day: date) -> Select[Any]:
    return _registered(scope, counted(inspection_overdue(day)))


def _visits(scope: Scope, day: date) -> Select[Any]:
    held = held_in(scope, day)
    return select(
        held.c.township_code,
        counted(held.c.wait == VisitState.DUE),
        counted(held.c.wait == VisitState.LATE),
    ).group_by(held.c.township_code)


def _registered(scope: Scope, *columns: ColumnElement[int]) -> Select[Any]:
    return (
        select(establishment.c.township_code, func.count(), *columns)
        .where(
            establishment.c.status.in_(IN_REGISTER),
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
        .group_by(establishment.c.township_code)
    )


def _times(conn: Connection, scope: Scope, day: date) -> dict[str, dict[str, tuple[int, ...]]]:
    rows = conn.execute(
        select(
            alert.c.township_code, alert.c.raised_at, alert.c.confirmed_at, alert.c.rectified_at
        ).where(
            alert.c.state.in_((AlertState.CONFIRMED, AlertState.RECTIFIED, AlertState.CLOSED)),
            alert.c.raised_on.between(day - timedelta(days=TREND_DAYS - 1), day),
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
    )
    found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for code, raised, confirmed, rectified in rows:
        for moment, minutes in zip((confirmed, rectified), found[code], strict=True):
            if moment is not None:
                minutes.append(minutes_between(raised, moment))
    return {
        code: {"confirm_min": tuple(first), "rectify_min": tuple(second)}
        for code, (first, second) in found.items()
    }


def _officers(conn: Connection) -> dict[int, int]:
    rows = conn.execute(
        select(account.c.office_id, func.count())
        .where(account.c.role == Role.SUPERVISION_OFFICE, account.c.active)
        .group_by(account.c.office_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}
