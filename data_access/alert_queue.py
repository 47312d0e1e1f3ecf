"""The queue of alerts: filter, page and counts come from one condition, so they always agree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    and_,
    case,
    func,
    null,
    or_,
    select,
    true,
    type_coerce,
)

from data_access.alert_rollup import documented
from data_access.alert_rows import read_rows, rows_of_alerts, visible
from data_access.schema import alert, epoch_ms, township
from domain.alert_filter import CONDITIONAL, STATES_OF, Counts, QueueFilter, StateGroup
from domain.alert_record import AlertRow
from domain.alerts import ENDED_STATES, OPEN_STATES, RECHECK_WITHIN, AlertState
from domain.scope import Scope
from domain.workload import median_hours, minutes_between

MAX_ROWS = 200
"""Most rows of one page."""
_TIMED = {
    StateGroup.TIMED_CONFIRM: alert.c.confirmed_at,
    StateGroup.TIMED_RECTIFY: alert.c.rectified_at,
}
"""Groups that a median of times is taken over, and where the time ends."""


@dataclass(frozen=True, slots=True)
class _Bucket:
    state: AlertState
    severity: int
    alert_class: str
    banner_adcode: str
    alerts: int


def queue(
    conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime, *, offset: int, limit: int
) -> list[AlertRow]:
    """One page: open alerts by time left to their next clock, then ended ones, newest first.

    Raises:
        ValueError: `limit` is outside 1 to MAX_ROWS, or `offset` is negative.
    """
    if not 1 <= limit <= MAX_ROWS or offset < 0:
        raise ValueError(f"limit must be 1 to {MAX_ROWS} and offset >= 0, got {limit}, {offset}")
    due = _due(conn)
    ended = alert.c.state.in_(ENDED_STATES)
    # Ids first: names and pictures are looked up for one page, not for all that is sorted.
    page = conn.execute(
        select(alert.c.id)
        .where(_narrowed(conn, scope, wanted, now))
        .order_by(case((ended, 1), else_=0), due, alert.c.raised_at.desc(), alert.c.id.desc())
        .offset(offset)
        .limit(limit)
    )  # due is null for all ended ones, so they fall back to the day they were raised
    order = {alert_id: place for place, alert_id in enumerate(page.scalars())}
    rows = read_rows(conn, rows_of_alerts().where(alert.c.id.in_(list(order))))
    return sorted(rows, key=lambda row: order[row.id])


def counts(conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime) -> Counts:
    """The size of the list, and of every list one click away from it.

    `by_state` holds one of CONDITIONAL only when that is the list asked for.
    """
    every = _buckets(conn, scope, wanted, now)
    listed = [one for one in every if one.state in STATES_OF[wanted.state]]
    groups = [group for group in StateGroup if group not in CONDITIONAL]
    by_state: dict[StateGroup, int] = {
        group: _size(every, wanted, STATES_OF[group]) for group in groups
    }
    if wanted.state in CONDITIONAL:
        listed = _buckets(conn, scope, wanted, now, also=_condition(conn, wanted.state, now))
        by_state[wanted.state] = _size(listed, wanted, STATES_OF[wanted.state])
    by_severity = _sizes(listed, replace(wanted, severity=None), "severity")
    return Counts(
        total=by_state[wanted.state],
        by_state=by_state,
        by_severity={level: by_severity.get(level, 0) for level in (1, 2, 3, 4)},
        by_class=_sizes(listed, replace(wanted, alert_class=None), "alert_class"),
        by_banner=_sizes(listed, replace(wanted, banner_adcode=None), "banner_adcode"),
        overdue=_overdue_count(conn, scope, wanted, now),
    )


def median_h(conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime) -> float | None:
    """Median hours from finding to the step that a list is timed by; None for other lists.

    None as well where no first day bounds the list: it would be read wholly, however long it is.
    """
    column = _TIMED.get(wanted.state)
    if column is None or wanted.raised_from is None:
        return None
    held = select(alert.c.raised_at, column).where(_narrowed(conn, scope, wanted, now))
    return median_hours([minutes_between(*row) for row in conn.execute(held)])


def newest_raised(conn: Connection, scope: Scope) -> int:
    """Highest alert id the asker may see, 0 without any: the mark a screen keeps of what it saw."""
    found = conn.execute(select(func.max(alert.c.id)).where(visible(scope))).scalar_one()
    return found or 0


def raised_since(
    conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime, alert_id: int
) -> int:
    """How many alerts of this list came after `alert_id`."""
    statement = select(func.count()).select_from(alert)
    return int(
        conn.execute(
            statement.where(_narrowed(conn, scope, wanted, now), alert.c.id > alert_id)
        ).scalar_one()
    )


def open_severity(conn: Connection, scope: Scope) -> dict[int, int]:
    """Worst severity (1 is worst) of the open alerts of every establishment that has any."""
    rows = conn.execute(
        select(alert.c.establishment_id, func.min(alert.c.severity))
        .where(alert.c.state.in_(OPEN_STATES), visible(scope))
        .group_by(alert.c.establishment_id)
    )
    return {row[0]: row[1] for row in rows}


def open_alerts(
    conn: Connection, scope: Scope, establishment_id: int, now: datetime, *, limit: int = 20
) -> list[AlertRow]:
    """Open alerts of one establishment, the most urgent first; empty when it is out of scope."""
    wanted = QueueFilter(establishment_id=establishment_id)
    return queue(conn, scope, wanted, now, offset=0, limit=limit)


def open_count(conn: Connection, scope: Scope) -> int:
    """How many alerts of cameras are open."""
    statement = select(func.count()).select_from(alert)
    return int(conn.execute(statement.where(_open_of_cameras(scope))).scalar_one())


def newest_open(conn: Connection, scope: Scope, *, limit: int) -> list[AlertRow]:
    """Open alerts of cameras, the newest first.

    Raises:
        ValueError: `limit` is outside 1 to MAX_ROWS.
    """
    if not 1 <= limit <= MAX_ROWS:
        raise ValueError(f"limit must be 1 to {MAX_ROWS}, got {limit}")
    return read_rows(
        conn,
        rows_of_alerts()
        .where(_open_of_cameras(scope))
        .order_by(alert.c.raised_at.desc(), alert.c.id.desc())
        .limit(limit),
    )


def _open_of_cameras(scope: Scope) -> ColumnElement[bool]:
    return and_(alert.c.state.in_(OPEN_STATES), alert.c.camera_id.is_not(None), visible(scope))


def _due(conn: Connection) -> ColumnElement[Any]:
    """`next_due` in SQL, to sort by."""
    on_postgresql = conn.dialect.name == "postgresql"

    def moment(column: ColumnElement[datetime]) -> ColumnElement[Any]:
        return type_coerce(column, DateTime(timezone=True) if on_postgresql else BigInteger())

    wait: Any = RECHECK_WITHIN if on_postgresql else int(RECHECK_WITHIN.total_seconds() * 1000)
    return case(
        (alert.c.state == AlertState.RAISED, moment(alert.c.confirm_by)),
        (alert.c.state == AlertState.CONFIRMED, moment(alert.c.rectify_by)),
        (alert.c.state == AlertState.RECTIFIED, moment(alert.c.rectified_at) + wait),
        else_=null(),
    )


def is_overdue(conn: Connection, now: datetime) -> ColumnElement[bool]:
    """Whether the moment by which an open alert's next step was due has passed."""
    limit: Any = now if conn.dialect.name == "postgresql" else epoch_ms(now)
    late: ColumnElement[bool] = _due(conn) < limit
    return late


def _condition(conn: Connection, group: StateGroup, now: datetime) -> ColumnElement[bool]:
    """What holds for the alerts of a group besides their state."""
    fixed = alert.c.state.in_(STATES_OF[StateGroup.FIXED])
    conditions: dict[StateGroup, ColumnElement[bool]] = {
        StateGroup.FIXED_ON_TIME: alert.c.rectified_at <= alert.c.rectify_by,
        StateGroup.TO_FIX: or_(fixed, alert.c.rectify_by < now),
        StateGroup.DUE: or_(alert.c.state.in_(ENDED_STATES), is_overdue(conn, now)),
        StateGroup.CLOSED_HERE: alert.c.demo_history.is_(False),
        StateGroup.DOCUMENTED: documented(),
        **{group: column.is_not(None) for group, column in _TIMED.items()},
    }
    return conditions.get(group, true())


def _places(scope: Scope, wanted: QueueFilter) -> ColumnElement[bool]:
    """The part of the filter that the counts do not vary."""
    terms = [visible(scope)]
    if wanted.township_code is not None:
        terms.append(alert.c.township_code == wanted.township_code)
    if wanted.office_id is not None:
        worked = select(township.c.code).where(township.c.office_id == wanted.office_id)
        terms.append(alert.c.township_code.in_(worked))
    if wanted.establishment_id is not None:
        terms.append(alert.c.establishment_id == wanted.establishment_id)
    if wanted.raised_from is not None:
        terms.append(alert.c.raised_on >= wanted.raised_from)
    if wanted.raised_until is not None:
        terms.append(alert.c.raised_on <= wanted.raised_until)
    return and_(*terms)


def _narrowed(
    conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime
) -> ColumnElement[bool]:
    terms = [_places(scope, wanted), alert.c.state.in_(STATES_OF[wanted.state])]
    if wanted.state in CONDITIONAL:
        terms.append(_condition(conn, wanted.state, now))
    if wanted.severity is not None:
        terms.append(alert.c.severity == wanted.severity)
    if wanted.alert_class is not None:
        terms.append(alert.c.alert_class == wanted.alert_class)
    if wanted.banner_adcode is not None:
        inside = select(township.c.code).where(township.c.banner_adcode == wanted.banner_adcode)
        terms.append(alert.c.township_code.in_(inside))
    if wanted.overdue:
        terms.append(is_overdue(conn, now))
    return and_(*terms)


def _buckets(
    conn: Connection,
    scope: Scope,
    wanted: QueueFilter,
    now: datetime,
    *,
    also: ColumnElement[bool] | None = None,
) -> list[_Bucket]:
    """Alerts by state, severity, class and banner; only overdue ones when the filter says so."""
    terms = [_places(scope, wanted)]
    if wanted.overdue:
        terms += [alert.c.state.in_(OPEN_STATES), is_overdue(conn, now)]
    if also is not None:
        terms += [alert.c.state.in_(STATES_OF[wanted.state]), also]
    key = (alert.c.state, alert.c.severity, alert.c.alert_class, alert.c.township_code)
    rows = conn.execute(select(*key, func.count()).where(*terms).group_by(*key))
    townships = conn.execute(select(township.c.code, township.c.banner_adcode))
    banner_of = {row.code: row.banner_adcode for row in townships}
    sums: Counter[tuple[str, int, str, str]] = Counter()
    for state, severity, alert_class, place, alerts in rows:
        sums[state, severity, alert_class, banner_of[place]] += alerts
    return [
        _Bucket(AlertState(state), severity, alert_class, adcode, alerts)
        for (state, severity, alert_class, adcode), alerts in sums.items()
    ]


def _size(buckets: list[_Bucket], wanted: QueueFilter, states: Sequence[AlertState]) -> int:
    return sum(one.alerts for one in buckets if one.state in states and _holds(one, wanted))


def _sizes(buckets: list[_Bucket], wanted: QueueFilter, name: str) -> dict[Any, int]:
    """Alerts by one field of the bucket."""
    sums: Counter[Any] = Counter()
    for one in buckets:
        if _holds(one, wanted):
            sums[getattr(one, name)] += one.alerts
    return dict(sorted(sums.items()))


def _holds(bucket: _Bucket, wanted: QueueFilter) -> bool:
    return (
        wanted.severity in (None, bucket.severity)
        and wanted.alert_class in (None, bucket.alert_class)
        and wanted.banner_adcode in (None, bucket.banner_adcode)
    )


def _overdue_count(conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime) -> int:
    late = _narrowed(conn, scope, replace(wanted, overdue=True), now)
    # Only open alerts have a clock; saying so lets the index leave out the many that ended.
    statement = select(func.count()).select_from(alert).where(alert.c.state.in_(OPEN_STATES), late)
    return int(conn.execute(statement).scalar_one())
