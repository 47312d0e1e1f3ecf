"""What decides when establishments cook: their closures, rest days, and the dates of schools."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from data_access.schema import declared_closure, establishment, school_break, township
from domain.categories import rules_of
from domain.clock import CITY_TIME, city_day
from domain.operating import Closure, Kitchen, closure_words
from domain.workdays import PublishedBreak, Terms


def terms(conn: Connection) -> Terms:
    """When schools rest, as published and not withdrawn."""
    rows = conn.execute(
        select(school_break)
        .where(school_break.c.withdrawn_at.is_(None))
        .order_by(school_break.c.id)
    )
    return Terms(tuple(published(row) for row in rows))


def published(row: Any) -> PublishedBreak:
    """A row of `school_break` as the rules take it."""
    return PublishedBreak(row.banner_adcode, row.name_zh, row.name_en, row.starts, row.ends)


def standing(row: Any) -> Closure:
    """A row of `declared_closure` with the days that it holds."""
    until = last_day(row.ends, row.withdrawn_at)
    return Closure(row.starts, until, row.reason, _same_day(row.starts, row.declared_at))


def _same_day(starts: date, declared_at: datetime) -> str:
    local = declared_at.astimezone(CITY_TIME)
    return f"{local:%H:%M}" if local.date() == starts else ""


def last_day(ends: date, withdrawn_at: datetime | None) -> date:
    """Last day a closure holds: of one that was withdrawn, the day before that."""
    if withdrawn_at is None:
        return ends
    return min(ends, city_day(withdrawn_at) - timedelta(days=1))


def kitchens(conn: Connection, *which: ColumnElement[bool]) -> dict[int, Kitchen]:
    """Kitchens by establishment, with all their closures.

    Args:
        conn: Open connection.
        which: Conditions on `establishment`.
    """
    own = establishment.c
    rows = conn.execute(
        select(own.id, own.category, own.rest_weekdays, own.opened_on, township.c.banner_adcode)
        .join_from(establishment, township)
        .where(*which)
    ).all()
    closed = _closures(conn, [row.id for row in rows])
    return {
        row.id: Kitchen(
            rules_of(row.category),
            row.banner_adcode,
            row.rest_weekdays,
            tuple(closed.get(row.id, ())),
            row.opened_on,
        )
        for row in rows
    }


def bent_between(start: date, end: date) -> ColumnElement[bool]:
    """Condition on `establishment`: something of its own may close it between two days."""
    closed = exists().where(
        declared_closure.c.establishment_id == establishment.c.id,
        declared_closure.c.starts <= end,
        declared_closure.c.ends >= start,
    )
    return or_(establishment.c.rest_weekdays != "", closed)


def closure_reasons(conn: Connection, ids: Collection[int]) -> set[str]:
    """What all closures that were ever declared leave with duties, withdrawn ones too."""
    own = declared_closure.c
    found: set[str] = set()
    for some in blocks(ids):
        rows = conn.execute(
            select(own.reason, own.starts, own.declared_at).where(own.establishment_id.in_(some))
        )
        for row in rows:
            same_day = _same_day(row.starts, row.declared_at)
            found |= {closure_words(row.reason), closure_words(row.reason, same_day)}
    return found


def _closures(conn: Connection, ids: Collection[int]) -> dict[int, list[Closure]]:
    found: dict[int, list[Closure]] = {}
    for some in blocks(ids):
        rows = conn.execute(
            select(declared_closure)
            .where(declared_closure.c.establishment_id.in_(some))
            .order_by(declared_closure.c.id)
        )
        for row in rows:
            found.setdefault(row.establishment_id, []).append(standing(row))
    return found


def blocks(ids: Iterable[int], size: int = 1000) -> list[list[int]]:
    """`ids` in order and in lists that a statement can take."""
    whole = sorted(ids)
    return [whole[first : first + size] for first in range(0, len(whole), size)]
