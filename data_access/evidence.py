"""Pictures that prove a finding: files named by their content, one row each, never changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from data_access.files import write_whole
from data_access.schema import alert, evidence
from data_access.scoping import in_scope
from domain.clock import city_day
from domain.scope import Action, Scope

FOLDER = "evidence"


class EvidenceKind(StrEnum):
    """What a picture shows."""

    CLEAN = "clean"
    BOXED = "boxed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One picture of an alert.

    Attributes:
        path: Below the data directory.
        size_bytes: Length of the file.
        boxes: `{label, score, xyxy, finding}` each, pixels of the picture.
    """

    id: int
    alert_id: int
    kind: EvidenceKind
    path: str
    sha256: str
    size_bytes: int
    taken_at: datetime
    boxes: list[dict[str, Any]]


def store(
    conn: Connection,
    scope: Scope,
    data_dir: Path,
    alert_id: int,
    kind: EvidenceKind,
    jpeg: bytes,
    boxes: Sequence[dict[str, Any]],
    taken_at: datetime,
) -> int:
    """Keep a picture of an alert: first the whole file, then its row in the caller's transaction.

    A kill between the two leaves a file without a row, never a row without a file. The same
    picture twice is one row.

    Returns:
        Id of the evidence.

    Raises:
        LookupError: No such alert in scope.
        OSError: The file cannot be written; nothing of it remains.
    """
    scope.require(Action.RUN_SYSTEM)
    seen = in_scope(scope, alert.c.township_code, alert.c.establishment_id)
    if conn.execute(select(alert.c.id).where(alert.c.id == alert_id, seen)).first() is None:
        raise LookupError(f"no alert {alert_id}")
    path, sha256 = write_picture(data_dir, jpeg, taken_at)
    held = _held(conn, alert_id, kind, sha256)
    if held is not None:
        return held
    added = conn.execute(
        insert(evidence)
        .values(
            alert_id=alert_id,
            kind=kind,
            path=path,
            sha256=sha256,
            bytes=len(jpeg),
            taken_at=taken_at,
            boxes=list(boxes),
        )
        .returning(evidence.c.id)
    )
    return int(added.scalar_one())


def find(conn: Connection, scope: Scope, evidence_id: int) -> Evidence | None:
    """The picture with this id, or None: missing and out of scope look alike."""
    row = conn.execute(_pictures(scope).where(evidence.c.id == evidence_id).limit(1)).one_or_none()
    return None if row is None else _evidence(row)


def of_alert(conn: Connection, scope: Scope, alert_id: int, limit: int = 20) -> list[Evidence]:
    """Pictures of one alert, oldest first; none for an alert out of scope."""
    rows = conn.execute(
        _pictures(scope)
        .where(evidence.c.alert_id == alert_id)
        .order_by(evidence.c.taken_at, evidence.c.id)
        .limit(limit)
    )
    return [_evidence(row) for row in rows]


def write_picture(data_dir: Path, jpeg: bytes, taken_at: datetime) -> tuple[str, str]:
    """Write a picture under the name of its content, whole and on disk; path and SHA-256."""
    sha256 = hashlib.sha256(jpeg).hexdigest()
    path = f"{FOLDER}/{city_day(taken_at):%Y/%m/%d}/{sha256}.jpg"
    target = data_dir / path
    if not (target.is_file() and target.stat().st_size == len(jpeg)):
        write_whole(target, jpeg)
    return path, sha256


def _held(conn: Connection, alert_id: int, kind: EvidenceKind, sha256: str) -> int | None:
    found = conn.execute(
        select(evidence.c.id).where(
            evidence.c.alert_id == alert_id,
            evidence.c.kind == kind,
            evidence.c.sha256 == sha256,
        )
    ).scalar_one_or_none()
    return None if found is None else int(found)


def _pictures(scope: Scope) -> Any:
    return (
        select(evidence)
        .join(alert, alert.c.id == evidence.c.alert_id)
        .where(in_scope(scope, alert.c.township_code, alert.c.establishment_id))
    )


def _evidence(row: Row[*tuple[Any, ...]]) -> Evidence:
    return Evidence(
        row.id,
        row.alert_id,
        EvidenceKind(row.kind),
        row.path,
        row.sha256,
        row.bytes,
        row.taken_at,
        row.boxes,
    )
