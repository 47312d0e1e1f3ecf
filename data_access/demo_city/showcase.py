"""Showcase streets of the demonstration: 40 to 60 shops that stand along one street."""

import re
from collections import defaultdict
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from data_access.changes import Topic, bump
from data_access.schema import banner, establishment, showcase_street, township

FEWEST, MOST = 40, 60
_OPENED_ON = date(2023, 12, 20)  # the plan asks for the first ones by the end of 2023
_STREET = re.compile(r"([^\d]+?)\d+号")


def ensure_showcase_streets(conn: Connection) -> None:
    """One street in every banner whose busiest township has a long enough one."""
    for adcode in conn.scalars(select(banner.c.adcode).order_by(banner.c.adcode)).all():
        place = _busiest_township(conn, township.c.banner_adcode == adcode)
        if place is not None and _street_in(conn, place[0]) is None:
            street, shops = _liveliest(conn, *place)
            if len(shops) >= FEWEST:
                _open(conn, place[0], street, shops)


def ensure_showcase_street(conn: Connection, office_id: int) -> tuple[int, str] | None:
    """The street of the busiest township of an office, made when it is missing, however short.

    Returns:
        Its id and name; None when the office has no establishment at all.
    """
    place = _busiest_township(conn, township.c.office_id == office_id)
    if place is None:
        return None
    return _street_in(conn, place[0]) or _open(conn, place[0], *_liveliest(conn, *place))


def _street_in(conn: Connection, township_code: str) -> tuple[int, str] | None:
    row = conn.execute(
        select(showcase_street.c.id, showcase_street.c.name_zh)
        .where(showcase_street.c.township_code == township_code)
        .order_by(showcase_street.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.id, row.name_zh)


def _open(conn: Connection, township_code: str, street: str, shops: list[int]) -> tuple[int, str]:
    name = f"{street}示范街区"
    street_id = conn.execute(
        insert(showcase_street)
        .values(
            township_code=township_code,
            name_zh=name,
            manager=f"{street}示范街区管理办公室",
            opened_on=_OPENED_ON,
        )
        .returning(showcase_street.c.id)
    ).scalar_one()
    conn.execute(
        update(establishment).where(establishment.c.id.in_(shops)).values(street_id=street_id)
    )
    bump(conn, Topic.REGISTER)
    return street_id, name


def _busiest_township(conn: Connection, here: ColumnElement[bool]) -> tuple[str, str] | None:
    row = conn.execute(
        select(township.c.code, township.c.name_zh)
        .join(establishment, establishment.c.township_code == township.c.code)
        .where(here)
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
