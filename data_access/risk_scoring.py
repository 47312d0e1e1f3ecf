"""Scores worked out from the rows of the moment; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data_access.risk_facts import facts_on
from data_access.risk_rows import risk_rows
from data_access.risk_tables import table_on
from domain.clock import city_day
from domain.risk import Scores, points_as_json, score
from domain.risk_table import RiskTable


@dataclass(frozen=True)
class Scored:
    """Scores of establishments in the register, in the order of their ids.

    Attributes:
        at: Moment of the facts, aware UTC.
        townships: Code each.
        points: JSON each, see domain.risk.points_as_json.
    """

    at: datetime
    table: RiskTable
    ids: list[int]
    townships: list[str]
    scores: Scores
    points: list[str]


def scored(
    conn: Connection, ids: Sequence[int] | None, now: datetime, table: RiskTable | None = None
) -> Scored:
    """Score establishments by the facts and the table of `now`.

    Args:
        conn: Read connection of a process of the system.
        ids: Which; None for the whole city. Those that left the register are left out.
        now: Aware UTC.
        table: Instead of the one in force.
    """
    day = city_day(now)
    held = table or table_on(conn, day)
    rows = risk_rows(conn, [day], ids)
    facts = facts_on(rows, day, now)
    found = score(held, facts)
    townships = list(rows.establishments.held["township_code"])
    return Scored(now, held, rows.ids.tolist(), townships, found, points_as_json(facts, found))
