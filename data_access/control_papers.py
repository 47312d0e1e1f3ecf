"""What comes along with a record from a form: proof of what failed, words, signature, pace.

The rule: whoever submits with an account is a person at a form, and owes a signature, a photo of
every failed item, and the words of a weekly or monthly paper. The people of the demonstration have
no account; they hand in what they have.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from data_access.paper_facts import facts_at
from data_access.schema import control_deputy, control_paper, control_photo
from domain.clock import city_day
from domain.control import ControlKind, Refusal, RefusedError
from domain.duty_form import FormPaper
from domain.pace import pack_pace
from domain.photos import PhotoPurpose
from domain.scope import Scope
from domain.signature import is_signature


def require_proof(
    conn: Connection,
    scope: Scope,
    duty: Row[Any],
    paper: FormPaper | None,
    signed_by: str,
    failed: Collection[str],
) -> None:
    """Refuse a record of a person that lacks what a form owes.

    Args:
        conn: Open connection.
        scope: Who submits.
        duty: Row of `control_task`.
        paper: What came along.
        signed_by: Name of the signer.
        failed: Ids of the failed items.

    Raises:
        RefusedError: Unsigned, without a photo, without its words, or by no deputy.
    """
    if scope.account_id is None:
        return
    if paper is None or not is_signature(paper.signature):
        raise RefusedError(Refusal.UNSIGNED)
    kind = ControlKind(duty.kind)
    if kind is not ControlKind.DAILY_CONTROL and not paper.statement:
        raise RefusedError(Refusal.INCOMPLETE)
    if paper.deputy_for is not None and not _stands_in(conn, duty, paper, signed_by):
        raise RefusedError(Refusal.NO_DEPUTY)
    pictured = set(
        conn.scalars(
            select(control_photo.c.item).where(
                control_photo.c.establishment_id == duty.establishment_id,
                control_photo.c.kind == duty.kind,
                control_photo.c.period_start == duty.period_start,
                control_photo.c.purpose == PhotoPurpose.FOUND,
            )
        )
    )
    missing = sorted(set(failed) - pictured)
    if missing:
        raise RefusedError(Refusal.PHOTO_MISSING, tuple(missing))


def keep_paper(
    conn: Connection,
    duty: Row[Any],
    paper: FormPaper | None,
    asked: Sequence[str],
    now: datetime,
) -> None:
    """Store what came along with a record that is taken, and what the system said of it then.

    Args:
        conn: Transaction in which the record was taken.
        duty: Row of `control_task`.
        paper: What came along; nothing is stored without it.
        asked: Ids of the items asked, in the order of the checklist.
        now: When it was taken.
    """
    if paper is None:
        return
    facts = facts_at(conn, duty.establishment_id, ControlKind(duty.kind), duty.period_start, now)
    conn.execute(
        insert(control_paper).values(
            establishment_id=duty.establishment_id,
            kind=duty.kind,
            period_start=duty.period_start,
            township_code=duty.township_code,
            statement=dict(paper.statement) if paper.statement else None,
            facts=facts.data(),
            signature=paper.signature or None,
            deputy_for=paper.deputy_for,
            opened_at=paper.opened_at,
            client_at=paper.client_at,
            device=paper.device or None,
            pace=pack_pace(paper.seconds, asked) if paper.seconds else None,
        )
    )


def same_words(conn: Connection, duty: Row[Any], paper: FormPaper | None) -> bool:
    """Whether a record that is delivered again says what the kept one says beside its answers.

    Args:
        conn: Open connection.
        duty: Row of `control_task` that is answered.
        paper: What came along this time; nothing says nothing else.
    """
    if paper is None:
        return True
    own = control_paper.c
    kept = conn.execute(
        select(own.statement, own.deputy_for).where(
            own.establishment_id == duty.establishment_id,
            own.kind == duty.kind,
            own.period_start == duty.period_start,
        )
    ).one_or_none()
    return kept is not None and tuple(kept) == (paper.statement or None, paper.deputy_for)


def _stands_in(conn: Connection, duty: Row[Any], paper: FormPaper, signed_by: str) -> bool:
    first: date = duty.period_start
    last = city_day(duty.due_at)
    named = conn.execute(
        select(control_deputy.c.id).where(
            control_deputy.c.establishment_id == duty.establishment_id,
            control_deputy.c.kind == duty.kind,
            control_deputy.c.name == signed_by,
            control_deputy.c.stands_in_for == paper.deputy_for,
            control_deputy.c.starts <= last,
            control_deputy.c.ends >= first,
            control_deputy.c.withdrawn_at.is_(None),
        )
    ).first()
    return named is not None
