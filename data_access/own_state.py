"""What one establishment sees of itself: its duties, its open alerts, its last thirty days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, or_, select

from data_access.schema import alert, banner, control_task, establishment, township
from domain.alerts import OPEN_STATES, AlertState
from domain.control import ControlKind, ControlState, period_start
from domain.figures import TREND_DAYS
from domain.grades import EstablishmentStatus
from domain.scope import NotAllowedError, Scope

MAX_ALERTS = 20


@dataclass(frozen=True, slots=True)
class Duty:
    """One control task that stands or was answered in its running period."""

    kind: ControlKind
    period_start: date
    state: ControlState
    due_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """One alert that is not closed."""

    id: int
    alert_class: str
    severity: int
    state: AlertState
    raised_at: datetime
    rectify_by: datetime


@dataclass(frozen=True, slots=True)
class OwnState:
    """One establishment on one day.

    Attributes:
        duties: Of the running periods, and older ones that are still open.
        alerts: Open ones, most urgent first, MAX_ALERTS at most.
        days: State of daily control on each of the last 30 days, oldest first; None = no task.
    """

    establishment_id: int
    name: str
    status: EstablishmentStatus
    place: str
    duties: tuple[Duty, ...]
    alerts: tuple[OpenAlert, ...]
    days: tuple[tuple[date, ControlState | None], ...]


def own_state(conn: Connection, scope: Scope, day: date) -> OwnState:
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
    return OwnState(
        scope.establishment_id,
        shop.name,
        EstablishmentStatus(shop.status),
        f"{shop.banner} {shop.township}",
        _duties(conn, scope.establishment_id, day),
        _alerts(conn, scope.establishment_id),
        _days(conn, scope.establishment_id, day),
    )


def _duties(conn: Connection, establishment_id: int, day: date) -> tuple[Duty, ...]:
    running = [
        (control_task.c.kind == kind) & (control_task.c.period_start == period_start(kind, day))
        for kind in ControlKind
    ]
    still_open = (control_task.c.state == ControlState.OPEN) & (
        control_task.c.period_start >= day - timedelta(days=62)
    )
    rows = conn.execute(
        select(control_task)
        .where(control_task.c.establishment_id == establishment_id, or_(*running, still_open))
        .order_by(control_task.c.due_at)
    )
    return tuple(
        Duty(
            ControlKind(row.kind), row.period_start, ControlState(row.state), row.due_at, row.reason
        )
        for row in rows
    )


def _alerts(conn: Connection, establishment_id: int) -> tuple[OpenAlert, ...]:
    rows = conn.execute(
        select(alert)
        .where(alert.c.establishment_id == establishment_id, alert.c.state.in_(OPEN_STATES))
        .order_by(alert.c.severity, alert.c.rectify_by)
        .limit(MAX_ALERTS)
    )
    return tuple(
        OpenAlert(
            row.id,
            row.alert_class,
            row.severity,
            AlertState(row.state),
            row.raised_at,
            row.rectify_by,
        )
        for row in rows
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
