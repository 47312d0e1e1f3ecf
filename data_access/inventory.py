"""What a database holds, in a few numbers: for `status`, and for whoever installs it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from data_access.schema import (
    alert_rollup,
    camera,
    control_rollup,
    establishment,
    township,
)
from data_access.scoping import in_scope
from domain.scope import Scope


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """Alerts since the beginning; `open` counts every state that is not false and not closed."""

    found: int
    confirmed: int
    rectified: int
    open: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """Counts over what the scope sees.

    Attributes:
        by_category: Establishments by category code.
        by_banner: Establishments by adcode.
        cameras: Camera channels, patrolled or not.
        control_tasks: Duties by kind, whatever their state.
        last_look_at: Newest look of the patrol at any camera.
    """

    establishments: int
    by_category: dict[str, int]
    by_banner: dict[str, int]
    cameras: int
    control_tasks: dict[str, int]
    alerts: AlertCounts
    last_look_at: datetime | None


def inventory(conn: Connection, scope: Scope) -> Inventory:
    """Count everything; a process of the system sees the whole city."""
    mine = in_scope(scope, establishment.c.township_code, establishment.c.id)
    per_category = select(establishment.c.category, func.count()).where(mine)
    per_banner = (
        select(township.c.banner_adcode, func.count())
        .join(establishment, establishment.c.township_code == township.c.code)
        .where(mine)
    )
    by_category = _counts(conn, per_category.group_by(establishment.c.category))
    watched = in_scope(scope, camera.c.township_code, camera.c.establishment_id)
    cameras, last_look_at = conn.execute(
        select(func.count(), func.max(camera.c.last_look_at)).where(watched)
    ).one()
    return Inventory(
        establishments=sum(by_category.values()),
        by_category=by_category,
        by_banner=_counts(conn, per_banner.group_by(township.c.banner_adcode)),
        cameras=cameras,
        control_tasks=_control_tasks(conn, scope),
        alerts=_alerts(conn, scope),
        last_look_at=last_look_at,
    )


def _counts(conn: Connection, statement: Select[str, int]) -> dict[str, int]:
    return {key: count for key, count in conn.execute(statement)}


def _control_tasks(conn: Connection, scope: Scope) -> dict[str, int]:
    sums = control_rollup.c
    total = func.sum(sums.open + sums.done + sums.late + sums.missed + sums.excused)
    return _counts(
        conn,
        select(sums.kind, total)
        .where(in_scope(scope, sums.township_code, None))
        .group_by(sums.kind),
    )


def _alerts(conn: Connection, scope: Scope) -> AlertCounts:
    sums = alert_rollup.c
    columns = (sums.found, sums.confirmed, sums.rectified, sums.false, sums.closed)
    found, confirmed, rectified, false, closed = conn.execute(
        select(*(func.coalesce(func.sum(column), 0) for column in columns)).where(
            in_scope(scope, sums.township_code, None)
        )
    ).one()
    return AlertCounts(found, confirmed, rectified, found - false - closed)
