"""Reading the form of one duty: its items, what is known of them, and what was begun."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from data_access import checklists
from data_access.certificate_where import works_there
from data_access.control_papers import FOUND
from data_access.drafts import draft_of
from data_access.known_facts import known_facts, settled
from data_access.schema import (
    control_deputy,
    control_finding,
    control_photo,
    control_task,
    establishment,
    person,
)
from domain.checklists import Answer, ChecklistItem
from domain.clock import city_day
from domain.control import ANSWERED, KINDS, ControlKind, ControlState
from domain.duty_form import DutyForm, OpenFinding, Signer
from domain.posts import Post
from domain.scope import NotAllowedError, Scope

AnyRow = Row[*tuple[Any, ...]]
MOST_FINDINGS = 20
FINDINGS_BACK = timedelta(days=62)
_SIGNING = {
    ControlKind.DAILY_CONTROL: (Post.SAFETY_OFFICER, Post.SAFETY_DIRECTOR, Post.PRINCIPAL),
    ControlKind.WEEKLY_REVIEW: (Post.SAFETY_DIRECTOR, Post.SAFETY_OFFICER, Post.PRINCIPAL),
    ControlKind.MONTHLY_DISPATCH: (Post.PRINCIPAL, Post.SAFETY_DIRECTOR, Post.SAFETY_OFFICER),
}


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
        locks_at=row.due_at + KINDS[kind].lock_after,
        reason=row.reason,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        version=sheet.version,
        items=asked,
        groups=sheet.groups,
        known=known,
        settled=sure,
        standing=_standing(conn, own, kind, start, asked, sure),
        findings=_findings(conn, own, start),
        signers=_signers(conn, row, kind, city_day(now)),
        draft=draft_of(conn, scope, kind, start),
        photos=_photos(conn, own, kind, start),
        others=_others(conn, own, kind, start, now),
    )


def _row(conn: Connection, own: int, kind: ControlKind, start: date) -> AnyRow | None:
    return conn.execute(
        select(
            control_task,
            establishment.c.name,
            *checklists.fact_columns(),
            checklists.banner_of(control_task.c.township_code).label("banner_adcode"),
            establishment.c.principal,
            establishment.c.safety_officer,
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


def _findings(conn: Connection, own: int, start: date) -> tuple[OpenFinding, ...]:
    found = control_finding.c
    rows = conn.execute(
        select(control_finding, control_task.c.checklist_version)
        .join(
            control_task,
            and_(
                *(
                    control_task.c[name] == found[name]
                    for name in ("establishment_id", "kind", "period_start")
                )
            ),
        )
        .where(
            found.establishment_id == own,
            found.rectified_at.is_(None),
            found.period_start < start,
            found.period_start >= start - FINDINGS_BACK,
        )
        .order_by(found.period_start.desc(), found.id)
        .limit(MOST_FINDINGS)
    ).all()
    return tuple(_finding(conn, row) for row in rows)


def _finding(conn: Connection, row: AnyRow) -> OpenFinding:
    kind = ControlKind(row.kind)
    item = checklists.version(conn, kind, row.checklist_version).item(row.item)
    return OpenFinding(
        id=row.id,
        kind=kind,
        item=row.item,
        zh=item.zh if item else row.item,
        en=item.en if item else row.item,
        period_start=row.period_start,
        note=row.note or "",
        due_at=row.due_at,
    )


def _signers(conn: Connection, row: AnyRow, kind: ControlKind, day: date) -> tuple[Signer, ...]:
    """Who may sign, the one who usually does first; then deputies named for these days."""
    named: dict[str, Signer] = {}
    people = conn.execute(
        select(person.c.name, person.c.post)
        .where(
            person.c.establishment_id == row.establishment_id,
            person.c.post.in_(_SIGNING[kind]),
            works_there(day),
        )
        .order_by(person.c.id)
    ).all()
    of_record = {Post.SAFETY_OFFICER: row.safety_officer, Post.PRINCIPAL: row.principal}
    for post in _SIGNING[kind]:
        of_post = [of_record.get(post), *(one.name for one in people if one.post == post)]
        for name in of_post:
            if name:
                named.setdefault(name, Signer(name, post))
    deputies = conn.execute(
        select(control_deputy.c.name, control_deputy.c.stands_in_for)
        .where(
            control_deputy.c.establishment_id == row.establishment_id,
            control_deputy.c.kind == kind,
            control_deputy.c.starts <= day,
            control_deputy.c.ends >= day,
            control_deputy.c.withdrawn_at.is_(None),
        )
        .order_by(control_deputy.c.id)
    )
    standing_in = [Signer(one.name, Post.OTHER, one.stands_in_for) for one in deputies]
    return (*named.values(), *standing_in)


def _photos(conn: Connection, own: int, kind: ControlKind, start: date) -> dict[str, list[int]]:
    """Ids of the photos of what was found, by item: another phone may have taken them."""
    found: dict[str, list[int]] = {}
    for item, number in conn.execute(
        select(control_photo.c.item, control_photo.c.id)
        .where(
            control_photo.c.establishment_id == own,
            control_photo.c.kind == kind,
            control_photo.c.period_start == start,
            control_photo.c.purpose == FOUND,
        )
        .order_by(control_photo.c.id)
    ):
        found.setdefault(item, []).append(number)
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
