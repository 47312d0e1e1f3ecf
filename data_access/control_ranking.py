"""Reading the ranking of places by punctual records, from the roll-up."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from data_access.control_board import HEAT_PERIODS, completion_row, inside, sums
from data_access.schema import banner, control_rollup, supervision_office, township
from data_access.scoping import in_scope
from domain.control import ControlKind, last_starts
from domain.control_query import EVERYWHERE, Within
from domain.control_ranking import RankedPlace, ranked
from domain.figures import Completion, Level
from domain.ranking import Smallest
from domain.scope import Scope


def ranking(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    level: Level,
    day: date,
    smallest: Smallest,
    within: Within = EVERYWHERE,
) -> list[RankedPlace]:
    """Places of a level by the periods of the heat calendar that are over, best first.

    Townships that no office works are left out of a ranking of offices.

    Raises:
        NotAllowedError: One establishment or street asks.
    """
    over = last_starts(kind, day, HEAT_PERIODS[kind])[:-1]
    rows = conn.execute(
        _by_place(level).where(
            control_rollup.c.kind == kind,
            control_rollup.c.period_start.between(over[0], over[-1]),
            in_scope(scope, control_rollup.c.township_code, None),
            inside(within, control_rollup.c),
        )
    )
    places: dict[tuple[str, str, str, str], dict[str, Completion]] = {}
    for row in rows:
        place = (str(row.code), row.name_zh, row.name_en, row.lies_in)
        places.setdefault(place, {})[row.category] = completion_row(row)
    return ranked(places, len(over), smallest)


def _by_place(level: Level) -> Select[Any]:
    """Sums with the place they are of: code, names and the banner it lies in."""
    own = {
        Level.BANNER: (banner.c.adcode, banner.c.name_zh, banner.c.name_en),
        Level.TOWNSHIP: (township.c.code, township.c.name_zh, township.c.name_zh),
        Level.OFFICE: (
            supervision_office.c.id,
            supervision_office.c.name_zh,
            supervision_office.c.name_zh,
        ),
    }[level]
    code, name_zh, name_en = own
    key = (code, name_zh, name_en, township.c.banner_adcode, control_rollup.c.category)
    found = (
        select(
            code.label("code"),
            name_zh.label("name_zh"),
            name_en.label("name_en"),
            township.c.banner_adcode.label("lies_in"),
            control_rollup.c.category,
            *sums(),
        )
        .join_from(control_rollup, township)
        .group_by(*key)
    )
    if level is Level.BANNER:
        return found.join(banner, banner.c.adcode == township.c.banner_adcode)
    if level is Level.OFFICE:
        return found.join(supervision_office, supervision_office.c.id == township.c.office_id)
    return found
