"""Risk scores of the demonstration: worked out from its rows as those of any city.

Lines of the history are scores as of earlier days by the facts of those days; only days are looked
at whose last ninety days lie within the history, so that an earlier score misses nothing.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, select, update

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.plan import Ints, Plan, Texts, texts
from data_access.risk_facts import facts_on
from data_access.risk_rows import QUARTER, RiskRows, risk_rows
from data_access.schema import establishment, risk_history, risk_score
from domain.risk import CAUSE_AGE, CAUSE_FIRST, Facts, Floats, Scores, points_as_json, score
from domain.risk_cells import CODES
from domain.risk_shipped import SHIPPED

_BACK = (30, 20, 10)
"""Days ago of the earlier lines, the farthest first."""


def write_risk(conn: Connection, bulk: Bulk, plan: Plan) -> None:
    """Write rows of `risk_score` and `risk_history`, and the levels of the register."""
    backs = [back for back in _BACK if back + QUARTER.days <= plan.demo.days]
    days = [plan.today - timedelta(days=back) for back in (*backs, 0)]
    rows = risk_rows(conn, days, None)
    lines = _Lines(rows)
    for day in days:
        facts = facts_on(rows, day, plan.now - (plan.today - day))
        found = score(SHIPPED, facts)
        lines.add(day, found, facts.age_days)
    _write_scores(bulk, plan, rows, facts, found)
    bulk.insert(risk_history, lines.columns())
    level = select(risk_score.c.level).where(risk_score.c.establishment_id == establishment.c.id)
    conn.execute(update(establishment).values(risk_level=level.scalar_subquery()))


def _write_scores(bulk: Bulk, plan: Plan, rows: RiskRows, facts: Facts, found: Scores) -> None:
    bulk.insert(
        risk_score,
        {
            "establishment_id": rows.ids,
            "township_code": texts(list(rows.establishments.held["township_code"])),
            "score": found.score,
            "low": found.low,
            "high": found.high,
            "static": found.static,
            "dynamic": found.dynamic,
            "level": found.level,
            "points": points_as_json(facts, found),
            "table_version": SHIPPED.version,
            "computed_at": np.full(len(rows.ids), plan.now_ms),
        },
    )


class _Lines:
    """Lines of the history: one an establishment and day on which its score or level changed."""

    def __init__(self, rows: RiskRows) -> None:
        self._ids = rows.ids
        self._townships = texts(list(rows.establishments.held["township_code"]))
        self._last: Scores | None = None
        self._told = np.zeros(len(rows.ids), dtype=bool)
        self._parts: list[dict[str, Any]] = []

    def add(self, day: date, found: Scores, age_days: Floats) -> None:
        """The scores of a day; those who had not opened yet have no line."""
        there = ~(age_days < 0)
        if self._last is None:
            moved, cause = there, texts([CAUSE_FIRST] * len(self._ids))
        else:
            change = found.points - self._last.points
            other = (change.sum(axis=1) != 0) | (found.level != self._last.level)
            moved = there & (other | ~self._told)
            cause = self._causes(change)
        at: Ints = np.flatnonzero(moved)
        self._told |= moved
        self._last = found
        self._parts.append(
            {
                "establishment_id": self._ids[at],
                "on_day": np.full(len(at), np.datetime64(day)),
                "township_code": self._townships[at],
                "score": found.score[at],
                "level": found.level[at],
                "cause": cause[at],
            }
        )

    def columns(self) -> dict[str, Any]:
        """All lines in the order of their key."""
        joined = {
            name: np.concatenate([part[name] for part in self._parts]) for name in self._parts[0]
        }
        order = np.lexsort((joined["on_day"], joined["establishment_id"]))
        found = {name: column[order] for name, column in joined.items()}
        return {**found, "table_version": SHIPPED.version}

    def _causes(self, change: Floats) -> Texts:
        most = np.abs(change).argmax(axis=1)
        cause = np.where(np.abs(change).max(axis=1) > 0, texts(list(CODES))[most], CAUSE_AGE)
        return texts(np.where(self._told, cause, CAUSE_FIRST).tolist())
