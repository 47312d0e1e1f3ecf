"""Whose risk score moved most since a day, and the step that moved it most."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from data_access.control_board import inside
from data_access.risk import LONGEST
from data_access.schema import establishment, risk_history, risk_score, township
from data_access.scoping import in_scope
from domain.control_query import EVERYWHERE, Within
from domain.grades import IN_REGISTER
from domain.risk_lists import RiskLine, RiskMove, decisive
from domain.scope import Scope


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
    own, now, then = establishment.c, risk_score.c, risk_history.alias("then")
    # Looked up by its key for each establishment: what that costs does not grow with the years.
    newest = (
        select(func.max(risk_history.c.on_day))
        .where(risk_history.c.establishment_id == own.id, risk_history.c.on_day <= since)
        .correlate(establishment)
        .scalar_subquery()
    )
    change = now.score - then.c.score
    query = (
        select(
            own.id.label("establishment_id"),
            own.name,
            own.township_code,
            township.c.name_zh.label("township_zh"),
            then.c.level.label("level_before"),
            own.risk_level.label("level"),
            then.c.score.label("before"),
            now.score,
        )
        .join_from(establishment, risk_score, now.establishment_id == own.id)
        .join(then, (then.c.establishment_id == own.id) & (then.c.on_day == newest))
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
    found = [dict(row) for row in conn.execute(query).mappings()]
    steps = _steps(conn, [row["establishment_id"] for row in found], since)
    moves = []
    for row in found:
        step = decisive(row["before"], row["score"], steps.get(row["establishment_id"], ()))
        if step is not None:
            moves.append(RiskMove(**row, cause=step.cause, moved_on=step.on_day))
    return moves


def _steps(conn: Connection, ids: Sequence[int], since: date) -> dict[int, list[RiskLine]]:
    """The histories of some establishments after a day, oldest first."""
    own = risk_history.c
    rows = conn.execute(
        select(own.establishment_id, *(own[name] for name in RiskLine.__slots__))
        .where(own.establishment_id.in_(ids), own.on_day > since)
        .order_by(own.establishment_id, own.on_day)
    )
    found: dict[int, list[RiskLine]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(RiskLine(*row[1:]))
    return found
