"""What one establishment sees of itself: its duties and its last thirty days."""

from datetime import date, timedelta

from sqlalchemy import Connection, or_, select

from data_access.schema import banner, control_task, establishment, township
from domain.control import ControlKind, ControlState, period_start
from domain.figures import TREND_DAYS
from domain.grades import EstablishmentStatus
from domain.own_day import Duty, OwnDay
from domain.scope import NotAllowedError, Scope

MAX_DUTIES = 12


def own_day(conn: Connection, scope: Scope, day: date) -> OwnDay:
    """The establishment that `scope` is bound to.

    Raises:
        NotAllowedError: The scope is of no establishment, or that one has left the register.
    """
    if scope.establishment_id is None:
        raise NotAllowedError("own state is of one establishment")
    shop = conn.execute(
        select(
            establishment.c.name,
            establishment.c.status,
            township.c.name_zh.label("township"),
            banner.c.name_zh.label("banner"),
        )
        .join_from(establishment, township)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(establishment.c.id == scope.establishment_id)
    ).one_or_none()
    if shop is None:
        raise NotAllowedError("no such establishment")
    return OwnDay(
        scope.establishment_id,
        shop.name,
        EstablishmentStatus(shop.status),
        f"{shop.banner} {shop.township}",
        _duties(conn, scope.establishment_id, day),
        _days(conn, scope.establishment_id, day),
        _coming(conn, scope.establishment_id, day),
    )


def _coming(
    conn: Connection, establishment_id: int, day: date
) -> tuple[tuple[ControlKind, date], ...]:
    rows = conn.execute(
        select(control_task.c.kind, control_task.c.period_start)
        .where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.period_start > day,
            control_task.c.state == ControlState.OPEN,
        )
        .order_by(control_task.c.due_at)
        .limit(MAX_DUTIES)
    )
    return tuple((ControlKind(row.kind), row.period_start) for row in rows)


def _duties(conn: Connection, establishment_id: int, day: date) -> tuple[Duty, ...]:
    running = [
        (control_task.c.kind == kind) & (control_task.c.period_start == period_start(kind, day))
        for kind in ControlKind
    ]
    # Tomorrow's stand open since the evening, and cannot be answered yet.
    still_open = (control_task.c.state == ControlState.OPEN) & (
        control_task.c.period_start.between(day - timedelta(days=62), day)
    )
    rows = conn.execute(
        select(control_task)
        .where(control_task.c.establishment_id == establishment_id, or_(*running, still_open))
        .order_by(control_task.c.due_at.desc())
        .limit(MAX_DUTIES)
    ).all()
    return tuple(
        Duty(
            ControlKind(row.kind), row.period_start, ControlState(row.state), row.due_at, row.reason
        )
        for row in reversed(rows)
    )


def _days(
    conn: Connection, establishment_id: int, day: date
) -> tuple[tuple[date, ControlState | None], ...]:
    first = day - timedelta(days=TREND_DAYS - 1)
    states = {
        row.period_start: ControlState(row.state)
        for row in conn.execute(
            select(control_task.c.period_start, control_task.c.state).where(
                control_task.c.establishment_id == establishment_id,
                control_task.c.kind == ControlKind.DAILY_CONTROL,
                control_task.c.period_start.between(first, day),
            )
        )
    }
    each = (first + timedelta(days=n) for n in range(TREND_DAYS))
    return tuple((one, states.get(one)) for one in each)
