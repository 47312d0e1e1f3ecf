"""One alert with all that belongs to it: its shop, what people did, the pictures, the repeats."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.alert_rows import AlertRow, read_rows, rows_of_alerts, visible
from data_access.alerts import NotFoundError
from data_access.schema import alert, alert_event, establishment, evidence
from domain.alerts import SANCTION_STATES, Step
from domain.scope import Scope

MAX_EVENTS = 100
MAX_PICTURES = 24
REPEAT_DAYS = 30
_REPEATS = timedelta(days=REPEAT_DAYS)


@dataclass(frozen=True, slots=True)
class Event:
    """One step that was taken."""

    at: datetime
    step: Step
    actor: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """One evidence file.

    Attributes:
        kind: `clean` as the camera gave it, `boxed` with the model's boxes drawn in.
        sha256: Of the file, 64 hex digits.
        size_bytes: Of the file.
    """

    id: int
    kind: str
    sha256: str
    size_bytes: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """An alert with its story.

    Attributes:
        risk_level: A-D of the establishment; None: not assessed.
        model_name: None for alerts that no model raised.
        events: Oldest first; the newest MAX_EVENTS.
        pictures: Oldest first; at most MAX_PICTURES.
        repeats: Other alerts of the same class at the same establishment that a person confirmed
            in the REPEAT_DAYS before this one.
    """

    row: AlertRow
    address: str | None
    risk_level: str | None
    principal: str | None
    safety_officer: str | None
    model_name: str | None
    model_sha256: str | None
    events: tuple[Event, ...]
    pictures: tuple[Picture, ...]
    repeats: int


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
    return tuple(Picture(row.id, row.kind, row.sha256, row.bytes, row.taken_at) for row in rows)


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
