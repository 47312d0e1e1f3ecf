"""Every change of the register, field by field: what makes history readable and batches undoable.

All writes to the subjects below go through this module, so that none goes unrecorded. A batch (an
import, a bulk action, a merge) is undone by walking its changes backwards; what somebody has
changed since then is left as it is and counted.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, RowMapping, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from data_access.changes import Topic, bump
from data_access.schema import (
    camera,
    change_batch,
    establishment,
    health_certificate,
    licence,
    person,
    register_change,
)
from domain.grades import EstablishmentStatus
from domain.scope import Scope

SUBJECTS: dict[str, Table] = {
    "establishment": establishment,
    "licence": licence,
    "person": person,
    "health_certificate": health_certificate,
    "camera": camera,
}
AnyRow = RowMapping | Mapping[str, Any]
CREATED = "created"
REMOVED = "removed"
# They move with their establishment; alerts and control tasks stay where they happened.
_MOVE_ALONG = (camera, person, health_certificate)
# Kept by the machine, so they are no news to a reader of the history.
_SILENT = frozenset({"updated_at", "version", "name_initials"})


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a batch: changes taken back, and those that somebody has built on since."""

    taken_back: int
    kept: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One line of a history; `before` and `after` are JSON values, None for none."""

    at: datetime
    actor: str
    subject: str
    subject_id: int
    field: str
    before: Any
    after: Any
    batch_id: int | None


def add(
    conn: Connection,
    scope: Scope,
    subject: str,
    rows: Sequence[Mapping[str, Any]],
    now: datetime,
    batch_id: int | None = None,
) -> list[int]:
    """Insert rows that know their establishment (an establishment: itself) and township.

    Args:
        conn: Write transaction.
        scope: Who does it; the caller has checked that the rows are the asker's to write.
        subject: Key of SUBJECTS.
        rows: All with the same columns. A licence also needs `township_code`, which only the
            history keeps.
        now: Aware UTC.
        batch_id: The batch this belongs to.

    Returns:
        The ids, in the order of `rows`.
    """
    if not rows:
        return []
    table = SUBJECTS[subject]
    values = [{key: value for key, value in row.items() if key in table.c} for row in rows]
    made = conn.execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), values)
    ids = [row.id for row in made]
    _note(
        conn,
        scope,
        now,
        batch_id,
        [
            (
                subject,
                number,
                _owner(subject, number, row),
                row["township_code"],
                CREATED,
                None,
                row,
            )
            for number, row in zip(ids, rows, strict=True)
        ],
    )
    return ids


def change(
    conn: Connection,
    scope: Scope,
    subject: str,
    old: AnyRow,
    values: Mapping[str, Any],
    now: datetime,
    batch_id: int | None = None,
) -> dict[str, Any]:
    """Bring one row to `values`; what differs is written down.

    Args:
        conn: Write transaction.
        scope: As for `add`.
        subject: Key of SUBJECTS.
        old: The whole row as it stands; a licence with `township_code` of its establishment.
        values: Columns to set.
        now: Aware UTC.
        batch_id: The batch this belongs to.

    Returns:
        The columns that differed, with their new values; empty when nothing did.
    """
    table = SUBJECTS[subject]
    news = {key: value for key, value in values.items() if old[key] != value}
    if not news:
        return {}
    written = dict(news)
    if "updated_at" in table.c:
        written["updated_at"] = now
    if "version" in table.c:
        written["version"] = table.c.version + 1
    conn.execute(update(table).where(table.c.id == old["id"]).values(written))
    if table is establishment and "township_code" in news:
        _move_along(conn, old["id"], news["township_code"])
    place = news.get("township_code", old["township_code"])
    owner = _owner(subject, old["id"], old)
    _note(
        conn,
        scope,
        now,
        batch_id,
        [
            (subject, old["id"], owner, place, key, old[key], value)
            for key, value in news.items()
            if key not in _SILENT
        ],
    )
    return news


def remove(
    conn: Connection,
    scope: Scope,
    subject: str,
    old: AnyRow,
    now: datetime,
    batch_id: int | None = None,
) -> None:
    """Delete one row (whole, as for `change`); the history keeps what stood in it."""
    table = SUBJECTS[subject]
    conn.execute(delete(table).where(table.c.id == old["id"]))
    owner = _owner(subject, old["id"], old)
    entry = (subject, old["id"], owner, old["township_code"], REMOVED, dict(old), None)
    _note(conn, scope, now, batch_id, [entry])


def open_batch(
    conn: Connection,
    scope: Scope,
    kind: str,
    subject: str,
    now: datetime,
    *,
    state: str = "running",
    detail: Mapping[str, Any] | None = None,
    file_name: str | None = None,
    file_sha256: str | None = None,
) -> int:
    """A new batch (`import`, `bulk`, `merge`) of the asker; returns its id."""
    made = conn.execute(
        insert(change_batch)
        .values(
            kind=kind,
            subject=subject,
            state=state,
            banner_adcode=scope.banner_adcode,
            account_id=scope.account_id,
            actor=scope.actor[:60],
            created_at=now,
            detail=dict(detail or {}),
            file_name=file_name,
            file_sha256=file_sha256,
        )
        .returning(change_batch.c.id)
    )
    return int(made.scalar_one())


def close_batch(
    conn: Connection,
    batch_id: int,
    now: datetime,
    *,
    state: str = "done",
    detail: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """The batch has ended; `detail` is added to what it holds."""
    old = conn.execute(
        select(change_batch.c.detail).where(change_batch.c.id == batch_id)
    ).scalar_one()
    conn.execute(
        update(change_batch)
        .where(change_batch.c.id == batch_id)
        .values(state=state, finished_at=now, detail={**old, **(detail or {})}, error=error)
    )


def undo_batch(conn: Connection, scope: Scope, batch_id: int, now: datetime) -> Undone:
    """Take back what a batch did, newest change first.

    The caller has checked that the batch is done and the asker's to undo. A value that somebody
    has changed since, and a row that others refer to by now, stay. What is taken back is no new
    line in the history: the batch there is marked as undone.
    """
    rows = conn.execute(
        select(register_change)
        .where(register_change.c.batch_id == batch_id)
        .order_by(register_change.c.id.desc())
    ).mappings()
    outcomes = [_take_back(conn, row, now) for row in rows.all()]
    conn.execute(
        update(change_batch)
        .where(change_batch.c.id == batch_id)
        .values(state="undone", undone_at=now, undone_by=scope.actor[:60])
    )
    bump(conn, Topic.REGISTER, Topic.CAMERAS)
    return Undone(sum(outcomes), len(outcomes) - sum(outcomes))


def of_establishment(
    conn: Connection, establishment_id: int, *, limit: int = 200
) -> list[FieldChange]:
    """Newest changes of an establishment and all that hangs on it.

    The caller has checked that the establishment is the asker's to see.
    """
    columns = [register_change.c[name] for name in FieldChange.__slots__]
    rows = conn.execute(
        select(*columns)
        .where(register_change.c.establishment_id == establishment_id)
        .order_by(register_change.c.at.desc(), register_change.c.id.desc())
        .limit(limit)
    ).mappings()
    return [
        FieldChange(
            **{**row, "before": _from_json(row["before"]), "after": _from_json(row["after"])}
        )
        for row in rows
    ]


def _take_back(conn: Connection, entry: RowMapping, now: datetime) -> bool:
    table = SUBJECTS[entry["subject"]]
    own = table.c.id == entry["subject_id"]
    if entry["field"] == CREATED:
        return _delete_if_free(conn, table, entry["subject_id"])
    if entry["field"] == REMOVED:
        conn.execute(insert(table).values(_values(table, _from_json(entry["before"]))))
        return True
    current = conn.execute(select(table.c[entry["field"]]).where(own)).scalar_one_or_none()
    if _json(current) != entry["after"]:
        return False
    value = _values(table, {entry["field"]: _from_json(entry["before"])})
    if "updated_at" in table.c:
        value["updated_at"] = now
    conn.execute(update(table).where(own).values(value))
    if table is establishment and entry["field"] == "township_code":
        _move_along(conn, entry["subject_id"], value["township_code"])
    return True


def _delete_if_free(conn: Connection, table: Table, number: int) -> bool:
    """Delete a row of the batch; one that duties or alerts hang on stays, its status closed."""
    attempt = conn.begin_nested()
    try:
        if table is establishment:  # its own history goes with it
            conn.execute(
                delete(register_change).where(register_change.c.establishment_id == number)
            )
        gone = conn.execute(delete(table).where(table.c.id == number)).rowcount > 0
        attempt.commit()
    except IntegrityError:
        attempt.rollback()
        if table is establishment:
            conn.execute(
                update(table).where(table.c.id == number).values(status=EstablishmentStatus.CLOSED)
            )
        return False
    return gone


def _move_along(conn: Connection, establishment_id: int, township_code: str) -> None:
    for table in _MOVE_ALONG:
        conn.execute(
            update(table)
            .where(table.c.establishment_id == establishment_id)
            .values(township_code=township_code)
        )


def _note(
    conn: Connection,
    scope: Scope,
    now: datetime,
    batch_id: int | None,
    entries: Iterable[tuple[str, int, int, str, str, Any, Any]],
) -> None:
    rows = [
        {
            "subject": subject,
            "subject_id": number,
            "establishment_id": owner,
            "township_code": place,
            "at": now,
            "actor": scope.actor[:60],
            "account_id": scope.account_id,
            "field": field,
            "before": _json(before),
            "after": _json(after),
            "batch_id": batch_id,
        }
        for subject, number, owner, place, field, before, after in entries
    ]
    if rows:
        conn.execute(insert(register_change), rows)
        bump(conn, Topic.REGISTER, Topic.CAMERAS)


def _owner(subject: str, number: int, row: AnyRow) -> int:
    return number if subject == "establishment" else int(row["establishment_id"])


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong into the history")


def _from_json(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _values(table: Table, found: Mapping[str, Any]) -> dict[str, Any]:
    """Column values again from what JSON keeps of them."""
    values = {}
    for name, value in found.items():
        if name not in table.c:
            continue
        kind = table.c[name].type
        if value is not None and isinstance(kind, Date):
            value = date.fromisoformat(value)
        elif value is not None and name.endswith("_at"):
            value = datetime.fromisoformat(value)
        values[name] = value
    return values
