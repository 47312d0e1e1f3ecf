"""Figures at the end of a day: noted by the clock, and read to be compared with."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, exists, func, insert, select

from data_access.figures import cameras_by_township, total
from data_access.papers import shares_by_township
from data_access.schema import figure_snapshot, township
from data_access.scoping import in_scope
from domain.clock import city_day
from domain.day_ends import KEPT, DayEnds, Shares, day_ending
from domain.figures import NOTHING, TREND_DAYS, online
from domain.measures import Measure
from domain.scope import Action, Scope
from domain.share import Share

_DAY = timedelta(days=1)
_kept = figure_snapshot.c


@dataclass(frozen=True, slots=True)
class Noted:
    """What a run did.

    Attributes:
        figures: Rows written, one a measure and township.
        days_missed: Days since the one noted before on which nobody noted anything, that of now
            left out. They stay empty.
    """

    figures: int = 0
    days_missed: int = 0


def note(conn: Connection, scope: Scope, now: datetime) -> Noted:
    """Note the day whose end is near, for every township. Twice is once.

    Before midnight a later run replaces an earlier one; after it what stands is left alone.
    """
    scope.require(Action.RUN_SYSTEM)
    day = day_ending(now)
    if day is None:
        return Noted(0, _missed_before(conn, city_day(now)))
    if city_day(now) > day and _is_noted(conn, day):
        return Noted()
    shares = {
        Measure.ONLINE: {
            place: online(states) for place, states in cameras_by_township(conn, scope).items()
        },
        **shares_by_township(conn, scope, day),
    }
    towns = conn.scalars(select(township.c.code).order_by(township.c.code)).all()
    rows = [
        {
            "measure": measure,
            "on_day": day,
            "township_code": town,
            "part": shares[measure].get(town, NOTHING).part,
            "whole": shares[measure].get(town, NOTHING).whole,
            "taken_at": now,
        }
        for measure in KEPT
        for town in towns
    ]
    conn.execute(delete(figure_snapshot).where(_kept.measure.in_(KEPT), _kept.on_day == day))
    if rows:
        conn.execute(insert(figure_snapshot), rows)
    return Noted(len(rows), _missed_before(conn, day))


def day_ends(conn: Connection, scope: Scope, day: date) -> DayEnds:
    """What `scope` sees of the days before `day`; an establishment may not (NotAllowedError)."""
    first = day - TREND_DAYS * _DAY
    found: dict[date, dict[Measure, Share]] = defaultdict(dict)
    invented = set()
    rows = conn.execute(
        select(
            _kept.on_day,
            _kept.measure,
            total(_kept.part),
            total(_kept.whole),
            func.count().filter(_kept.demo),
        )
        .where(
            _kept.measure.in_(KEPT),
            _kept.on_day.between(first, day - _DAY),
            in_scope(scope, _kept.township_code, None),
        )
        .group_by(_kept.on_day, _kept.measure)
    )
    for on_day, measure, part, whole, demo in rows:
        found[on_day][Measure(measure)] = Share(part, whole)
        if demo:
            invented.add(on_day)
    days = [first + n * _DAY for n in range(TREND_DAYS)]
    return DayEnds(
        found.get(day - _DAY, {}),
        found.get(day - 7 * _DAY, {}),
        {
            measure: tuple(found.get(one, {}).get(measure, NOTHING).percent for one in days)
            for measure in KEPT
        },
        day - _DAY in invented,
    )


def shares_on(conn: Connection, scope: Scope, day: date) -> Shares:
    """Sums of what `scope` sees at the end of one day; empty when nobody noted it."""
    rows = conn.execute(
        select(_kept.measure, total(_kept.part), total(_kept.whole))
        .where(
            _kept.measure.in_(KEPT),
            _kept.on_day == day,
            in_scope(scope, _kept.township_code, None),
        )
        .group_by(_kept.measure)
    )
    return {Measure(row[0]): Share(row[1], row[2]) for row in rows}


def online_by_township(conn: Connection, scope: Scope, day: date) -> dict[str, Share]:
    """Cameras online at the end of a day, per township; empty when nobody noted it."""
    rows = conn.execute(
        select(_kept.township_code, _kept.part, _kept.whole).where(
            _kept.measure == Measure.ONLINE,
            _kept.on_day == day,
            in_scope(scope, _kept.township_code, None),
        )
    )
    return {row[0]: Share(row[1], row[2]) for row in rows}


def _is_noted(conn: Connection, day: date) -> bool:
    stands = exists().where(_kept.measure == Measure.ONLINE, _kept.on_day == day)
    return bool(conn.scalar(select(stands)))


def _missed_before(conn: Connection, day: date) -> int:
    newest: date | None = conn.scalar(
        select(func.max(_kept.on_day)).where(_kept.measure == Measure.ONLINE, _kept.on_day < day)
    )
    return (day - newest).days - 1 if newest else 0
