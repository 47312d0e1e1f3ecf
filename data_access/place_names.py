"""Names of places and of their cadres, by code or id: what lists and exports call them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from data_access.cadres import cadre_names
from data_access.places import banners, offices, streets, townships
from domain.scope import Scope


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Name of each place; ids stand as texts, as in an address."""

    banner: dict[str, str]
    township: dict[str, str]
    office: dict[str, str]
    street: dict[str, str]
    cadre: dict[str, str]

    def of(self, kind: str) -> dict[str, str]:
        """Names of one kind of place, or of the cadres."""
        found: dict[str, str] = getattr(self, kind)
        return found


def named_places(conn: Connection, scope: Scope, *, english: bool) -> PlaceNames:
    """The names; banners in English where the reader reads it."""
    return PlaceNames(
        {one.adcode: one.name_en if english else one.name_zh for one in banners(conn, scope)},
        {one.code: one.name_zh for one in townships(conn, scope)},
        {str(one.id): one.name_zh for one in offices(conn, scope)},
        {str(one.id): one.name_zh for one in streets(conn, scope)},
        cadre_names(conn, scope),
    )
