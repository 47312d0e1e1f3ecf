"""Who needs somebody and who has moved: the lists by name beside the figures of a place."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from components.improved import improved_items
from components.plain import plain
from components.risk_moves import risk_moves
from components.watch_list import watch_items
from data_access.changes import Topic
from data_access.improved import two_months
from data_access.request import remembered
from data_access.risk_moves import biggest_rises
from data_access.risk_moves import most_improved as most_improved_shops
from data_access.watch_list import LENGTH, watch_list
from domain.figures import TREND_DAYS
from domain.improved import most_improved
from domain.scope import Scope
from pages._area import PARTS, View, parts_of, smallest
from pages._figures import COUNTED

MOVERS = 4


def watched(view: View) -> Any:
    """The few that need somebody first, with the reasons."""

    def build(conn: Connection, asker: Scope) -> Any:
        found = watch_list(conn, view.found.scope, view.moment.day, view.moment.now)
        return plain(watch_items(asker, found))

    return remembered("area-watched", COUNTED, build, *view.key)


def improved(view: View) -> Any:
    """The places that gained most."""

    def build(conn: Connection, _asker: Scope) -> Any:
        level = PARTS[view.area.kind]
        shares = two_months(conn, view.found.scope, level, view.moment.day)
        return plain(
            improved_items(most_improved(parts_of(view).rows, shares, smallest(), LENGTH), level)
        )

    topics = (Topic.REGISTER, Topic.CONTROL)
    return remembered("area-improved", topics, build, *view.key)


def moved(view: View) -> Any:
    """The establishments whose risk moved most, each with the step that did it."""

    def build(conn: Connection, _asker: Scope) -> Any:
        since, seen = view.moment.day - timedelta(days=TREND_DAYS), view.found.scope
        falls = most_improved_shops(conn, seen, since, limit=MOVERS)
        return plain(risk_moves(falls, biggest_rises(conn, seen, since, limit=MOVERS)))

    # Not by the minute: a score moves its topic when it moves.
    place = (*map(str, view.area.data().items()), view.moment.day.isoformat())
    return remembered("area-moved", (Topic.RISK, Topic.REGISTER), build, *place)
