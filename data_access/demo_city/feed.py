"""What the live feed has to know: how far today has come, which duties and alerts are open.

It sees the establishments of the demonstration alone, and of those none that has an account: their
records and proofs are for whoever signs in as them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select

from data_access.checklists import fact_columns, facts_of
from data_access.schema import (
    account,
    alert,
    control_rollup,
    control_task,
    establishment,
    township,
)
from data_access.scoping import in_scope
from domain.alerts import AlertState
from domain.checklists import SheetFacts
from domain.control import ControlKind, ControlState
from domain.scope import Scope

MOST_OPEN_DUTIES = 20_000
MOST_OPEN_ALERTS = 3_000
_STEPPABLE = (AlertState.RAISED, AlertState.CONFIRMED, AlertState.RECTIFIED)


@dataclass(frozen=True, slots=True)
class Progress:
    """Duties of one period in one banner.

    Attributes:
        owed: All but the excused ones.
        answered: Given so far, late ones included.
    """

    banner_adcode: str
    owed: int
    answered: int


@dataclass(frozen=True, slots=True)
class Respondent:
    """An establishment that hands in a record."""

    establishment_id: int
    facts: SheetFacts
    principal: str
    safety_officer: str


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that waits for somebody's step; moments are aware UTC.

    Attributes:
        since: When it came into its present state.
        safety_officer: Of its establishment.
    """

    id: int
    version: int
    state: AlertState
    alert_class: str
    township_code: str
    establishment_id: int
    safety_officer: str
    since: datetime
    rectify_by: datetime
    demo_history: bool


def progress(conn: Connection, scope: Scope, kind: ControlKind, start: date) -> list[Progress]:
    """How far each banner has come with one period, by adcode."""
    rollup = control_rollup.c
    owed = rollup.open + rollup.done + rollup.late + rollup.missed
    rows = conn.execute(
        select(
            township.c.banner_adcode,
            func.sum(owed).label("owed"),
            func.sum(rollup.done + rollup.late).label("answered"),
        )
        .join(township, township.c.code == rollup.township_code)
        .where(rollup.kind == kind, rollup.period_start == start)
        .where(in_scope(scope, rollup.township_code, None))
        .group_by(township.c.banner_adcode)
        .order_by(township.c.banner_adcode)
    )
    return [Progress(row.banner_adcode, int(row.owed), int(row.answered)) for row in rows]


def open_duties(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, banner_adcode: str
) -> list[int]:
    """Ids of the establishments of a banner that have not answered, at most MOST_OPEN_DUTIES."""
    own = select(township.c.code).where(township.c.banner_adcode == banner_adcode)
    query = (
        select(control_task.c.establishment_id)
        .join(establishment, establishment.c.id == control_task.c.establishment_id)
        .where(
            ours(),
            control_task.c.kind == kind,
            control_task.c.period_start == start,
            control_task.c.state == ControlState.OPEN,
            control_task.c.township_code.in_(own),
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
        .order_by(control_task.c.establishment_id)
        .limit(MOST_OPEN_DUTIES)
    )
    return list(conn.scalars(query))


def respondents(conn: Connection, scope: Scope, ids: Sequence[int]) -> list[Respondent]:
    """Who answers for the establishments `ids` (at most a few hundred), by id."""
    rows = conn.execute(
        select(
            establishment.c.id,
            establishment.c.category,
            *fact_columns(),
            establishment.c.principal,
            establishment.c.safety_officer,
        )
        .where(establishment.c.id.in_(ids))
        .where(in_scope(scope, establishment.c.township_code, establishment.c.id))
        .order_by(establishment.c.id)
    )
    return [
        Respondent(
            row.id,
            facts_of(row),
            row.principal or "",
            row.safety_officer or row.principal or "",
        )
        for row in rows
    ]


def open_alerts(conn: Connection, scope: Scope) -> list[OpenAlert]:
    """Alerts that wait for a step, the most urgent MOST_OPEN_ALERTS of them."""
    since = case(
        (alert.c.state == AlertState.CONFIRMED, alert.c.confirmed_at),
        (alert.c.state == AlertState.RECTIFIED, alert.c.rectified_at),
        else_=alert.c.raised_at,
    ).label("since")
    rows = conn.execute(
        select(alert, since, establishment.c.safety_officer, establishment.c.principal)
        .join(establishment, establishment.c.id == alert.c.establishment_id)
        .where(ours(), alert.c.state.in_(_STEPPABLE))
        .where(in_scope(scope, alert.c.township_code, alert.c.establishment_id))
        .order_by(alert.c.severity, alert.c.rectify_by, alert.c.id)
        .limit(MOST_OPEN_ALERTS)
    )
    return [
        OpenAlert(
            id=row.id,
            version=row.version,
            state=AlertState(row.state),
            alert_class=row.alert_class,
            township_code=row.township_code,
            establishment_id=row.establishment_id,
            safety_officer=row.safety_officer or row.principal or "",
            since=row.since,
            rectify_by=row.rectify_by,
            demo_history=row.demo_history,
        )
        for row in rows
    ]


def ours() -> ColumnElement[bool]:
    """An establishment of the demonstration that nobody signs in as."""
    someone = exists().where(account.c.establishment_id == establishment.c.id)
    return and_(establishment.c.demo.is_(True), ~someone)
