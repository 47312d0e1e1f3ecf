"""What came along with the records of the last days: rows of `control_paper`.

Older records have none, as if they had been kept on another system: a city of three years would
hold more signatures than all the rest.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.establishments import Register
from data_access.demo_city.handed_in import device, seconds, signature, statement
from data_access.demo_city.plan import DAY_MS, NEVER, Plan
from data_access.schema import control_paper
from domain.checklists import MOST_ITEMS, Answer
from domain.control import ControlKind
from domain.pace import LONGEST_S, pack_pace

RECENT_MS = 7 * DAY_MS
_ROUND_MS = 60_000  # from the last tap to the signature
_PAIRS = np.array([pack_pace({"": n}, [""]) for n in range(LONGEST_S + 1)], dtype=object)


def write_papers(
    bulk: Bulk,
    plan: Plan,
    register: Register,
    tasks: Mapping[str, Any],
    rng: np.random.Generator,
) -> None:
    """Write the rows of one block of establishments.

    Args:
        bulk: Where to.
        plan: Says what is recent.
        register: Whose records.
        tasks: Columns of `control_task` in the order of its key, and `owner`.
        rng: Source of chance.
    """
    submitted = tasks["submitted_at"]
    recent = np.flatnonzero((submitted != NEVER) & (submitted > plan.now_ms - RECENT_MS))
    if not len(recent):
        return
    asked = [len(text) - text.count(Answer.NOT_ASKED) for text in tasks["answers"][recent].tolist()]
    looked = seconds(rng, len(recent), MOST_ITEMS)
    looked[np.arange(MOST_ITEMS) >= np.array(asked)[:, None]] = 0
    at = submitted[recent]
    owner = tasks["owner"][recent]
    same = ("establishment_id", "kind", "period_start", "township_code")
    columns: dict[str, Any] = {name: tasks[name][recent] for name in same}
    columns["statement"] = [
        _statement(register, *row)
        for row in zip(
            owner.tolist(), columns["kind"], columns["period_start"], at.tolist(), strict=True
        )
    ]
    columns["signature"] = [signature(hand) for hand in owner.tolist()]
    columns["opened_at"] = at - looked.sum(axis=1) * 1000 - _ROUND_MS
    columns["client_at"] = at - rng.integers(0, 3000, len(recent))
    columns["device"] = [device(number) for number in columns["establishment_id"].tolist()]
    columns["pace"] = [
        "".join(row[:items]) for row, items in zip(_PAIRS[looked].tolist(), asked, strict=True)
    ]
    bulk.insert(control_paper, columns)


def _statement(register: Register, owner: int, kind: str, start: str, at_ms: int) -> str | None:
    if kind == ControlKind.DAILY_CONTROL:
        return None
    words = statement(
        ControlKind(kind),
        date.fromisoformat(start),
        str(register.principal[owner]),
        str(register.safety_officer[owner]),
        datetime.fromtimestamp(at_ms / 1000, UTC),
        owner,
    )
    return json.dumps(words, ensure_ascii=False)
