"""One establishment's record: read whole, saved on the version it was read in, or made new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access import audit, history
from data_access.places import townships
from data_access.record_parts import cameras_of, licences_of, people_of, statuses_of
from data_access.record_point import Ground, Point, read_point
from data_access.record_rows import establishment_row
from data_access.schema import banner, establishment, register_change, township
from data_access.scoping import in_scope
from domain.audit import Event
from domain.establishment_form import FIELDS, POINT, read_form
from domain.establishment_record import Record
from domain.form import Fault, Finding, Form, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope

__all__ = ["ConflictError", "Saved", "create", "record", "save"]


class ConflictError(Exception):
    """Somebody has saved since this form was opened.

    Attributes:
        actor: Who saved last.
        at: When.
        version: The one that stands now.
        changed: Field → value that stands now, of all that was changed meanwhile.
        removed: What was edited is gone; `changed` is what stood in it.
    """

    def __init__(
        self,
        actor: str,
        at: datetime,
        version: int,
        changed: dict[str, Any],
        *,
        removed: bool = False,
    ) -> None:
        super().__init__(f"{actor} has saved version {version}")
        self.actor, self.at, self.version, self.changed = actor, at, version, changed
        self.removed = removed


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the record, the fields that differed, and what is odd but was kept."""

    establishment_id: int
    fields: tuple[str, ...]
    notes: tuple[Finding, ...]


def record(conn: Connection, scope: Scope, establishment_id: int, today: date) -> Record:
    """Everything about one establishment.

    Raises:
        RecordNotFoundError: Not in scope.
    """
    row = establishment_row(conn, scope, establishment_id)
    place = conn.execute(
        select(banner.c.adcode, banner.c.name_zh, banner.c.name_en, township.c.name_zh.label("own"))
        .join(township, township.c.banner_adcode == banner.c.adcode)
        .where(township.c.code == row["township_code"])
    ).one()
    return Record(
        id=row["id"],
        version=row["version"],
        facts={name: row[name] for name in (*FIELDS, "credit_code_valid")},
        status=row["status"],
        status_since=row["status_since"],
        merged_into=_stands_for(conn, scope, row),
        banner_adcode=place.adcode,
        banner_zh=place.name_zh,
        banner_en=place.name_en,
        township_zh=place.own,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        licences=licences_of(conn, row["id"]),
        people=people_of(conn, scope, row["id"], today),
        cameras=cameras_of(conn, row["id"]),
        statuses=statuses_of(conn, row["id"]),
    )


def save(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    values: Mapping[str, object],
    version: int,
    now: datetime,
    ground: Ground,
    *,
    anyway: bool = False,
) -> Saved:
    """Bring the fields in `values` to what was typed.

    Args:
        conn: Write transaction.
        scope: Who saves.
        establishment_id: Whose record.
        values: Field → as typed; only the fields that the person changed.
        version: The version that the form showed.
        now: Aware UTC.
        ground: The city, to judge a point.
        anyway: The person has seen what is odd and means it.

    Raises:
        NotAllowedError: The asker's role changes no register.
        RecordNotFoundError: Not in scope.
        ConflictError: Somebody saved in between.
        FormRefusedError: A value cannot stand, or is odd and not yet confirmed.
    """
    scope.require(Action.CHANGE_REGISTER)
    history.announce(conn, values)
    row = establishment_row(conn, scope, establishment_id, lock=True)
    if row["version"] != version:
        raise _conflict(conn, row, version)
    if row["status"] == EstablishmentStatus.MERGED:
        raise FormRefusedError([Finding("", Fault.MERGED)])
    form = _read(conn, scope, values, row["township_code"], _point(row), ground)
    form.require_good(anyway=anyway)
    changed = history.change(conn, scope, "establishment", row, form.values, now)
    if changed:
        _audit(conn, scope, establishment_id, changed, now)
    return Saved(establishment_id, tuple(changed), tuple(form.findings))


def create(
    conn: Connection,
    scope: Scope,
    values: Mapping[str, object],
    now: datetime,
    ground: Ground,
    *,
    anyway: bool = False,
) -> Saved:
    """A new establishment, active from now on; arguments and errors as for `save`."""
    scope.require(Action.CHANGE_REGISTER)
    given = dict.fromkeys(FIELDS, "") | {"cold_room": False, "takeaway": False} | dict(values)
    form = _read(conn, scope, given, str(given["township_code"]), None, ground)
    form.require_good(anyway=anyway)
    row = {
        **form.values,
        "status": EstablishmentStatus.ACTIVE,
        "created_at": now,
        "updated_at": now,
    }
    [number] = history.add(conn, scope, "establishment", [row], now)
    _audit(conn, scope, number, row, now)
    return Saved(number, tuple(form.values), tuple(form.findings))


def _read(
    conn: Connection,
    scope: Scope,
    values: Mapping[str, object],
    township_code: str,
    known: Point | None,
    ground: Ground,
) -> Form:
    own = {place.code: place.banner_adcode for place in townships(conn, scope)}
    form = read_form({k: v for k, v in values.items() if k in (*FIELDS, "datum")}, own)
    place = form.values.get("township_code", township_code)
    if "township_code" in form.values and not set(POINT) & set(values) and known is not None:
        form.given = {**form.given, **dict(zip(POINT, known, strict=True))}  # still true there?
    read_point(form, ground, own.get(place, place[:6]), known)
    return form


def _point(row: RowMapping) -> Point | None:
    return None if row["lon"] is None else (row["lon"], row["lat"])


def _stands_for(conn: Connection, scope: Scope, row: RowMapping) -> tuple[int, str] | None:
    """The other record; without its name where it is not the asker's to see."""
    if row["merged_into_id"] is None:
        return None
    own = in_scope(scope, establishment.c.township_code, establishment.c.id)
    name = conn.scalar(
        select(establishment.c.name).where(establishment.c.id == row["merged_into_id"], own)
    )
    return row["merged_into_id"], name or ""


def _conflict(conn: Connection, row: RowMapping, version: int) -> ConflictError:
    """Who saved in between, and what differs now; every save leaves one moment in the history."""
    changes = conn.execute(
        select(register_change.c.at, register_change.c.actor, register_change.c.field)
        .where(
            register_change.c.subject == "establishment", register_change.c.subject_id == row["id"]
        )
        .order_by(register_change.c.at.desc(), register_change.c.id.desc())
        .limit(200)
    ).all()
    moments = sorted({change.at for change in changes}, reverse=True)
    newer = set(moments[: max(1, row["version"] - version)])
    fields = {change.field for change in changes if change.at in newer}
    last = changes[0] if changes else None
    return ConflictError(
        last.actor if last else "",
        last.at if last else row["updated_at"],
        row["version"],
        {name: row[name] for name in FIELDS if name in fields},
    )


def _audit(
    conn: Connection, scope: Scope, number: int, changed: Mapping[str, Any], now: datetime
) -> None:
    fields = sorted(name for name in changed if name in FIELDS)
    audit.record(
        conn, scope, Event.REGISTER_CHANGED, now, on=("establishment", number), fields=fields
    )
