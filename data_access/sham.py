"""Signals of sham records: kept once a week by the clock, read and judged by regulators only.

No establishment, street or leader ever sees one, and nothing else is worked out from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, select, update

from data_access import audit
from data_access.schema import banner, establishment, sham_signal, township
from data_access.scoping import in_scope
from data_access.sham_evidence import Prepared, answering, evidence_of
from domain.audit import Event
from domain.scope import Action, Scope
from domain.sham import REVIEW_FROM, SHOWN_FROM, ReviewVerdict, reason_from, score, signs
from domain.sham_list import Listed, Signal, SignalCounts, SignalError
from domain.typed_text import typed_line

AnyRow = Row[*tuple[Any, ...]]
MAX_ROWS = 200
BLOCK = 100  # read in one go: without WAL a reader holds writers up
NOTE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Block:
    """Some establishments of a week, looked at.

    Attributes:
        ids: Rising; empty: the week is done.
        rows: Of those whose score is to be kept.
    """

    ids: tuple[int, ...]
    rows: tuple[Mapping[str, Any], ...]


def look(conn: Connection, scope: Scope, known: Prepared, after: int, limit: int = BLOCK) -> Block:
    """The next establishments above the id `after`; only reads.

    Raises:
        NotAllowedError: The asker is no system process.
    """
    scope.require(Action.RUN_SYSTEM)
    ids = answering(conn, known.week, after, limit)
    if not ids:
        return Block((), ())
    own = establishment.c
    found = conn.execute(select(own.id, own.township_code).where(own.id.in_(ids)))
    places = {row.id: row.township_code for row in found}
    rows = []
    for one, evidence in evidence_of(conn, known, ids).items():
        reasons = signs(evidence)
        reached = score(reasons)
        if reached >= SHOWN_FROM:
            rows.append(
                {
                    "establishment_id": one,
                    "week_start": known.week,
                    "township_code": places[one],
                    "score": reached,
                    "reasons": [reason.data() for reason in reasons],
                }
            )
    return Block(tuple(ids), tuple(rows))


def keep(conn: Connection, scope: Scope, week: date, block: Block, now: datetime) -> int:
    """Keep what was found; what a person has judged stays as it was judged. Twice is once.

    Returns:
        How many signals the block has.
    """
    scope.require(Action.RUN_SYSTEM)
    own = sham_signal.c
    here = (own.week_start == week, own.establishment_id.in_(block.ids))
    judged = set(conn.scalars(select(own.establishment_id).where(*here, own.verdict.is_not(None))))
    conn.execute(delete(sham_signal).where(*here, own.verdict.is_(None)))
    rows = [
        {**row, "computed_at": now} for row in block.rows if row["establishment_id"] not in judged
    ]
    if rows:
        conn.execute(insert(sham_signal), rows)
    return len(rows) + len(judged)


def weeks(conn: Connection, scope: Scope, limit: int = 26) -> list[date]:
    """Mondays of the weeks that have a signal in scope, newest first."""
    _require_regulator(scope)
    own = sham_signal.c
    rows = conn.scalars(
        select(own.week_start)
        .where(_visible(scope))
        .distinct()
        .order_by(own.week_start.desc())
        .limit(limit)
    )
    return list(rows)


def page(
    conn: Connection, scope: Scope, week: date, listed: Listed, *, offset: int, limit: int
) -> list[Signal]:
    """Signals of a week, the highest score first.

    Raises:
        NotAllowedError: The asker is no regulator.
        ValueError: `limit` is outside 1 to MAX_ROWS, or `offset` is negative.
    """
    _require_regulator(scope)
    if not 1 <= limit <= MAX_ROWS or offset < 0:
        raise ValueError(f"limit must be 1 to {MAX_ROWS} and offset >= 0, got {limit}, {offset}")
    own = sham_signal.c
    rows = conn.execute(
        _signals(scope)
        .where(own.week_start == week, _condition(listed))
        .order_by(own.score.desc(), own.establishment_id)
        .offset(offset)
        .limit(limit)
    )
    return [_signal(row) for row in rows]


def find(conn: Connection, scope: Scope, establishment_id: int, week: date) -> Signal | None:
    """One signal, or None: missing and out of scope look alike.

    Raises:
        NotAllowedError: The asker is no regulator.
    """
    _require_regulator(scope)
    own = sham_signal.c
    row = conn.execute(
        _signals(scope).where(own.week_start == week, own.establishment_id == establishment_id)
    ).one_or_none()
    return None if row is None else _signal(row)


def counts(conn: Connection, scope: Scope, week: date) -> SignalCounts:
    """The size of each list of a week."""
    _require_regulator(scope)
    own = sham_signal.c
    numbers = [func.count().filter(_condition(one)) for one in Listed]
    found = conn.execute(
        select(*numbers).select_from(sham_signal).where(own.week_start == week, _visible(scope))
    ).one()
    return SignalCounts(dict(zip(Listed, map(int, found), strict=True)))


def review(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    week: date,
    verdict: ReviewVerdict,
    note: object,
    now: datetime,
) -> Signal:
    """A regulator says what came of a signal; a later verdict replaces an earlier one.

    Args:
        conn: Write transaction.
        scope: Who says so.
        establishment_id: Whose signal.
        week: Of which week.
        verdict: Confirmed or dismissed.
        note: What was checked, 1 to 300 characters.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role may not.
        LookupError: No such signal in scope.
        SignalError: The note is missing or too long.
    """
    scope.require(Action.REVIEW_SIGNAL)
    text = typed_line(note) if isinstance(note, str) else ""
    if not 1 <= len(text) <= NOTE_LENGTH:
        raise SignalError
    if find(conn, scope, establishment_id, week) is None:
        raise LookupError(f"no signal of {establishment_id} in the week of {week}")
    own = sham_signal.c
    conn.execute(
        update(sham_signal)
        .where(own.establishment_id == establishment_id, own.week_start == week)
        .values(verdict=verdict, verdict_note=text, reviewed_by=scope.actor[:60], reviewed_at=now)
    )
    on = ("establishment", establishment_id)
    audit.record(
        conn, scope, Event.SIGNAL_REVIEWED, now, on=on, week=week, verdict=verdict, note=text
    )
    found = find(conn, scope, establishment_id, week)
    if found is None:
        raise LookupError("a signal that was just judged")
    return found


def _require_regulator(scope: Scope) -> None:
    """Reading is for those who may judge: a signal is a suspicion, not a fact to be shown."""
    scope.require(Action.REVIEW_SIGNAL)


def _visible(scope: Scope) -> ColumnElement[bool]:
    own = sham_signal.c
    return in_scope(scope, own.township_code, own.establishment_id)


def _condition(listed: Listed) -> ColumnElement[bool]:
    own = sham_signal.c
    conditions = {
        Listed.TO_REVIEW: and_(own.verdict.is_(None), own.score >= REVIEW_FROM),
        Listed.WEAK: and_(own.verdict.is_(None), own.score < REVIEW_FROM),
        Listed.CONFIRMED: own.verdict == ReviewVerdict.CONFIRMED,
        Listed.DISMISSED: own.verdict == ReviewVerdict.DISMISSED,
    }
    return conditions[listed]


def _signals(scope: Scope) -> Any:
    return (
        select(
            sham_signal,
            establishment.c.name,
            establishment.c.safety_officer,
            township.c.name_zh.label("township_zh"),
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
        )
        .join_from(sham_signal, establishment, establishment.c.id == sham_signal.c.establishment_id)
        .join(township, township.c.code == sham_signal.c.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(_visible(scope))
    )


def _signal(row: AnyRow) -> Signal:
    return Signal(
        establishment_id=row.establishment_id,
        name=row.name,
        safety_officer=row.safety_officer,
        banner_zh=row.banner_zh,
        banner_en=row.banner_en,
        township_zh=row.township_zh,
        week=row.week_start,
        score=row.score,
        reasons=tuple(reason_from(one) for one in row.reasons),
        computed_at=row.computed_at,
        verdict=ReviewVerdict(row.verdict) if row.verdict else None,
        note=row.verdict_note,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
    )
