"""What 总览 and the pages of banners share: figures that are kept until something changes.

A page asks for a minute of the clock at a time, because clocks run out without anything changing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from components.numbers import percent
from components.plain import plain
from components.trend import completion_figure, completion_rows
from data_access import figures
from data_access.alert_queue import queue
from data_access.changes import Topic
from data_access.league import league
from data_access.request import now, remembered
from data_access.scoping import in_banner
from data_access.standing import Standing, city_average
from domain.alert_filter import QueueFilter
from domain.alerts import Deadlines, next_due
from domain.clock import city_day
from domain.control import ControlKind
from domain.figures import TREND_DAYS, Figures, League, Level
from domain.scope import NotAllowedError, Scope
from domain.share import Share

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


def narrowed(conn: Connection, asker: Scope, adcode: str | None) -> Scope:
    """The asker's scope, or one banner of it.

    Raises:
        NotAllowedError: No such banner, or none for this asker: the two look alike.
    """
    seen = asker if adcode is None else in_banner(conn, asker, adcode)
    if seen is None:
        raise NotAllowedError("no such banner for this account")
    return seen


def places(level: Level, adcode: str | None, moment: Moment) -> League:
    """The league of one level, of the asker or of one banner."""

    def build(conn: Connection, asker: Scope) -> League:
        return league(conn, narrowed(conn, asker, adcode), level, moment.day, moment.now)

    return remembered("league", COUNTED, build, level, adcode, moment.key)


def standing(adcode: str | None, moment: Moment) -> Standing:
    """The city beside the asker or one banner."""

    def build(conn: Connection, asker: Scope) -> Standing:
        return city_average(conn, narrowed(conn, asker, adcode), moment.day, moment.now)

    return remembered("standing", COUNTED, build, adcode, moment.key)


def red_due(conn: Connection, seen: Scope, at: datetime) -> datetime | None:
    """When the next step of the most urgent open red alert is due."""
    first = queue(conn, seen, QueueFilter(severity=1), at, offset=0, limit=1)
    if not first:
        return None
    clocks = Deadlines(first[0].confirm_by, first[0].rectify_by)
    return next_due(first[0].state, clocks, first[0].rectified_at)


def earlier(conn: Connection, seen: Scope, moment: Moment) -> dict[ControlKind, Share]:
    """Per kind, what the period before had reached at the age the running one has now."""
    return {
        kind: figures.answered_before(conn, seen, kind, moment.day, moment.now)
        for kind in ControlKind
    }


def daily_trend(
    moment: Moment, own: Figures, name: str, city: Figures | None
) -> tuple[dict[str, Any], str, Any]:
    """Figure, one sentence and table rows of thirty days of daily control."""
    days = [moment.day - timedelta(days=n) for n in range(TREND_DAYS - 1, -1, -1)]
    compared = city.days if city else None
    figure = completion_figure(days, own.days, name, compared, _("全市"))
    words = _(
        "近30日日管控完成率，%(name)s 昨日 %(p)s%%", name=name, p=percent(own.days[-2].answered)
    )
    if city:
        words += _("，全市 %(p)s%%", p=percent(city.days[-2].answered))
    return figure, words, plain(completion_rows(days, own.days, compared))
