"""Places of one level beside each other: banners of a city, townships of a banner, offices.

Every figure is read by township in one pass over an index that holds it, or over a roll-up; larger
places are sums of these.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Connection, Select, func, select

from data_access.day_ends import online_by_township
from data_access.figures import (
    alert_columns,
    cameras_by_township,
    completion_columns,
    counted,
    total,
)
from data_access.schema import (
    alert,
    alert_rollup,
    banner,
    control_rollup,
    establishment,
    risk_history,
    supervision_office,
    township,
    trend_rollup,
)
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES, AlertState
from domain.clock import city_day
from domain.control import ControlKind, period_start
from domain.figures import (
    NO_TASKS,
    NOTHING,
    TREND_DAYS,
    AlertSums,
    Completion,
    Figures,
    League,
    Level,
    Row,
    online,
)
from domain.grades import IN_REGISTER
from domain.scope import Scope
from domain.share import Share
from domain.trend import Followed, Span

MAX_PLACES = 2000
UNFINISHED = tuple(state for state in OPEN_STATES if state != AlertState.RECTIFIED)
NO_OFFICE = ""


@dataclass(frozen=True, slots=True)
class Town:
    """A township with the places that it belongs to."""

    code: str
    name_zh: str
    kind: str
    banner: str
    office: int | None


def league(
    conn: Connection,
    scope: Scope,
    level: Level,
    day: date,
    now: datetime,
    *,
    since: date | None = None,
) -> League:
    """Figures of every place that `scope` sees, by code.

    Args:
        conn: Open connection.
        scope: Who asks; an establishment may not (NotAllowedError).
        level: Banners, townships or offices; townships that no office works make one row.
        day: City day; of an earlier one cameras and risk are as they stood then.
        now: Aware; after it an unfinished alert is overdue.
        since: First day of the reach that ends with `day`; the day itself unless given.
    """
    towns = townships_of(conn, scope)
    figures = by_township(conn, scope, day, now, since or day)
    sums = summed(towns, figures, KEYS[level])
    rows = tuple(
        Row(code, *names, sums[code], *belongs)
        for code, names, belongs in _named(conn, level, towns)
    )
    return League(level, day, rows, reduce(add, sums.values(), Figures()))


def townships_of(conn: Connection, scope: Scope) -> list[Town]:
    """All that the asker sees, by code."""
    columns = (
        township.c.code,
        township.c.name_zh,
        township.c.kind,
        township.c.banner_adcode,
        township.c.office_id,
    )
    seen = in_scope(scope, township.c.code, None)
    rows = conn.execute(select(*columns).where(seen).order_by(township.c.code).limit(MAX_PLACES))
    return [Town(*row) for row in rows]


KEYS: dict[Level, Callable[[Town], str]] = {
    Level.BANNER: lambda town: town.banner,
    Level.TOWNSHIP: lambda town: town.code,
    Level.OFFICE: lambda town: str(town.office) if town.office else NO_OFFICE,
}
"""Which place of a level a township belongs to."""


def summed(
    towns: Sequence[Town], figures: dict[str, Figures], key: Callable[[Town], str]
) -> dict[str, Figures]:
    """Figures of the places that the townships belong to, those of nothing included."""
    found: dict[str, Figures] = {}
    for town in towns:
        place, own = key(town), figures.get(town.code, Figures())
        found[place] = found[place] + own if place in found else own
    return found


def by_township(
    conn: Connection, scope: Scope, day: date, now: datetime, since: date
) -> dict[str, Figures]:
    """Figures of every township of which anything is known; arguments as for `league`."""
    found, over = _Columns(conn, scope), day < city_day(now)
    levels, cameras = found.risk(), cameras_by_township(conn, scope)
    days = found.days(min(since, day - timedelta(days=TREND_DAYS - 1)), day)
    last = [day - timedelta(days=back) for back in reversed(range(TREND_DAYS))]
    parts: dict[str, dict[str, Any]] = {
        "establishments": {place: sum(own.values()) for place, own in levels.items()},
        "risk": found.risk_on(day) if over else levels,
        "online": online_by_township(conn, scope, day)
        if over
        else {place: online(states) for place, states in cameras.items()},
        "channels": {place: sum(states.values()) for place, states in cameras.items()},
        "daily": found.completion(ControlKind.DAILY_CONTROL, day),
        "weekly": found.completion(ControlKind.WEEKLY_REVIEW, day),
        "monthly": found.completion(ControlKind.MONTHLY_DISPATCH, day),
        "reached": {
            place: sum((share for one, share in own.items() if one >= since), NOTHING)
            for place, own in days.items()
        },
        "alerts_found": found.alerts_found(since, day),
        "alerts": found.alerts(day),
        "overdue_alerts": found.overdue(day, now),
        "days": {
            place: tuple(own.get(one, NOTHING) for one in last) for place, own in days.items()
        },
    }
    places = {place for part in parts.values() for place in part}
    return {
        place: Figures(**{name: part[place] for name, part in parts.items() if place in part})
        for place in places
    }


def _named(
    conn: Connection, level: Level, towns: Sequence[Town]
) -> list[tuple[str, tuple[str, str, str], tuple[str, int | None]]]:
    """Code, names and kind, and what each place of a level belongs to, by code."""
    if level == Level.TOWNSHIP:
        return [
            (one.code, (one.name_zh, one.name_zh, one.kind), (one.banner, one.office))
            for one in towns
        ]
    if level == Level.BANNER:
        mine = {town.banner for town in towns}
        stmt = select(banner.c.adcode, banner.c.name_zh, banner.c.name_en)
        rows = conn.execute(stmt.where(banner.c.adcode.in_(mine)).order_by(banner.c.adcode))
        return [(row[0], (row[1], row[2], ""), (row[0], None)) for row in rows]
    works = {town.office for town in towns if town.office}
    office = supervision_office.c
    rows = conn.execute(
        select(office.id, office.name_zh, office.banner_adcode)
        .where(office.id.in_(works))
        .order_by(office.id)
    )
    named = [(str(row[0]), (row[1], row[1], ""), (row[2], row[0])) for row in rows]
    if any(town.office is None for town in towns):
        named.append((NO_OFFICE, ("未划入监管所", "Of no office", ""), ("", None)))
    return named


@dataclass(frozen=True, slots=True)
class _Columns:
    """One grouped query a figure, each from an index that holds it or a roll-up."""

    conn: Connection
    scope: Scope

    def risk(self) -> dict[str, dict[str | None, int]]:
        """In the register, per township and risk level."""
        stmt = (
            self._from(establishment, establishment.c.risk_level, func.count())
            .where(establishment.c.status.in_(IN_REGISTER))
            .group_by(establishment.c.risk_level)
        )
        return self._nested(stmt)

    def risk_on(self, day: date) -> dict[str, dict[str | None, int]]:
        """As `risk`, by the newest score of each on an earlier day or before it.

        Who had no score yet counts as not assessed, so that the sum is that of the register now.
        """
        own, line, newest = establishment.c, risk_history.c, risk_history.alias("newest")
        last = (
            select(func.max(newest.c.on_day))
            .where(newest.c.establishment_id == own.id, newest.c.on_day <= day)
            .correlate(establishment)
            .scalar_subquery()
        )
        scored = (line.establishment_id == own.id) & (line.on_day == last)
        stmt = (
            self._from(establishment, line.level, func.count())
            .select_from(establishment.outerjoin(risk_history, scored))
            .where(own.status.in_(IN_REGISTER))
            .group_by(line.level)
        )
        return self._nested(stmt)

    def completion(self, kind: ControlKind, day: date) -> dict[str, Completion]:
        """Duties of the period that holds `day`, per township."""
        stmt = self._from(control_rollup, *completion_columns()).where(
            control_rollup.c.kind == kind,
            control_rollup.c.period_start == period_start(kind, day),
        )
        found = {row[0]: Completion(*row[1:]) for row in self.conn.execute(stmt)}
        return {place: sums for place, sums in found.items() if sums != NO_TASKS}

    def days(self, first: date, last: date) -> dict[str, dict[date, Share]]:
        """Daily control per township and day."""
        kept = trend_rollup.c
        rows = self.conn.execute(
            select(kept.township_code, kept.start, kept.part, kept.whole).where(
                kept.measure == Followed.DAILY_CONTROL,
                kept.span == Span.DAY,
                kept.start.between(first, last),
                in_scope(self.scope, kept.township_code, None),
            )
        )
        found: dict[str, dict[date, Share]] = defaultdict(dict)
        for place, day, part, whole in rows:
            found[place][day] = Share(part, whole)
        return found

    def alerts_found(self, first: date, last: date) -> dict[str, int]:
        """Found from `first` to `last`, per township."""
        stmt = self._from(alert_rollup, total(alert_rollup.c.found)).where(
            alert_rollup.c.raised_on.between(first, last)
        )
        return {row[0]: row[1] for row in self.conn.execute(stmt)}

    def alerts(self, day: date) -> dict[str, AlertSums]:
        """Found in the last 30 days per township."""
        stmt = self._from(alert_rollup, *alert_columns()).where(
            alert_rollup.c.raised_on.between(day - timedelta(days=TREND_DAYS - 1), day)
        )
        return {row[0]: AlertSums(*row[1:]) for row in self.conn.execute(stmt)}

    def overdue(self, day: date, now: datetime) -> dict[str, int]:
        """Unfinished alerts of the last 30 days whose rectify-by has passed, per township."""
        stmt = self._from(alert, counted(alert.c.rectify_by < now)).where(
            alert.c.state.in_(UNFINISHED),
            alert.c.raised_on.between(day - timedelta(days=TREND_DAYS - 1), day),
        )
        return {row[0]: row[1] for row in self.conn.execute(stmt)}

    def _from(self, facts: Any, *columns: Any) -> Select[Any]:
        return (
            select(facts.c.township_code, *columns)
            .where(in_scope(self.scope, facts.c.township_code, None))
            .group_by(facts.c.township_code)
        )

    def _nested(self, stmt: Select[Any]) -> dict[str, dict[Any, int]]:
        found: dict[str, dict[Any, int]] = defaultdict(dict)
        for place, key, count in self.conn.execute(stmt):
            found[place][key] = count
        return found
