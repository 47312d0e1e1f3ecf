"""What 总览 and the pages of banners share: figures that are kept until something changes.

A page asks for a minute of the clock at a time, because clocks run out without anything changing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.numbers import percent
from components.plain import plain
from components.trend import Line, Opens, share_figure, share_rows, span_name
from data_access.alert_queue import queue
from data_access.changes import Topic
from data_access.league import league
from data_access.overview import overview
from data_access.papers import kitchens_seen, papers
from data_access.request import now, remembered, scope, services
from data_access.standing import city_figures, city_trend
from data_access.trend import trend
from domain.alert_filter import QueueFilter
from domain.alerts import Deadlines, next_due
from domain.clock import city_day
from domain.control_board import Show
from domain.figures import Figures, League, Level
from domain.measures import LOWER_IS_BETTER, Measure, Target
from domain.overview import Overview
from domain.papers import Papers
from domain.scope import Scope
from domain.trend import Followed, Span, step_end

COUNTED = (Topic.REGISTER, Topic.CONTROL, Topic.ALERTS, Topic.CAMERAS)


@dataclass(frozen=True, slots=True)
class Moment:
    """The minute that is shown; both parts go into the key of what is kept."""

    now: datetime

    @property
    def day(self) -> date:
        """City day."""
        return city_day(self.now)

    @property
    def key(self) -> str:
        """Equal for all answers of this minute."""
        return self.now.isoformat(timespec="minutes")


def this_minute() -> Moment:
    """The running minute by the injected clock."""
    return Moment(now().replace(second=0, microsecond=0))


def places(level: Level, moment: Moment) -> League:
    """The league of one level, of all that the asker sees."""

    def build(conn: Connection, asker: Scope) -> League:
        return league(conn, asker, level, moment.day, moment.now)

    return remembered("league", COUNTED, build, level, moment.key)


def city_now(moment: Moment) -> Figures:
    """The sums of the whole city, which every official may know."""

    def build(conn: Connection, asker: Scope) -> Figures:
        return city_figures(conn, asker, moment.day, moment.now)

    return remembered("city-figures", COUNTED, build, moment.key)


def red_due(conn: Connection, seen: Scope, at: datetime) -> datetime | None:
    """When the next step of the most urgent open red alert is due."""
    first = queue(conn, seen, QueueFilter(severity=1), at, offset=0, limit=1)
    if not first:
        return None
    clocks = Deadlines(first[0].confirm_by, first[0].rectify_by)
    return next_due(first[0].state, clocks, first[0].rectified_at)


def papers_now(moment: Moment) -> Papers:
    """Papers of the register; they wait for no control record, no alert and no camera."""

    def build(conn: Connection, asker: Scope) -> Papers:
        return papers(conn, asker, moment.day)

    return remembered("papers", (Topic.REGISTER,), build, str(moment.day))


def kitchens_now(moment: Moment) -> int:
    """Establishments of the register with a camera online."""

    def build(conn: Connection, asker: Scope) -> int:
        return kitchens_seen(conn, asker, moment.day)

    return remembered("kitchens", (Topic.REGISTER, Topic.CAMERAS), build, str(moment.day))


def overview_now(moment: Moment) -> Overview:
    """The figures at the top of 总览."""
    level = level_of(scope())

    def build(conn: Connection, asker: Scope) -> Overview:
        total = places(level, moment).total
        kept, seen = papers_now(moment), kitchens_now(moment)
        return overview(conn, asker, total, kept, seen, moment.day, moment.now)

    return remembered("overview", COUNTED, build, moment.key)


def level_of(asker: Scope) -> Level:
    """What the asker's places are compared by."""
    return Level.BANNER if asker.whole_city else Level.TOWNSHIP


def targets() -> dict[Measure, Target]:
    """What every measure shall reach, by the settings."""
    given = services().settings.targets
    return {
        measure: Target(getattr(given, f"{measure}_percent"), measure in LOWER_IS_BETTER)
        for measure in Measure
    }


def completion_trend(
    conn: Connection, seen: Scope, name: str, span: Span, day: date, **where: Any
) -> tuple[dict[str, Any], str, Any]:
    """Figure, one sentence and table rows of daily control, beside the stretch before.

    Whoever does not see the whole city is shown beside its average. `where` narrows the lists
    that the rows open, as the filters of the board name it.
    """
    own = trend(conn, seen, Followed.DAILY_CONTROL, span, day)
    starts = [one.start for one in own.points]
    lines = [
        Line(name, [one.share for one in own.points]),
        Line(_("上期"), [one.before for one in own.points], "dot"),
    ]
    if not seen.whole_city:
        city = city_trend(conn, seen, Followed.DAILY_CONTROL, span, day)
        lines.append(Line(_("全市"), [one.share for one in city.points], "dash"))
    last = {Span.DAY: _("昨日"), Span.WEEK: _("上周"), Span.MONTH: _("上月")}[span]
    parts = [f"{one.name} {last} {percent(one.shares[-2])}%" for one in (lines[0], *lines[2:])]
    words = _("%(span)s日管控完成率：%(parts)s", span=span_name(span), parts="，".join(parts))

    def listed(show: Show) -> Opens:
        def opens(start: date) -> str:
            last = min(step_end(span, start), day)
            since = start if last > start else None
            return links.control(listing="current", since=since, on=last, show=show, **where)

        return opens

    rows = share_rows(span, starts, lines, listed(Show.ANSWERED), listed(Show.DUE))
    return share_figure(span, starts, lines), words, plain(rows)
