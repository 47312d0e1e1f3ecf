"""One alert with all that belongs to it: its shop, what people did, the pictures, the repeats."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.alert_rows import read_rows, rows_of_alerts, visible
from data_access.alerts import NotFoundError
from data_access.boxes import boxes_of
from data_access.schema import alert, alert_event, establishment, evidence
from domain.alert_record import REPEAT_DAYS, AlertRow, Case, Event, Picture
from domain.alerts import SANCTION_STATES, Step
from domain.scope import Scope

MAX_EVENTS = 100
MAX_PICTURES = 24
_REPEATS = timedelta(days=REPEAT_DAYS)


def case(conn: Connection, scope: Scope, alert_id: int) -> Case:
    """All about one alert.

    Raises:
        NotFoundError: No such alert, or none the asker may see.
    """
    found = read_rows(conn, rows_of_alerts().where(alert.c.id == alert_id, visible(scope)).limit(1))
    if not found:
        raise NotFoundError(f"no alert {alert_id}")
    row = found[0]
    shop = conn.execute(
        select(
            establishment.c.address,
            establishment.c.risk_level,
            establishment.c.principal,
            establishment.c.safety_officer,
            alert.c.model_name,
            alert.c.model_sha256,
        )
        .join_from(alert, establishment, establishment.c.id == alert.c.establishment_id)
        .where(alert.c.id == alert_id)
    ).one()
    facts: dict[str, Any] = dict(shop._mapping)
    return Case(
        row=row,
        events=_events(conn, alert_id),
        pictures=_pictures(conn, alert_id),
        repeats=_repeats(conn, row),
        **facts,
    )


def _events(conn: Connection, alert_id: int) -> tuple[Event, ...]:
    rows = conn.execute(
        select(alert_event)
        .where(alert_event.c.alert_id == alert_id)
        .order_by(alert_event.c.at.desc(), alert_event.c.id.desc())
        .limit(MAX_EVENTS)
    ).all()
    return tuple(Event(row.at, Step(row.step), row.actor, row.note) for row in reversed(rows))


def _pictures(conn: Connection, alert_id: int) -> tuple[Picture, ...]:
    rows = conn.execute(
        select(evidence)
        .where(evidence.c.alert_id == alert_id)
        .order_by(evidence.c.taken_at, evidence.c.id)
        .limit(MAX_PICTURES)
    )
    return tuple(
        Picture(
            row.id, row.kind, row.sha256, row.bytes, row.taken_at, row.path, boxes_of(row.boxes)
        )
        for row in rows
    )


def _repeats(conn: Connection, row: AlertRow) -> int:
    return int(
        conn.execute(
            select(func.count())
            .select_from(alert)
            .where(
                alert.c.establishment_id == row.establishment_id,
                alert.c.raised_at.between(row.raised_at - _REPEATS, row.raised_at),
                alert.c.alert_class == row.alert_class,
                alert.c.state.in_(SANCTION_STATES),
                alert.c.id != row.id,
            )
        ).scalar_one()
    )
