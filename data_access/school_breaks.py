"""The education bureau's dates: published by a bureau, withdrawn, and never overwritten."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from data_access import audit
from data_access.changes import Topic, bump
from data_access.city_categories import follows_rules
from data_access.duty_review import review
from data_access.kitchens import published
from data_access.record_rows import RecordNotFoundError
from data_access.schema import banner, establishment, school_break, township
from domain.audit import Event
from domain.categories import Category
from domain.clock import city_day
from domain.row_id import LARGEST_ID
from domain.school_terms import BreakRow, read_break
from domain.scope import Action, NotAllowedError, Scope

MOST_LISTED = 100


def breaks(conn: Connection, scope: Scope) -> list[BreakRow]:
    """What was published for the asker's part of the city, the newest days first.

    Withdrawn versions are among them: what held on a day of the past can be read here.
    """
    seen = [school_break.c.banner_adcode.is_(None)]
    seen.append(school_break.c.banner_adcode.in_(_banners(scope)))
    rows = conn.execute(
        select(school_break, banner.c.name_zh.label("banner_zh"))
        .outerjoin(banner, banner.c.adcode == school_break.c.banner_adcode)
        .where(or_(*seen))
        .order_by(school_break.c.starts.desc(), school_break.c.id.desc())
        .limit(MOST_LISTED)
    )
    return [
        BreakRow(
            row.id,
            row.banner_zh,
            published(row),
            row.published_by,
            row.published_at,
            row.withdrawn_at,
            row.withdrawn_at is None and _may(scope, row.banner_adcode),
        )
        for row in rows
    ]


def publish(
    conn: Connection, scope: Scope, given: Mapping[str, object], now: datetime
) -> tuple[int, int]:
    """Let a break hold; the version that stood for its place, name and year is withdrawn.

    Args:
        conn: Write transaction.
        scope: The bureau of the city, or of one banner for its own schools.
        given: `name`, `starts`, `ends`, and `banner_adcode` (empty: the whole city) as typed.
        now: Aware UTC.

    Returns:
        Its id, and how many open duties changed with it.

    Raises:
        NotAllowedError: The asker publishes no breaks, or not those of this place.
        FormRefusedError: A value cannot stand.
    """
    scope.require(Action.PUBLISH_TERMS)
    bump(conn, Topic.CONTROL)
    places = list(conn.scalars(_banners(scope)))
    form = read_break(given, city_day(now), places)
    form.require_good()
    if not _may(scope, form.values["banner_adcode"]):
        raise NotAllowedError("breaks of the whole city are published by the city's bureau")
    _retire(conn, form.values, now)
    made = conn.execute(
        insert(school_break)
        .values(published_by=scope.actor[:60], published_at=now, **form.values)
        .returning(school_break.c.id)
    ).scalar_one()
    changed = review(conn, now, *_schools(form.values["banner_adcode"]))
    audit.record(
        conn,
        scope,
        Event.TERMS_PUBLISHED,
        now,
        on=("school_break", made),
        duties=changed,
        **form.values,
    )
    return int(made), changed


def withdraw(conn: Connection, scope: Scope, break_id: int, now: datetime) -> int:
    """Let a break hold no more; how many open duties changed with it.

    Raises:
        NotAllowedError: The asker publishes no breaks.
        RecordNotFoundError: None that holds, or none that the asker may withdraw.
    """
    scope.require(Action.PUBLISH_TERMS)
    bump(conn, Topic.CONTROL)
    row = None
    if 0 < break_id <= LARGEST_ID:
        held = select(school_break).where(
            school_break.c.id == break_id, school_break.c.withdrawn_at.is_(None)
        )
        row = conn.execute(held).one_or_none()
    if row is None or not _may(scope, row.banner_adcode):
        raise RecordNotFoundError("school break")
    conn.execute(update(school_break).where(school_break.c.id == row.id).values(withdrawn_at=now))
    changed = review(conn, now, *_schools(row.banner_adcode))
    on = ("school_break", row.id)
    audit.record(conn, scope, Event.TERMS_PUBLISHED, now, on=on, duties=changed, withdrawn=True)
    return changed


def _retire(conn: Connection, values: Mapping[str, Any], now: datetime) -> None:
    own = school_break.c
    year: date = values["ends"]
    conn.execute(
        update(school_break)
        .where(
            own.banner_adcode.is_(None)
            if values["banner_adcode"] is None
            else own.banner_adcode == values["banner_adcode"],
            own.name_zh == values["name_zh"],
            own.ends.between(date(year.year, 1, 1), date(year.year, 12, 31)),
            own.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )


def _may(scope: Scope, adcode: str | None) -> bool:
    if not scope.allows(Action.PUBLISH_TERMS):
        return False
    return scope.whole_city or (adcode is not None and adcode == scope.banner_adcode)


def _banners(scope: Scope) -> Any:
    """Codes of the banners that the asker sees."""
    codes = select(banner.c.adcode).order_by(banner.c.adcode)
    if scope.banner_adcode is not None:
        return codes.where(banner.c.adcode == scope.banner_adcode)
    if scope.office_id is not None:
        own = select(township.c.banner_adcode).where(township.c.office_id == scope.office_id)
        return codes.where(banner.c.adcode.in_(own))
    return codes


def _schools(adcode: str | None) -> list[ColumnElement[bool]]:
    which = [follows_rules(Category.SCHOOL_CANTEEN)]
    if adcode is not None:
        places = select(township.c.code).where(township.c.banner_adcode == adcode)
        which.append(establishment.c.township_code.in_(places))
    return which
