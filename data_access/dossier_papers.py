"""What is kept about an establishment, where its facts came from, and its newest pictures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Date, func, literal, null, select, type_coerce, union_all

from data_access.schema import (
    alert,
    camera,
    camera_look,
    change_batch,
    establishment_code,
    evidence,
    guarantor_visit,
    health_certificate,
    inspection,
    licence,
    penalty,
    register_change,
    sampling_test,
)
from data_access.scoping import in_scope
from domain.dossier import Paper, Source, sees_notes
from domain.scope import Scope

_MOST_SOURCES = 50


def look_moments(conn: Connection, scope: Scope, establishment_id: int) -> dict[int, datetime]:
    """Camera → moment of its newest picture, of an establishment in scope."""
    rows = conn.execute(
        select(camera_look.c.camera_id, camera_look.c.taken_at)
        .join(camera, camera.c.id == camera_look.c.camera_id)
        .where(
            camera.c.establishment_id == establishment_id,
            in_scope(scope, camera.c.township_code, camera.c.establishment_id),
        )
    )
    return {row.camera_id: row.taken_at for row in rows}


def papers(conn: Connection, scope: Scope, establishment_id: int) -> list[Paper]:
    """What is kept, by kind; the caller has checked that the asker may see the establishment."""
    pictures = (
        select(
            literal("evidence"),
            func.count(evidence.c.id),
            func.max(evidence.c.taken_at),
            type_coerce(null(), Date),
        )
        .join(alert, alert.c.id == evidence.c.alert_id)
        .where(
            alert.c.establishment_id == establishment_id,
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
    )
    issued = establishment_code.c
    codes = select(literal("code"), func.count(), func.max(issued.issued_at), null()).where(
        issued.establishment_id == establishment_id
    )
    counted: Sequence[tuple[str, Any]] = (
        ("licence", licence.c.issued_on),
        ("health_certificate", health_certificate.c.issued_on),
        ("inspection", inspection.c.inspected_on),
        ("penalty", penalty.c.decided_on),
        ("sampling_test", sampling_test.c.sampled_on),
        ("visit", guarantor_visit.c.visited_on),
    )
    parts: list[Any] = [
        select(literal(kind), func.count(), null(), func.max(day)).where(
            day.table.c.establishment_id == establishment_id
        )
        for kind, day in counted
    ]
    rows: Any = conn.execute(union_all(pictures, *parts, codes)).all()
    return [Paper(row[0], row[1], row[2] or row[3]) for row in rows]


def sources(conn: Connection, scope: Scope, establishment_id: int) -> list[Source]:
    """Deliveries that brought facts of it, newest first, for those who may read notes."""
    if not sees_notes(scope):
        return []
    own = register_change.c
    touched = (
        select(own.batch_id)
        .where(
            own.establishment_id == establishment_id,
            own.batch_id.is_not(None),
            in_scope(scope, own.township_code, own.establishment_id),
        )
        .distinct()
    )
    rows = conn.execute(
        select(change_batch)
        .where(change_batch.c.id.in_(touched), change_batch.c.kind == "import")
        .order_by(change_batch.c.id.desc())
        .limit(_MOST_SOURCES)
    )
    return [
        Source(
            row.id,
            row.file_name or "",
            row.subject,
            row.finished_at or row.created_at,
            row.actor,
            row.undone_at is not None,
        )
        for row in rows
    ]
