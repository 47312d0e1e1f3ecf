"""Two records of one establishment become one, in a batch that can be undone."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access import audit, history
from data_access.account_moves import move_accounts
from data_access.changes import Topic, bump
from data_access.codes import REASON_LENGTH, end_with_record, hold_again
from data_access.duty_review import review
from data_access.merged_duties import give_back, hand_over
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.schema import (
    camera,
    establishment,
    guarantee,
    guarantor_visit,
    health_certificate,
    inspection,
    licence,
    penalty,
    person,
    sampling_test,
)
from data_access.status_effects import take_effect, withdraw_waiting
from domain.audit import Event
from domain.clock import city_day
from domain.establishment_form import FIELDS
from domain.grades import STATUS_NAMES_ZH, EstablishmentStatus
from domain.scope import Action, Scope

TOPICS = (Topic.ACCESS, Topic.CAMERAS, Topic.CONTROL, Topic.REGISTER)
"""What a merge and its undoing change, raised first: in the order all writers keep."""
_MOVED = {
    "licence": licence,
    "person": person,
    "health_certificate": health_certificate,
    "camera": camera,
    "guarantor_visit": guarantor_visit,
    "inspection": inspection,
    "penalty": penalty,
    "sampling_test": sampling_test,
}


def merge(
    conn: Connection,
    scope: Scope,
    survivor_id: int,
    other_id: int,
    taken: Collection[str],
    now: datetime,
) -> int:
    """Let `survivor_id` stand for both.

    Licences, people, certificates, cameras, visits, inspections, penalties, sampling tests and
    accounts move to it, and the other's cadre where it has none; so do closures and deputies that
    still hold. Alerts and control duties stay where they happened. The other record stays, as
    merged, owes nothing any more, and its 食安码 is revoked: whoever scans it is told where it
    went.

    Args:
        conn: Write transaction.
        scope: Who merges.
        survivor_id: The record that stays.
        other_id: The record that ends.
        taken: Fields whose value comes from the other record.
        now: Aware UTC.

    Returns:
        The batch, by which it can be undone.

    Raises:
        NotAllowedError: The asker's role changes no register.
        RecordNotFoundError: One of them is not in scope, is merged already, or both are one.
    """
    scope.require(Action.CHANGE_REGISTER)
    bump(conn, *TOPICS)
    rows = {
        number: _standing(conn, scope, number) for number in sorted({survivor_id, other_id})
    }  # locked in one order
    if len(rows) != 2:
        raise RecordNotFoundError("establishment")
    survivor, other = rows[survivor_id], rows[other_id]
    detail: dict[str, Any] = {"survivor": survivor_id, "merged": other_id}
    detail["taken"] = sorted(set(taken) & set(FIELDS))
    batch = history.open_batch(conn, scope, "merge", "establishment", now, detail=detail)
    values = _values(survivor, other, detail["taken"])
    history.change(conn, scope, "establishment", survivor, values, now, batch)
    place = values.get("township_code", survivor["township_code"])
    moved = {
        subject: _move(conn, scope, subject, other, survivor_id, place, now, batch)
        for subject in _MOVED
    }
    _hand_over(conn, scope, other_id, survivor_id, place, now, batch)
    end = {
        "status": EstablishmentStatus.MERGED,
        "status_since": city_day(now),
        "merged_into_id": survivor_id,
    }
    history.change(conn, scope, "establishment", other, end, now, batch)
    withdraw_waiting(conn, [other_id], now)
    take_effect(conn, scope, other, EstablishmentStatus.MERGED, city_day(now), now)
    ended = {
        "accounts": move_accounts(conn, scope, other_id, survivor_id, now),
        "codes": end_with_record(conn, other_id, _merged_into(survivor), now),
        "arranged": hand_over(conn, other_id, survivor_id, city_day(now)),
    }
    review(conn, now, establishment.c.id == survivor_id)
    history.close_batch(conn, batch, now, detail={"moved": moved, **ended})
    detail["accounts"] = ended["accounts"]
    audit.record(
        conn, scope, Event.MERGED, now, on=("establishment", survivor_id), **detail, batch=batch
    )
    return batch


def part_again(conn: Connection, scope: Scope, detail: Mapping[str, Any], now: datetime) -> None:
    """What a merge did beside the register, taken back after its batch was undone.

    Args:
        conn: Write transaction.
        scope: Who undoes it; the caller has checked that the batch is theirs.
        detail: Of the batch.
        now: Aware UTC.
    """
    other = detail["merged"]
    stands = conn.scalar(select(establishment.c.status).where(establishment.c.id == other))
    if stands is None or stands == EstablishmentStatus.MERGED:  # out of reach, or merged anew
        return
    hold_again(conn, other, detail.get("codes", ()))
    give_back(conn, detail.get("arranged", {}), detail["survivor"], other)
    review(conn, now, establishment.c.id.in_((detail["survivor"], other)))
    accounts = detail.get("accounts", ())
    move_accounts(conn, scope, detail["survivor"], other, now, only=accounts)


def _merged_into(survivor: RowMapping) -> str:
    """Reason kept with the code that ends."""
    return f"{STATUS_NAMES_ZH[EstablishmentStatus.MERGED]}：{survivor['name']}"[:REASON_LENGTH]


def _standing(conn: Connection, scope: Scope, number: int) -> RowMapping:
    row = establishment_row(conn, scope, number, lock=True)
    if row["status"] == EstablishmentStatus.MERGED:
        raise RecordNotFoundError("establishment")
    return row


def _values(survivor: RowMapping, other: RowMapping, taken: Collection[str]) -> dict[str, Any]:
    """The other record's value of each taken field; a point is one, and a code has its verdict."""
    fields = set(taken)
    if fields & {"lon", "lat"}:
        fields |= {"lon", "lat"}
    if "credit_code" in fields:
        fields.add("credit_code_valid")
    return {name: other[name] for name in sorted(fields) if other[name] != survivor[name]}


def _move(
    conn: Connection,
    scope: Scope,
    subject: str,
    other: RowMapping,
    survivor_id: int,
    place: str,
    now: datetime,
    batch: int,
) -> int:
    table = _MOVED[subject]
    rows = conn.execute(
        select(table).where(table.c.establishment_id == other["id"]).order_by(table.c.id)
    ).mappings()
    to: dict[str, Any] = {"establishment_id": survivor_id}
    if "township_code" in table.c:
        to["township_code"] = place
    labels = _labels(conn, survivor_id) if subject == "camera" else set()
    pairs = []
    for row in rows.all():
        values = dict(to)
        if subject == "camera":
            values["label"] = _free_label(row["label"], labels)
            labels.add(values["label"])
        pairs.append(({"township_code": other["township_code"], **row}, values))
    history.change_many(conn, scope, subject, pairs, now, batch)
    return len(pairs)


def _hand_over(
    conn: Connection,
    scope: Scope,
    other_id: int,
    survivor_id: int,
    place: str,
    now: datetime,
    batch: int,
) -> None:
    """The other's cadre holds the survivor, or nothing any more where that has one of its own."""
    holding = select(guarantee).where(guarantee.c.until.is_(None))
    own = conn.execute(holding.where(guarantee.c.establishment_id == survivor_id)).first()
    charge = (
        conn.execute(holding.where(guarantee.c.establishment_id == other_id)).mappings().first()
    )
    if charge is None:
        return
    goes_on = {"establishment_id": survivor_id, "township_code": place}
    ends = {"until": city_day(now)}
    history.change(conn, scope, "guarantee", charge, ends if own else goes_on, now, batch)


def _labels(conn: Connection, establishment_id: int) -> set[str]:
    return set(
        conn.scalars(select(camera.c.label).where(camera.c.establishment_id == establishment_id))
    )


def _free_label(label: str, taken: Collection[str]) -> str:
    """`label`, or the next C-nn that no camera of the establishment has."""
    if label not in taken:
        return label
    return next(name for n in range(1, 10_000) if (name := f"C-{n:02d}") not in taken)
