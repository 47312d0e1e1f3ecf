"""Whose risk score moved most since a day, and the step that moved it most."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data_access.control_board import inside
from data_access.risk import LONGEST, line_of
from data_access.schema import establishment, risk_history, township
from data_access.scoping import in_scope
from domain.control_query import EVERYWHERE, Within
from domain.grades import IN_REGISTER
from domain.risk_lists import RiskLine, RiskMove, decisive
from domain.scope import Scope

_FOR_EVER = timedelta(days=36_500)


def most_improved(
    conn: Connection, scope: Scope, since: date, within: Within = EVERYWHERE, *, limit: int
) -> list[RiskMove]:
    """Whose score fell most since a day, the greatest fall first."""
    return _moves(conn, scope, since, within, limit, rises=False)


def biggest_rises(
    conn: Connection, scope: Scope, since: date, within: Within = EVERYWHERE, *, limit: int
) -> list[RiskMove]:
    """Whose score rose most since a day, the greatest rise first."""
    return _moves(conn, scope, since, within, limit, rises=True)


def _moves(
    conn: Connection, scope: Scope, since: date, within: Within, limit: int, *, rises: bool
) -> list[RiskMove]:
    own = establishment.c
    then, now = line_of(since, scope), line_of(since + _FOR_EVER, scope)
    change = now.c.score - then.c.score
    query = (
        select(
            own.id.label("establishment_id"),
            own.name,
            own.township_code,
            township.c.name_zh.label("township_zh"),
            then.c.level.label("level_before"),
            own.risk_level.label("level"),
            then.c.score.label("before"),
            now.c.score,
            now.c.cause,
            now.c.on_day.label("moved_on"),
        )
        .join_from(establishment, then, then.c.establishment_id == own.id)
        .join(now, now.c.establishment_id == own.id)
        .join(township, township.c.code == own.township_code)
        .where(
            own.status.in_(IN_REGISTER),
            in_scope(scope, own.township_code, own.id),
            inside(within, own),
            change > 0 if rises else change < 0,
        )
        .order_by(change.desc() if rises else change, own.id)
        .limit(min(limit, LONGEST))
    )
    return _explained(conn, [RiskMove(**row) for row in conn.execute(query).mappings()], since)


def _explained(conn: Connection, moves: Sequence[RiskMove], since: date) -> list[RiskMove]:
    """Each with the step that moved it most; the newest step may be a small one."""
    own = risk_history.c
    steps: dict[int, list[Any]] = {one.establishment_id: [] for one in moves}
    rows = conn.execute(
        select(own.establishment_id, *(own[name] for name in RiskLine.__slots__))
        .where(own.establishment_id.in_(steps), own.on_day > since)
        .order_by(own.establishment_id, own.on_day)
    )
    for row in rows:
        steps[row[0]].append(RiskLine(*row[1:]))
    found = []
    for one in moves:
        step = decisive(one, steps[one.establishment_id])
        found.append(replace(one, cause=step.cause, moved_on=step.on_day) if step else one)
    return found
