"""Reading what stands beside a record: queries along a key, none of which grows with history."""

from typing import Any

from sqlalchemy import Connection, and_, select

from data_access import findings, reminders
from data_access.control_photos import photos_of
from data_access.schema import (
    control_draft,
    control_paper,
    control_task,
    establishment,
    guarantee,
    guarantor,
)
from data_access.scoping import in_scope
from domain.control import ControlState, last_starts
from domain.control_beside import COURSE_PERIODS, Beside, Drafted, HandedIn
from domain.control_board import Record
from domain.photos import Photo
from domain.scope import Scope
from domain.statement_reading import statement_of


def beside(conn: Connection, scope: Scope, found: Record) -> Beside:
    """What belongs to a record that the asker has read."""
    whose = _whose(conn, scope, found)
    key = (found.establishment_id, found.kind, found.start)
    photos: dict[str, list[Photo]] = {}
    for photo in photos_of(conn, scope, *key):
        photos.setdefault(photo.item, []).append(photo)
    return Beside(
        phone=whose.phone if whose else None,
        safety_officer=whose.safety_officer if whose else None,
        guarantor=whose.name if whose else None,
        handed_in=_handed_in(conn, scope, found),
        drafted=_drafted(conn, scope, found),
        reminders=reminders.of_duty(conn, scope, *key),
        cases={case.item: case for case in findings.of_record(conn, scope, *key)},
        photos={item: tuple(several) for item, several in photos.items()},
        open_cases=tuple(findings.open_findings(conn, scope, found.establishment_id)),
        course=_course(conn, scope, found),
    )


def _whose(conn: Connection, scope: Scope, found: Record) -> Any:
    own = establishment.c
    holds = and_(guarantee.c.establishment_id == own.id, guarantee.c.until.is_(None))
    return conn.execute(
        select(own.phone, own.safety_officer, guarantor.c.name)
        .select_from(establishment)
        .outerjoin(guarantee, holds)
        .outerjoin(guarantor, guarantor.c.id == guarantee.c.guarantor_id)
        .where(own.id == found.establishment_id, in_scope(scope, own.township_code, own.id))
    ).one_or_none()


def _handed_in(conn: Connection, scope: Scope, found: Record) -> HandedIn | None:
    own = control_paper.c
    row = conn.execute(
        select(own.signature, own.deputy_for, own.opened_at, own.client_at, own.statement).where(
            *_of(control_paper, scope, found)
        )
    ).one_or_none()
    if row is None:
        return None
    said = statement_of(found.kind, row.statement, found.start)
    return HandedIn(row.signature, row.deputy_for, row.opened_at, row.client_at, said)


def _drafted(conn: Connection, scope: Scope, found: Record) -> Drafted | None:
    own = control_draft.c
    row = conn.execute(
        select(own.saved_by, own.saved_at).where(*_of(control_draft, scope, found))
    ).one_or_none()
    return None if row is None else Drafted(*row)


def _course(conn: Connection, scope: Scope, found: Record) -> Any:
    own = control_task.c
    first = last_starts(found.kind, found.start, COURSE_PERIODS)[0]
    rows = conn.execute(
        select(own.period_start, own.state)
        .where(
            own.establishment_id == found.establishment_id,
            own.kind == found.kind,
            own.period_start.between(first, found.start),
            in_scope(scope, own.township_code, own.establishment_id),
        )
        .order_by(own.period_start)
    )
    return tuple((row.period_start, ControlState(row.state)) for row in rows)


def _of(table: Any, scope: Scope, found: Record) -> tuple[Any, ...]:
    own = table.c
    return (
        own.establishment_id == found.establishment_id,
        own.kind == found.kind,
        own.period_start == found.start,
        in_scope(scope, own.township_code, own.establishment_id),
    )
