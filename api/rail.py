"""What stands as a small count beside the pages of the rail, asked for when the doorbell rings."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import Connection

from components.wording import counted
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
    said = {
        Badge.ALERTS: counted("%(n)s 件预警未办结", number),
        Badge.MISSED: counted("昨日日管控 %(n)s 家未报", number),
        Badge.OWN_DUTIES: counted("%(n)s 项管控待填报", number),
        Badge.FAILED_JOBS: counted("%(n)s 项任务失败", number),
        Badge.LOCKED_ACCOUNTS: counted("%(n)s 个账号锁定", number),
    }
    return said[badge]
