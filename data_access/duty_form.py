"""Reading the form of one duty: its items, what is known of them, and what was begun."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from data_access import checklists, findings
from data_access.control_photos import photos_of
from data_access.deputies import deputy_on, holders
from data_access.drafts import draft_of
from data_access.known_facts import known_facts, settled
from data_access.schema import control_task, establishment
from domain.checklists import Answer, ChecklistItem
from domain.clock import city_day
from domain.control import (
    ANSWERED,
    KINDS,
    ControlKind,
    ControlState,
    locks_at,
    period_end,
)
from domain.duty_form import DutyForm, OpenFinding, Signer
from domain.findings import FindingState
from domain.photos import PhotoPurpose
from domain.scope import NotAllowedError, Scope

AnyRow = Row[*tuple[Any, ...]]
MOST_FINDINGS = 20
FINDINGS_BACK = timedelta(days=62)


def duty_form(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, now: datetime
) -> DutyForm | None:
    """The form of the asker's own duty; None when there is no such duty.

    Raises:
        NotAllowedError: The scope is of no establishment.
    """
    if scope.establishment_id is None:
        raise NotAllowedError("a form is of one establishment")
    own = scope.establishment_id
    row = _row(conn, own, kind, start)
    if row is None:
        return None
    sheet = checklists.in_force(conn, kind, row.banner_adcode, start)
    asked = sheet.applicable(checklists.facts_of(row))
    known = known_facts(conn, scope, kind, start, city_day(now))
    known = {item: fact for item, fact in known.items() if item in {one.id for one in asked}}
    sure = settled(known)
    return DutyForm(
        establishment_id=own,
        name=row.name,
        kind=kind,
        start=start,
        state=ControlState(row.state),
        due_at=row.due_at,
        locks_at=locks_at(kind, row.due_at),
        reason=row.reason,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        version=sheet.version,
        items=asked,
        groups=sheet.groups,
        known=known,
        settled=sure,
        standing=_standing(conn, own, kind, start, asked, sure),
        findings=_findings(conn, scope, own, start),
        signers=_signers(conn, own, kind, min(city_day(now), period_end(kind, start))),
        draft=draft_of(conn, scope, kind, start),
        photos=_photos(conn, scope, own, kind, start),
        others=_others(conn, own, kind, start, now),
    )


def _row(conn: Connection, own: int, kind: ControlKind, start: date) -> AnyRow | None:
    return conn.execute(
        select(
            control_task,
            establishment.c.name,
            *checklists.fact_columns(),
            checklists.banner_of(control_task.c.township_code).label("banner_adcode"),
        )
        .join_from(control_task, establishment)
        .where(
            control_task.c.establishment_id == own,
            control_task.c.kind == kind,
            control_task.c.period_start == start,
        )
    ).one_or_none()


def _standing(
    conn: Connection,
    own: int,
    kind: ControlKind,
    start: date,
    asked: tuple[ChecklistItem, ...],
    sure: tuple[str, ...],
) -> tuple[str, ...]:
    """Items that the last record called not applicable: no gas, no frying, no delivered dishes."""
    last = conn.execute(
        select(control_task.c.answers, control_task.c.checklist_version)
        .where(
            control_task.c.establishment_id == own,
            control_task.c.kind == kind,
            control_task.c.period_start < start,
            control_task.c.state.in_(ANSWERED),
        )
        .order_by(control_task.c.period_start.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return ()
    given = checklists.version(conn, kind, last.checklist_version).unpack(last.answers)
    return tuple(
        item.id
        for item in asked
        if given.get(item.id) is Answer.NOT_APPLICABLE and item.id not in sure
    )


def _findings(conn: Connection, scope: Scope, own: int, start: date) -> tuple[OpenFinding, ...]:
    waiting = [
        case
        for case in findings.open_findings(conn, scope, own)
        if case.state is FindingState.OPEN and case.start < start
    ]
    return tuple(
        OpenFinding(case, findings.item_of(conn, case)) for case in waiting[:MOST_FINDINGS]
    )


def _signers(conn: Connection, own: int, kind: ControlKind, day: date) -> tuple[Signer, ...]:
    """Who may sign, the one who usually does first; then who stands in for these days."""
    named = [Signer(name) for name in holders(conn, own, kind, day)]
    deputy = deputy_on(conn, own, kind, day)
    return (*named, *([Signer(deputy.name, deputy.stands_in_for)] if deputy else []))


def _photos(
    conn: Connection, scope: Scope, own: int, kind: ControlKind, start: date
) -> dict[str, list[int]]:
    """Ids of the photos of what was found, by item: another phone may have taken them."""
    found: dict[str, list[int]] = {}
    for photo in photos_of(conn, scope, own, kind, start):
        if photo.purpose is PhotoPurpose.FOUND:
            found.setdefault(photo.item, []).append(photo.id)
    return found


def _others(
    conn: Connection, own: int, kind: ControlKind, start: date, now: datetime
) -> tuple[tuple[ControlKind, date], ...]:
    task = control_task.c
    still = or_(
        *(and_(task.kind == one, task.due_at > now - KINDS[one].lock_after) for one in ControlKind)
    )
    rows = conn.execute(
        select(task.kind, task.period_start)
        .where(
            task.establishment_id == own,
            task.state == ControlState.OPEN,
            still,
            task.period_start >= start - FINDINGS_BACK,
            or_(task.kind != kind, task.period_start != start),
        )
        .order_by(task.due_at)
        .limit(6)
    )
    return tuple((ControlKind(one.kind), one.period_start) for one in rows)
