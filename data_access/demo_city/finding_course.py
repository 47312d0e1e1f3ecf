"""What the live feed has to know of findings: which wait for somebody, which lack a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, insert, or_, select

from data_access.demo_city.feed import ours
from data_access.schema import control_finding, control_photo, control_task, establishment
from data_access.scoping import in_scope
from domain.control import ControlKind
from domain.findings import UNSETTLED, FindingState
from domain.photos import DEMO_ACTOR, PhotoPurpose
from domain.scope import Action, Scope

MOST_WAITING = 5_000


@dataclass(frozen=True, slots=True)
class WaitingFinding:
    """A finding that waits for somebody's step; moments are aware UTC.

    Attributes:
        since: When it came into its present state; None where no record says it.
        due_at: Until when it is to be put right.
        returned: How often a re-check sent it back.
        principal: Of its establishment, and so on.
    """

    id: int
    establishment_id: int
    township_code: str
    kind: ControlKind
    start: date
    item: str
    state: FindingState
    since: datetime | None
    due_at: datetime | None
    owner: str
    rectified_by: str | None
    returned: int
    principal: str


@dataclass(frozen=True, slots=True)
class Unpictured:
    """A finding without a picture, as much of it as its pictures need."""

    id: int
    establishment_id: int
    township_code: str
    kind: ControlKind
    start: date
    item: str
    found_at: datetime
    rectified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn picture that lies on disk."""

    path: str
    sha256: str
    width: int
    height: int
    size_bytes: int
    phash: str


def waiting_findings(conn: Connection, scope: Scope) -> list[WaitingFinding]:
    """Findings that are not closed, by deadline, at most MOST_WAITING."""
    own = control_finding.c
    rows = conn.execute(
        select(control_finding, establishment.c.principal, control_task.c.submitted_at)
        .join(establishment, establishment.c.id == own.establishment_id)
        .join(control_task, _same_duty())
        .where(ours(), own.state.in_(UNSETTLED))
        .where(in_scope(scope, own.township_code, own.establishment_id))
        .order_by(own.due_at, own.id)
        .limit(MOST_WAITING)
    )
    return [
        WaitingFinding(
            row.id,
            row.establishment_id,
            row.township_code,
            ControlKind(row.kind),
            row.period_start,
            row.item,
            FindingState(row.state),
            row.rectified_at or row.rechecked_at or row.submitted_at,
            row.due_at,
            row.owner or "",
            row.rectified_by,
            row.returned,
            row.principal or "",
        )
        for row in rows
    ]


def without_picture(
    conn: Connection, scope: Scope, since: date, after: int, limit: int
) -> list[Unpictured]:
    """Findings of records that begin from `since` on, and all unsettled ones, that have no picture.

    Args:
        conn: Open connection.
        scope: Who asks.
        since: First day.
        after: Only ids above this one.
        limit: Of the answer, by id.
    """
    own, held = control_finding.c, control_photo.c
    pictured = exists().where(
        held.establishment_id == own.establishment_id,
        held.kind == own.kind,
        held.period_start == own.period_start,
        held.item == own.item,
    )
    rows = conn.execute(
        select(control_finding, control_task.c.submitted_at)
        .join(establishment, establishment.c.id == own.establishment_id)
        .join(control_task, _same_duty())
        .where(ours(), own.id > after, ~pictured, control_task.c.submitted_at.is_not(None))
        .where(or_(own.period_start >= since, own.state.in_(UNSETTLED)))
        .where(in_scope(scope, own.township_code, own.establishment_id))
        .order_by(own.id)
        .limit(limit)
    )
    return [
        Unpictured(
            row.id,
            row.establishment_id,
            row.township_code,
            ControlKind(row.kind),
            row.period_start,
            row.item,
            row.submitted_at,
            row.rectified_at,
        )
        for row in rows
    ]


def add_pictures(
    conn: Connection,
    scope: Scope,
    added: Sequence[tuple[Unpictured, PhotoPurpose, datetime, Drawn]],
) -> None:
    """Write what the past of the demonstration would have brought; the past takes no photos.

    Args:
        conn: Write transaction.
        scope: Who writes.
        added: Finding, what the picture shows, when it came, and the picture.
    """
    scope.require(Action.RUN_SYSTEM)
    if added:
        conn.execute(insert(control_photo), [_row(*one) for one in added])


def _row(of: Unpictured, purpose: PhotoPurpose, at: datetime, drawn: Drawn) -> dict[str, Any]:
    return {
        "establishment_id": of.establishment_id,
        "township_code": of.township_code,
        "kind": of.kind,
        "period_start": of.start,
        "item": of.item,
        "purpose": purpose,
        "sha256": drawn.sha256,
        "path": drawn.path,
        "width": drawn.width,
        "height": drawn.height,
        "size_bytes": drawn.size_bytes,
        "phash": drawn.phash,
        "received_at": at,
        "uploaded_by": DEMO_ACTOR,
    }


def _same_duty() -> Any:
    own, duty = control_finding.c, control_task.c
    return and_(
        duty.establishment_id == own.establishment_id,
        duty.kind == own.kind,
        duty.period_start == own.period_start,
    )
