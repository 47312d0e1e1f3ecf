"""Scans of 食安码, counted by code and day: written by the public page, read by officials."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from data_access.figures import counted_sum, total
from data_access.schema import code_scan, establishment, establishment_code
from data_access.scoping import in_scope
from domain.clock import city_day, city_moment
from domain.register_filter import CodeState
from domain.scans import (
    BEFORE_DAYS,
    BURST_LEAST,
    BURST_TIMES,
    RECENT_DAYS,
    SETTLED_DAYS,
    CodeScans,
    settled,
)
from domain.scope import Scope


def count_scan(conn: Connection, code: str, now: datetime) -> None:
    """One scan more of a code, where it was ever issued. The writer sees the whole city."""
    own = establishment_code.c
    row = conn.execute(
        select(own.id, own.establishment_id, own.township_code, own.revoked_at).where(
            own.code == code
        )
    ).one_or_none()
    if row is None:
        return
    maker = postgresql if conn.dialect.name == "postgresql" else sqlite
    key = {"code_id": row.id, "on_day": city_day(now)}
    place = {"establishment_id": row.establishment_id, "township_code": row.township_code}
    more = {"scans": 1, "revoked": int(row.revoked_at is not None)}
    statement = maker.insert(code_scan).values(**key, **place, **more)
    added = {name: code_scan.c[name] + number for name, number in more.items()}
    conn.execute(statement.on_conflict_do_update(index_elements=list(key), set_=added))


def scans_of(
    conn: Connection, scope: Scope, establishment_id: int, today: date
) -> dict[str, CodeScans]:
    """By code of the establishment; one that nobody has opened in thirty days is there too."""
    code, scan = establishment_code.c, code_scan.c
    turn = today - timedelta(days=RECENT_DAYS)
    rows = conn.execute(
        select(
            code.code,
            code.issued_at,
            counted_sum(scan.scans, scan.on_day == today),
            counted_sum(scan.scans, scan.on_day > turn),
            counted_sum(scan.scans, scan.on_day <= turn),
            total(scan.revoked),
        )
        .outerjoin(
            code_scan,
            (scan.code_id == code.id)
            & (scan.on_day > turn - timedelta(days=BEFORE_DAYS))
            & (scan.on_day <= today),
        )
        .where(
            code.establishment_id == establishment_id,
            in_scope(scope, code.township_code, code.establishment_id),
        )
        .group_by(code.id, code.code, code.issued_at)
    )
    return {
        row[0]: CodeScans(row[2], row[3], row[4], row[5], settled(city_day(row[1]), today))
        for row in rows
    }


def code_in(state: CodeState, day: date) -> ColumnElement[bool]:
    """An establishment has a code in `state` on a city day."""
    code, scan = establishment_code.c, code_scan.c
    turn = day - timedelta(days=RECENT_DAYS)
    first = turn - timedelta(days=BEFORE_DAYS)
    if state is CodeState.REVOKED:
        return exists().where(
            scan.establishment_id == establishment.c.id, scan.on_day > first, scan.revoked > 0
        )
    recent = counted_sum(scan.scans, scan.on_day > turn)
    before = counted_sum(scan.scans, scan.on_day <= turn)
    burst = (
        select(scan.code_id)
        .join(establishment_code, code.id == scan.code_id)
        .where(
            scan.establishment_id == establishment.c.id,
            scan.on_day > first,
            scan.on_day <= day,
            code.issued_at < city_moment(day - timedelta(days=SETTLED_DAYS - 1)),
        )
        .group_by(scan.code_id)
        .having(recent >= BURST_LEAST, recent * BEFORE_DAYS >= BURST_TIMES * RECENT_DAYS * before)
        .correlate(establishment)
    )
    return burst.exists()
