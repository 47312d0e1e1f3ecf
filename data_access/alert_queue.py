"""The queue of alerts: filter, page and counts come from one condition, so they always agree."""

from dataclasses import dataclass, fields
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
    select,
    type_coerce,
)

from data_access.alert_rows import read_rows, rows_of_alerts, visible, with_township
from data_access.schema import alert, epoch_ms, township
from domain.alert_filter import STATES_OF, Counts, QueueFilter, StateGroup
from domain.alert_record import AlertRow
from domain.alerts import ENDED_STATES, OPEN_STATES, RECHECK_WITHIN, AlertState
from domain.scope import Scope

MAX_ROWS = 200
"""Most rows of one page."""


@dataclass(frozen=True, slots=True)
class _Bucket:
    state: AlertState
    severity: int
    alert_class: str
    banner_adcode: str
    overdue: int
    on_time: int
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
    statement = (
        rows_of_alerts()
        .where(_narrowed(conn, scope, wanted, now))
        .order_by(
            case((ended, 1), else_=0), due, alert.c.raised_at.desc(), alert.c.id.desc()
        )  # due is null for all ended ones, so they fall back to the day they were raised
        .offset(offset)
        .limit(limit)
    )
    return read_rows(conn, statement)


def counts(conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime) -> Counts:
    """The size of the list, and of every list one click away from it."""
    buckets = _buckets(conn, scope, wanted, now)

    def size(**changed: Any) -> int:
        chosen = {item.name: getattr(wanted, item.name) for item in fields(wanted)} | changed
        return sum(b.alerts for b in buckets if _holds(b, QueueFilter(**chosen)))

    def seen(name: str) -> list[Any]:
        return sorted({getattr(b, name) for b in buckets})

    return Counts(
        total=size(),
        by_state={group: size(state=group) for group in StateGroup},
        by_severity={level: size(severity=level) for level in (1, 2, 3, 4)},
        by_class={kind: size(alert_class=kind) for kind in seen("alert_class")},
        by_banner={code: size(banner_adcode=code) for code in seen("banner_adcode")},
        overdue=size(overdue=True),
    )


def newest_raised(conn: Connection, scope: Scope) -> int:
    """Highest alert id the asker may see, 0 without any: the mark a screen keeps of what it saw."""
    found = conn.execute(select(func.max(alert.c.id)).where(visible(scope))).scalar_one()
    return found or 0


def raised_since(
    conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime, alert_id: int
) -> int:
    """How many alerts of this list came after `alert_id`."""
    statement = select(func.count()).select_from(with_township(alert))
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


def _is_overdue(conn: Connection, now: datetime) -> ColumnElement[bool]:
    limit: Any = now if conn.dialect.name == "postgresql" else epoch_ms(now)
    late: ColumnElement[bool] = _due(conn) < limit
    return late


_ON_TIME = alert.c.rectified_at <= alert.c.rectify_by


def _places(scope: Scope, wanted: QueueFilter) -> ColumnElement[bool]:
    """The part of the filter that the counts do not vary."""
    terms = [visible(scope)]
    if wanted.township_code is not None:
        terms.append(alert.c.township_code == wanted.township_code)
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
    if wanted.state is StateGroup.FIXED_ON_TIME:
        terms.append(_ON_TIME)
    if wanted.severity is not None:
        terms.append(alert.c.severity == wanted.severity)
    if wanted.alert_class is not None:
        terms.append(alert.c.alert_class == wanted.alert_class)
    if wanted.banner_adcode is not None:
        terms.append(township.c.banner_adcode == wanted.banner_adcode)
    if wanted.overdue:
        terms.append(_is_overdue(conn, now))
    return and_(*terms)


def _buckets(conn: Connection, scope: Scope, wanted: QueueFilter, now: datetime) -> list[_Bucket]:
    marked = (
        select(
            alert.c.state,
            alert.c.severity,
            alert.c.alert_class,
            township.c.banner_adcode,
            case((_is_overdue(conn, now), 1), else_=0).label("overdue"),
            case((_ON_TIME, 1), else_=0).label("on_time"),
        )
        .select_from(with_township(alert))
        .where(_places(scope, wanted))
        .subquery()
    )
    rows = conn.execute(select(*marked.c, func.count()).group_by(*marked.c))
    return [_Bucket(AlertState(state), *rest) for state, *rest in rows]


def _holds(bucket: _Bucket, wanted: QueueFilter) -> bool:
    return (
        bucket.state in STATES_OF[wanted.state]
        and (wanted.state is not StateGroup.FIXED_ON_TIME or bucket.on_time == 1)
        and wanted.severity in (None, bucket.severity)
        and wanted.alert_class in (None, bucket.alert_class)
        and wanted.banner_adcode in (None, bucket.banner_adcode)
        and (not wanted.overdue or bucket.overdue == 1)
    )
