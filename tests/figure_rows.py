"""Facts for tests of figures: tasks and alerts, and the roll-ups made from them by the writers."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, func, insert, select

from data_access import alert_rollup, control_rollup
from data_access.schema import alert, control_task, establishment, figure_snapshot, inspection
from domain.alerts import AlertState
from domain.clock import city_day
from domain.control import ControlKind, ControlState, due_at
from domain.measures import Measure


def task(
    conn: Connection,
    shop: int,
    start: date,
    state: ControlState,
    *,
    kind: ControlKind = ControlKind.DAILY_CONTROL,
    submitted_at: datetime | None = None,
) -> None:
    conn.execute(
        insert(control_task).values(
            establishment_id=shop,
            kind=kind,
            period_start=start,
            township_code=_township(conn, shop),
            category=_category(conn, shop),
            state=state,
            due_at=due_at(kind, start),
            submitted_at=submitted_at,
        )
    )


def raised(
    conn: Connection,
    shop: int,
    at: datetime,
    *,
    severity: int = 3,
    state: AlertState = AlertState.RAISED,
    rectified_at: datetime | None = None,
) -> None:
    number = conn.execute(select(func.count()).select_from(alert)).scalar_one()
    conn.execute(
        insert(alert).values(
            establishment_id=shop,
            township_code=_township(conn, shop),
            alert_class="ai.no_mask",
            severity=severity,
            state=state,
            raised_at=at,
            raised_on=city_day(at),
            last_seen_at=at,
            confirm_by=at + timedelta(hours=24),
            rectify_by=at + timedelta(hours=24),
            rectified_at=rectified_at,
            dedupe_key=f"alert-{number}",
        )
    )


def roll_up(conn: Connection) -> None:
    """Both roll-ups from the facts."""
    alert_rollup.rebuild(conn)
    control_rollup.rebuild(conn)


def noted(
    conn: Connection,
    measure: Measure,
    day: date,
    town: str,
    part: int,
    whole: int,
    *,
    demo: bool = False,
) -> None:
    """A figure at the end of a day."""
    conn.execute(
        insert(figure_snapshot).values(
            measure=measure,
            on_day=day,
            township_code=town,
            part=part,
            whole=whole,
            taken_at=datetime.combine(day, time(15, 50), UTC),
            demo=demo,
        )
    )


def _township(conn: Connection, shop: int) -> str:
    found: str = conn.execute(
        select(establishment.c.township_code).where(establishment.c.id == shop)
    ).scalar_one()
    return found


def _category(conn: Connection, shop: int) -> str:
    found: str = conn.execute(
        select(establishment.c.category).where(establishment.c.id == shop)
    ).scalar_one()
    return found


def inspected(conn, number, place, result, day):
    """One routine inspection of an establishment."""
    conn.execute(
        insert(inspection).values(
            establishment_id=number,
            township_code=place,
            kind="routine",
            inspected_on=day,
            inspectors="甲、乙",
            key_checked=12,
            key_failed=0,
            general_checked=26,
            general_failed=0,
            result=result,
            rule_version=1,
            recorded_at=datetime.combine(day, time(4), UTC),
        )
    )
