"""Closures as their establishments declared them, and what offices and bureaus were told."""

from datetime import timedelta

import numpy as np
from sqlalchemy import Connection, insert

from data_access.demo_city.closures import Closures
from data_access.demo_city.establishments import Register
from data_access.demo_city.plan import Plan
from data_access.reminding import escalate
from data_access.schema import declared_closure
from domain.categories import Category
from domain.clock import city_day, city_moment
from domain.control import ControlKind, due_at, locks_at, period_start, previous_start
from domain.operating import REASON_SUSPENDED
from domain.scope import system_scope

_MOST_DAYS_MORE = 5
_DECLARED_AT_H = 15


def write_closures(conn: Connection, plan: Plan, register: Register, closures: Closures) -> None:
    """One row for each stretch of closed days; days without a banquet were never declared."""
    rng = plan.rng("declared closures")
    closed = closures.closed & ~register.of(Category.MOBILE_BANQUET)[:, None]
    edges = np.diff(np.pad(closed.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    owner, first = np.nonzero(edges == 1)
    last = np.nonzero(edges == -1)[1] - 1
    more = rng.integers(0, _MOST_DAYS_MORE, len(owner))
    rows = []
    for who, begins, ends, days in zip(owner, first, last, more, strict=True):
        starts = plan.first_day + timedelta(days=int(begins))
        until = plan.first_day + timedelta(days=int(ends))
        if until == plan.today:  # it goes on
            until += timedelta(days=int(days))
        before = city_moment(starts - timedelta(days=1)) + timedelta(hours=_DECLARED_AT_H)
        rows.append(
            {
                "establishment_id": int(register.ids[who]),
                "township_code": str(register.township_code[who]),
                "starts": starts,
                "ends": until,
                "reason": str(closures.reason[who]).removeprefix(f"{REASON_SUSPENDED}："),
                "declared_by": str(register.name[who])[:60],
                "declared_at": before,
            }
        )
    if rows:
        conn.execute(insert(declared_closure), rows)


def write_escalations(conn: Connection, plan: Plan) -> None:
    """What the clock would have told of the newest periods that are locked."""
    scope = system_scope("scheduler")
    for kind in ControlKind:
        start = previous_start(kind, period_start(kind, city_day(plan.now)))
        while locks_at(kind, due_at(kind, start)) > plan.now:
            start = previous_start(kind, start)
        escalate(conn, scope, kind, start, plan.now)
