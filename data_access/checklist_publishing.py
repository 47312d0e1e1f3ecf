"""New versions of checklists: what a change would make of every list it touches, and making it.

A bureau of a banner changes the list of its banner, made from the city's by its first change. The
city's change reaches every list: the city's, and those that banners have of their own. Versions
that are published for a later day already get the change too, so that none takes it back.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from data_access import audit
from data_access.changes import Topic, bump
from data_access.checklists import fact_columns, facts_of, in_force, write
from data_access.schema import banner, checklist, checklist_item, establishment, township
from data_access.scoping import in_scope
from domain.audit import Event
from domain.checklist_changes import (
    CITY,
    Affected,
    Change,
    affected,
    new_items,
    next_items,
    read_change,
)
from domain.checklists import Checklist, SheetFacts
from domain.clock import city_day
from domain.control import ControlKind
from domain.form import Fault, Finding, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope

_CODE = re.compile(r"([A-Z])(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Step:
    """One new version.

    Attributes:
        before: What would count on its first day otherwise; another list's, where a banner had
            none of its own.
        after: The version to be written.
    """

    before: Checklist
    after: Checklist


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do; nothing is written.

    Attributes:
        change: As it was read.
        steps: Every version it would make, those of the first day first.
        rows: Who answers other items from that day on, in order of township and category.
    """

    change: Change
    steps: tuple[Step, ...]
    rows: tuple[Affected, ...]

    @property
    def establishments(self) -> int:
        """How many answer other items."""
        return sum(row.establishments for row in self.rows)


def owner(scope: Scope) -> str | None:
    """Adcode of the banner whose list the asker changes, None for the city's.

    Raises:
        NotAllowedError: The asker's role publishes no list.
    """
    scope.require(Action.PUBLISH_CHECKLIST)
    return scope.banner_adcode


def preview(
    conn: Connection, scope: Scope, kind: ControlKind, drafted: object, now: datetime
) -> Preview:
    """What a drafted change would make of the lists, and whom it reaches, by the facts of now.

    Args:
        conn: Open connection.
        scope: Who asks: it decides which list is changed.
        kind: Which checklist.
        drafted: As `domain.checklist_changes.read_change` takes it: whatever somebody sent.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role publishes no list.
        FormRefusedError: Names every field that is wrong.
    """
    mine = owner(scope)
    change = _read(conn, mine, kind, drafted, now, whole=False)
    steps = tuple(_steps(conn, scope, change, now))
    first = [step for step in steps if step.after.effective_from == change.effective_from]
    by_list = {step.after.banner_adcode: step for step in first}
    rows: list[Affected] = []
    for adcode, counted in _counted(conn, scope).items():
        step = by_list.get(adcode) or by_list.get(None)
        if step is not None:
            rows += affected(counted, step.before, step.after)
    return Preview(change, steps, tuple(sorted(rows, key=lambda row: row.township_code)))


def publish(
    conn: Connection, scope: Scope, kind: ControlKind, drafted: object, now: datetime
) -> tuple[Checklist, ...]:
    """Write the versions a drafted change makes, those of its first day first.

    Args:
        conn: Write transaction.
        scope: As for `preview`.
        kind: As for `preview`.
        drafted: As for `preview`.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role publishes no list.
        FormRefusedError: Names every field that is wrong.
    """
    mine = owner(scope)
    bump(conn, Topic.CONTROL)  # first: on PostgreSQL its row lock makes publishers queue
    change = _read(conn, mine, kind, drafted, now, whole=True)
    made = [step.after for step in _steps(conn, scope, change, now)]
    write(conn, made)
    audit.record(
        conn,
        scope,
        Event.CHECKLIST_PUBLISHED,
        now,
        on=("checklist", f"{kind} {made[0].version}"),
        effective_from=change.effective_from,
        versions=[sheet.version for sheet in made],
        added=[item["zh"] for item in change.added],
        retired=sorted(change.retired),
        note=change.note,
    )
    return tuple(made)


def _read(
    conn: Connection,
    mine: str | None,
    kind: ControlKind,
    drafted: object,
    now: datetime,
    *,
    whole: bool,
) -> Change:
    today = city_day(now)
    letters = [group.letter for group in in_force(conn, kind, mine, today).groups]
    change = read_change(drafted, kind, letters, today, whole=whole)
    held = in_force(conn, kind, mine, change.effective_from)
    gone = sorted(one for one in change.retired if held.item(one) is None)
    if gone:
        raise FormRefusedError([Finding("retired", Fault.NOT_A_CHOICE, detail="、".join(gone))])
    return change


def _steps(conn: Connection, scope: Scope, change: Change, now: datetime) -> Iterator[Step]:
    """Every version the change makes, by its first day, the asker's own list before others."""
    mine = owner(scope)
    by = mine or CITY
    added = new_items(change, _numbers(conn, change.kind), by)
    names = {row.adcode: row.name_zh for row in conn.execute(select(banner))}
    number = conn.scalar(
        select(func.max(checklist.c.version)).where(checklist.c.kind == change.kind)
    )
    for day, adcode in sorted(_places(conn, mine, change), key=lambda one: (one[0], one[1] or "")):
        before = in_force(conn, change.kind, adcode, day)
        items = next_items(before, added, change.retired, by, names.get(adcode, ""))
        number = (number or 0) + 1
        yield Step(
            before,
            replace(
                before,
                version=number,
                banner_adcode=adcode,
                effective_from=day,
                items=items,
                note=change.note,
                published_by=scope.actor[:60],
                published_at=now,
            ),
        )


def _places(conn: Connection, mine: str | None, change: Change) -> set[tuple[date, str | None]]:
    """First days and lists of the versions a change makes."""
    first = change.effective_from
    own: defaultdict[str | None, set[date]] = defaultdict(set)
    for adcode, day in conn.execute(
        select(checklist.c.banner_adcode, checklist.c.effective_from).where(
            checklist.c.kind == change.kind
        )
    ):
        own[adcode].add(day)
    found = {(first, mine)} | {(day, mine) for day in own[mine] if day > first}
    if mine is not None:  # from its first change on its list follows the city only through copies
        return found | {(day, mine) for day in own[None] if day > first}
    for adcode, days in own.items():
        if adcode is not None:
            found |= {(day, adcode) for day in days if day > first}
            if min(days) <= first:
                found.add((first, adcode))
    return found


def _numbers(conn: Connection, kind: ControlKind) -> dict[str, int]:
    """Highest number of a code so far, by group: findings name items by it, so none comes twice."""
    numbers: defaultdict[str, int] = defaultdict(int)
    for code in conn.scalars(
        select(checklist_item.c.code).where(checklist_item.c.kind == kind).distinct()
    ):
        fitting = _CODE.fullmatch(code)
        if fitting:
            letter, number = fitting[1], int(fitting[2])
            numbers[letter] = max(numbers[letter], number)
    return dict(numbers)


def _counted(conn: Connection, scope: Scope) -> dict[str, list[tuple[str, str, SheetFacts, int]]]:
    """Establishments in operation, counted by township and facts, by adcode of their banner."""
    facts = (establishment.c.category, *fact_columns())
    inner = (
        select(establishment.c.township_code, *facts)
        .where(
            establishment.c.status == EstablishmentStatus.ACTIVE,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
        .subquery()
    )
    rows = conn.execute(
        select(inner, township.c.name_zh, township.c.banner_adcode, func.count().label("number"))
        .join(township, township.c.code == inner.c.township_code)
        .group_by(*inner.c, township.c.name_zh, township.c.banner_adcode)
        .order_by(*inner.c)
    )
    found: defaultdict[str, list[tuple[str, str, SheetFacts, int]]] = defaultdict(list)
    for row in rows:
        found[row.banner_adcode].append((row.township_code, row.name_zh, facts_of(row), row.number))
    return dict(found)
