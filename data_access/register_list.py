"""The register as a list: how many rows a filter holds, which, in what order, and what they say.

The order of a whole list is worked out once (`order`) and kept by the caller as long as the change
number stands; a block of it then costs the same at its first and at its last row.
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, FromClause, Select, func, select

from data_access.register_order import order_by
from data_access.register_where import (
    camera_sums,
    conditions,
    licence_state,
    longest_licences,
    needed,
)
from data_access.schema import (
    banner,
    establishment,
    showcase_street,
    supervision_office,
    township,
)
from data_access.scoping import in_scope
from domain.register_columns import SortKey
from domain.register_filter import RegisterFilter
from domain.register_row import RegisterRow
from domain.scope import Scope

MOST_BLOCK_ROWS = 500


def count(conn: Connection, scope: Scope, wanted: RegisterFilter, day: date) -> int:
    """How many establishments the list of a filter holds.

    Args:
        conn: Open connection.
        scope: Who asks.
        wanted: The filter.
        day: City day on which licences are judged.
    """
    query = select(func.count(establishment.c.id)).select_from(needed(wanted))
    found: int = conn.execute(query.where(conditions(scope, wanted, day))).scalar_one()
    return found


def order(
    conn: Connection, scope: Scope, wanted: RegisterFilter, sort: tuple[SortKey, ...], day: date
) -> "array[int]":
    """Ids of the whole list of a filter in their order; arguments as for `count`."""
    query = (
        select(establishment.c.id)
        .select_from(needed(wanted, [key.column for key in sort]))
        .where(conditions(scope, wanted, day))
        .order_by(*order_by(sort, day, conn.dialect))
    )
    return array("i", conn.scalars(query))


def block(conn: Connection, scope: Scope, ids: Sequence[int], day: date) -> list[RegisterRow]:
    """What the rows of some ids say, in the order of `ids`; those not the asker's are left out.

    Args:
        conn: Open connection.
        scope: Who asks.
        ids: At most MOST_BLOCK_ROWS.
        day: City day on which licences are judged.

    Raises:
        ValueError: Too many ids.
    """
    if len(ids) > MOST_BLOCK_ROWS:
        raise ValueError(f"at most {MOST_BLOCK_ROWS} rows at once, got {len(ids)}")
    if not ids:
        return []
    query = _row_query(ids, day).where(
        in_scope(scope, establishment.c.township_code, establishment.c.id),
        establishment.c.id.in_(ids),
    )
    found = {row["id"]: RegisterRow(**row) for row in conn.execute(query).mappings()}
    return [found[one] for one in ids if one in found]


def rows(
    conn: Connection,
    scope: Scope,
    wanted: RegisterFilter,
    sort: tuple[SortKey, ...],
    day: date,
    start: int,
    stop: int,
) -> list[RegisterRow]:
    """Rows `start` to `stop` of a list, the last excluded; arguments as for `order`."""
    listed = order(conn, scope, wanted, sort, day)
    return block(conn, scope, listed[max(0, start) : max(0, stop)], day)


def every(
    conn: Connection, scope: Scope, wanted: RegisterFilter, sort: tuple[SortKey, ...], day: date
) -> Iterator[RegisterRow]:
    """All rows of a list one after the other, never more than a block of them in memory."""
    listed = order(conn, scope, wanted, sort, day)
    for start in range(0, len(listed), MOST_BLOCK_ROWS):
        yield from block(conn, scope, listed[start : start + MOST_BLOCK_ROWS], day)


def _row_query(ids: Sequence[int], day: date) -> Select[Any]:
    sums = camera_sums(ids)
    held = longest_licences(ids)
    own = [column for column in establishment.c if column.name in RegisterRow.__slots__]
    return select(
        *own,
        banner.c.adcode.label("banner_adcode"),
        banner.c.name_zh.label("banner_zh"),
        banner.c.name_en.label("banner_en"),
        township.c.name_zh.label("township_zh"),
        supervision_office.c.name_zh.label("office_zh"),
        showcase_street.c.name_zh.label("street_zh"),
        establishment.c.lon.is_not(None).label("located"),
        held.c.number.label("licence_number"),
        held.c.number_valid.label("licence_number_valid"),
        held.c.expires_on.label("licence_expires_on"),
        licence_state(day, held).label("licence_state"),
        *(
            func.coalesce(sums.c[name], 0).label(f"camera_{name}")
            for name in ("total", "online", "unusable")
        ),
    ).select_from(
        _placed()
        .outerjoin(held, held.c.establishment_id == establishment.c.id)
        .outerjoin(sums, sums.c.establishment_id == establishment.c.id)
    )


def _placed() -> FromClause:
    return (
        establishment.join(township, township.c.code == establishment.c.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .outerjoin(supervision_office, supervision_office.c.id == township.c.office_id)
        .outerjoin(showcase_street, showcase_street.c.id == establishment.c.street_id)
    )
