"""Cadres that are known already, and what a delivered list of them has newer."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, or_, select, true

from data_access.schema import guarantee, guarantor
from data_access.scoping import in_scope
from domain.scope import Scope

PLACE = ("name", "tier", "banner_adcode", "township_code")
UPDATED = {"position": "position", "phone": "phone", "signed_on": "commitment_signed_on"}
"""Field of the list → column."""


def who_is(cadre: Any) -> tuple[Any, ...]:
    """By what a list names a cadre: place and post."""
    return (*(cadre[name] for name in PLACE), cadre["position"])


class Cadres:
    """Cadres of the asker's place, and those who hold establishments there."""

    def __init__(self, conn: Connection, scope: Scope) -> None:
        query = select(guarantor).where(guarantor.c.left_on.is_(None), _seen(scope))
        rows = conn.execute(query.order_by(guarantor.c.id.desc())).mappings().all()
        self._exact = {who_is(row): row for row in rows}
        self._of_place: dict[tuple[Any, ...], list[RowMapping]] = {}
        for row in rows:
            self._of_place.setdefault(who_is(row)[:-1], []).append(row)
        self._told: dict[int, dict[str, Any]] = {}

    def of(self, cadre: dict[str, Any], named: Collection[tuple[Any, ...]]) -> RowMapping | None:
        """The one that a row means, None for a new one.

        Args:
            cadre: Columns that the row gives.
            named: `who_is` of every row of the file. One whom it also names by the post that is
                known has not changed it: who has the other post is somebody else of that name.
        """
        who = who_is(cadre)
        if who in self._exact:
            return self._exact[who]
        alike = self._of_place.get(who[:-1], [])
        return alike[0] if len(alike) == 1 and who_is(alike[0]) not in named else None

    def news(self, known: RowMapping, cadre: dict[str, Any]) -> dict[str, Any] | None:
        """Columns that a row has newer: once for a cadre, whom many rows name.

        Returns:
            None where an earlier row says something else of the same cadre.
        """
        given = {name: cadre[name] for name in UPDATED.values() if cadre[name]}
        said = self._told.get(known["id"])
        self._told[known["id"]] = {**given, **(said or {})}
        if said is None:
            return {name: value for name, value in given.items() if known[name] != value}
        if any(said.get(name, value) != value for name, value in given.items()):
            return None
        return {
            name: value
            for name, value in given.items()
            if name not in said and known[name] != value
        }


def _seen(scope: Scope) -> ColumnElement[bool]:
    if scope.whole_city:
        return true()
    holds = select(guarantee.c.guarantor_id).where(
        in_scope(scope, guarantee.c.township_code, guarantee.c.establishment_id)
    )
    return or_(guarantor.c.banner_adcode == scope.banner_adcode, guarantor.c.id.in_(holds))
