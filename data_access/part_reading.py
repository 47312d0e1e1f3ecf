"""What somebody typed of a part of an establishment, held against what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, RowMapping, select

from data_access.engine import widened
from data_access.identity import identity_hash, identity_tail
from data_access.schema import health_certificate, licence, person
from data_access.sealing import CAMERA_SEAL, Sealer
from domain.camera_source import Places
from domain.clock import city_day
from domain.form import Fault, Form
from domain.part_forms import read_camera, read_certificate, read_licence, read_person


@dataclass(frozen=True, slots=True)
class Installation:
    """What this installation brings to a form.

    Attributes:
        secret_key: Seals credentials and keys the hashes of identity numbers.
        loopback_cameras: Whether a camera address may name this machine.
        own_services: Where the database and Redis answer: no camera address may name them.
    """

    secret_key: str
    loopback_cameras: bool = False
    own_services: Places = frozenset()


@dataclass(frozen=True, slots=True)
class Typed:
    """A form of a part, as it came.

    Attributes:
        conn: Write transaction.
        owner: The establishment.
        old: The part as it stands, None for a new one.
        given: Field → as typed.
        now: Aware UTC.
        installation: Keys and settings.
    """

    conn: Connection
    owner: RowMapping
    old: Mapping[str, Any] | None
    given: Mapping[str, object]
    now: datetime
    installation: Installation


def read_part(subject: str, typed: Typed) -> Form:
    """The values that can stand, and what is wrong or odd; `subject` is one of four parts."""
    return _READERS[subject](typed)


def _licence(typed: Typed) -> Form:
    form = read_licence(typed.given, city_day(typed.now))
    _refuse_taken(typed, licence.c.number, form)
    return form


def _certificate(typed: Typed) -> Form:
    form = read_certificate(typed.given, city_day(typed.now))
    _refuse_taken(typed, health_certificate.c.number, form)
    return form


def _person(typed: Typed) -> Form:
    form = read_person(typed.given, city_day(typed.now))
    number = form.values.pop("identity", None)
    if number is None:
        return form
    hashed = identity_hash(typed.installation.secret_key, number)
    form.values |= {"identity_hash": hashed, "identity_tail": identity_tail(number)}
    same = select(person.c.name).where(
        person.c.identity_hash == hashed,
        person.c.establishment_id == typed.owner["id"],
        person.c.left_on.is_(None),
        person.c.id != (typed.old["id"] if typed.old else 0),
    )
    namesake = typed.conn.scalar(same.limit(1))
    if namesake is not None:
        form.say("identity", Fault.SAME_PERSON, namesake, note=True)
    return form


def _camera(typed: Typed) -> Form:
    form = read_camera(
        typed.given,
        loopback=typed.installation.loopback_cameras,
        own=typed.installation.own_services,
    )
    values = form.values
    if values.get("credentials"):
        values["credentials"] = Sealer(typed.installation.secret_key, CAMERA_SEAL).seal(
            values["credentials"]
        )
    elif (
        typed.old
        and typed.old["credentials"]
        and values.get("source")
        and _host(values["source"]) != _host(typed.old["source"])
    ):
        # The password of one machine is never sent to another.
        values["credentials"] = None
        form.say("password", Fault.PASSWORD_FORGOTTEN, note=True)
    return form


_READERS = {
    "licence": _licence,
    "person": _person,
    "health_certificate": _certificate,
    "camera": _camera,
}


def _refuse_taken(typed: Typed, column: Any, form: Form) -> None:
    number = form.values.get("number")
    if number is None:
        return
    with widened(typed.conn):  # numbers are unique in the whole city
        holder = typed.conn.scalar(select(column.table.c.id).where(column == number))
    if holder is not None and holder != (typed.old["id"] if typed.old else None):
        form.say("number", Fault.TAKEN)


def _host(source: str | None) -> str | None:
    return urlsplit(source).hostname if source else None
