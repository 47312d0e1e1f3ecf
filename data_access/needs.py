"""What needs somebody now, counted; every count is the size of the list that it opens."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.alert_queue import queue
from data_access.control_duties import duties, escalations, long_streaks
from data_access.figures import open_alerts
from data_access.importing.batches import open_count
from data_access.papers import changes_coming, first_expiry
from data_access.register_where import conditions, joined
from data_access.schema import alert, establishment
from data_access.scoping import in_scope
from data_access.video_wall import longest_unusable, shown_count
from domain.alert_filter import QueueFilter, StateGroup
from domain.alerts import RECHECK_WITHIN, AlertState
from domain.clock import city_moment
from domain.control import ControlKind, ControlState
from domain.control_board import Listing, Show
from domain.figures import OpenAlerts
from domain.needs import Need, NeedKind
from domain.papers import Certificates, Papers, RegisterState
from domain.register_filter import LicenceState, RegisterFilter
from domain.scope import Scope
from domain.video_wall import Show as WallShow
from domain.video_wall import WallWanted

NAMED = 2
"""Establishments named with each need, for an office that knows them."""

_ESCALATED = {
    ControlKind.DAILY_CONTROL: NeedKind.ESCALATED,
    ControlKind.WEEKLY_REVIEW: NeedKind.ESCALATED_WEEKLY,
    ControlKind.MONTHLY_DISPATCH: NeedKind.ESCALATED_MONTHLY,
}


def alert_needs(conn: Connection, scope: Scope, day: date, now: datetime) -> list[Need]:
    """What open alerts ask for.

    These four together are all kinds, those that count nothing included, in no order. They stand
    apart because each depends on other facts, and is kept as long as those stand still.

    Args:
        conn: Open connection.
        scope: Who asks; an establishment may not.
        day: City day of `now`.
        now: Aware.
    """
    return _with_names(
        conn, scope, _alerts(conn, scope, open_alerts(conn, scope, now), now), day, now
    )


def control_needs(conn: Connection, scope: Scope, day: date, now: datetime) -> list[Need]:
    """What duties ask for; as for `alert_needs`."""
    return _with_names(conn, scope, _control(conn, scope, day), day, now)


def camera_needs(conn: Connection, scope: Scope, day: date, now: datetime) -> list[Need]:
    """What cameras ask for; as for `alert_needs`."""
    return _with_names(conn, scope, [_cameras(conn, scope, now)], day, now)


def register_needs(
    conn: Connection, scope: Scope, papers: Papers, day: date, now: datetime
) -> list[Need]:
    """What the register asks for; as for `alert_needs`, `papers` being those of the scope."""
    state = papers.register
    found = [
        *_papers(conn, scope, state, papers.people, day),
        *_register(conn, scope, state, day),
    ]
    return _with_names(conn, scope, found, day, now)


def _with_names(
    conn: Connection, scope: Scope, found: list[Need], day: date, now: datetime
) -> list[Need]:
    return [_named(conn, scope, one, day, now) for one in found]


def _alerts(conn: Connection, scope: Scope, alerts: OpenAlerts, now: datetime) -> list[Need]:
    raised = _waiting(conn, scope, AlertState.RAISED, alert.c.confirm_by)
    recheck = _waiting(conn, scope, AlertState.RECTIFIED, alert.c.rectified_at)
    return [
        Need(NeedKind.RED, alerts.by_severity[1], _first_due(conn, scope, now, severity=1)),
        Need(
            NeedKind.OVERDUE,
            sum(alerts.overdue.values()),
            _first_due(conn, scope, now, overdue=True),
        ),
        Need(NeedKind.TO_CONFIRM, raised[0], raised[1]),
        Need(NeedKind.TO_RECHECK, recheck[0], recheck[1] + RECHECK_WITHIN if recheck[1] else None),
    ]


def _waiting(
    conn: Connection, scope: Scope, state: AlertState, clock: Any
) -> tuple[int, datetime | None]:
    row = conn.execute(
        select(func.count(), func.min(clock)).where(
            alert.c.state == state,
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
    ).one()
    return row[0], row[1]


def _first_due(
    conn: Connection,
    scope: Scope,
    now: datetime,
    *,
    severity: int | None = None,
    overdue: bool = False,
) -> datetime | None:
    wanted = QueueFilter(severity=severity, overdue=overdue)
    first = queue(conn, scope, wanted, now, offset=0, limit=1)
    return first[0].due_at if first else None


def _control(conn: Connection, scope: Scope, day: date) -> list[Need]:
    kind = ControlKind.DAILY_CONTROL
    left = duties(conn, scope, kind, Listing.PREVIOUS, day, limit=1)
    still_open = any(row.state is ControlState.OPEN for row in left.rows)
    closes = city_moment(day) + timedelta(hours=2) if still_open else None
    return [
        *(Need(need, escalations(conn, scope, of, day)) for of, need in _ESCALATED.items()),
        Need(NeedKind.STREAKS, long_streaks(conn, scope, day)),
        Need(NeedKind.MISSED, left.total, closes),
    ]


def _cameras(conn: Connection, scope: Scope, now: datetime) -> Need:
    number = shown_count(conn, scope, now, WallWanted(WallShow.LONG_UNUSABLE))
    return Need(NeedKind.CAMERAS, number, since=longest_unusable(conn, scope, now))


def _papers(
    conn: Connection, scope: Scope, state: RegisterState, people: Certificates, day: date
) -> list[Need]:
    ends = first_expiry(conn, scope, day)
    return [
        Need(NeedKind.LICENCES_EXPIRED, state.licences.get(LicenceState.EXPIRED, 0)),
        Need(
            NeedKind.LICENCES_EXPIRING,
            state.licences.get(LicenceState.EXPIRING, 0),
            city_moment(ends + timedelta(days=1)) if ends else None,
        ),
        Need(NeedKind.CERTIFICATES_EXPIRED, people.shops_expired),
        Need(NeedKind.CERTIFICATES_EXPIRING, people.shops_expiring),
    ]


def _register(conn: Connection, scope: Scope, state: RegisterState, day: date) -> list[Need]:
    coming, first = changes_coming(conn, scope, day)
    return [
        Need(NeedKind.STATUS_COMING, coming, city_moment(first) if first else None),
        Need(NeedKind.IMPORTS, open_count(conn, scope)),
        Need(NeedKind.UNLOCATED, state.unlocated),
        Need(NeedKind.INCOMPLETE, state.establishments - state.complete),
    ]


def _named(conn: Connection, scope: Scope, need: Need, day: date, now: datetime) -> Need:
    """With the first establishments by name, for an office."""
    if scope.office_id is None or not need.count or need.kind not in _NAMES:
        return need
    names = _NAMES[need.kind](conn, scope, day, now)
    return Need(need.kind, need.count, need.due_at, need.since, tuple(dict.fromkeys(names)))


def _queued(wanted: QueueFilter) -> Callable[[Connection, Scope, date, datetime], list[str]]:
    def names(conn: Connection, scope: Scope, _day: date, now: datetime) -> list[str]:
        rows = queue(conn, scope, wanted, now, offset=0, limit=NAMED)
        return [row.establishment_name for row in rows]

    return names


def _owing(
    show: Show, kind: ControlKind = ControlKind.DAILY_CONTROL
) -> Callable[[Connection, Scope, date, datetime], list[str]]:
    def names(conn: Connection, scope: Scope, day: date, _now: datetime) -> list[str]:
        found = duties(conn, scope, kind, Listing.PREVIOUS, day, show=show, limit=NAMED)
        return [row.name for row in found.rows]

    return names


def _listed(wanted: RegisterFilter) -> Callable[[Connection, Scope, date, datetime], list[str]]:
    def names(conn: Connection, scope: Scope, day: date, _now: datetime) -> list[str]:
        source = joined(licences=bool(wanted.licence or wanted.information), sums=False)
        query = select(establishment.c.name).select_from(source)
        query = query.where(conditions(scope, wanted, day)).order_by(establishment.c.id)
        return list(conn.scalars(query.limit(NAMED)))

    return names


_NAMES: dict[NeedKind, Callable[[Connection, Scope, date, datetime], list[str]]] = {
    NeedKind.RED: _queued(QueueFilter(severity=1)),
    NeedKind.OVERDUE: _queued(QueueFilter(overdue=True)),
    NeedKind.TO_CONFIRM: _queued(QueueFilter(state=StateGroup.RAISED)),
    NeedKind.TO_RECHECK: _queued(QueueFilter(state=StateGroup.RECTIFIED)),
    **{need: _owing(Show.ESCALATED, of) for of, need in _ESCALATED.items()},
    NeedKind.STREAKS: _owing(Show.STREAK),
    NeedKind.MISSED: _owing(Show.UNANSWERED),
    NeedKind.LICENCES_EXPIRED: _listed(RegisterFilter(licence=(LicenceState.EXPIRED,))),
    NeedKind.LICENCES_EXPIRING: _listed(RegisterFilter(licence=(LicenceState.EXPIRING,))),
    NeedKind.CERTIFICATES_EXPIRED: _listed(RegisterFilter(certificate="expired")),
    NeedKind.CERTIFICATES_EXPIRING: _listed(RegisterFilter(certificate="expiring")),
    NeedKind.STATUS_COMING: _listed(RegisterFilter(change="coming")),
}
