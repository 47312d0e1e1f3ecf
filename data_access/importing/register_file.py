"""A delivered register becomes rows: all of it in one transaction, and twice is once.

What the file does not speak of stays as it is, and a point is never deleted by a row without one.
Establishments that the file does not name stay too: a register ends by status, not by absence.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data_access import changes
from data_access.importing.csv_file import Issue, Level, read_rows, read_text
from data_access.importing.locating import Locator
from data_access.importing.mapping import ImportRefusedError, Mapping
from data_access.importing.rows import RowReader, Wanted
from data_access.places import Boundaries
from data_access.schema import camera, establishment, licence
from domain.scope import Action, Scope


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, in establishments.

    Attributes:
        rows: Rows of the file below its header.
        added: New ones.
        changed: Known ones of which something differs.
        unchanged: Known ones that stand exactly so already.
        unlocated: Taken rows that have no point, in the file or before.
        issues: Errors (the row was left out) and warnings (it was taken).
    """

    rows: int
    added: int
    changed: int
    unchanged: int
    unlocated: int
    issues: tuple[Issue, ...]

    @property
    def left_out(self) -> int:
        """Rows that were not taken."""
        return len({item.row for item in self.issues if item.level is Level.ERROR})


def import_establishments(
    conn: Connection,
    scope: Scope,
    file: Path,
    mapping: Mapping,
    boundaries: Boundaries,
    now: datetime,
) -> Outcome:
    """Bring the register to what `file` says, in the caller's transaction.

    Raises:
        NotAllowedError: The asker may not change the register.
        ImportRefusedError: The file cannot be used at all.
    """
    scope.require(Action.CHANGE_REGISTER)
    lines = read_rows(read_text(file), mapping.delimiter)
    try:
        _, header = next(lines)
    except StopIteration:
        raise ImportRefusedError(f"{file}: no header") from None
    reader = RowReader(mapping.fitted_to(header), header, Locator(conn, scope, boundaries))
    rows, wanted = 0, []
    for line, fields in lines:
        rows += 1
        found = reader.read(line, fields)
        if found is not None:
            wanted.append(found)
    wanted = _distinct(reader, wanted)
    wanted = _without_foreign_licences(conn, reader, wanted)
    return _bring_to(conn, wanted, rows, reader.issues, now)


def _distinct(reader: RowReader, wanted: list[Wanted]) -> list[Wanted]:
    """Rows without those whose key or licence stands in an earlier row already."""
    first: dict[str, int] = {}
    kept = []
    for item in wanted:
        words = {item.source_key}
        if item.licence is not None:
            words.add(f"licence:{item.licence['number']}")
        earlier = [first[word] for word in words if word in first]
        if earlier:
            value = item.source_key.partition(":")[2]
            reader.reject(item.row, "licence_number", value, f"编号与第{min(earlier)}行重复")
            continue
        first |= dict.fromkeys(words, item.row)
        kept.append(item)
    return kept


def _without_foreign_licences(
    conn: Connection, reader: RowReader, wanted: list[Wanted]
) -> list[Wanted]:
    """Rows without those whose licence belongs to another establishment of the database."""
    query = select(licence.c.number, establishment.c.source_key).join(
        establishment, establishment.c.id == licence.c.establishment_id
    )
    holders = dict(conn.execute(query).all())
    kept = []
    for item in wanted:
        number = item.licence["number"] if item.licence else ""
        if number in holders and holders[number] != item.source_key:
            reader.reject(item.row, "licence_number", number, "许可证编号已属于另一单位")
            continue
        kept.append(item)
    return kept


def _bring_to(
    conn: Connection, wanted: list[Wanted], rows: int, issues: list[Issue], now: datetime
) -> Outcome:
    known: dict[str, Any] = {
        row["source_key"]: row
        for row in conn.execute(
            select(establishment).where(establishment.c.source_key.is_not(None))
        ).mappings()
    }
    fresh = [item for item in wanted if item.source_key not in known]
    differing = [
        item
        for item in wanted
        if item.source_key in known and _differs(known[item.source_key], item.values)
    ]
    _add(conn, fresh, now)
    _correct(conn, differing, known, now)
    touched = {item.source_key for item in fresh + differing}
    touched |= _bring_licences(conn, wanted)
    if touched:  # cameras move with their establishment
        changes.bump(conn, changes.Topic.REGISTER, changes.Topic.CAMERAS)
    return Outcome(
        rows=rows,
        added=len(fresh),
        changed=len(touched) - len(fresh),
        unchanged=len(wanted) - len(touched),
        unlocated=sum(
            "lon" not in item.values and known.get(item.source_key, {}).get("lon") is None
            for item in wanted
        ),
        issues=tuple(sorted(issues, key=lambda item: (item.row, item.level))),
    )


def _differs(row: Any, values: dict[str, Any]) -> bool:
    return any(row[name] != value for name, value in values.items())


def _add(conn: Connection, items: list[Wanted], now: datetime) -> None:
    rows = [
        {
            "status": "active",
            "lon": None,
            "lat": None,
            **item.values,
            "source_key": item.source_key,
            "created_at": now,
            "updated_at": now,
        }
        for item in items
    ]
    if rows:
        conn.execute(insert(establishment), rows)


def _correct(conn: Connection, items: list[Wanted], known: dict[str, Any], now: datetime) -> None:
    for item in items:
        row = known[item.source_key]
        own = establishment.c.id == row["id"]
        conn.execute(update(establishment).where(own).values(**item.values, updated_at=now))
        if row["township_code"] != item.values["township_code"]:
            # What hangs there moves along; alerts and control tasks stay where they happened.
            conn.execute(
                update(camera)
                .where(camera.c.establishment_id == row["id"])
                .values(township_code=item.values["township_code"])
            )


def _bring_licences(conn: Connection, wanted: list[Wanted]) -> set[str]:
    """Add or correct licences; keys of the establishments whose licence was touched."""
    own = establishment.c.source_key.is_not(None)
    ids = dict(
        conn.execute(select(establishment.c.source_key, establishment.c.id).where(own)).all()
    )
    known = {row["number"]: row for row in conn.execute(select(licence)).mappings()}
    fresh, touched = [], set()
    for item in wanted:
        if item.licence is None:
            continue
        row = known.get(item.licence["number"])
        if row is None:
            fresh.append({"establishment_id": ids[item.source_key], **item.licence})
        elif _differs(row, item.licence):
            conn.execute(update(licence).where(licence.c.id == row["id"]).values(**item.licence))
        else:
            continue
        touched.add(item.source_key)
    if fresh:
        conn.execute(insert(licence), fresh)
    return touched
