"""Alert figures by day of raising, township and severity, written with the alerts themselves.

found = raised after merging · confirmed = a person confirmed it, whatever came after · false = a
person dismissed it · rectified = proof recorded and not returned · closed = ended after rectifying
· closed_here = closed, the demonstration's past left out · documented = of these, every step of the
way recorded with who took it, and a picture kept.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from data_access import trend_rollup
from data_access.engine import widened
from data_access.schema import alert, alert_event, alert_rollup, evidence
from domain.alerts import SANCTION_STATES, AlertState, Step
from domain.trend import Followed

_RECTIFIED = (AlertState.RECTIFIED, AlertState.CLOSED)
_KEY = ("raised_on", "township_code", "severity")
_COUNTS = (
    "found",
    "confirmed",
    "false",
    "rectified",
    "rectified_on_time",
    "closed",
    "closed_here",
    "documented",
)
_WHOLE_WAY = (Step.RAISE, Step.CONFIRM, Step.RECTIFY, Step.CLOSE)

Key = tuple[date, str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """All of an alert that its figures depend on."""

    raised_on: date
    township_code: str
    severity: int
    state: AlertState
    rectify_by: datetime
    rectified_at: datetime | None
    demo_history: bool = False
    documented: bool = False


def standing_of(
    row: Any, state: AlertState, rectified_at: datetime | None, *, documented: bool = False
) -> Standing:
    """The standing of a row of `alert` in another state.

    Args:
        row: All columns of the alert.
        state: Its state.
        rectified_at: When it was rectified.
        documented: See `documented`.
    """
    return Standing(
        row.raised_on,
        row.township_code,
        row.severity,
        state,
        row.rectify_by,
        rectified_at,
        row.demo_history,
        documented,
    )


def contribution(standing: Standing) -> dict[str, int]:
    """What one alert adds to the figures of its day, township and severity."""
    rectified = standing.state in _RECTIFIED
    at = standing.rectified_at
    return {
        "found": 1,
        "confirmed": int(standing.state in SANCTION_STATES),
        "false": int(standing.state is AlertState.FALSE),
        "rectified": int(rectified),
        "rectified_on_time": int(rectified and at is not None and at <= standing.rectify_by),
        "closed": int(standing.state is AlertState.CLOSED),
        "closed_here": int(standing.state is AlertState.CLOSED and not standing.demo_history),
        "documented": int(standing.documented),
    }


def apply(conn: Connection, before: Standing | None, after: Standing) -> None:
    """Move the figures from `before` (None for a new alert) to `after`."""
    was = contribution(before) if before else dict.fromkeys(_COUNTS, 0)
    now = contribution(after)
    change = {name: now[name] - was[name] for name in _COUNTS}
    if not any(change.values()):
        return
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    key = {name: value for name, value in asdict(after).items() if name in _KEY}
    statement = dialect.insert(alert_rollup).values(**key, **change)
    counted = statement.on_conflict_do_update(
        index_elements=list(_KEY),
        set_={name: alert_rollup.c[name] + statement.excluded[name] for name in _COUNTS},
    )
    with widened(conn):  # an establishment sees no sums, and yet what it puts right counts in them
        conn.execute(counted)
        trend_rollup.shift(
            conn,
            Followed.ALERTS,
            after.raised_on,
            after.township_code,
            change["rectified"],
            change["found"],
        )


def documented() -> ColumnElement[bool]:
    """Condition that an alert is closed with every step of the way and a picture on record."""
    steps = (
        exists().where(alert_event.c.alert_id == alert.c.id, alert_event.c.step == step)
        for step in _WHOLE_WAY
    )
    picture = exists().where(evidence.c.alert_id == alert.c.id)
    return and_(
        alert.c.state == AlertState.CLOSED, alert.c.demo_history.is_(False), picture, *steps
    )


def is_documented(conn: Connection, alert_id: int) -> bool:
    """Whether `documented` holds for one alert as it stands."""
    found = select(alert.c.id).where(alert.c.id == alert_id, documented())
    return conn.execute(found).first() is not None


def rebuild(conn: Connection) -> list[Key | trend_rollup.Key]:
    """Count every alert anew, and the trend with them.

    Returns:
        Keys whose figures were not what the alerts say; empty when the roll-up was right.
    """
    kept = _figures(conn)
    conn.execute(delete(alert_rollup))
    conn.execute(insert(alert_rollup).from_select([*_KEY, *_COUNTS], _counted()))
    made = _figures(conn)
    wrong = sorted(key for key in kept.keys() | made.keys() if kept.get(key) != made.get(key))
    return [*wrong, *trend_rollup.rebuild(conn, Followed.ALERTS)]


def _figures(conn: Connection) -> dict[Key, tuple[int, ...]]:
    columns = [alert_rollup.c[name] for name in (*_KEY, *_COUNTS)]
    rows = conn.execute(select(*columns))
    found = {(row[0], row[1], row[2]): tuple(row[3:]) for row in rows}
    return {key: counts for key, counts in found.items() if any(counts)}


def _counted() -> Any:
    def total(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    rectified = alert.c.state.in_(_RECTIFIED)
    return select(
        alert.c.raised_on,
        alert.c.township_code,
        alert.c.severity,
        func.count(),
        total(alert.c.state.in_(SANCTION_STATES)),
        total(alert.c.state == AlertState.FALSE),
        total(rectified),
        total(and_(rectified, alert.c.rectified_at <= alert.c.rectify_by)),
        total(alert.c.state == AlertState.CLOSED),
        total(and_(alert.c.state == AlertState.CLOSED, alert.c.demo_history.is_(False))),
        total(documented()),
    ).group_by(alert.c.raised_on, alert.c.township_code, alert.c.severity)
