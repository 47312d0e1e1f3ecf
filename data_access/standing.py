"""How one place stands in the city: the city's mean and the place's rank, and nothing else.

A bureau may know that it is third of nine and what the city reaches, because both are read out in
every monthly meeting; it may not see the figures of another banner. So this one read goes over the
whole city on the asker's behalf and lets out sums and ranks only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add

from sqlalchemy import Connection

from data_access.engine import widened
from data_access.league import KEYS, NO_OFFICE, Town, by_township, summed, townships_of
from data_access.trend import trend
from domain.area import Area, AreaKind
from domain.control import ControlKind
from domain.figures import Figures, Level
from domain.league_order import too_small
from domain.ranking import Rank, Smallest, ranks
from domain.scope import NotAllowedError, Scope, system_scope
from domain.share import Share
from domain.trend import Followed, Span, Trend

ALERT_RATE = "alerts_per_hundred"
LOWEST_FIRST = frozenset({ALERT_RATE})


@dataclass(frozen=True, slots=True)
class Standing:
    """A place beside the city.

    Attributes:
        city: Sum over all.
        rank: Per measure of `shares`, among its peers: banners of the city, townships or offices
            of its banner; None where too few cases are behind it, and for the city.
    """

    city: Figures
    rank: dict[str, Rank | None]


def shares(figures: Figures) -> dict[str, Share]:
    """What places are compared by, per measure."""
    return {
        "online": figures.online,
        ControlKind.DAILY_CONTROL: figures.reached,
        ControlKind.WEEKLY_REVIEW: figures.weekly.answered,
        ControlKind.MONTHLY_DISPATCH: figures.monthly.answered,
        "rectified_on_time": figures.rectified_on_time,
        ALERT_RATE: figures.alerts_per_hundred,
    }


def standing(
    conn: Connection,
    scope: Scope,
    area: Area,
    day: date,
    now: datetime,
    smallest: Smallest,
    *,
    since: date | None = None,
) -> Standing:
    """The city's sums, and the rank of a place among its peers.

    Args:
        conn: Open connection.
        scope: Who asks, narrowed to the place.
        area: The place; one that the asker may see all of, see `areas.find`.
        day: City day.
        now: Aware.
        smallest: From which size on a place is ranked.
        since: First day of the reach; the day itself unless given.

    Raises:
        NotAllowedError: An establishment asks.
    """
    everyone = system_scope("city average")
    if not scope.sees_sums:
        raise NotAllowedError("sums over establishments are not for one establishment")
    with widened(conn):
        towns = townships_of(conn, everyone)
        figures = by_township(conn, everyone, day, now, since or day)
    city = reduce(add, figures.values(), Figures())
    return Standing(city, _ranks(towns, figures, area, smallest))


def city_figures(conn: Connection, scope: Scope, day: date, now: datetime) -> Figures:
    """The city's sums of a day.

    Raises:
        NotAllowedError: An establishment asks.
    """
    return standing(conn, scope, Area(), day, now, Smallest()).city


def city_trend(conn: Connection, scope: Scope, of: Followed, span: Span, day: date) -> Trend:
    """The city's course, to be drawn beside the asker's own.

    Raises:
        NotAllowedError: An establishment asks.
    """
    if not scope.sees_sums:
        raise NotAllowedError("sums over establishments are not for one establishment")
    with widened(conn):
        return trend(conn, system_scope("city average"), of, span, day)


_LEVELS = {
    AreaKind.BANNER: Level.BANNER,
    AreaKind.TOWNSHIP: Level.TOWNSHIP,
    AreaKind.OFFICE: Level.OFFICE,
}


def _ranks(
    towns: list[Town], figures: dict[str, Figures], area: Area, smallest: Smallest
) -> dict[str, Rank | None]:
    measures: Iterable[str] = shares(Figures())
    level = _LEVELS.get(area.kind)
    if level is None:
        return dict.fromkeys(measures)
    own = str(area.office or area.township or area.banner)
    within = [one for one in towns if level is Level.BANNER or one.banner == area.banner]
    places = summed(within, figures, KEYS[level])
    places.pop(NO_OFFICE, None)
    found: dict[str, Rank | None] = {}
    for measure in measures:
        share = {code: shares(one)[measure] for code, one in places.items()}
        able = {
            code: share[code]
            for code, one in places.items()
            if too_small(one, share[code], smallest) is None
        }
        rank = ranks(able, lowest_first=measure in LOWEST_FIRST, fewest=1).get(own)
        found[measure] = Rank(rank, len(able)) if rank else None
    return found
