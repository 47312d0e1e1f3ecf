"""The one place where scores and the level of the register are written.

A level is no edit of the register: its course stands in `risk_history`, with the cell that moved
it, and not among the changes that people made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data_access.changes import Topic, bump
from data_access.risk_due import ROWS_AT_ONCE
from data_access.risk_scoring import Scored
from data_access.schema import establishment, risk_history, risk_override, risk_score
from domain.clock import city_day
from domain.risk import (
    CAUSE_AGE,
    CAUSE_FIRST,
    CAUSE_MANUAL,
    CAUSE_TABLE,
    moved_most,
    points_from_json,
)

_IMPORTED_REASON = "导入登记的等级"
_IMPORTED_FOR = timedelta(days=365)
_COLUMNS = ("score", "low", "high", "static", "dynamic", "level", "points", "table_version")


@dataclass(frozen=True, slots=True)
class Written:
    """What a block of scores changed: scores, and levels that hold."""

    scores: int = 0
    levels: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.scores + other.scores, self.levels + other.levels)


def write_scores(conn: Connection, found: Scored, now: datetime) -> Written:
    """Write scores where they differ from what stands; twice is once.

    Args:
        conn: Write transaction.
        found: Worked out before, perhaps in an earlier transaction.
        now: Aware UTC.
    """
    fresh = {row["establishment_id"]: row for row in _rows(found, now)}
    ids = sorted(fresh)
    kept = _by_id(conn, risk_score, ids)
    # Somebody scored it by newer facts meanwhile.
    ids = [n for n in ids if n not in kept or kept[n].computed_at <= found.at]
    standing = _standing(conn, ids)
    _adopt(conn, {n: standing[n] for n in ids if n in standing and n not in kept}, now)
    manual = overrides_holding(conn, ids, city_day(now))
    news = [fresh[n] for n in ids if n not in kept or _differs(kept[n], fresh[n])]
    moved = []
    history = []
    for number in ids:
        row, old = fresh[number], kept.get(number)
        level = manual[number].level if number in manual else row["level"]
        before = standing[number].risk_level if number in standing else None
        if level != before:
            moved.append({"number": number, "to_level": level})
        if old is None or old.score != row["score"] or level != before:
            history.append(_course(row, old, level, manual=number in manual, day=city_day(now)))
    _write(conn, news, history, moved, now)
    return Written(len(news), len(moved))


def overrides_holding(conn: Connection, ids: Sequence[int], day: date) -> dict[int, Any]:
    """Rows of `risk_override` that hold on `day`, by establishment."""
    own = risk_override.c
    rows = conn.execute(
        select(risk_override)
        .where(own.establishment_id.in_(ids), own.withdrawn_at.is_(None), own.expires_on > day)
        .order_by(own.id)
    )
    return {row.establishment_id: row for row in rows}


def let_hold(
    conn: Connection, establishment_id: int, township_code: str, level: str | None, now: datetime
) -> None:
    """A manual change begins or ends: the level of the register follows at once.

    The caller has raised the change numbers of the register and of risk.
    """
    held = conn.execute(
        select(risk_score).where(risk_score.c.establishment_id == establishment_id)
    ).one_or_none()
    effective = level or (held.level if held else None)
    _set_levels(conn, [{"number": establishment_id, "to_level": effective}], now)
    if held is not None:
        row = {
            "establishment_id": establishment_id,
            "on_day": city_day(now),
            "township_code": township_code,
            "score": held.score,
            "level": effective,
            "cause": CAUSE_MANUAL,
            "table_version": held.table_version,
        }
        _upsert(conn, risk_history, [row])


def _rows(found: Scored, now: datetime) -> list[dict[str, Any]]:
    scores = found.scores
    columns = {
        "establishment_id": found.ids,
        "township_code": found.townships,
        **{
            name: getattr(scores, name).tolist()
            for name in ("score", "low", "high", "static", "dynamic", "level")
        },
        "points": found.points,
    }
    same = {"table_version": found.table.version, "computed_at": now}
    return [
        dict(zip(columns, row, strict=True)) | same for row in zip(*columns.values(), strict=True)
    ]


def _by_id(conn: Connection, table: Table, ids: Sequence[int]) -> dict[int, Any]:
    rows = conn.execute(select(table).where(table.c.establishment_id.in_(ids)))
    return {row.establishment_id: row for row in rows}


def _standing(conn: Connection, ids: Sequence[int]) -> dict[int, Any]:
    own = establishment.c
    rows = conn.execute(
        select(own.id, own.risk_level, own.township_code).where(own.id.in_(ids)).order_by(own.id)
    )
    return {row.id: row for row in rows}


def _adopt(conn: Connection, first_met: dict[int, Any], now: datetime) -> None:
    """A level that the register brought along is a person's word: it holds for a year."""
    made = [
        {
            "establishment_id": number,
            "township_code": row.township_code,
            "level": row.risk_level,
            "reason": _IMPORTED_REASON,
            "made_by": "登记数据",
            "made_at": now,
            "expires_on": city_day(now) + _IMPORTED_FOR,
        }
        for number, row in first_met.items()
        if row.risk_level is not None
    ]
    held = overrides_holding(conn, [row["establishment_id"] for row in made], city_day(now))
    made = [row for row in made if row["establishment_id"] not in held]
    if made:
        conn.execute(insert(risk_override), made)


def _differs(old: Any, row: dict[str, Any]) -> bool:
    return any(getattr(old, name) != row[name] for name in (*_COLUMNS, "township_code"))


def _course(
    row: dict[str, Any], old: Any, level: str | None, *, manual: bool, day: date
) -> dict[str, Any]:
    """The line of a day on which score or level changed, with what moved it most."""
    if old is None:
        cause = CAUSE_MANUAL if manual else CAUSE_FIRST
    elif old.score == row["score"]:
        # The same points and another level: a manual change, or the age of the establishment.
        cause = CAUSE_AGE if old.level != row["level"] and not manual else CAUSE_MANUAL
    elif old.table_version != row["table_version"]:
        cause = CAUSE_TABLE
    else:
        before, after = _by_code(old.points), _by_code(row["points"])
        cause = moved_most(before, after) or CAUSE_TABLE
    return {
        "establishment_id": row["establishment_id"],
        "on_day": day,
        "township_code": row["township_code"],
        "score": row["score"],
        "level": level,
        "cause": cause,
        "table_version": row["table_version"],
    }


def _by_code(text: str) -> dict[str, float]:
    return {point.code: point.points for point in points_from_json(text)}


def _write(
    conn: Connection,
    news: list[dict[str, Any]],
    history: list[dict[str, Any]],
    moved: list[dict[str, Any]],
    now: datetime,
) -> None:
    """Numbers first, then rows in the order of ids: the order all writers keep."""
    if moved:
        bump(conn, Topic.REGISTER, Topic.RISK)
    elif news or history:
        bump(conn, Topic.RISK)
    _set_levels(conn, moved, now)
    _upsert(conn, risk_score, news)
    _upsert(conn, risk_history, history)


def _set_levels(conn: Connection, moved: list[dict[str, Any]], now: datetime) -> None:
    if moved:
        # `version` stays: it is of the form, which does not hold the level.
        conn.execute(
            update(establishment)
            .where(establishment.c.id == bindparam("number"))
            .values(risk_level=bindparam("to_level"), updated_at=now),
            moved,
        )


def _upsert(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    key = [column.name for column in table.primary_key]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        statement = dialect.insert(table).values(rows[start : start + ROWS_AT_ONCE])
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        conn.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))
