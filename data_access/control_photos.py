"""Photos of findings: files named by their content, one row each, never changed.

`clean_photo` (photo_reading) comes first, outside the transaction; `keep_photo` then writes file
and row. A photo of what was found arrives before its record is handed in, so it hangs on the duty
and the item; the finding has the same key. Photos of rectification and re-check need the finding.
"""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite

from data_access import audit, checklists
from data_access.evidence import write_picture
from data_access.photo_reading import CleanPhoto
from data_access.schema import control_finding, control_photo, control_task
from data_access.scoping import in_scope
from domain.audit import Event
from domain.control import ANSWERED, ControlKind, ControlState, locks_at
from domain.findings import FindingState
from domain.photos import (
    MOST_PER_ITEM,
    MOST_PER_RECORD,
    Photo,
    PhotoFault,
    PhotoPurpose,
    PhotoRefusedError,
)
from domain.scope import Action, Scope

AnyRow = Row[*tuple[Any, ...]]
_ACTIONS = {
    PhotoPurpose.FOUND: Action.SUBMIT_CONTROL,
    PhotoPurpose.RECTIFIED: Action.SUBMIT_RECTIFICATION,
    PhotoPurpose.RECHECKED: Action.RECHECK_FINDING,
}
_WANTED = {
    PhotoPurpose.RECTIFIED: FindingState.OPEN,
    PhotoPurpose.RECHECKED: FindingState.RECTIFIED,
}


class RecordNotThereError(LookupError):
    """No such duty or finding, or none that the asker may see: the two look alike on purpose."""


def keep_photo(
    conn: Connection,
    scope: Scope,
    data_dir: Path,
    establishment_id: int,
    kind: ControlKind,
    start: date,
    item: str,
    purpose: PhotoPurpose,
    photo: CleanPhoto,
    now: datetime,
) -> Photo:
    """Keep a photo of one item of one record. The same photo twice is one row and one file.

    Args:
        conn: Write transaction.
        scope: Who sends it.
        data_dir: The file goes below it, whole and on disk before its row.
        establishment_id: Whose record.
        kind: Of the record.
        start: First day of the record's period.
        item: Id of the checklist item (`daily.H02`).
        purpose: FOUND until the record is handed in (afterwards only for an item that has a
            finding, until the lock), RECTIFIED while the finding is open, RECHECKED while it is
            rectified.
        photo: From `clean_photo`.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotThereError: No such duty or finding in scope.
        PhotoRefusedError: Unknown item, too many photos, or the state takes none.
        OSError: The file cannot be written.
    """
    scope.require(_ACTIONS[purpose])
    key = {"establishment_id": establishment_id, "kind": kind, "period_start": start, "item": item}
    place = _place(conn, scope, purpose, key, now)
    path, sha256 = write_picture(data_dir, photo.jpeg, now)
    held = _one(conn, key, purpose, sha256)
    if held is not None:
        return held
    _require_room(conn, key, purpose)
    values = key | {
        "township_code": place,
        "purpose": purpose,
        "sha256": sha256,
        "path": path,
        "width": photo.width,
        "height": photo.height,
        "size_bytes": len(photo.jpeg),
        "phash": photo.phash,
        "taken_at": photo.taken_at,
        "received_at": now,
        "uploaded_by": scope.actor[:60],
    }
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    conn.execute(dialect.insert(control_photo).values(values).on_conflict_do_nothing())
    kept = _one(conn, key, purpose, sha256)
    if kept is None:
        raise LookupError("a photo that was just kept")
    if scope.account_id is not None:
        about: dict[str, Any] = {"kind": kind, "period": start, "item": item, "purpose": purpose}
        about["establishment"] = establishment_id
        audit.record(conn, scope, Event.PHOTO_KEPT, now, on=("control_photo", kept.id), **about)
    return kept


def find(conn: Connection, scope: Scope, photo_id: int) -> Photo | None:
    """The photo with this id, or None: missing and out of scope look alike."""
    own = control_photo.c
    row = conn.execute(
        select(control_photo).where(
            own.id == photo_id, in_scope(scope, own.township_code, own.establishment_id)
        )
    ).one_or_none()
    return None if row is None else _photo(row)


def photos_of(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    kind: ControlKind,
    start: date,
    items: Collection[str] | None = None,
) -> list[Photo]:
    """Photos of one record, by item and in the order they came; at most MOST_PER_RECORD a purpose.

    Args:
        conn: Open connection.
        scope: Who asks.
        establishment_id: Whose record.
        kind: Of the record.
        start: First day of its period.
        items: Only of these; None for all.
    """
    own = control_photo.c
    query = select(control_photo).where(
        own.establishment_id == establishment_id,
        own.kind == kind,
        own.period_start == start,
        in_scope(scope, own.township_code, own.establishment_id),
    )
    if items is not None:
        query = query.where(own.item.in_(items))
    rows = conn.execute(
        query.order_by(own.item, own.received_at, own.id).limit(MOST_PER_RECORD * len(PhotoPurpose))
    )
    return [_photo(row) for row in rows]


def _place(
    conn: Connection, scope: Scope, purpose: PhotoPurpose, key: dict[str, Any], now: datetime
) -> str:
    """Township of the record, after everything allowed a photo of it now."""
    finding = _row(conn, scope, key)
    if purpose is not PhotoPurpose.FOUND:
        if finding is None:
            raise RecordNotThereError("finding")
        if finding.state != _WANTED[purpose]:
            raise PhotoRefusedError(PhotoFault.STATE, "purpose")
        return str(finding.township_code)
    own = control_task.c
    duty = conn.execute(
        select(
            own.state,
            own.township_code,
            own.due_at,
            checklists.banner_of(own.township_code).label("banner"),
        ).where(
            own.establishment_id == key["establishment_id"],
            own.kind == key["kind"],
            own.period_start == key["period_start"],
            in_scope(scope, own.township_code, own.establishment_id),
        )
        .with_for_update()  # two photos at once: the second counts the first
    ).one_or_none()  # fmt: skip
    if duty is None:
        raise RecordNotThereError("duty")
    sheet = checklists.in_force(conn, key["kind"], duty.banner, key["period_start"])
    if sheet.item(key["item"]) is None:
        raise PhotoRefusedError(PhotoFault.FIELD, "item")
    state = ControlState(duty.state)
    waits = state is ControlState.OPEN or (state in ANSWERED and finding is not None)
    if not waits or now >= locks_at(key["kind"], duty.due_at):
        raise PhotoRefusedError(PhotoFault.STATE, "start")
    return str(duty.township_code)


def _row(conn: Connection, scope: Scope, key: dict[str, Any]) -> AnyRow | None:
    own = control_finding.c
    return conn.execute(
        select(own.state, own.township_code).where(
            *(own[name] == value for name, value in key.items()),
            in_scope(scope, own.township_code, own.establishment_id),
        )
    ).one_or_none()


def _require_room(conn: Connection, key: dict[str, Any], purpose: PhotoPurpose) -> None:
    own = control_photo.c
    record = [own[name] == value for name, value in key.items() if name != "item"]
    here = and_(own.item == key["item"], own.purpose == purpose)
    total, same = conn.execute(
        select(func.count(), func.count().filter(here)).select_from(control_photo).where(*record)
    ).one()
    if same >= MOST_PER_ITEM or total >= MOST_PER_RECORD:
        raise PhotoRefusedError(PhotoFault.TOO_MANY)


def _one(conn: Connection, key: dict[str, Any], purpose: PhotoPurpose, sha256: str) -> Photo | None:
    own = control_photo.c
    wanted: dict[str, Any] = key | {"purpose": purpose, "sha256": sha256}
    same: list[ColumnElement[bool]] = [own[name] == value for name, value in wanted.items()]
    row = conn.execute(select(control_photo).where(*same)).one_or_none()
    return None if row is None else _photo(row)


def _photo(row: AnyRow) -> Photo:
    return Photo(
        row.id,
        row.establishment_id,
        ControlKind(row.kind),
        row.period_start,
        row.item,
        PhotoPurpose(row.purpose),
        row.sha256,
        row.path,
        row.width,
        row.height,
        row.size_bytes,
        row.phash,
        row.taken_at,
        row.received_at,
        row.uploaded_by,
    )
