"""What tells the datum of a file: known points of the same establishments, and of neighbours."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from data_access.importing.establishment_rows import Wanted
from data_access.importing.locating import Point
from data_access.importing.plan import in_blocks
from data_access.schema import establishment
from data_access.scoping import in_scope
from domain.datum import DatumEvidence, weigh
from domain.scope import Scope

_MOST_PAIRS = 2000
_NEAR_NUMBERS = 16  # house numbers: some sixty metres along a street
_HOUSE = re.compile(r"([\u4e00-\u9fff]{2}(?:大街|大道|路|街|巷))(\d{1,4})号")


def evidence(
    conn: Connection,
    scope: Scope,
    wanted: Sequence[Wanted],
    known: dict[str, Any],
) -> DatumEvidence | None:
    """Compare the points of a file with known ones; None where nothing can be compared.

    Args:
        conn: Open connection.
        scope: Who asks.
        wanted: Rows of the file.
        known: Key of an establishment → its record.
    """
    pairs = [
        (item.given, (old["lon"], old["lat"]))
        for item in wanted
        if item.given is not None
        and (old := known.get(item.source_key)) is not None
        and old["lon"] is not None
    ]
    if len(pairs) < _MOST_PAIRS:
        fresh = [item for item in wanted if item.given is not None and item.source_key not in known]
        pairs += _beside(conn, scope, fresh[:_MOST_PAIRS])
    return weigh(pairs[:_MOST_PAIRS])


def _beside(conn: Connection, scope: Scope, wanted: Iterable[Wanted]) -> list[tuple[Point, Point]]:
    """Each point beside that of the nearest house number of its street, where one is known."""
    asked = [(item, house) for item in wanted if (house := _house(item.values.get("address")))]
    columns = (
        establishment.c.township_code,
        establishment.c.address,
        establishment.c.lon,
        establishment.c.lat,
    )
    query = select(*columns).where(
        in_scope(scope, establishment.c.township_code, establishment.c.id),
        establishment.c.lon.is_not(None),
    )
    places = {item.values["township_code"] for item, _house in asked}
    streets: dict[tuple[str, str], list[tuple[int, Point]]] = {}
    for row in in_blocks(conn, query, establishment.c.township_code, places):
        found = _house(row["address"])
        if found is not None:
            key = (row["township_code"], found[0])
            streets.setdefault(key, []).append((found[1], (row["lon"], row["lat"])))
    pairs = []
    for item, (street, number) in asked:
        houses = streets.get((item.values["township_code"], street), [])
        near = min(houses, key=lambda one: abs(one[0] - number), default=None)
        if near is not None and abs(near[0] - number) <= _NEAR_NUMBERS and item.given is not None:
            pairs.append((item.given, near[1]))
    return pairs


def _house(address: str | None) -> tuple[str, int] | None:
    """Street (the end of its name) and number."""
    found = _HOUSE.search(address or "")
    return None if found is None else (found.group(1), int(found.group(2)))
