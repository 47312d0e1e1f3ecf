"""Versions of the table of points: which one holds, what another would change, a new one made."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, insert, select

from data_access import audit
from data_access.changes import Topic, bump
from data_access.risk_due import mark_all
from data_access.risk_facts import facts_on
from data_access.risk_rows import risk_rows
from data_access.schema import establishment, risk_table, township
from domain.audit import Event
from domain.clock import city_day
from domain.risk import score
from domain.risk_lists import LevelMove, Preview, TableVersion
from domain.risk_shipped import FIRST, FIRST_VERSION, SHIPPED
from domain.risk_table import (
    NOTE_LENGTH,
    RiskTable,
    TableFault,
    TableRefusedError,
    as_content,
    from_content,
)
from domain.scope import Action, Scope

PREVIEW_ROWS = 50
_FARTHEST = timedelta(days=365)
_SHIPPED_NOTE, _SHIPPED_BY = "计入行政处罚与食品安全监督抽检", "系统"


class TableConflictError(Exception):
    """Somebody made a version since the asker opened the draft."""


def table_on(conn: Connection, day: date) -> RiskTable:
    """The newest version in force on a city day; the first one before any other was."""
    row = conn.execute(
        select(risk_table)
        .where(risk_table.c.effective_from <= day)
        .order_by(risk_table.c.effective_from.desc(), risk_table.c.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return FIRST
    return from_content(row.version, row.content, example=row.example)


def ensure_shipped(conn: Connection, day: date, now: datetime) -> bool:
    """Put the newest shipped version in force from a day on; whether it was not there yet.

    Where people made versions of their own theirs stay in force: the new cells count nothing until
    somebody gives them points.
    """
    made = select(func.count()).select_from(risk_table)
    if conn.scalar(made):
        return False
    bump(conn, Topic.RISK)  # first: of two programs that start, the second one waits and looks
    if conn.scalar(made):
        return False
    conn.execute(
        insert(risk_table).values(
            version=SHIPPED.version,
            effective_from=day,
            example=SHIPPED.example,
            content=as_content(SHIPPED),
            note=_SHIPPED_NOTE,
            made_by=_SHIPPED_BY,
            made_at=now,
        )
    )
    return True


def newest_version(conn: Connection) -> int:
    """The highest number given, of a coming version too."""
    return conn.scalar(select(func.max(risk_table.c.version))) or FIRST_VERSION


def versions(conn: Connection, limit: int = 50) -> list[TableVersion]:
    """All versions, newest first; the shipped one last."""
    own = risk_table.c
    columns = (own.version, own.effective_from, own.made_by, own.made_at, own.note)
    rows = conn.execute(select(*columns).order_by(own.version.desc()).limit(limit))
    return [TableVersion(*row) for row in rows] + [TableVersion(FIRST_VERSION)]


def publish(
    conn: Connection,
    scope: Scope,
    content: object,
    effective_from: date,
    note: str,
    seen: int,
    now: datetime,
) -> int:
    """A new version, in force from a day on; returns its number.

    Args:
        conn: Write transaction.
        scope: Who makes it.
        content: As domain.risk_table.as_content gives it.
        effective_from: City day, today at the earliest and a year ahead at the latest.
        note: Why, in words.
        seen: Newest version that the asker knew of.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role changes no table.
        TableRefusedError: Names every fault of the content; kind `day` or `note` for these.
        TableConflictError: Somebody made a version meanwhile.
    """
    scope.require(Action.CHANGE_RISK_TABLE)
    today = city_day(now)
    if not today <= effective_from <= today + _FARTHEST:
        raise TableRefusedError([TableFault("", "day")])
    words = note.strip()
    if not 0 < len(words) <= NOTE_LENGTH:
        raise TableRefusedError([TableFault("", "note")])
    made = from_content(seen + 1, content, example=True)
    bump(conn, Topic.RISK)  # first: on PostgreSQL its row lock makes writers of versions queue
    if newest_version(conn) != seen:
        raise TableConflictError
    conn.execute(
        insert(risk_table).values(
            version=made.version,
            effective_from=effective_from,
            example=True,
            content=as_content(made),
            note=words,
            made_by=scope.actor[:60],
            made_at=now,
        )
    )
    if effective_from == today:
        mark_all(conn, now)
    detail: dict[str, Any] = {"effective_from": effective_from, "note": words}
    audit.record(conn, scope, Event.RISK_TABLE, now, on=("risk_table", made.version), **detail)
    return made.version


def preview(conn: Connection, scope: Scope, content: object, now: datetime) -> Preview:
    """Who would change level under an edited table, by the facts of now; nothing is written.

    Raises:
        NotAllowedError: The asker's role changes no table.
        TableRefusedError: Names every fault.
    """
    scope.require(Action.CHANGE_RISK_TABLE)
    held = table_on(conn, city_day(now))
    other = from_content(held.version + 1, content, example=True)
    day = city_day(now)
    rows = risk_rows(conn, [day], None)
    facts = facts_on(rows, day, now)
    before, after = score(held, facts), score(other, facts)
    moved = np.flatnonzero(before.level != after.level)
    gain = np.abs(after.score - before.score)[moved]
    shown = moved[np.argsort(-gain, kind="stable")][:PREVIEW_ROWS]
    ids = rows.ids[shown].tolist()
    own = establishment.c
    names = {
        n: (name, place)
        for n, name, place in conn.execute(
            select(own.id, own.name, township.c.name_zh)
            .join(township, township.c.code == own.township_code)
            .where(own.id.in_(ids))
        )
    }
    return Preview(
        Counter(before.level.tolist()),
        Counter(after.level.tolist()),
        len(moved),
        tuple(
            LevelMove(
                number,
                *names[number],
                before.level[at],
                after.level[at],
                float(before.score[at]),
                float(after.score[at]),
            )
            for number, at in zip(ids, shown.tolist(), strict=True)
        ),
    )
