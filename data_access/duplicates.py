"""Probable duplicates in the asker's scope, and those that a person has told apart.

A mark that two records are two holds for everybody who sees both: a pair is not asked about twice.
Who made it and when stands among the batches, where it can be taken back: an account of an office
sees its own marks there, a bureau those of its banner with all its offices, the city all of them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data_access import audit, history
from data_access.changes import Topic, bump
from data_access.record_rows import establishment_row
from data_access.schema import account, camera, change_batch, establishment, licence, person
from data_access.scoping import in_scope
from domain.audit import Event
from domain.duplicates import Candidate, Pair, find_pairs, pair_key
from domain.establishment_form import FIELDS
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope

DISTINCT = "distinct"
"""Kind of the batch that remembers two records as two; its detail holds their `ids`."""


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair: what it says, and what hangs on it.

    Attributes:
        values: Columns of the form, and `status`.
        accounts: Sign-in accounts bound to it, which a merge binds to the record that stays.
    """

    id: int
    values: Mapping[str, Any]
    licences: tuple[str, ...]
    people: int
    cameras: int
    accounts: int


def duplicates(conn: Connection, scope: Scope) -> list[Pair]:
    """Probable pairs among the records that the asker sees; merged ones are out of the question.

    Raises:
        NotAllowedError: The asker's role changes no register.
    """
    scope.require(Action.CHANGE_REGISTER)
    visible = in_scope(scope, establishment.c.township_code, establishment.c.id)
    here = [visible, establishment.c.status != EstablishmentStatus.MERGED]
    numbers: dict[int, list[str]] = defaultdict(list)
    for row in conn.execute(
        select(licence.c.establishment_id, licence.c.number)
        .join(establishment, establishment.c.id == licence.c.establishment_id)
        .where(*here)
    ):
        numbers[row.establishment_id].append(row.number)
    columns = [establishment.c[name] for name in Candidate.__slots__ if name != "licences"]
    rows = conn.execute(select(*columns).where(*here)).mappings()
    candidates = [Candidate(**row, licences=tuple(numbers.get(row["id"], ()))) for row in rows]
    return find_pairs(candidates, _told_apart(conn))


def sides(conn: Connection, scope: Scope, one: int, other: int) -> tuple[Side, Side]:
    """Two records beside each other.

    Raises:
        NotAllowedError: The asker's role changes no register.
        RecordNotFoundError: One of them is not in scope.
    """
    scope.require(Action.CHANGE_REGISTER)
    return _side(conn, scope, one), _side(conn, scope, other)


def tell_apart(conn: Connection, scope: Scope, one: int, other: int, now: datetime) -> None:
    """Remember that two records are two establishments; twice is once.

    Raises:
        NotAllowedError: The asker's role changes no register.
        RecordNotFoundError: One of them is not in scope.
    """
    scope.require(Action.CHANGE_REGISTER)
    ids = pair_key(
        establishment_row(conn, scope, one)["id"], establishment_row(conn, scope, other)["id"]
    )
    if one == other or ids in _told_apart(conn):
        return
    detail = {"ids": list(ids)}
    batch = history.open_batch(conn, scope, DISTINCT, "establishment", now, detail=detail)
    history.close_batch(conn, batch, now)
    bump(conn, Topic.REGISTER)
    audit.record(
        conn, scope, Event.REGISTER_CHANGED, now, on=("establishment", ids[0]), distinct=ids[1]
    )


def _told_apart(conn: Connection) -> set[tuple[int, int]]:
    details = conn.scalars(
        select(change_batch.c.detail).where(
            change_batch.c.kind == DISTINCT, change_batch.c.undone_at.is_(None)
        )
    )
    return {pair_key(*detail["ids"]) for detail in details}


def _side(conn: Connection, scope: Scope, number: int) -> Side:
    row = establishment_row(conn, scope, number)

    def count(table: Any) -> int:
        found = conn.execute(select(table.c.id).where(table.c.establishment_id == row["id"]))
        return len(found.all())

    licences = conn.scalars(
        select(licence.c.number)
        .where(licence.c.establishment_id == row["id"])
        .order_by(licence.c.id)
    )
    return Side(
        id=row["id"],
        values={name: row[name] for name in (*FIELDS, "status")},
        licences=tuple(licences),
        people=count(person),
        cameras=count(camera),
        accounts=count(account),
    )
