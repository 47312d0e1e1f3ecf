"""What the rail counts beside a page: what needs the asker there now, each a list one click away.

Cheap on purpose, as every open screen asks: a count over one index each, no row read.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from data_access.account_list import count as accounts_counted
from data_access.alert_rows import visible
from data_access.job_runs import last_starts
from data_access.schema import alert, control_task
from data_access.scoping import in_scope
from domain.account_filter import AccountFilter, AccountState
from domain.alerts import OPEN_STATES
from domain.control import ControlKind, ControlState, previous_start
from domain.control_board import STATES_OF, Show
from domain.scope import Action, Scope


class Badge(StrEnum):
    """What is counted."""

    ALERTS = "alerts"  # open ones
    MISSED = "missed"  # duties of yesterday's daily control that nobody has answered
    OWN_DUTIES = "own_duties"  # of one establishment: duties that still can be answered
    FAILED_JOBS = "failed_jobs"  # whose newest run failed
    LOCKED_ACCOUNTS = "locked_accounts"


def badges(conn: Connection, scope: Scope, day: date, now: datetime) -> dict[Badge, int]:
    """Counts that concern the asker, the zeros included.

    Args:
        conn: Open connection.
        scope: Who asks.
        day: City day of `now`.
        now: Aware.
    """
    if not scope.sees_nothing:
        return {Badge.ALERTS: _open_alerts(conn, scope), **_duties(conn, scope, day)}
    found: dict[Badge, int] = {}
    if scope.allows(Action.MANAGE_SYSTEM):
        failed = [run for run in last_starts(conn, scope).values() if run.failed]
        found[Badge.FAILED_JOBS] = len(failed)
    if scope.allows(Action.MANAGE_ACCOUNTS):
        locked = AccountFilter(state=AccountState.LOCKED)
        found[Badge.LOCKED_ACCOUNTS] = accounts_counted(conn, scope, locked, now)
    return found


def _open_alerts(conn: Connection, scope: Scope) -> int:
    counted = select(func.count()).select_from(alert)
    return int(
        conn.execute(counted.where(alert.c.state.in_(OPEN_STATES), visible(scope))).scalar_one()
    )


def _duties(conn: Connection, scope: Scope, day: date) -> dict[Badge, int]:
    counted = select(func.count()).select_from(control_task)
    place = in_scope(scope, control_task.c.township_code, control_task.c.establishment_id)
    if scope.establishment_id is not None:
        begun = control_task.c.period_start <= day  # tomorrow's stand open since the evening
        own = counted.where(place, control_task.c.state == ControlState.OPEN, begun)
        return {Badge.OWN_DUTIES: int(conn.execute(own).scalar_one())}
    kind = ControlKind.DAILY_CONTROL
    missed = counted.where(
        control_task.c.kind == kind,
        control_task.c.period_start == previous_start(kind, day),
        control_task.c.state.in_(STATES_OF[Show.UNANSWERED]),
        place,
    )
    return {Badge.MISSED: int(conn.execute(missed).scalar_one())}
