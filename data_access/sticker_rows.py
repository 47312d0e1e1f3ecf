"""What stickers say: names, codes and bureaus of establishments that have a valid 食安码."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from data_access.schema import (
    banner,
    establishment,
    establishment_code,
    showcase_street,
    township,
)
from data_access.scoping import in_scope
from domain.clock import city_day
from domain.grades import IN_REGISTER
from domain.scope import Scope

_BLOCK = 500


@dataclass(frozen=True, slots=True)
class StickerRow:
    """One establishment with its valid code."""

    establishment_id: int
    name: str
    code: str
    banner_zh: str
    issued_on: date


def sticker_rows(conn: Connection, scope: Scope, ids: Sequence[int]) -> list[StickerRow]:
    """Of the given establishments those in scope that have a code, in the given order."""
    found: dict[int, StickerRow] = {}
    for start in range(0, len(ids), _BLOCK):
        chosen = establishment.c.id.in_(ids[start : start + _BLOCK])
        found |= {row.establishment_id: row for row in _rows(conn, scope, chosen)}
    return [found[one] for one in ids if one in found]


def street_stickers(conn: Connection, scope: Scope, street_id: int) -> list[StickerRow]:
    """Of a showcase street, in the order of addresses."""
    return _rows(conn, scope, establishment.c.street_id == street_id)


def street_codes(conn: Connection, scope: Scope, street_id: int) -> tuple[str, int, int]:
    """Name of a street, its establishments in scope, and how many of them have a code."""
    own = in_scope(scope, establishment.c.township_code, establishment.c.id)
    row = conn.execute(
        select(showcase_street.c.name_zh, func.count(), func.count(establishment_code.c.id))
        .join_from(
            showcase_street, establishment, establishment.c.street_id == showcase_street.c.id
        )
        .outerjoin(
            establishment_code,
            (establishment_code.c.establishment_id == establishment.c.id)
            & establishment_code.c.revoked_at.is_(None),
        )
        .where(showcase_street.c.id == street_id, own, establishment.c.status.in_(IN_REGISTER))
        .group_by(showcase_street.c.name_zh)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row is not None else ("", 0, 0)


def _rows(conn: Connection, scope: Scope, chosen: ColumnElement[bool]) -> list[StickerRow]:
    rows = conn.execute(
        select(
            establishment.c.id,
            establishment.c.name,
            establishment_code.c.code,
            banner.c.name_zh,
            establishment_code.c.issued_at,
        )
        .join_from(establishment_code, establishment)
        .join(township, township.c.code == establishment.c.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(
            chosen,
            establishment_code.c.revoked_at.is_(None),
            establishment.c.status.in_(IN_REGISTER),
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
        .order_by(establishment.c.address, establishment.c.id)
    )
    return [StickerRow(row[0], row[1], row[2], row[3], city_day(row[4])) for row in rows]
