"""The list of findings: page and counts come from one condition, so they always agree."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    or_,
    select,
    tuple_,
)

from data_access.findings import case_of, cases, item_of
from data_access.schema import banner, control_finding, control_photo, township
from data_access.scoping import in_scope
from domain.clock import city_day
from domain.control import ControlKind
from domain.finding_filter import (
    CLOSED_BACK,
    STATES_OF,
    FindingCounts,
    FindingFilter,
    FindingGroup,
    FindingRow,
    item_group,
)
from domain.findings import UNSETTLED, FindingCase, FindingState
from domain.scope import Scope

MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class _Bucket:
    state: FindingState
    kind: ControlKind
    item: str
    banner_adcode: str
    overdue: bool
    repeat: bool
    findings: int


def page(
    conn: Connection,
    scope: Scope,
    wanted: FindingFilter,
    now: datetime,
    *,
    offset: int,
    limit: int,
) -> list[FindingRow]:
    """One page: what stands by its deadline, then what is closed, newest first.

    Raises:
        ValueError: `limit` is outside 1 to MAX_ROWS, or `offset` is negative.
    """
    if not 1 <= limit <= MAX_ROWS or offset < 0:
        raise ValueError(f"limit must be 1 to {MAX_ROWS} and offset >= 0, got {limit}, {offset}")
    own = control_finding.c
    closed = own.state == FindingState.CLOSED
    rows = conn.execute(
        cases(scope)
        .where(_narrowed(scope, wanted, now))
        .order_by(
            case((closed, 1), else_=0),
            case((closed, None), else_=own.due_at),
            own.period_start.desc(),
            own.id.desc(),
        )
        .offset(offset)
        .limit(limit)
    )
    return rows_of(conn, [case_of(row) for row in rows])


def rows_of(conn: Connection, found: Sequence[FindingCase]) -> list[FindingRow]:
    """Cases with the words and the newest photo of each."""
    places = {
        row.code: row
        for row in conn.execute(
            select(township.c.code, township.c.name_zh, banner.c.name_zh.label("banner_zh"))
            .add_columns(banner.c.name_en)
            .join_from(township, banner)
            .where(township.c.code.in_({one.township_code for one in found}))
        )
    }
    photos = _photos(conn, found)
    return [
        FindingRow(
            one,
            item_of(conn, one),
            places[one.township_code].banner_zh,
            places[one.township_code].name_en,
            places[one.township_code].name_zh,
            photos.get(_key(one)),
        )
        for one in found
    ]


def counts(conn: Connection, scope: Scope, wanted: FindingFilter, now: datetime) -> FindingCounts:
    """The size of the list, and of every list one click away from it."""
    every = _buckets(conn, scope, wanted, now)

    def size(**changed: Any) -> int:
        asked = replace(wanted, **changed)
        return sum(one.findings for one in every if _holds(one, asked))

    def sizes(key: Callable[[_Bucket], Any], **changed: Any) -> dict[Any, int]:
        asked, sums = replace(wanted, **changed), Counter[Any]()
        for one in every:
            if _holds(one, asked):
                sums[key(one)] += one.findings
        return dict(sorted(sums.items()))

    letter = item_group(wanted.item) if wanted.item else None
    return FindingCounts(
        total=size(),
        by_group={group: size(group=group) for group in FindingGroup},
        overdue=size(overdue=True),
        repeat=size(repeat=True),
        by_kind=sizes(lambda one: one.kind, kind=None, item=None),
        by_item_group=sizes(lambda one: item_group(one.item), item=None),
        by_item=sizes(lambda one: one.item, item=letter) if letter else {},
        by_banner=sizes(lambda one: one.banner_adcode, banner_adcode=None),
    )


def _places(scope: Scope, wanted: FindingFilter, now: datetime) -> ColumnElement[bool]:
    """The part of the filter that the counts do not vary."""
    own = control_finding.c
    terms = [in_scope(scope, own.township_code, own.establishment_id)]
    if wanted.township_code is not None:
        terms.append(own.township_code == wanted.township_code)
    if wanted.office_id is not None:
        worked = select(township.c.code).where(township.c.office_id == wanted.office_id)
        terms.append(own.township_code.in_(worked))
    if wanted.establishment_id is not None:
        terms.append(own.establishment_id == wanted.establishment_id)
    if wanted.since is not None:
        terms.append(own.period_start >= wanted.since)
    else:
        recent = own.period_start >= city_day(now) - CLOSED_BACK
        terms.append(or_(own.state.in_(UNSETTLED), recent))
    if wanted.until is not None:
        terms.append(own.period_start <= wanted.until)
    return and_(*terms)


def _narrowed(scope: Scope, wanted: FindingFilter, now: datetime) -> ColumnElement[bool]:
    own = control_finding.c
    terms = [_places(scope, wanted, now), own.state.in_(STATES_OF[wanted.group])]
    if wanted.overdue:
        terms.append(_overdue(now))
    if wanted.repeat:
        terms.append(own.repeat_of.is_not(None))
    if wanted.kind is not None:
        terms.append(own.kind == wanted.kind)
    if wanted.item is not None:
        whole_group = wanted.item == item_group(wanted.item)
        inside = own.item.startswith(wanted.item, autoescape=True)
        terms.append(inside if whole_group else own.item == wanted.item)
    if wanted.banner_adcode is not None:
        there = select(township.c.code).where(township.c.banner_adcode == wanted.banner_adcode)
        terms.append(own.township_code.in_(there))
    return and_(*terms)


def _overdue(now: datetime) -> ColumnElement[bool]:
    """`FindingCase.overdue` in SQL."""
    own = control_finding.c
    return and_(own.state == FindingState.OPEN, own.due_at <= now)


def _buckets(conn: Connection, scope: Scope, wanted: FindingFilter, now: datetime) -> list[_Bucket]:
    own = control_finding.c
    flags = (
        case((_overdue(now), 1), else_=0).label("overdue"),
        case((own.repeat_of.is_not(None), 1), else_=0).label("repeat"),
    )
    key = (own.state, own.kind, own.item, own.township_code, *flags)
    rows = conn.execute(
        select(*key, func.count()).where(_places(scope, wanted, now)).group_by(*key)
    ).all()
    townships = conn.execute(select(township.c.code, township.c.banner_adcode))
    banner_of = {row.code: row.banner_adcode for row in townships}
    return [
        _Bucket(
            FindingState(state),
            ControlKind(kind),
            item,
            banner_of[place],
            bool(overdue),
            bool(repeat),
            findings,
        )
        for state, kind, item, place, overdue, repeat, findings in rows
    ]


def _holds(one: _Bucket, wanted: FindingFilter) -> bool:
    return (
        one.state in STATES_OF[wanted.group]
        and (one.overdue or not wanted.overdue)
        and (one.repeat or not wanted.repeat)
        and wanted.kind in (None, one.kind)
        and wanted.item in (None, one.item, item_group(one.item))
        and wanted.banner_adcode in (None, one.banner_adcode)
    )


def _key(one: FindingCase) -> tuple[Any, ...]:
    return one.establishment_id, one.kind.value, one.start, one.item


def _photos(conn: Connection, found: Sequence[FindingCase]) -> dict[tuple[Any, ...], int]:
    """Newest photo of each, by its key."""
    if not found:
        return {}
    own = control_photo.c
    key = (own.establishment_id, own.kind, own.period_start, own.item)
    rows = conn.execute(
        select(*key, func.max(own.id))
        .where(tuple_(*key).in_([_key(one) for one in found]))
        .group_by(*key)
    )
    return {tuple(row[:4]): row[4] for row in rows}
