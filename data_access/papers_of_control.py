"""Statutory records read as they are printed: the duty, its answers in their wording, and the rest.

One record or all of a range: a range of an establishment costs a handful of queries, whatever its
length.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from data_access import checklists
from data_access.paper_facts import facts_later, shop_now
from data_access.schema import (
    control_finding,
    control_paper,
    control_photo,
    control_task,
    establishment,
)
from data_access.scoping import in_scope
from domain.checklists import Answer, Checklist
from domain.control import ControlKind, ControlState
from domain.control_paper import ControlPaper, PaperFinding, PaperItem, PaperPhoto
from domain.paper_facts import Facts, Shop, facts_of
from domain.photos import PhotoPurpose
from domain.scope import Scope
from domain.statement_reading import statement_of
from domain.statements import Statement

AnyRow = Row[*tuple[Any, ...]]
MOST_PAPERS = 400
"""Of one range: a year of days, and some."""


def paper(
    conn: Connection, scope: Scope, establishment_id: int, kind: ControlKind, start: date
) -> ControlPaper | None:
    """One record as it is printed; None when there is none, or none that the asker may see."""
    found = papers(conn, scope, establishment_id, kind, start, start)
    return found[0] if found else None


def papers(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    kind: ControlKind,
    first: date,
    last: date,
) -> list[ControlPaper]:
    """Records of an establishment whose periods begin in a range, oldest first.

    Args:
        conn: Open connection.
        scope: Who asks.
        establishment_id: Whose.
        kind: Of one kind.
        first: First day a period may begin on.
        last: The last one; MOST_PAPERS records at most.
    """
    duties = _duties(conn, scope, establishment_id, kind, first, last)
    if not duties:
        return []
    within = (establishment_id, kind, duties[0].period_start, duties[-1].period_start)
    kept = {row.period_start: row for row in _rows(conn, control_paper, within)}
    findings = _by_start(_rows(conn, control_finding, within, control_finding.c.item))
    photos = _by_start(_rows(conn, control_photo, within, control_photo.c.id))
    before = _earlier(conn, findings)
    shop = cache(partial(shop_now, conn, establishment_id))
    told = []
    for duty in duties:
        sheet, start = _sheet(conn, kind, duty), duty.period_start
        found = _findings(duty, sheet, findings[start], photos[start], before)
        told.append(_paper(conn, duty, sheet, kept.get(start), found, shop))
    return told


def _duties(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    kind: ControlKind,
    first: date,
    last: date,
) -> Sequence[AnyRow]:
    own = control_task.c
    return conn.execute(
        select(
            control_task,
            establishment.c.demo,
            *checklists.fact_columns(),
            checklists.banner_of(own.township_code).scalar_subquery().label("banner_adcode"),
        )
        .join_from(control_task, establishment)
        .where(
            own.establishment_id == establishment_id,
            own.kind == kind,
            own.period_start.between(first, last),
            in_scope(scope, own.township_code, own.establishment_id),
        )
        .order_by(own.period_start)
        .limit(MOST_PAPERS)
    ).all()


def _rows(
    conn: Connection,
    table: Any,
    within: tuple[int, ControlKind, date, date],
    *order: ColumnElement[Any],
) -> Sequence[AnyRow]:
    """Rows of the records that a scope has already let through."""
    establishment_id, kind, first, last = within
    return conn.execute(
        select(table)
        .where(
            table.c.establishment_id == establishment_id,
            table.c.kind == kind,
            table.c.period_start.between(first, last),
        )
        .order_by(table.c.period_start, *order)
    ).all()


def _by_start(rows: Sequence[AnyRow]) -> Mapping[date, list[AnyRow]]:
    found: defaultdict[date, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.period_start].append(row)
    return found


def _earlier(conn: Connection, findings: Mapping[date, list[AnyRow]]) -> Mapping[int, date]:
    """First day of the period of each finding that one of these repeats."""
    wanted = {row.repeat_of for rows in findings.values() for row in rows} - {None}
    own = control_finding.c
    if not wanted:
        return {}
    rows = conn.execute(select(own.id, own.period_start).where(own.id.in_(wanted)))
    return {row.id: row.period_start for row in rows}


def _paper(
    conn: Connection,
    duty: AnyRow,
    sheet: Checklist,
    kept: AnyRow | None,
    findings: tuple[PaperFinding, ...],
    shop: Callable[[], Shop],
) -> ControlPaper:
    kind, start = sheet.kind, duty.period_start
    return ControlPaper(
        establishment_id=duty.establishment_id,
        banner_adcode=duty.banner_adcode,
        kind=kind,
        start=start,
        state=ControlState(duty.state),
        due_at=duty.due_at,
        facts=_facts(conn, kind, duty, kept, shop),
        items=_items(duty, sheet),
        findings=findings,
        checklist_version=sheet.version,
        submitted_at=duty.submitted_at,
        submitted_by=duty.submitted_by,
        deputy_for=kept.deputy_for if kept else None,
        reason=duty.reason,
        statement=_statement(kind, start, kept),
        signature=kept.signature if kept else None,
        signed=kept is not None,
        demo=duty.demo,
    )


def _sheet(conn: Connection, kind: ControlKind, duty: AnyRow) -> Checklist:
    if duty.answers is None:
        return checklists.in_force(conn, kind, duty.banner_adcode, duty.period_start)
    return checklists.version(conn, kind, duty.checklist_version)


def _items(duty: AnyRow, sheet: Checklist) -> tuple[PaperItem, ...]:
    given: Mapping[str, Answer | None]
    if duty.answers is None:
        given = {item.id: None for item in sheet.applicable(checklists.facts_of(duty))}
    else:
        given = sheet.unpack(duty.answers)
    groups = {group.letter: f"{group.letter}　{group.zh}" for group in sheet.groups}
    return tuple(
        PaperItem(
            code=item.code,
            group=groups[item.group],
            text=item.zh,
            key=item.key,
            basis=f"{item.source}{item.article}",
            answer=given[item.id],
        )
        for item in sheet.items
        if item.id in given
    )


def _facts(
    conn: Connection,
    kind: ControlKind,
    duty: AnyRow,
    kept: AnyRow | None,
    shop: Callable[[], Shop],
) -> Facts:
    if kept is not None and kept.facts is not None:
        return facts_of(kept.facts)
    return facts_later(conn, duty.establishment_id, kind, duty.period_start, shop())


def _statement(kind: ControlKind, start: date, kept: AnyRow | None) -> Statement | None:
    return statement_of(kind, kept.statement, start) if kept is not None else None


def _findings(
    duty: AnyRow,
    sheet: Checklist,
    rows: Sequence[AnyRow],
    photos: Sequence[AnyRow],
    before: Mapping[int, date],
) -> tuple[PaperFinding, ...]:
    texts = {item.id: item.zh for item in sheet.items}
    return tuple(
        PaperFinding(
            code=row.item.partition(".")[2],
            text=texts.get(row.item, ""),
            note=row.note,
            measure=row.measure,
            owner=row.owner,
            due_at=row.due_at,
            state=row.state,
            returned=row.returned,
            rectified_at=row.rectified_at,
            rectified_by=row.rectified_by,
            rectified_note=row.rectified_note,
            rechecked_at=row.rechecked_at,
            rechecked_by=row.rechecked_by,
            recheck_note=row.recheck_note,
            repeat_of=before.get(row.repeat_of),
            photos=tuple(
                PaperPhoto(photo.purpose, photo.sha256, photo.path, photo.taken_at)
                for photo in photos
                if photo.item == row.item and _belongs(photo, row, duty.submitted_at)
            ),
        )
        for row in rows
    )


def _belongs(photo: AnyRow, finding: AnyRow, submitted_at: datetime | None) -> bool:
    """A picture counts once the step it proves was taken: none changes a version by itself."""
    until = {
        PhotoPurpose.FOUND: submitted_at,
        PhotoPurpose.RECTIFIED: finding.rectified_at or finding.rechecked_at,
        PhotoPurpose.RECHECKED: finding.rechecked_at,
    }[PhotoPurpose(photo.purpose)]
    return until is not None and photo.received_at <= until
