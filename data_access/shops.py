"""Reading the establishments of a township, office or street one by one; they are not many."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from data_access.figures import counted, late_now
from data_access.schema import alert, camera, control_task, establishment
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES
from domain.control import ANSWERED, ControlKind, ControlState
from domain.figures import TREND_DAYS
from domain.grades import IN_REGISTER
from domain.kitchen import CameraState
from domain.scope import NotAllowedError, Scope
from domain.share import Share
from domain.shops import Shop

MOST_SHOPS = 2000
"""More than any office has; a larger place is shown by townships."""


def shops(conn: Connection, scope: Scope, day: date, now: datetime) -> list[Shop]:
    """Establishments in the register, by id.

    Raises:
        NotAllowedError: The asker sees more than a township, an office or a street, or only itself.
    """
    if not (scope.office_id or scope.street_id or scope.township_code):
        raise NotAllowedError("lists one by one are for townships, offices and streets")
    inside = in_scope(scope, establishment.c.township_code, establishment.c.id)
    mine = inside & establishment.c.status.in_(IN_REGISTER)
    rows = conn.execute(
        select(
            establishment.c.id,
            establishment.c.name,
            establishment.c.category,
            establishment.c.risk_level,
        )
        .where(mine)
        .order_by(establishment.c.id)
        .limit(MOST_SHOPS)
    ).all()
    states = _states(conn, mine, day)
    alerts = _alerts(conn, mine, now)
    cameras = _cameras(conn, mine)
    days = [day - timedelta(days=back) for back in range(TREND_DAYS - 1, 0, -1)]
    found = []
    for row in rows:
        own = states.get(row.id, {})
        past = tuple(own.get(one) for one in days)
        due = [state for state in past if state and state is not ControlState.EXCUSED]
        answered = sum(state in ANSWERED for state in due)
        found.append(
            Shop(
                row.id,
                row.name,
                row.category,
                row.risk_level,
                own.get(day),
                Share(answered, len(due)),
                past,
                *alerts.get(row.id, (0, 0, None)),
                *cameras.get(row.id, (0, 0)),
            )
        )
    return found


def _states(
    conn: Connection, mine: ColumnElement[bool], day: date
) -> dict[int, dict[date, ControlState]]:
    # From the establishments to their duties: by its primary key the table gives thirty rows each,
    # by day it would give those of the whole city.
    found: dict[int, dict[date, ControlState]] = defaultdict(dict)
    task = control_task.c
    for owner, start, state in conn.execute(
        select(task.establishment_id, task.period_start, task.state).where(
            task.establishment_id.in_(select(establishment.c.id).where(mine)),
            task.kind == ControlKind.DAILY_CONTROL,
            task.period_start.between(day - timedelta(days=TREND_DAYS - 1), day),
        )
    ):
        found[owner][start] = ControlState(state)
    return found


def _alerts(
    conn: Connection, mine: ColumnElement[bool], now: datetime
) -> dict[int, tuple[int, int, int | None]]:
    rows = conn.execute(
        select(
            alert.c.establishment_id,
            func.count(),
            counted(late_now(now)),
            func.min(alert.c.severity),
        )
        .where(alert.c.state.in_(OPEN_STATES), _of(alert.c.establishment_id, mine))
        .group_by(alert.c.establishment_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _cameras(conn: Connection, mine: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    online = func.sum(case((camera.c.state == CameraState.ONLINE, 1), else_=0))
    rows = conn.execute(
        select(camera.c.establishment_id, online, func.count())
        .where(_of(camera.c.establishment_id, mine))
        .group_by(camera.c.establishment_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _of(owner: Any, mine: ColumnElement[bool]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = owner.in_(select(establishment.c.id).where(mine))
    return found
