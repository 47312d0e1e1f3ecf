"""What part of the map somebody's establishments take up."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from data_access.schema import establishment
from data_access.scoping import in_scope
from domain.coordinates import Box
from domain.grades import IN_REGISTER
from domain.scope import Scope

_MARGIN = 0.004
"""Degrees around the outermost ones: one shop alone is seen with its street."""


def extent(
    conn: Connection, scope: Scope, inside: Box, townships: Collection[str] = ()
) -> Box | None:
    """The rectangle that holds the asker's located establishments, None where there are none.

    Args:
        conn: Open connection.
        scope: Who asks.
        inside: Points beyond it are mistakes and do not count.
        townships: Only of these; none given means all.
    """
    own = establishment.c
    query = select(
        func.min(own.lon), func.min(own.lat), func.max(own.lon), func.max(own.lat)
    ).where(
        in_scope(scope, own.township_code, own.id),
        own.status.in_(IN_REGISTER),
        own.lon.between(inside.west, inside.east),
        own.lat.between(inside.south, inside.north),
    )
    if townships:
        query = query.where(own.township_code.in_(townships))
    west, south, east, north = conn.execute(query).one()
    if west is None:
        return None
    return Box(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
