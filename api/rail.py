"""What stands as a small count beside the pages of the rail, asked for when the doorbell rings."""

from flask import Blueprint, Response, jsonify
from flask_babel import ngettext
from sqlalchemy import Connection

from components.numbers import count
from data_access.badges import Badge, badges
from data_access.changes import Topic
from data_access.request import now, read, remembered, scope
from domain.clock import city_day
from domain.scope import EVERYONE, Scope

ROLES = EVERYONE

rail = Blueprint("rail", __name__)

_PAGES = {
    Badge.ALERTS: "/alerts",
    Badge.MISSED: "/control",
    Badge.OWN_DUTIES: "/control",
    Badge.FAILED_JOBS: "/admin/jobs",
    Badge.LOCKED_ACCOUNTS: "/admin/accounts",
}


@rail.get("/live/badges")
def counts() -> Response:
    """Path of a page → how many things need the asker there, and what they are in words."""
    asker, at = scope(), now()
    day = city_day(at)

    def build(conn: Connection, seen: Scope) -> dict[Badge, int]:
        return badges(conn, seen, day, at)

    if asker.sees_nothing:  # three roles of one scope key, and nothing of theirs has a topic
        with read() as conn:
            found = build(conn, asker)
    else:
        found = remembered("rail", (Topic.ALERTS, Topic.CONTROL), build, day.isoformat())
    return jsonify(
        {
            _PAGES[badge]: {"count": number, "words": _words(badge, number)}
            for badge, number in found.items()
            if number
        }
    )


def _words(badge: Badge, number: int) -> str:
    n = count(number)
    said: dict[Badge, str] = {
        Badge.ALERTS: ngettext("%(n)s 件预警未办结", "%(n)s 件预警未办结", number, n=n),
        Badge.MISSED: ngettext("昨日日管控 %(n)s 家未报", "昨日日管控 %(n)s 家未报", number, n=n),
        Badge.OWN_DUTIES: ngettext("%(n)s 项管控待填报", "%(n)s 项管控待填报", number, n=n),
        Badge.FAILED_JOBS: ngettext("%(n)s 项任务失败", "%(n)s 项任务失败", number, n=n),
        Badge.LOCKED_ACCOUNTS: ngettext("%(n)s 个账号锁定", "%(n)s 个账号锁定", number, n=n),
    }
    return said[badge]
