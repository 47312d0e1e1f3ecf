"""Establishments with their duties, and all that a row of a list says of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select, tuple_

from data_access.control_streaks import looked_at_from, missed_in_a_row, missed_up_to_own
from data_access.schema import (
    control_reminder,
    control_task,
    establishment,
    guarantee,
    guarantor,
    township,
)
from data_access.scoping import in_scope
from domain.control import ControlKind, ControlState
from domain.control_board import NOT_TOLD, STREAK_PERIODS, DutyKey, DutyRow, Told
from domain.reminders import Step
from domain.scope import Scope

# Riskiest first; who was never assessed stands among the risky: unknown is not good.
_RISK_ORDER = {"D": 0, "C": 1, "B": 3, "A": 4}
_NOT_ASSESSED = 2


def rows_of(
    conn: Connection, scope: Scope, kind: ControlKind, keys: Sequence[DutyKey]
) -> list[DutyRow]:
    """These duties in the order given; what is out of scope is left out."""
    if not keys:
        return []
    task = control_task.c
    first = looked_at_from(kind, min(start for _one, start in keys))
    found = {
        (row.establishment_id, row.period_start): row
        for row in conn.execute(
            _listed(kind, first).where(
                _among(task, keys), in_scope(scope, task.township_code, task.establishment_id)
            )
        )
    }
    told = _told(conn, kind, list(found))
    return [_row(found[key], told.get(key, NOT_TOLD)) for key in keys if key in found]


def of_period(start: date, ids: Sequence[int]) -> list[DutyKey]:
    """The duties that these establishments have of one period."""
    return [(one, start) for one in ids]


def riskiest_first() -> tuple[ColumnElement[Any], ...]:
    """Order of who is riskiest; the establishment has to be joined."""
    risk = case(_RISK_ORDER, value=establishment.c.risk_level, else_=_NOT_ASSESSED)
    return risk, control_task.c.establishment_id


def longest_first(kind: ControlKind, start: date) -> tuple[ColumnElement[Any], ...]:
    """Order of who has been missing longest, then who is riskiest."""
    return missed_in_a_row(kind, start).desc(), *riskiest_first()


def _among(columns: Any, keys: Sequence[DutyKey]) -> ColumnElement[bool]:
    """Whether a row is about one of these duties; the kind is said beside it."""
    owners, starts = ({key[at] for key in keys} for at in (0, 1))
    return and_(
        # By these two the primary key is searched: SQLite walks a whole table for pairs alone.
        columns.establishment_id.in_(owners),
        columns.period_start.in_(starts),
        tuple_(columns.establishment_id, columns.period_start).in_(keys),
    )


def _listed(kind: ControlKind, first: date) -> Any:
    holds = and_(
        guarantee.c.establishment_id == control_task.c.establishment_id,
        guarantee.c.until.is_(None),
    )
    return (
        select(
            control_task.c.establishment_id,
            control_task.c.period_start,
            control_task.c.state,
            control_task.c.category,
            establishment.c.name,
            establishment.c.risk_level,
            establishment.c.safety_officer,
            establishment.c.phone,
            township.c.name_zh.label("township_zh"),
            guarantor.c.name.label("guarantor"),
            missed_up_to_own(kind, first).label("streak"),
        )
        .join_from(control_task, establishment)
        .join(township, township.c.code == control_task.c.township_code)
        .outerjoin(guarantee, holds)
        .outerjoin(guarantor, guarantor.c.id == guarantee.c.guarantor_id)
        .where(control_task.c.kind == kind)
    )


def _told(conn: Connection, kind: ControlKind, keys: Sequence[DutyKey]) -> dict[DutyKey, Told]:
    """Reminders by duty; those to its guarantor are told apart."""
    own = control_reminder.c
    to_guarantor = case((own.step == Step.GUARANTOR, 1), else_=0)
    rows = conn.execute(
        select(
            own.establishment_id,
            own.period_start,
            func.sum(1 - to_guarantor),
            func.max(own.sent_at),
            func.min(own.read_at),
            func.max(to_guarantor),
        )
        .where(own.kind == kind, _among(own, keys))
        .group_by(own.establishment_id, own.period_start)
    )
    return {(row[0], row[1]): Told(int(row[2]), row[3], row[4], bool(row[5])) for row in rows}


def _row(row: Any, told: Told) -> DutyRow:
    return DutyRow(
        row.establishment_id,
        row.period_start,
        row.name,
        row.township_zh,
        row.category,
        row.risk_level,
        row.safety_officer,
        ControlState(row.state),
        min(row.streak, STREAK_PERIODS),
        row.phone,
        row.guarantor,
        told,
    )
