"""Licences, people, health certificates and cameras of one establishment: all that writes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, update
from sqlalchemy.exc import IntegrityError

from data_access import audit, history
from data_access.part_conflicts import require_there, require_version
from data_access.part_reading import Installation, Typed, read_part
from data_access.record_rows import RecordNotFoundError, establishment_row, part_row
from data_access.schema import camera, camera_look
from domain.audit import Event
from domain.form import Fault, Finding, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.kitchen import CameraState
from domain.scope import Action, Scope

ACTIONS = {
    "licence": Action.CHANGE_REGISTER,
    "camera": Action.CHANGE_REGISTER,
    "person": Action.MAINTAIN_PEOPLE,
    "health_certificate": Action.MAINTAIN_PEOPLE,
}
"""What an asker needs for each part."""


def save_part(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    subject: str,
    part_id: int | None,
    given: Mapping[str, object],
    now: datetime,
    installation: Installation,
    *,
    person_id: int | None = None,
    version: int | None = None,
) -> tuple[Finding, ...]:
    """Add a part, or bring one to what was typed.

    Args:
        conn: Write transaction.
        scope: Who saves.
        establishment_id: Whose part.
        subject: Key of ACTIONS.
        part_id: The one to change, None for a new one.
        given: Field → as typed.
        now: Aware UTC.
        installation: Keys and settings.
        person_id: For a new certificate: whose.
        version: Of the part that the form showed (`part_versions`); None for a program that means
            to change whatever stands.

    Returns:
        What is odd but was kept.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: No such establishment in scope, or no such part of it.
        ConflictError: Somebody has changed or removed the part since.
        FormRefusedError: A value cannot stand.
    """
    scope.require(ACTIONS[subject])
    owner = _open_record(conn, scope, establishment_id)
    old = None if part_id is None else _part(conn, owner, subject, part_id, version)
    form = read_part(subject, Typed(conn, owner, old, given, now, installation))
    form.require_good()
    values = form.values
    if old is None:
        values |= _of_a_new_one(conn, owner, subject, person_id, now)
    try:
        with conn.begin_nested():
            changed = (
                history.change(conn, scope, subject, old, values, now)
                if old
                else {"id": history.add(conn, scope, subject, [values], now)[0], **values}
            )
    except IntegrityError:  # taken by a row that the asker may not see
        raise FormRefusedError([Finding("number", Fault.TAKEN)]) from None
    if subject == "camera" and "source" in changed:
        _start_anew(conn, old["id"] if old else changed["id"], changed["source"], now)
    if changed:
        _audit(conn, scope, owner["id"], subject, part_id, sorted(given), now)
    return tuple(form.findings)


def remove_part(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    subject: str,
    part_id: int,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """Delete a licence, a certificate, or a camera that nothing happened at; people leave instead.

    Args:
        conn: Write transaction.
        scope: Who deletes it.
        establishment_id: Whose part it is.
        subject: A key of ACTIONS.
        part_id: Which.
        now: Aware UTC.
        version: Number of the newest line of the history that the asker has seen, of the part or
            of its whole record; None for who has seen none.

    Raises:
        ConflictError: Somebody has changed or deleted it since.
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: No such establishment in scope, or no such part of it.
        FormRefusedError: Alerts refer to the camera: it can only lose its address.
    """
    scope.require(ACTIONS[subject])
    owner = _open_record(conn, scope, establishment_id)
    old = _part(conn, owner, subject, part_id, version)
    try:
        with conn.begin_nested():
            if subject == "camera":  # its newest picture goes with it
                conn.execute(delete(camera_look).where(camera_look.c.camera_id == part_id))
            history.remove(conn, scope, subject, old, now)
    except IntegrityError:
        raise FormRefusedError([Finding("", Fault.IN_USE)]) from None
    _audit(conn, scope, owner["id"], subject, part_id, [history.REMOVED], now)


def _open_record(conn: Connection, scope: Scope, establishment_id: int) -> RowMapping:
    history.announce(conn, ())
    owner = establishment_row(conn, scope, establishment_id, lock=True)
    if owner["status"] == EstablishmentStatus.MERGED:
        raise FormRefusedError([Finding("", Fault.MERGED)])
    return owner


def _part(
    conn: Connection, owner: RowMapping, subject: str, part_id: int, version: int | None
) -> dict[str, Any]:
    try:
        row = part_row(conn, owner, subject, part_id)
    except RecordNotFoundError:
        require_there(conn, owner["id"], subject, part_id)
        raise
    if version is not None:
        require_version(conn, subject, row, version)
    return row


def _of_a_new_one(
    conn: Connection, owner: RowMapping, subject: str, person_id: int | None, now: datetime
) -> dict[str, Any]:
    values = {"establishment_id": owner["id"], "township_code": owner["township_code"]}
    if subject == "health_certificate":
        values["person_id"] = part_row(conn, owner, "person", person_id or 0)["id"]
    if subject == "person":
        values |= {"created_at": now, "updated_at": now}
    return values


def _start_anew(conn: Connection, camera_id: int, source: str | None, now: datetime) -> None:
    """Nothing is known yet of a camera with a new address; the patrol finds out."""
    clip = source is not None and source.startswith("clip:")
    conn.execute(
        update(camera)
        .where(camera.c.id == camera_id)
        .values(
            state=CameraState.PREPARING if clip else CameraState.UNPATROLLED,
            state_since=now,
            state_reason=None,
            failures=0,
            next_look_at=None,
        )
    )


def _audit(
    conn: Connection,
    scope: Scope,
    owner: int,
    subject: str,
    part_id: int | None,
    fields: list[str],
    now: datetime,
) -> None:
    audit.record(
        conn,
        scope,
        Event.REGISTER_CHANGED,
        now,
        on=("establishment", owner),
        subject=subject,
        part=part_id,
        fields=fields,
    )
