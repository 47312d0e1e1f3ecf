"""A change in bulk: looked at before it is made, made in one transaction, undone as one batch."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access import audit, history
from data_access.register_list import order
from data_access.schema import establishment, showcase_street, township
from data_access.scoping import in_scope
from domain.audit import Event
from domain.bulk_change import (
    MOST_ROWS,
    BulkChange,
    BulkField,
    BulkPreview,
    BulkRefusedError,
    Obstacle,
)
from domain.grades import EstablishmentStatus
from domain.register_columns import SortKey
from domain.register_filter import RegisterFilter
from domain.scope import Action, Scope

KIND = "bulk"
_CHUNK_ROWS = 500
_BY_ID = (SortKey("id"),)


@dataclass(frozen=True, slots=True)
class Target:
    """Which rows: all of a filter, or those of `ids` that pass it."""

    wanted: RegisterFilter
    ids: tuple[int, ...] | None = None


def preview(
    conn: Connection, scope: Scope, target: Target, change: BulkChange, day: date
) -> BulkPreview:
    """What `change` would do; rows beyond the asker's scope do not exist for it.

    Raises:
        NotAllowedError: The asker may not change the register.
        BulkRefusedError: The value is no place of the asker's, or too many rows.
    """
    scope.require(Action.CHANGE_REGISTER)
    street_in = _checked(conn, scope, change)
    ids = _ids(conn, scope, target, day)
    moves: Counter[Any] = Counter()
    stopped: Counter[Obstacle] = Counter()
    staying, changing = 0, []
    for row in _rows(conn, scope, ids):
        stop = _obstacle(row, change, street_in)
        if row[change.field.value] == change.value:
            staying += 1
        elif stop is not None:
            stopped[stop] += 1
        else:
            moves[row[change.field.value]] += 1
            changing.append(row)
    total = sum(moves.values()) + staying + sum(stopped.values())
    return BulkPreview(total, dict(moves), staying, dict(stopped), _mark(changing, change))


def run(
    conn: Connection,
    scope: Scope,
    target: Target,
    change: BulkChange,
    day: date,
    now: datetime,
    *,
    agreed: str,
) -> int:
    """Make the change as one batch, with its audit row; returns the batch's id.

    Args:
        conn: Write transaction.
        scope: Who does it.
        target: Which rows.
        change: Field and value.
        day: City day, for filters that look at licences.
        now: Aware UTC.
        agreed: Mark of the preview that the asker has seen.

    Raises:
        NotAllowedError: The asker may not change the register.
        BulkRefusedError: As for `preview`; none would change; or `moved`: by now other rows
            or other values would change than the asker has agreed to.
    """
    scope.require(Action.CHANGE_REGISTER)
    street_in = _checked(conn, scope, change)
    ids = _ids(conn, scope, target, day)
    history.announce(conn, (change.field,))
    pairs: list[tuple[RowMapping, dict[str, Any]]] = [
        (row, {change.field.value: change.value})
        for row in _rows(conn, scope, ids, lock=True)
        if row[change.field.value] != change.value and _obstacle(row, change, street_in) is None
    ]
    if not pairs:
        raise BulkRefusedError("none")
    if _mark([row for row, _values in pairs], change) != agreed:
        raise BulkRefusedError("moved")
    told: dict[str, Any] = {
        "field": change.field.value,
        "value": change.value,
        "filter": target.wanted.query(),
        "chosen": None if target.ids is None else len(target.ids),
        "counts": {"changed": len(pairs)},
    }
    return _written(conn, scope, pairs, told, now)


def _mark(rows: Sequence[RowMapping], change: BulkChange) -> str:
    """Fingerprint of what would happen: which rows, from which value each, to which."""
    what = [[row["id"], row[change.field.value]] for row in rows]
    text = json.dumps([change.field.value, change.value, sorted(what, key=itemgetter(0))])
    return sha256(text.encode()).hexdigest()


def _written(
    conn: Connection,
    scope: Scope,
    pairs: Sequence[tuple[RowMapping, dict[str, Any]]],
    told: dict[str, Any],
    now: datetime,
) -> int:
    owner = _with_banner(conn, scope)
    batch_id = history.open_batch(conn, owner, KIND, "establishment", now, detail=told)
    for start in range(0, len(pairs), _CHUNK_ROWS):
        part = pairs[start : start + _CHUNK_ROWS]
        history.change_many(conn, scope, "establishment", part, now, batch_id)
    history.close_batch(conn, batch_id, now)
    audit.record(conn, scope, Event.BULK_CHANGED, now, on=("batch", batch_id), **told)
    return batch_id


def _checked(conn: Connection, scope: Scope, change: BulkChange) -> str | None:
    """Township of the street that is the new value, after the place was found to be the asker's."""
    if change.value is None or change.field not in (BulkField.TOWNSHIP, BulkField.STREET):
        return None
    code: str | None = None
    if change.field is BulkField.TOWNSHIP:
        code = str(change.value)
    else:
        query = select(showcase_street.c.township_code)
        code = conn.execute(query.where(showcase_street.c.id == change.value)).scalar_one_or_none()
    own = select(township.c.code).where(
        township.c.code == (code or ""), in_scope(scope, township.c.code, None)
    )
    if conn.execute(own).first() is None:
        raise BulkRefusedError("value")
    return code if change.field is BulkField.STREET else None


def _ids(conn: Connection, scope: Scope, target: Target, day: date) -> Sequence[int]:
    found: Sequence[int] = order(conn, scope, target.wanted, _BY_ID, day)
    if target.ids is not None:
        chosen = set(target.ids)
        found = [one for one in found if one in chosen]
    if len(found) > MOST_ROWS:
        raise BulkRefusedError("many")
    return found


def _rows(
    conn: Connection, scope: Scope, ids: Sequence[int], *, lock: bool = False
) -> Iterator[RowMapping]:
    for start in range(0, len(ids), _CHUNK_ROWS):
        query = (
            select(establishment)
            .where(
                establishment.c.id.in_(ids[start : start + _CHUNK_ROWS]),
                in_scope(scope, establishment.c.township_code, establishment.c.id),
            )
            .order_by(establishment.c.id)
        )
        yield from conn.execute(query.with_for_update() if lock else query).mappings().all()


def _obstacle(row: RowMapping, change: BulkChange, street_in: str | None) -> Obstacle | None:
    if row["status"] == EstablishmentStatus.MERGED:
        return Obstacle.MERGED
    if street_in is not None and row["township_code"] != street_in:
        return Obstacle.OTHER_TOWNSHIP
    if change.field is BulkField.TOWNSHIP and row["street_id"] is not None:
        return Obstacle.IN_STREET
    return None


def _with_banner(conn: Connection, scope: Scope) -> Scope:
    """`scope` with the banner of its office, so that the banner's bureau sees the batch too."""
    if scope.office_id is None:
        return scope
    query = select(township.c.banner_adcode).where(township.c.office_id == scope.office_id)
    return replace(scope, banner_adcode=conn.execute(query.limit(1)).scalar_one_or_none())
