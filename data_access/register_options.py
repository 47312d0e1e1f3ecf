"""How many rows each option of the filter would show: one pass over the rows answers all of them.

Rows are counted by the values of all dimensions together. An option's count is the sum of those
groups that pass the rest of the filter, so it is the size of the list one click away.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.register_where import PLACES, conditions, facts, joined, needed
from data_access.schema import establishment, township
from domain.register_filter import OPTIONS, LicenceState, RegisterFilter
from domain.scope import Scope

_NUMBER_INVALID = "number_invalid"


@dataclass(frozen=True, slots=True)
class OptionCounts:
    """Sizes of lists.

    Attributes:
        total: Of the list as it is.
        options: Dimension → option → size with that option alone in its dimension.
        banners: Adcode → size with that banner as the only place.
        townships: Code → the same for a township.
        offices: Id → the same for a supervision office.
        streets: Id of a showcase street → size with it as the only street.
    """

    total: int
    options: dict[str, dict[str, int]]
    banners: dict[str, int]
    townships: dict[str, int]
    offices: dict[int, int]
    streets: dict[int, int]


def option_counts(
    conn: Connection, scope: Scope, wanted: RegisterFilter, day: date
) -> OptionCounts:
    """Sizes of the lists one click away; arguments as for `register_list.count`."""
    groups = _groups(conn, scope, wanted, day)
    options: dict[str, dict[str, int]] = {}
    for name in OPTIONS:
        passing = [row for row in groups if _passes(row, wanted, but=name)]
        found: Counter[str] = Counter()
        for row in passing:
            found[row[name]] += row["n"]
            if name == "licence" and row[_NUMBER_INVALID]:
                found[LicenceState.NUMBER_INVALID] += row["n"]
        options[name] = {option: found[option] for option in OPTIONS[name]}
    return OptionCounts(
        total=sum(row["n"] for row in groups if _passes(row, wanted)),
        options=options,
        streets=_streets(conn, scope, wanted, day),
        **_places(conn, scope, wanted, day),
    )


def _groups(
    conn: Connection, scope: Scope, wanted: RegisterFilter, day: date
) -> list[dict[str, Any]]:
    told = facts(day)
    labelled = [expression.label(name) for name, expression in told.by_dimension.items()]
    inner = (
        select(*labelled, told.number_invalid.label(_NUMBER_INVALID))
        .select_from(joined(licences=True, sums=True))
        .where(conditions(scope, wanted, day, but=tuple(OPTIONS)))
        .subquery()
    )
    query = select(*inner.c, func.count().label("n")).group_by(*inner.c)
    return [dict(row) for row in conn.execute(query).mappings()]


def _passes(row: dict[str, Any], wanted: RegisterFilter, but: str = "") -> bool:
    for name in OPTIONS:
        chosen = getattr(wanted, name)
        if name == but or not chosen or row[name] in chosen:
            continue
        if name == "licence" and row[_NUMBER_INVALID] and LicenceState.NUMBER_INVALID in chosen:
            continue
        return False
    return True


def _places(
    conn: Connection, scope: Scope, wanted: RegisterFilter, day: date
) -> dict[str, dict[Any, int]]:
    sums = (
        select(establishment.c.township_code, func.count().label("n"))
        .select_from(needed(wanted))
        .where(conditions(scope, wanted, day, but=PLACES))
        .group_by(establishment.c.township_code)
        .subquery()
    )
    query = select(township.c.code, township.c.banner_adcode, township.c.office_id, sums.c.n).join(
        sums, sums.c.township_code == township.c.code
    )
    banners: Counter[str] = Counter()
    offices: Counter[int] = Counter()
    townships: Counter[str] = Counter()
    for code, adcode, office_id, n in conn.execute(query):
        banners[adcode] += n
        townships[code] = n
        if office_id is not None:
            offices[office_id] += n
    return {"banners": dict(banners), "townships": dict(townships), "offices": dict(offices)}


def _streets(conn: Connection, scope: Scope, wanted: RegisterFilter, day: date) -> dict[int, int]:
    query = (
        select(establishment.c.street_id, func.count())
        .select_from(needed(wanted))
        .where(
            establishment.c.street_id.is_not(None),
            conditions(scope, wanted, day, but=("street",)),
        )
        .group_by(establishment.c.street_id)
    )
    return {row[0]: row[1] for row in conn.execute(query)}
