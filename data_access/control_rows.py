"""Establishments with their duty of a period, and all that a row of a list says of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from data_access.control_streaks import missed_in_a_row
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
from domain.control_board import NOT_TOLD, DutyRow, Told
from domain.reminders import Step
from domain.scope import Scope

# Riskiest first; who was never assessed stands among the risky: unknown is not good.
_RISK_ORDER = {"D": 0, "C": 1, "B": 3, "A": 4}
_NOT_ASSESSED = 2


def rows_of(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, ids: Sequence[int]
) -> list[DutyRow]:
    """The duties of these establishments, in the order given; what is out of scope is left out."""
    found = {
        row.establishment_id: row
        for row in conn.execute(
            _listed(kind, start).where(
                control_task.c.establishment_id.in_(list(ids)),
                in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
            )
        )
    }
    told = _told(conn, kind, start, list(found))
    return [_row(found[one], told.get(one, NOT_TOLD)) for one in ids if one in found]


def longest_first(kind: ControlKind, start: date) -> tuple[ColumnElement[Any], ...]:
    """Order of who has been missing longest, then who is riskiest."""
    risk = case(_RISK_ORDER, value=establishment.c.risk_level, else_=_NOT_ASSESSED)
    return missed_in_a_row(kind, start).desc(), risk, control_task.c.establishment_id


def _listed(kind: ControlKind, start: date) -> Any:
    holds = and_(
        guarantee.c.establishment_id == control_task.c.establishment_id,
        guarantee.c.until.is_(None),
    )
    return (
        select(
            control_task.c.establishment_id,
            control_task.c.state,
            control_task.c.category,
            establishment.c.name,
            establishment.c.risk_level,
            establishment.c.safety_officer,
            establishment.c.phone,
            township.c.name_zh.label("township_zh"),
            guarantor.c.name.label("guarantor"),
            missed_in_a_row(kind, start).label("streak"),
        )
        .join_from(control_task, establishment)
        .join(township, township.c.code == control_task.c.township_code)
        .outerjoin(guarantee, holds)
        .outerjoin(guarantor, guarantor.c.id == guarantee.c.guarantor_id)
        .where(control_task.c.kind == kind, control_task.c.period_start == start)
    )


def _told(conn: Connection, kind: ControlKind, start: date, ids: Sequence[int]) -> dict[int, Told]:
    """Reminders of a period by establishment; those to its guarantor are told apart."""
    own = control_reminder.c
    to_guarantor = case((own.step == Step.GUARANTOR, 1), else_=0)
    rows = conn.execute(
        select(
            own.establishment_id,
            func.sum(1 - to_guarantor),
            func.max(own.sent_at),
            func.min(own.read_at),
            func.max(to_guarantor),
        )
        .where(own.kind == kind, own.period_start == start, own.establishment_id.in_(list(ids)))
        .group_by(own.establishment_id)
    )
    return {row[0]: Told(int(row[1]), row[2], row[3], bool(row[4])) for row in rows}


def _row(row: Any, told: Told) -> DutyRow:
    return DutyRow(
        row.establishment_id,
        row.name,
        row.township_zh,
        row.category,
        row.risk_level,
        row.safety_officer,
        ControlState(row.state),
        row.streak,
        row.phone,
        row.guarantor,
        told,
    )
