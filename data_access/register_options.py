"""How many rows each option of the filter would show: one pass over the rows answers all of them.

Rows are counted by the values of all dimensions together. An option's count is the sum of those
groups that pass the rest of the filter, so it is the size of the list one click away.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, case, func, select

from data_access.register_where import (
    PLACES,
    Facts,
    conditions,
    facts,
    joined,
    longest_licences,
    needed,
)
from data_access.schema import establishment, township
from domain.register_filter import OPTIONS, LicenceState, RegisterFilter
from domain.scope import Scope

_NUMBER_INVALID = "number_invalid"
_INVALID = 2  # values of the first digit of a combination
_NARROWING = (
    *("q", "kitchen", "certificate", "change", "inspection", "visit", "code", "cadre"),
    *("since", "batch", "street", "township"),
)
"""Parts of the filter that leave few rows, each of which its licence is then looked up for."""


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
    wanted = wanted.looked_for()
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
    """How many rows have each combination of values; a value that is no option is empty.

    A combination is one number to the database: sorting and hashing ten texts of every row costs
    more than all the rest.
    """
    source, told = _joined(wanted, day)
    code: ColumnElement[int] = case((told.number_invalid, 1), else_=0)
    weight = _INVALID
    for name, options in OPTIONS.items():
        places = {option: (place + 1) * weight for place, option in enumerate(options)}
        code = code + case(places, value=told.by_dimension[name], else_=0)
        weight *= len(options) + 1
    inner = (
        select(code.label("code"))
        .select_from(source)
        .where(conditions(scope, wanted, day, but=tuple(OPTIONS)))
        .subquery()
    )
    query = select(inner.c.code, func.count()).group_by(inner.c.code)
    return [_decoded(row[0]) | {"n": row[1]} for row in conn.execute(query)]


def _joined(wanted: RegisterFilter, day: date) -> tuple[FromClause, Facts]:
    """The tables, and what the dimensions look at in them."""
    if any(getattr(wanted, name) for name in _NARROWING):
        return joined(licences=True, sums=True), facts(day)
    # All rows, or all of some places: licences ranked in one pass rather than looked up one by one.
    longest = longest_licences()
    source = joined(licences=False, sums=True).outerjoin(
        longest, longest.c.establishment_id == establishment.c.id
    )
    return source, facts(day, longest)


def _decoded(code: int) -> dict[str, Any]:
    rest, invalid = divmod(code, _INVALID)
    row: dict[str, Any] = {_NUMBER_INVALID: bool(invalid)}
    for name, options in OPTIONS.items():
        rest, place = divmod(rest, len(options) + 1)
        row[name] = options[place - 1] if place else ""
    return row


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
