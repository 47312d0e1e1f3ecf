"""What the map's card says of an establishment beyond its register entry."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from data_access.schema import (
    control_finding,
    control_task,
    establishment_code,
    guarantee,
    guarantor,
    inspection,
)
from data_access.scoping import in_scope
from domain.control import ControlKind, ControlState, period_start
from domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Answer:
    """A duty of self-control: its state, and when it was answered."""

    state: ControlState
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class LastInspection:
    """The newest 监督检查."""

    inspected_on: date
    result: str
    inspectors: str


@dataclass(frozen=True, slots=True)
class CadreInCharge:
    """The cadre who answers for the establishment now."""

    name: str
    position: str
    tier: str


@dataclass(frozen=True, slots=True)
class CardExtras:
    """Every part is None where the register has nothing.

    Attributes:
        code: Of the valid 食安码.
        today: Today's daily control.
        week: This week's review.
        unsettled: Findings of this week's review that are not put right.
    """

    code: str | None
    today: Answer | None
    week: Answer | None
    unsettled: int
    inspection: LastInspection | None
    cadre: CadreInCharge | None


def card_extras(conn: Connection, scope: Scope, establishment_id: int, today: date) -> CardExtras:
    """The extras of one establishment; all empty when it is not the asker's to see."""
    monday = period_start(ControlKind.WEEKLY_REVIEW, today)
    return CardExtras(
        code=_code(conn, scope, establishment_id),
        today=_answer(conn, scope, establishment_id, ControlKind.DAILY_CONTROL, today),
        week=_answer(conn, scope, establishment_id, ControlKind.WEEKLY_REVIEW, monday),
        unsettled=_unsettled(conn, scope, establishment_id, monday),
        inspection=_inspection(conn, scope, establishment_id),
        cadre=_cadre(conn, scope, establishment_id),
    )


def _code(conn: Connection, scope: Scope, establishment_id: int) -> str | None:
    table = establishment_code.c
    query = select(table.code).where(
        in_scope(scope, table.township_code, table.establishment_id),
        table.establishment_id == establishment_id,
        table.revoked_at.is_(None),
    )
    return conn.execute(query).scalar_one_or_none()


def _answer(
    conn: Connection, scope: Scope, establishment_id: int, kind: ControlKind, start: date
) -> Answer | None:
    table = control_task.c
    query = select(table.state, table.submitted_at).where(
        in_scope(scope, table.township_code, table.establishment_id),
        table.establishment_id == establishment_id,
        table.kind == kind,
        table.period_start == start,
    )
    row = conn.execute(query).one_or_none()
    return Answer(ControlState(row.state), row.submitted_at) if row else None


def _unsettled(conn: Connection, scope: Scope, establishment_id: int, monday: date) -> int:
    table = control_finding.c
    query = (
        select(func.count())
        .select_from(control_finding)
        .where(
            in_scope(scope, table.township_code, table.establishment_id),
            table.establishment_id == establishment_id,
            table.kind == ControlKind.WEEKLY_REVIEW,
            table.period_start == monday,
            table.rectified_at.is_(None),
        )
    )
    return int(conn.execute(query).scalar_one())


def _inspection(conn: Connection, scope: Scope, establishment_id: int) -> LastInspection | None:
    table = inspection.c
    query = (
        select(table.inspected_on, table.result, table.inspectors)
        .where(
            in_scope(scope, table.township_code, table.establishment_id),
            table.establishment_id == establishment_id,
        )
        .order_by(table.inspected_on.desc(), table.id.desc())
        .limit(1)
    )
    row = conn.execute(query).mappings().one_or_none()
    return LastInspection(**row) if row else None


def _cadre(conn: Connection, scope: Scope, establishment_id: int) -> CadreInCharge | None:
    table = guarantee.c
    query = (
        select(guarantor.c.name, guarantor.c.position, guarantor.c.tier)
        .join(guarantee, table.guarantor_id == guarantor.c.id)
        .where(
            in_scope(scope, table.township_code, table.establishment_id),
            table.establishment_id == establishment_id,
            table.until.is_(None),
        )
    )
    row = conn.execute(query).mappings().one_or_none()
    return CadreInCharge(**row) if row else None
