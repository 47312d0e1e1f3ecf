"""Writing single control duties: answered by establishments, excused by officers.

The roll-up and the change number move in the same transaction. Each writer raises the number
first: on PostgreSQL its row lock makes writers of control queue, so counts and locks keep order.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from data_access import audit, checklists
from data_access.changes import Topic, bump
from data_access.control_papers import keep_paper, require_proof, same_words
from data_access.control_rollup import Place, move
from data_access.drafts import drop_draft
from data_access.finding_repeats import earlier_of
from data_access.risk_due import mark_due
from data_access.schema import control_finding, control_task, establishment
from data_access.scoping import in_scope
from domain.audit import Event
from domain.checklists import PURCHASE_ITEM, Answer
from domain.control import (
    ANSWERED,
    ControlKind,
    ControlState,
    Refusal,
    RefusedError,
    state_of_entry,
)
from domain.scope import Action, Scope
from domain.submission import Submission, Submitted
from domain.typed_text import typed_line

AnyRow = Row[*tuple[Any, ...]]
_MAX_NOTE = 300
_MAX_NAME = 40
_MAX_REASON = 200


class DutyNotFoundError(LookupError):
    """No such duty, or none that the asker may see: the two look alike on purpose."""


def submit(conn: Connection, scope: Scope, submission: Submission, now: datetime) -> Submitted:
    """Take a record. The same one delivered again changes nothing.

    Raises:
        NotAllowedError: The asker's role may not submit.
        DutyNotFoundError: No such duty in scope.
        RefusedError: Too early, locked, incomplete, without its proof, or another record stands
            already.
    """
    scope.require(Action.SUBMIT_CONTROL)
    bump(conn, Topic.CONTROL)
    duty = _duty(conn, scope, submission.establishment_id, submission.kind, submission.period_start)
    state = ControlState(duty.state)
    if state in ANSWERED:  # looked at first: what is asked may have changed since it was taken
        if not _same(conn, duty, submission):
            raise RefusedError(Refusal.ALREADY_ANSWERED)
        return Submitted(state, created=False)
    packed, asked = _checked(conn, submission, duty)
    failed = [item for item, answer in submission.answers.items() if answer is Answer.FAIL]
    require_proof(conn, scope, duty, submission.paper, _signature(submission), failed)
    entered = state_of_entry(submission.kind, submission.period_start, duty.due_at, now)
    conn.execute(
        update(control_task)
        .where(*_key(duty))
        .values(
            state=entered,
            submitted_at=now,
            submitted_by=_signature(submission),
            checklist_version=submission.checklist_version,
            answers=packed,
            reason=None,
        )
    )
    _insert_findings(conn, duty, submission)
    keep_paper(conn, duty, submission.paper, asked, now)
    drop_draft(conn, duty.establishment_id, submission.kind, submission.period_start)
    move(conn, _place(duty), state, entered, submission.answers.get(PURCHASE_ITEM))
    mark_due(conn, [duty.establishment_id], now)
    _on_record(conn, scope, Event.CONTROL_SUBMITTED, duty, now, state=entered)
    return Submitted(entered, created=True)


def excuse_duty(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    kind: ControlKind,
    period_start: date,
    reason: str,
    now: datetime,
) -> None:
    """Take one duty out of the denominator; reason and actor stay with it. Twice is once.

    Raises:
        NotAllowedError: The asker's role may not excuse.
        DutyNotFoundError: No such duty in scope.
        RefusedError: It is answered, or no reason is given.
    """
    scope.require(Action.EXCUSE_CONTROL)
    if not typed_line(reason):
        raise RefusedError(Refusal.REASON_MISSING)
    text = excuse_text(reason, scope.actor)
    bump(conn, Topic.CONTROL)
    duty = _duty(conn, scope, establishment_id, kind, period_start)
    state = ControlState(duty.state)
    if state is ControlState.EXCUSED and duty.reason == text:
        return
    if state not in (ControlState.OPEN, ControlState.MISSED):
        raise RefusedError(Refusal.NOTHING_TO_EXCUSE)
    conn.execute(
        update(control_task).where(*_key(duty)).values(state=ControlState.EXCUSED, reason=text)
    )
    move(conn, _place(duty), state, ControlState.EXCUSED)
    mark_due(conn, [duty.establishment_id], now)
    _on_record(
        conn, scope, Event.CONTROL_EXCUSED, duty, now, reason=typed_line(reason)[:_MAX_REASON]
    )


def excuse_text(reason: str, actor: str) -> str:
    """What stays with an excused duty; too long a reason is cut, never who excused."""
    who = f"（{actor}）"
    return typed_line(reason)[: _MAX_REASON - len(who)] + who


def _on_record(
    conn: Connection, scope: Scope, event: Event, duty: AnyRow, now: datetime, **detail: str
) -> None:
    """The audit row of a person's act; people of the demonstration have no account."""
    if scope.account_id is not None:
        on = ("establishment", duty.establishment_id)
        about: dict[str, Any] = {"kind": duty.kind, "period": duty.period_start} | detail
        audit.record(conn, scope, event, now, on=on, **about)


def _duty(
    conn: Connection, scope: Scope, establishment_id: int, kind: ControlKind, start: date
) -> AnyRow:
    found = conn.execute(
        select(
            control_task,
            *checklists.fact_columns(),
            checklists.banner_of(control_task.c.township_code).label("banner_adcode"),
        )
        .join(establishment, establishment.c.id == control_task.c.establishment_id)
        .where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.kind == kind,
            control_task.c.period_start == start,
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
    ).one_or_none()
    if found is None:
        raise DutyNotFoundError(f"no {kind} of {start} for establishment {establishment_id}")
    return found


def _key(duty: AnyRow) -> tuple[ColumnElement[bool], ...]:
    return tuple(column == getattr(duty, column.name) for column in control_task.primary_key)


def _place(duty: AnyRow) -> Place:
    return Place(ControlKind(duty.kind), duty.period_start, duty.township_code, duty.category)


def _checked(conn: Connection, submission: Submission, duty: AnyRow) -> tuple[str, list[str]]:
    """The answers packed and the ids of the items asked, after every rule of a record held."""
    if not submission.submitted_by.strip():
        raise RefusedError(Refusal.UNSIGNED)
    kind = submission.kind
    sheet = checklists.in_force(conn, kind, duty.banner_adcode, duty.period_start)
    asked = [item.id for item in sheet.applicable(checklists.facts_of(duty))]
    if submission.checklist_version != sheet.version:
        more = set(asked) - _given(submission).keys()
        raise RefusedError(Refusal.VERSION, tuple(sorted(more)))
    given = _given(submission)
    _refuse(Refusal.UNKNOWN_ITEM, given.keys() - set(asked))
    _refuse(Refusal.INCOMPLETE, set(asked) - given.keys())
    failed = {key for key, answer in given.items() if answer is Answer.FAIL}
    described = {
        finding.item
        for finding in submission.findings
        if finding.note.strip() and finding.measure.strip() and finding.owner.strip()
    }
    _refuse(Refusal.FINDING_MISSING, failed - described)
    _refuse(
        Refusal.FINDING_WITHOUT_FAILURE, {finding.item for finding in submission.findings} - failed
    )
    named = [finding.item for finding in submission.findings]
    _refuse(Refusal.FINDING_TWICE, {item for item in named if named.count(item) > 1})
    return sheet.pack(given), asked


def _given(submission: Submission) -> dict[str, Answer]:
    return {
        key: answer for key, answer in submission.answers.items() if answer is not Answer.NOT_ASKED
    }


def _refuse(refusal: Refusal, items: set[str]) -> None:
    if items:
        raise RefusedError(refusal, tuple(sorted(items)))


def _same(conn: Connection, duty: AnyRow, submission: Submission) -> bool:
    own = control_finding.c
    stored = conn.execute(
        select(own.item, own.note, own.measure, own.owner, own.due_at).where(
            own.establishment_id == duty.establishment_id,
            own.kind == duty.kind,
            own.period_start == duty.period_start,
        )
    )
    given = {tuple(row.values()) for row in _rows(submission)}
    sheet = checklists.version(conn, submission.kind, duty.checklist_version)
    return (
        duty.checklist_version == submission.checklist_version
        and sheet.unpack(duty.answers) == _given(submission)
        and duty.submitted_by == _signature(submission)
        and {tuple(row) for row in stored} == given
        and same_words(conn, duty, submission.paper)
    )


def _signature(submission: Submission) -> str:
    return submission.submitted_by.strip()[:_MAX_NAME]


def _rows(submission: Submission) -> list[dict[str, Any]]:
    return [
        {
            "item": finding.item,
            "note": finding.note.strip()[:_MAX_NOTE],
            "measure": finding.measure.strip()[:_MAX_NOTE],
            "owner": finding.owner.strip()[:_MAX_NAME],
            "due_at": finding.due_at,
        }
        for finding in submission.findings
    ]


def _insert_findings(conn: Connection, duty: AnyRow, submission: Submission) -> None:
    place = {
        "establishment_id": duty.establishment_id,
        "kind": duty.kind,
        "period_start": duty.period_start,
        "township_code": duty.township_code,
    }
    items = [finding.item for finding in submission.findings]
    earlier = earlier_of(conn, duty.establishment_id, items, duty.period_start)
    rows = [place | row | {"repeat_of": earlier.get(row["item"])} for row in _rows(submission)]
    if rows:
        conn.execute(insert(control_finding), rows)
