"""How one banner stands in the city: the city's mean and the banner's rank, and nothing else.

A bureau may know that it is third of nine and what the city reaches, because both are read out in
every monthly meeting; it may not see the figures of another banner. So this one read goes over the
whole city on the asker's behalf and lets out sums and ranks only.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from data_access.engine import widened
from data_access.league import league
from data_access.trend import trend
from domain.control import ControlKind
from domain.figures import Figures, League, Level
from domain.ranking import ranks
from domain.scope import NotAllowedError, Scope, system_scope
from domain.share import Share
from domain.trend import Followed, Span, Trend


@dataclass(frozen=True, slots=True)
class Standing:
    """A banner beside the city.

    Attributes:
        city: Sum over all banners.
        banners: How many there are.
        rank: Per measure of MEASURES, 1 = best; None where too few cases are behind it, and for
            an asker who is no whole banner.
    """

    city: Figures
    banners: int
    rank: dict[str, int | None]


def shares(figures: Figures) -> dict[str, Share]:
    """What banners are compared by, per measure."""
    return {
        "online": figures.online,
        ControlKind.DAILY_CONTROL: figures.daily.answered,
        ControlKind.WEEKLY_REVIEW: figures.weekly.answered,
        ControlKind.MONTHLY_DISPATCH: figures.monthly.answered,
        "rectified_on_time": figures.rectified_on_time,
        "alerts_per_hundred": figures.alerts_per_hundred,
    }


def city_average(conn: Connection, scope: Scope, day: date, now: datetime) -> Standing:
    """The city's sums, and the rank of the scope's banner among all.

    Raises:
        NotAllowedError: An establishment asks.
    """
    if not scope.sees_sums:
        raise NotAllowedError("sums over establishments are not for one establishment")
    with widened(conn):
        city = league(conn, system_scope("city average"), Level.BANNER, day, now)
    adcode = scope.banner_adcode if scope.office_id is None else None
    return Standing(city.total, len(city.rows), _ranks(city, adcode))


def city_trend(conn: Connection, scope: Scope, of: Followed, span: Span, day: date) -> Trend:
    """The city's course, to be drawn beside the asker's own.

    Raises:
        NotAllowedError: An establishment asks.
    """
    if not scope.sees_sums:
        raise NotAllowedError("sums over establishments are not for one establishment")
    with widened(conn):
        return trend(conn, system_scope("city average"), of, span, day)


def _ranks(city: League, adcode: str | None) -> dict[str, int | None]:
    by_banner = {row.code: shares(row.figures) for row in city.rows}
    return {
        measure: ranks(
            {code: measures[measure] for code, measures in by_banner.items()},
            lowest_first=measure == "alerts_per_hundred",
        ).get(adcode or "")
        for measure in shares(Figures())
    }
