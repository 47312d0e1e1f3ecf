"""Categories that the city adds: some of the establishments of the one whose rules each follows."""

import numpy as np
from sqlalchemy import Connection, select, update

from data_access import control_rollup
from data_access.demo_city.plan import Plan, share_out
from data_access.schema import control_task, establishment
from domain.categories import Category, is_own_code, rules_of

_BLOCK = 500  # ids a statement: SQLite takes no list of any length


def write_own_categories(conn: Connection, plan: Plan) -> None:
    """Share the establishments of each of the eleven with those that follow it, by plan."""
    own = [code for code in plan.categories if is_own_code(code)]
    for kind in sorted({rules_of(code) for code in own}):
        codes = [code for code in own if rules_of(code) is kind]
        _share(conn, plan, kind, codes)
    if own:
        control_rollup.rebuild(conn)


def _share(conn: Connection, plan: Plan, kind: Category, codes: list[str]) -> None:
    ids = conn.scalars(
        select(establishment.c.id)
        .where(establishment.c.category == kind)
        .order_by(establishment.c.id)
    ).all()
    planned = [plan.categories[kind].planned if kind in plan.categories else 0]
    planned += [plan.categories[code].planned for code in codes]
    if not sum(planned):
        return
    drawn = plan.rng(f"own categories of {kind}").permutation(np.array(ids, dtype=np.int64))
    ends = np.cumsum(share_out(len(ids), planned)).tolist()
    for code, first, last in zip(codes, ends, ends[1:], strict=False):
        for start in range(first, last, _BLOCK):
            some = drawn[start : min(start + _BLOCK, last)].tolist()
            conn.execute(
                update(establishment).where(establishment.c.id.in_(some)).values(category=code)
            )
            conn.execute(
                update(control_task)
                .where(control_task.c.establishment_id.in_(some))
                .values(category=code)
            )
