"""包保 visits as SQL: who holds an establishment, and what its next visit waits for."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, Subquery, case, func, literal, select

from data_access.schema import establishment, guarantee, guarantor_visit
from data_access.scoping import in_scope
from domain.grades import IN_REGISTER, GuarantorTier
from domain.guarantors import VISIT_EVERY_DAYS
from domain.register_filter import VisitState
from domain.scope import Scope
from domain.workload import VISITS_AHEAD_DAYS


def held_in(scope: Scope, day: date) -> Subquery:
    """Establishments that somebody holds: establishment_id, guarantor_id, township_code, wait.

    `wait` is a VisitState or empty: the rule of `domain.guarantors.visit_due`; tier D where none
    is known.
    """
    mine = in_scope(scope, establishment.c.township_code, establishment.c.id)
    visit = guarantor_visit.c
    last = (
        select(visit.establishment_id, func.max(visit.visited_on).label("visited"))
        .where(visit.establishment_id.in_(select(establishment.c.id).where(mine)))
        .group_by(visit.establishment_id)
        .subquery()
    )
    visited = func.coalesce(last.c.visited, guarantee.c.since)
    soon = _limit(day + timedelta(days=VISITS_AHEAD_DAYS))
    wait = case(
        (visited < _limit(day), VisitState.LATE), (visited <= soon, VisitState.DUE), else_=""
    )
    owner = establishment.c.id
    return (
        select(
            owner.label("establishment_id"),
            guarantee.c.guarantor_id,
            establishment.c.township_code,
            wait.label("wait"),
        )
        .select_from(
            establishment.join(guarantee, guarantee.c.establishment_id == owner).outerjoin(
                last, last.c.establishment_id == owner
            )
        )
        .where(guarantee.c.until.is_(None), establishment.c.status.in_(IN_REGISTER), mine)
        .subquery()
    )


def visit_waits(
    scope: Scope, day: date, state: VisitState | None, cadre: int | None
) -> ColumnElement[bool]:
    """An establishment is held, by `cadre` if one is given, and its visit in `state` if given."""
    held = held_in(scope, day)
    found = select(held.c.establishment_id)
    if state is not None:
        found = found.where(held.c.wait == state)
    if cadre is not None:
        found = found.where(held.c.guarantor_id == cadre)
    return establishment.c.id.in_(found)


def _limit(at: date) -> ColumnElement[date]:
    """The last day on which a visit, or the begin of a charge, is too long ago on `at`."""
    days = {
        tier: literal(at - timedelta(days=every), Date) for tier, every in VISIT_EVERY_DAYS.items()
    }
    return case(days, value=establishment.c.guarantor_tier, else_=days[GuarantorTier.D])
