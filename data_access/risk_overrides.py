"""Manual changes of a risk level: made, withdrawn, and ended by the clock."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data_access import audit
from data_access.changes import Topic, bump
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.risk_writing import let_hold
from data_access.schema import establishment, risk_override, risk_score
from data_access.scoping import in_scope
from domain.audit import Event
from domain.clock import city_day
from domain.grades import IN_REGISTER
from domain.risk_lists import ManualLevel
from domain.risk_override import LONGEST_DAYS, read_wish
from domain.row_id import LARGEST_ID
from domain.scope import Action, Scope

_BY_THE_CLOCK = "scheduler"
_BLOCK = 500


class OverrideConflictError(Exception):
    """Somebody else changed the level since the asker saw it."""

    def __init__(self, made_by: str) -> None:
        super().__init__(f"changed meanwhile by {made_by}")
        self.made_by = made_by


def change_level(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    given: Mapping[str, Any],
    seen: int,
    now: datetime,
    *,
    longest_days: int = LONGEST_DAYS,
) -> int:
    """Change a level by hand, in place of the change that holds; returns its id.

    Args:
        conn: Write transaction.
        scope: Who changes it.
        establishment_id: As it came.
        given: `level`, `reason`, `expires_on`, see domain.risk_override.read_wish.
        seen: Id of the change that the asker saw hold, 0 for none.
        now: Aware UTC.
        longest_days: From the settings.

    Raises:
        NotAllowedError: The asker's role changes no level.
        RecordNotFoundError: Not in scope, or not in the register any more.
        OverrideRefusedError: Level, reason or day cannot be.
        OverrideConflictError: Another change holds than the one that was seen.
    """
    scope.require(Action.CHANGE_RISK)
    wish = read_wish(given, city_day(now), longest_days)
    bump(conn, Topic.REGISTER, Topic.RISK)
    row = establishment_row(conn, scope, establishment_id, lock=True)
    if row["status"] not in list(IN_REGISTER):
        raise RecordNotFoundError("establishment")
    standing = _holding(conn, row["id"])
    if (standing.id if standing else 0) != seen:
        raise OverrideConflictError(standing.made_by if standing else "")
    if standing is not None:
        _end(conn, [standing.id], scope.actor, now)
    values = {"level": wish.level.value, "reason": wish.reason, "expires_on": wish.expires_on}
    made = conn.execute(
        insert(risk_override)
        .values(
            establishment_id=row["id"],
            township_code=row["township_code"],
            made_by=scope.actor[:60],
            account_id=scope.account_id,
            made_at=now,
            **values,
        )
        .returning(risk_override.c.id)
    ).scalar_one()
    let_hold(conn, row["id"], row["township_code"], wish.level.value, now)
    detail: dict[str, Any] = {**values, "before": row["risk_level"]}
    audit.record(conn, scope, Event.RISK_CHANGED, now, on=("establishment", row["id"]), **detail)
    return int(made)


def withdraw(
    conn: Connection, scope: Scope, establishment_id: int, override_id: int, now: datetime
) -> None:
    """Take a manual change back: the computed level holds again.

    Raises:
        NotAllowedError: The asker's role changes no level.
        RecordNotFoundError: Not in scope, or this change holds no more.
    """
    scope.require(Action.CHANGE_RISK)
    bump(conn, Topic.REGISTER, Topic.RISK)
    row = establishment_row(conn, scope, establishment_id, lock=True)
    standing = _holding(conn, row["id"])
    if standing is None or standing.id != override_id:
        raise RecordNotFoundError("manual change")
    _end(conn, [standing.id], scope.actor, now)
    let_hold(conn, row["id"], row["township_code"], None, now)
    on = ("establishment", row["id"])
    audit.record(conn, scope, Event.RISK_CHANGED, now, on=on, withdrawn=standing.level)


def end_expired(conn: Connection, scope: Scope, now: datetime) -> int:
    """End the manual changes whose last day has passed; how many. Twice is once.

    Raises:
        NotAllowedError: The asker is no process of the system.
    """
    scope.require(Action.RUN_SYSTEM)
    own = risk_override.c
    query = (
        select(own.id, own.establishment_id, establishment.c.township_code)
        .join(establishment, establishment.c.id == own.establishment_id)
        .where(own.withdrawn_at.is_(None), own.expires_on <= city_day(now))
        .order_by(own.establishment_id)
        .limit(_BLOCK)
    )
    rows = conn.execute(query).all()
    if not rows:
        return 0
    bump(conn, Topic.REGISTER, Topic.RISK)
    _end(conn, [row.id for row in rows], _BY_THE_CLOCK, now)
    for row in rows:
        let_hold(conn, row.establishment_id, row.township_code, None, now)
    return len(rows)


def manual_levels(
    conn: Connection, scope: Scope, day: date, *, limit: int = 200
) -> list[ManualLevel]:
    """Manual changes that hold on a city day, those that end first on top."""
    own = risk_override.c
    rows = conn.execute(
        select(
            own.id,
            own.establishment_id,
            establishment.c.name,
            own.level,
            risk_score.c.level.label("computed"),
            risk_score.c.score,
            own.reason,
            own.made_by,
            own.made_at,
            own.expires_on,
        )
        .join_from(risk_override, establishment, establishment.c.id == own.establishment_id)
        .outerjoin(risk_score, risk_score.c.establishment_id == own.establishment_id)
        .where(
            own.withdrawn_at.is_(None),
            own.expires_on > day,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
        .order_by(own.expires_on, own.id)
        .limit(limit)
    )
    return [ManualLevel(**row) for row in rows.mappings()]


def _holding(conn: Connection, establishment_id: int) -> Any:
    if not 0 < establishment_id <= LARGEST_ID:
        return None
    own = risk_override.c
    return conn.execute(
        select(risk_override)
        .where(own.establishment_id == establishment_id, own.withdrawn_at.is_(None))
        .order_by(own.id.desc())
        .limit(1)
    ).one_or_none()


def _end(conn: Connection, ids: list[int], by: str, now: datetime) -> None:
    conn.execute(
        update(risk_override)
        .where(risk_override.c.id.in_(ids))
        .values(withdrawn_at=now, withdrawn_by=by[:60])
    )
