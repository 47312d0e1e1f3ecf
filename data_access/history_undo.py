"""A batch of the register taken back: values it changed, then rows it made, then those it removed.

Rows are read and written in blocks, so that a batch of twelve thousand takes seconds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from data_access.changes import Topic, bump
from data_access.enforcement_facts import known_banners, mark_told
from data_access.engine import widened
from data_access.history_lines import note
from data_access.history_rows import (
    CREATED,
    REMOVED,
    SUBJECTS,
    AnyRow,
    column_values,
    from_json,
    move_along,
    to_json,
)
from data_access.risk_due import mark_due_where
from data_access.schema import (
    camera_look,
    change_batch,
    establishment,
    guarantee,
    guarantor,
    guarantor_visit,
    metadata,
    register_change,
    risk_due,
    risk_history,
    risk_score,
)
from data_access.scoping import in_scope
from data_access.status_effects import take_effect, wait_again, withdraw_waiting
from domain.clock import city_day
from domain.grades import IN_REGISTER, EstablishmentStatus
from domain.pinyin import initials
from domain.scope import Scope

_BLOCK = 500
# A row is made after the one it refers to, and deleted before it.
_PARENTS_FIRST = (
    "establishment",
    "person",
    "licence",
    "camera",
    "health_certificate",
    "guarantor",
    "guarantee",
    "guarantor_visit",
    "inspection",
    "penalty",
    "sampling_test",
)
# Of no worth without their row: deleted with it, where anything else keeps the row.
_GOES_ALONG: dict[str, tuple[Table, ...]] = {
    "establishment": (register_change, risk_due, risk_score, risk_history),
    "camera": (camera_look,),
}


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a batch: changes taken back, and those that somebody has built on since."""

    taken_back: int
    kept: int


def undo_batch(conn: Connection, scope: Scope, batch_id: int, now: datetime) -> Undone:
    """Take back what a batch did.

    The caller has checked that the batch is done and the asker's to undo. A value that somebody
    has changed since stays, and so does a row that the batch made if somebody has changed it since
    or others refer to it by now: an establishment as 注销, unless that change was of its status. A
    row that has left the asker's place since stays as it is. What is taken back is no new line in
    the history: the batch there is marked as undone; a 注销 is one.
    """
    bump(conn, Topic.CAMERAS, Topic.CONTROL, Topic.REGISTER)  # before any row, as all writers do
    entries = conn.execute(
        select(register_change)
        .where(register_change.c.batch_id == batch_id)
        .order_by(register_change.c.id.desc())
    ).mappings()
    by_row: dict[tuple[str, int], list[AnyRow]] = {}
    for entry in entries:
        by_row.setdefault((entry["subject"], entry["subject_id"]), []).append(entry)
    told = known_banners(conn, city_day(now))
    taken = _delete_made(conn, scope, batch_id, "guarantee", by_row, now)  # one holder at a time
    for subject in reversed(_PARENTS_FIRST):  # an establishment takes along what is its own by then
        changed = {n: rows for (kind, n), rows in by_row.items() if kind == subject}
        taken += _restore_values(conn, scope, subject, _only_values(changed), now)
    for subject in reversed(_PARENTS_FIRST):
        if subject != "guarantee":
            taken += _delete_made(conn, scope, batch_id, subject, by_row, now)
    _delete_cadres(conn, batch_id)
    for subject in _PARENTS_FIRST:
        lost = {n: rows for (kind, n), rows in by_row.items() if kind == subject}
        taken += sum(
            _bring_back(conn, scope, subject, rows) for rows in lost.values() if _lost(rows)
        )
    conn.execute(
        update(change_batch)
        .where(change_batch.c.id == batch_id)
        .values(state="undone", undone_at=now, undone_by=scope.actor[:60])
    )
    owners = select(register_change.c.establishment_id).where(
        register_change.c.batch_id == batch_id
    )
    there = select(establishment.c.id).where(establishment.c.id.in_(owners))
    mark_due_where(conn, there, now)
    mark_told(conn, told, known_banners(conn, city_day(now)), now)
    return Undone(taken, sum(map(len, by_row.values())) - taken)


def _delete_made(
    conn: Connection,
    scope: Scope,
    batch_id: int,
    subject: str,
    by_row: dict[tuple[str, int], list[AnyRow]],
    now: datetime,
) -> int:
    """Delete what the batch made of a subject, where nothing refers to it; changes taken back."""
    made = {n: rows for (kind, n), rows in by_row.items() if kind == subject and _made(rows)}
    since = {number: rows[-1]["id"] for number, rows in made.items()}
    gone = _delete_free(conn, scope, batch_id, subject, since, now)
    return sum(len(made[number]) for number in gone)


def _delete_cadres(conn: Connection, batch_id: int) -> None:
    """Cadres that came with the batch go with it, unless they hold or visited somebody."""
    own = guarantor.c
    used = [
        exists().where(table.c.guarantor_id == own.id) for table in (guarantee, guarantor_visit)
    ]
    came = own.source_key.like(f"batch:{batch_id}:%")
    conn.execute(delete(guarantor).where(came, *(~one for one in used)))


def _made(entries: Sequence[AnyRow]) -> bool:
    return bool(entries[-1]["field"] == CREATED)


def _lost(entries: Sequence[AnyRow]) -> bool:
    return entries[0]["field"] == REMOVED and not _made(entries)


def _only_values(by_number: dict[int, list[AnyRow]]) -> dict[int, list[AnyRow]]:
    return {n: rows for n, rows in by_number.items() if not (_made(rows) or _lost(rows))}


def _rewound(row: dict[str, Any], entries: Iterable[AnyRow]) -> tuple[dict[str, Any], int]:
    """Values of a row before `entries` (newest first), and how many of them could be taken back."""
    back: dict[str, Any] = {}
    taken = 0
    for entry in entries:
        name = entry["field"]
        if to_json(back.get(name, row[name])) == entry["after"]:
            back[name] = from_json(entry["before"])
            taken += 1
    return back, taken


def _restore_values(
    conn: Connection, scope: Scope, subject: str, by_number: dict[int, list[AnyRow]], now: datetime
) -> int:
    table = SUBJECTS[subject]
    taken = 0
    restored: list[tuple[dict[str, Any], list[AnyRow]]] = []
    for block in _blocks(sorted(by_number)):
        wanted: list[tuple[int, dict[str, Any], int]] = []
        reachable = select(table).where(table.c.id.in_(block), _reached(scope, table))
        for row in conn.execute(reachable).mappings():
            back, count = _rewound(dict(row), by_number[row["id"]])
            if back:
                values = column_values(table, back)
                if "name_initials" in table.c and "name" in values:
                    values["name_initials"] = initials(values["name"])
                wanted.append((row["id"], values, count))
            if "status" in back:
                restored.append((dict(row), by_number[row["id"]]))
        taken += _write(conn, table, wanted, now)
    if table is establishment:
        _follow_status(conn, scope, restored, now)
    return taken


def _follow_status(
    conn: Connection, scope: Scope, rows: list[tuple[dict[str, Any], list[AnyRow]]], now: datetime
) -> None:
    """Duties and waiting changes follow a status that was taken back."""
    for before, entries in rows:
        row = conn.execute(select(establishment).where(establishment.c.id == before["id"])).one()
        take_effect(conn, scope, before, row.status, row.status_since, now)
        if before["status"] not in IN_REGISTER and row.status in IN_REGISTER:
            for moment in {entry["at"] for entry in entries if entry["field"] == "status"}:
                wait_again(conn, row.id, moment)


def _write(
    conn: Connection, table: Table, wanted: list[tuple[int, dict[str, Any], int]], now: datetime
) -> int:
    """Write the rows of a block; where one cannot be what it was, the others still are."""
    try:
        with conn.begin_nested():
            for names in {tuple(sorted(values)) for _n, values, _count in wanted}:
                same = [one for one in wanted if tuple(sorted(one[1])) == names]
                _write_alike(conn, table, names, same, now)
    except IntegrityError:  # its number, for example, is another row's by now
        if len(wanted) == 1:
            return 0
        return sum(_write(conn, table, [one], now) for one in wanted)
    return sum(count for _n, _values, count in wanted)


def _write_alike(
    conn: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: list[tuple[int, dict[str, Any], int]],
    now: datetime,
) -> None:
    values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
    if "updated_at" in table.c:
        values["updated_at"] = now
    if "version" in table.c:
        values["version"] = table.c.version + 1
    conn.execute(
        update(table).where(table.c.id == bindparam("row_id")).values(values),
        [
            {"row_id": number} | {f"to_{name}": found[name] for name in names}
            for number, found, _count in rows
        ],
    )
    if table is establishment and "township_code" in names:
        for number, found, _count in rows:
            move_along(conn, number, found["township_code"])


def _delete_free(
    conn: Connection,
    scope: Scope,
    batch_id: int,
    subject: str,
    made: Mapping[int, int],
    now: datetime,
) -> set[int]:
    """Delete rows, each by the line of its making, that nobody refers to or has changed since."""
    table = SUBJECTS[subject]
    gone: set[int] = set()
    for block in _blocks(sorted(made)):
        reachable = select(table.c.id).where(table.c.id.in_(block), _reached(scope, table))
        there = set(conn.scalars(reachable))
        changed = _changed_since(conn, batch_id, subject, {n: made[n] for n in block})
        free = there - _referred_to(conn, table, block) - set(changed)
        for along in _GOES_ALONG.get(subject, ()):
            conn.execute(delete(along).where(along.c[f"{subject}_id"].in_(free)))
        conn.execute(delete(table).where(table.c.id.in_(free)))
        gone |= free
        if table is establishment:
            own_status = {number for number, fields in changed.items() if "status" in fields}
            _close(conn, scope, there - free - own_status, now)
    return gone


def _close(conn: Connection, scope: Scope, numbers: Collection[int], now: datetime) -> None:
    """注销, with a line in the history; open duties and waiting changes end."""
    table = establishment
    rows = conn.execute(select(table).where(table.c.id.in_(numbers))).mappings().all()
    news = {"status": EstablishmentStatus.CLOSED.value, "status_since": city_day(now)}
    conn.execute(
        update(table)
        .where(table.c.id.in_(numbers))
        .values(updated_at=now, version=table.c.version + 1, **news)
    )
    lines = [
        ("establishment", row["id"], row["id"], row["township_code"], field, row[field], value)
        for row in rows
        for field, value in news.items()
        if row[field] != value
    ]
    note(conn, scope, now, None, lines)
    withdraw_waiting(conn, numbers, now)
    for row in rows:
        take_effect(conn, scope, row, EstablishmentStatus.CLOSED, city_day(now), now)


def _changed_since(
    conn: Connection, batch_id: int, subject: str, made: Mapping[int, int]
) -> dict[int, set[str]]:
    """Rows changed after the line of their making, and which fields; undone batches count not.

    Whoever changed them: also in a place that the asker does not see.
    """
    own, batch = register_change.c, change_batch.c
    query = (
        select(own.subject_id, own.id, own.field)
        .outerjoin(change_batch, batch.id == own.batch_id)
        .where(own.subject == subject, own.subject_id.in_(made))
        .where(or_(own.batch_id.is_(None), (batch.id != batch_id) & (batch.state != "undone")))
    )
    found: dict[int, set[str]] = {}
    with widened(conn):
        for row in conn.execute(query):
            if row.id > made[row.subject_id]:
                found.setdefault(row.subject_id, set()).add(row.field)
    return found


def _reached(scope: Scope, table: Table) -> ColumnElement[bool]:
    """Rows where they are now, which may be another place than when the batch changed them."""
    if table is establishment:
        return in_scope(scope, table.c.township_code, table.c.id)
    own = in_scope(scope, establishment.c.township_code, establishment.c.id)
    there = select(establishment.c.id).where(own)
    if table is guarantor:
        held = select(guarantee.c.guarantor_id).where(guarantee.c.establishment_id.in_(there))
        return table.c.id.in_(held)
    return table.c.establishment_id.in_(there)


def _standing_place(
    conn: Connection, scope: Scope, table: Table, values: dict[str, Any]
) -> str | None:
    """Township where a row would stand by now; None beyond the asker's place."""
    if table is establishment:
        code = literal(values["township_code"])
        return conn.scalar(select(code).where(in_scope(scope, code, literal(values["id"]))))
    owner = establishment.c.id == values["establishment_id"]
    own = in_scope(scope, establishment.c.township_code, establishment.c.id)
    return conn.scalar(select(establishment.c.township_code).where(owner, own))


def _referred_to(conn: Connection, table: Table, numbers: Sequence[int]) -> set[int]:
    """Those of `numbers` that a row anywhere refers to, also one that the asker may not see."""
    along = _GOES_ALONG.get(table.name, ())
    found: set[int] = set()
    with widened(conn):
        for column in _references(table):
            if column.table not in along:
                found |= set(conn.scalars(select(column).where(column.in_(numbers)).distinct()))
    return found


def _references(table: Table) -> Iterator[Column[Any]]:
    for other in metadata.tables.values():
        for column in other.c:
            if any(key.column is table.c.id for key in column.foreign_keys):
                yield column


def _bring_back(conn: Connection, scope: Scope, subject: str, entries: Sequence[AnyRow]) -> int:
    """Insert a removed row again as it was before the batch; how many entries that takes back.

    One that would stand beyond the asker's place stays away.
    """
    table = SUBJECTS[subject]
    row = from_json(entries[0]["before"])
    back, taken = _rewound(row, entries[1:])
    values = column_values(table, row | back)
    place = _standing_place(conn, scope, table, values)
    if place is None:
        return 0
    if "township_code" in values:
        values["township_code"] = place
    try:
        with conn.begin_nested():
            conn.execute(insert(table).values(values))
    except IntegrityError:  # its owner is gone, or its number another row's by now
        return 0
    return taken + 1


def _blocks(numbers: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _BLOCK):
        yield list(numbers[start : start + _BLOCK])
