"""Narrower places that an address of a list names, each with the filter that leaves it out."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import Connection

from data_access.places import townships
from data_access.register import named
from domain.alert_filter import QueueFilter
from domain.finding_filter import FindingFilter
from domain.scope import Scope

F = TypeVar("F", QueueFilter, FindingFilter)


def narrowed(
    conn: Connection, asker: Scope, wanted: F, days: tuple[date | None, date | None], without: F
) -> list[tuple[str, F]]:
    """Township, establishment and days that hold: what each is called, and the filter without it.

    Args:
        conn: Open connection.
        asker: Names stand only where this asker may read them.
        wanted: The filter that holds.
        days: Its first and last day; without a last one nothing is narrowed.
        without: The same filter without days.
    """
    found = []
    if wanted.township_code:
        names = {one.code: one.name_zh for one in townships(conn, asker)}
        name = names.get(wanted.township_code, wanted.township_code)
        found.append((name, replace(wanted, township_code=None)))
    if wanted.establishment_id:
        shop = named(conn, asker, [wanted.establishment_id])
        name = shop[0].name if shop else _("不在权限范围内的单位")
        found.append((name, replace(wanted, establishment_id=None)))
    first, last = days
    if last:
        found.append((f"{first or ''} … {last}", without))
    return found
