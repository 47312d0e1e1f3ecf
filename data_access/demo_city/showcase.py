"""The showcase street of the demonstration: 40 to 60 shops that stand along one street."""

import re
from collections import defaultdict

from sqlalchemy import Connection, func, select, update

from data_access.changes import Topic, bump
from data_access.schema import establishment, showcase_street, township

FEWEST, MOST = 40, 60
_STREET = re.compile(r"([^\d]+?)\d+号")


def ensure_showcase_street(conn: Connection, office_id: int) -> tuple[int, str] | None:
    """The street of the busiest township of an office, made when it is missing.

    Returns:
        Its id and name; None when the office has no establishment at all.
    """
    place = _busiest_township(conn, office_id)
    if place is None:
        return None
    code, name = place
    found = conn.execute(
        select(showcase_street.c.id, showcase_street.c.name_zh)
        .where(showcase_street.c.township_code == code)
        .order_by(showcase_street.c.id)
        .limit(1)
    ).one_or_none()
    if found is not None:
        return found.id, found.name_zh
    street, shops = _liveliest(conn, code, name)
    made = conn.execute(
        showcase_street.insert().values(township_code=code, name_zh=f"{street}示范街区")
    )
    key = made.inserted_primary_key
    if key is None:
        return None
    conn.execute(
        update(establishment).where(establishment.c.id.in_(shops)).values(street_id=key[0])
    )
    bump(conn, Topic.REGISTER)
    return int(key[0]), f"{street}示范街区"


def _busiest_township(conn: Connection, office_id: int) -> tuple[str, str] | None:
    row = conn.execute(
        select(township.c.code, township.c.name_zh)
        .join(establishment, establishment.c.township_code == township.c.code)
        .where(township.c.office_id == office_id)
        .group_by(township.c.code, township.c.name_zh)
        .order_by(func.count().desc(), township.c.code)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.code, row.name_zh)


def _liveliest(conn: Connection, code: str, name: str) -> tuple[str, list[int]]:
    """Name and shops of the longest street that is not too long, else the head of the longest."""
    rows = conn.execute(
        select(establishment.c.id, establishment.c.address)
        .where(establishment.c.township_code == code)
        .order_by(establishment.c.id)
    ).all()
    streets: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        after = (row.address or "").rpartition(name)[2]
        found = _STREET.match(after)
        if found:
            streets[found.group(1)].append(row.id)
    if not streets:  # no addresses: the township is the street
        return name, [row.id for row in rows][:MOST]
    fitting = {street: shops for street, shops in streets.items() if len(shops) <= MOST}
    best = max((fitting or streets).items(), key=lambda item: len(item[1]))
    if len(best[1]) < FEWEST:  # shorter than a showcase street: the longest one, and its head
        best = max(streets.items(), key=lambda item: len(item[1]))
    return best[0], best[1][:MOST]
