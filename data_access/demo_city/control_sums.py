"""The roll-up of the control history, counted from the arrays.

The database takes seven times as long for it. A test proves that `control_rollup.rebuild` finds
nothing to correct.
"""

from typing import Any

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.closures import category_numbers
from data_access.demo_city.control_history import STATES, Duties
from data_access.demo_city.control_rows import Unchecked
from data_access.demo_city.establishments import CATEGORY_CODES, Register
from data_access.demo_city.plan import Ints, texts
from data_access.schema import control_rollup
from domain.control import ControlKind, ControlState


def write_control_sums(
    bulk: Bulk, register: Register, duties: list[Duties], unchecked: Unchecked
) -> None:
    """Write rows of `control_rollup`, in the order of their primary key.

    Args:
        bulk: Where to.
        register: Whose duties.
        duties: One of each kind.
        unchecked: Where 进货查验 failed; in all other answers of daily control it passed.
    """
    codes = texts(sorted(set(register.township_code)))
    place = {code: at for at, code in enumerate(codes)}
    township = np.array([place[code] for code in register.township_code])
    category = category_numbers(register)
    for item in sorted(duties, key=lambda one: one.kind.value):
        shape = (len(item.starts), len(codes), len(CATEGORY_CODES), len(STATES))
        owner, period = np.nonzero(item.owed)
        cell = np.ravel_multi_index(
            (period, township[owner], category[owner], item.state[owner, period]), shape
        )
        counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(-1, len(STATES))
        used = np.flatnonzero(counts.sum(axis=1))
        period, where, kind = np.unravel_index(used, shape[:3])
        days = texts([start.isoformat() for start in item.starts])
        columns: dict[str, Any] = {
            "kind": item.kind.value,
            "period_start": days[period],
            "township_code": codes[where],
            "category": CATEGORY_CODES[kind],
        }
        columns |= {state: counts[used, at] for at, state in enumerate(STATES)}
        failed = np.zeros(len(used), dtype=np.int64)
        passed = failed
        if item.kind is ControlKind.DAILY_CONTROL:
            failed = _failed(register, item, unchecked, township, category, shape)[used]
            passed = columns[ControlState.DONE] + columns[ControlState.LATE] - failed
        columns |= {"purchases_passed": passed, "purchases_failed": failed}
        bulk.insert(control_rollup, columns)


def _failed(
    register: Register,
    item: Duties,
    unchecked: Unchecked,
    township: Ints,
    category: Ints,
    shape: tuple[int, ...],
) -> Ints:
    """Failed 进货查验 by cell of day, township and category."""
    day_at = {start.isoformat(): at for at, start in enumerate(item.starts)}
    owner_at = {number: at for at, number in enumerate(register.ids.tolist())}
    found = np.zeros(int(np.prod(shape[:3])), dtype=np.int64)
    for (owner, day), times in unchecked.items():
        at = owner_at[owner]
        place = (day_at[day], int(township[at]), int(category[at]))
        found[int(np.ravel_multi_index(place, shape[:3]))] += times
    return found
