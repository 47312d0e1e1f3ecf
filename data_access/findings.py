"""Findings of self-control: what stands, and the steps from found to closed.

Each writer raises the change number of control first: on PostgreSQL its row lock makes writers of
control queue, so a state that was read is still the state when it is written.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select, update

from data_access import audit, checklists
from data_access.certificate_where import works_there
from data_access.changes import Topic, bump
from data_access.risk_due import mark_due
from data_access.schema import (
    control_finding,
    control_photo,
    control_task,
    establishment,
    person,
)
from data_access.scoping import in_scope
from domain.audit import Event
from domain.checklists import ChecklistItem
from domain.clock import city_day
from domain.control import ControlKind
from domain.findings import (
    UNSETTLED,
    FindingCase,
    FindingRefusal,
    FindingRefusedError,
    FindingState,
    FindingStep,
    cleaned_note,
    cleaned_person,
    require_other_person,
    state_after,
)
from domain.photos import PhotoPurpose
from domain.row_id import LARGEST_ID
from domain.scope import Action, Role, Scope

AnyRow = Row[*tuple[Any, ...]]
_MOST = 200


class FindingNotFoundError(LookupError):
    """No such finding, or none that the asker may see: the two look alike on purpose."""


def find(conn: Connection, scope: Scope, finding_id: int) -> FindingCase | None:
    """The finding with this id, or None: missing and out of scope look alike."""
    if not 0 < finding_id <= LARGEST_ID:
        return None
    row = conn.execute(cases(scope).where(control_finding.c.id == finding_id)).one_or_none()
    return None if row is None else case_of(row)


def open_findings(conn: Connection, scope: Scope, establishment_id: int) -> list[FindingCase]:
    """What is not closed yet, the earliest deadline first; at most 200."""
    own = control_finding.c
    rows = conn.execute(
        cases(scope)
        .where(own.establishment_id == establishment_id, own.state.in_(UNSETTLED))
        .order_by(own.due_at, own.id)
        .limit(_MOST)
    )
    return [case_of(row) for row in rows]


def of_record(
    conn: Connection, scope: Scope, establishment_id: int, kind: ControlKind, start: date
) -> list[FindingCase]:
    """What one record found, by item."""
    own = control_finding.c
    rows = conn.execute(
        cases(scope)
        .where(
            own.establishment_id == establishment_id, own.kind == kind, own.period_start == start
        )
        .order_by(own.item)
        .limit(_MOST)
    )
    return [case_of(row) for row in rows]


def people_of(conn: Connection, scope: Scope, establishment_id: int, day: date) -> list[str]:
    """Names of those who are registered with an establishment on `day`, each once, sorted."""
    seen = in_scope(scope, establishment.c.township_code, establishment.c.id)
    heads = conn.execute(
        select(establishment.c.principal, establishment.c.safety_officer).where(
            establishment.c.id == establishment_id, seen
        )
    ).one_or_none()
    if heads is None:
        return []
    names = conn.scalars(
        select(person.c.name).where(person.c.establishment_id == establishment_id, works_there(day))
    )
    return sorted({*filter(None, heads), *names})


def rectify(
    conn: Connection, scope: Scope, finding_id: int, *, by: object, note: object, now: datetime
) -> FindingCase:
    """The establishment says that it has put something right, and how; a photo must be there.

    Args:
        conn: Write transaction.
        scope: Who says so.
        finding_id: Which.
        by: Name of the person who put it right.
        note: What was done, 1 to 300 characters.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role may not.
        FindingNotFoundError: No such finding in scope.
        FindingRefusedError: The state, or what was given, does not allow it; nothing changed.
    """
    scope.require(Action.SUBMIT_RECTIFICATION)
    text, name = cleaned_note(note), cleaned_person(by)
    bump(conn, Topic.CONTROL)
    held = _held(conn, scope, finding_id)
    after = state_after(held.state, FindingStep.RECTIFY)
    if scope.role is Role.ESTABLISHMENT:
        # A name of nobody would let who put it right look at it again under the own one.
        known = {
            "".join(one.split())
            for one in people_of(conn, scope, held.establishment_id, city_day(now))
        }
        if known and "".join(name.split()) not in known:
            raise FindingRefusedError(FindingRefusal.PERSON_UNKNOWN)
    if not _has_photo(conn, held):
        raise FindingRefusedError(FindingRefusal.PHOTO_MISSING)
    values = {"rectified_at": now, "rectified_by": name, "rectified_note": text}
    return _step(conn, scope, held, FindingStep.RECTIFY, after, values, now)


def recheck(
    conn: Connection,
    scope: Scope,
    finding_id: int,
    *,
    passed: bool,
    note: object,
    now: datetime,
    by: object = None,
) -> FindingCase:
    """Somebody else has looked again: it is closed, or goes back with a reason.

    Args:
        conn: Write transaction.
        scope: Who looked: an officer, or the establishment for items that are not key items.
        finding_id: Which.
        passed: Whether it is in order now.
        note: What was seen, 1 to 300 characters.
        now: Aware UTC.
        by: Name of the registered person of the establishment; officers sign as their account.

    Raises:
        NotAllowedError: The asker's role may not.
        FindingNotFoundError: No such finding in scope.
        FindingRefusedError: The state or RECHECK_RULE_ZH does not allow it; nothing changed.
    """
    scope.require(Action.RECHECK_FINDING)
    text = cleaned_note(note)
    name = cleaned_person(by if scope.role in (Role.ESTABLISHMENT, None) else scope.actor)
    bump(conn, Topic.CONTROL)
    held = _held(conn, scope, finding_id)
    step = FindingStep.CLOSE if passed else FindingStep.RETURN
    after = state_after(held.state, step)
    if scope.role is Role.ESTABLISHMENT:
        item = item_of(conn, held)
        key = item is None or item.key
        require_other_person(key=key, rectified_by=held.rectified_by, by=name)
        if name not in people_of(conn, scope, held.establishment_id, city_day(now)):
            raise FindingRefusedError(FindingRefusal.PERSON_UNKNOWN)
    values: dict[str, Any] = {"rechecked_at": now, "rechecked_by": name, "recheck_note": text}
    if not passed:
        values |= {"rectified_at": None, "returned": held.returned + 1}
    return _step(conn, scope, held, step, after, values, now)


def item_of(conn: Connection, case: FindingCase) -> ChecklistItem | None:
    """The item in the wording it was judged under; None where no list knows it."""
    try:
        return checklists.version(conn, case.kind, case.checklist_version or 1).item(case.item)
    except LookupError:
        return None


def cases(scope: Scope) -> Select[Any]:
    """Findings in scope with the name of their establishment, for `case_of`."""
    own = control_finding.c
    return (
        select(
            control_finding,
            establishment.c.name.label("shop"),
            control_task.c.checklist_version,
        )
        .join_from(
            control_finding, establishment, establishment.c.id == control_finding.c.establishment_id
        )
        .outerjoin(
            control_task,
            and_(
                control_task.c.establishment_id == own.establishment_id,
                control_task.c.kind == own.kind,
                control_task.c.period_start == own.period_start,
            ),
        )
        .where(in_scope(scope, own.township_code, own.establishment_id))
    )


def case_of(row: AnyRow) -> FindingCase:
    """A row of `cases`."""
    return FindingCase(
        row.id,
        row.establishment_id,
        row.shop,
        row.township_code,
        ControlKind(row.kind),
        row.period_start,
        row.item,
        row.note or "",
        row.measure or "",
        row.owner or "",
        row.due_at,
        FindingState(row.state),
        row.rectified_at,
        row.rectified_by,
        row.rectified_note,
        row.rechecked_at,
        row.rechecked_by,
        row.recheck_note,
        row.returned,
        row.repeat_of,
        row.checklist_version,
    )


def _held(conn: Connection, scope: Scope, finding_id: int) -> FindingCase:
    held = find(conn, scope, finding_id)
    if held is None:
        raise FindingNotFoundError(f"no finding {finding_id}")
    return held


def _has_photo(conn: Connection, held: FindingCase) -> bool:
    """Whether a photo of the rectification has come since the last return."""
    own = control_photo.c
    photos = select(own.id).where(
        own.establishment_id == held.establishment_id,
        own.kind == held.kind,
        own.period_start == held.start,
        own.item == held.item,
        own.purpose == PhotoPurpose.RECTIFIED,
    )
    if held.rechecked_at is not None:
        photos = photos.where(own.received_at > held.rechecked_at)
    return conn.execute(photos.limit(1)).first() is not None


def _step(
    conn: Connection,
    scope: Scope,
    held: FindingCase,
    step: FindingStep,
    after: FindingState,
    values: dict[str, Any],
    now: datetime,
) -> FindingCase:
    conn.execute(
        update(control_finding).where(control_finding.c.id == held.id).values(state=after, **values)
    )
    mark_due(conn, [held.establishment_id], now)
    if scope.account_id is not None:  # people of the demonstration have none
        about: dict[str, Any] = {"establishment": held.establishment_id, "item": held.item}
        about |= {"step": step, "by": values.get("rectified_by") or values.get("rechecked_by")}
        audit.record(conn, scope, Event.FINDING_STEP, now, on=("finding", held.id), **about)
    return _held(conn, scope, held.id)
