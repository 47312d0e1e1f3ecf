"""Findings that come back: the same item of the same establishment within REPEAT_WITHIN."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, select

from data_access.findings import case_of, cases
from data_access.schema import control_finding
from domain.findings import REPEAT_WITHIN, FindingCase
from domain.scope import Scope

_LONGEST_CHAIN = 12


def repeats(conn: Connection, scope: Scope, case: FindingCase) -> list[FindingCase]:
    """The other findings of the same item of the same establishment, newest first; at most 12."""
    own = control_finding.c
    rows = conn.execute(
        cases(scope)
        .where(
            own.establishment_id == case.establishment_id,
            own.item == case.item,
            own.id != case.id,
            own.period_start.between(case.start - REPEAT_WITHIN, case.start + REPEAT_WITHIN),
        )
        .order_by(own.period_start.desc(), own.id.desc())
        .limit(_LONGEST_CHAIN)
    )
    return [case_of(row) for row in rows]


def earlier_of(
    conn: Connection, establishment_id: int, wanted: Collection[str], start: date
) -> Mapping[str, int]:
    """Item → newest finding of it in the REPEAT_WITHIN before `start`: what a new one repeats.

    For the writer of findings, in its own transaction; the establishment is in its scope.
    """
    if not wanted:
        return {}
    own = control_finding.c
    rows = conn.execute(
        select(own.item, own.id)
        .where(
            own.establishment_id == establishment_id,
            own.item.in_(wanted),
            own.period_start >= start - REPEAT_WITHIN,
            own.period_start < start,
        )
        .order_by(own.period_start, own.id)
    )
    return {item: number for item, number in rows}
