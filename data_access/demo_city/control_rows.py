"""Control tasks and findings as rows, written in the order of their primary key."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.control_history import EXCUSED, STATES, Duties
from data_access.demo_city.establishments import Register
from data_access.demo_city.faults import fault_of
from data_access.demo_city.finding_rows import write_findings
from data_access.demo_city.officers import Post
from data_access.demo_city.paper_rows import write_papers
from data_access.demo_city.plan import DAY_MS, HOUR_MS, NEVER, Flags, Ints, Plan, Texts, texts
from data_access.schema import control_task
from domain.categories import Category
from domain.checklists import FIRST_VERSION, PURCHASE_ITEM, Answer, SheetFacts
from domain.control import ControlKind
from domain.first_checklists import first_checklist

Unchecked = Counter[tuple[int, str]]
"""Establishment and day, as ISO text, of each failed 进货查验."""

KEY_ITEMS = frozenset(
    item.id for kind in ControlKind for item in first_checklist(kind).items if item.key
)

_ESTABLISHMENTS_A_BLOCK = 1000
_FAIL_SHARE = 0.035
_SECOND_FAIL_SHARE = 0.12
_KEY_ITEM_WEIGHT = 0.4
_PROMPT_H = 27
_SLOW_SHARE, _SLOW_H = 0.05, 150
_STUCK_SHARE, _STUCK_H = 0.004, 700  # waits for a part or a builder
_OFTEN_NOT_APPLICABLE = ("daily.B04", "daily.D07", "daily.F02", "daily.I02", "daily.I03")
_NOT_APPLICABLE_SHARE = 0.3


@dataclass(frozen=True)
class _Sheets:
    """Answers of one kind when nothing failed, and where something may fail, by establishment."""

    blank: Texts
    fallible: list[Ints]
    weight: list[Any]
    ids: list[str]


def write_control(
    bulk: Bulk,
    plan: Plan,
    register: Register,
    duties: list[Duties],
    connected: Flags,
    in_charge: Mapping[str, Post],
    report: Callable[[float], None],
) -> Unchecked:
    """Write rows of `control_task` and `control_finding`.

    Returns:
        Where 进货查验 failed; nobody of the demonstration leaves it unanswered.

    Args:
        bulk: Where to.
        plan: Source of chance.
        register: Whose duties.
        duties: One of each kind.
        connected: Who has a camera.
        in_charge: Post that re-checks key items, by township.
        report: Told the share done.
    """
    rng, papers = plan.rng("answers"), plan.rng("papers")
    sheets = {item.kind: _sheets(plan, register, connected, item.kind) for item in duties}
    by_kind = sorted(duties, key=lambda item: item.kind.value)
    principals = dict(zip(register.ids.tolist(), register.principal, strict=True))
    number = count(1)
    unchecked: Unchecked = Counter()
    for first in range(0, len(register), _ESTABLISHMENTS_A_BLOCK):
        report(first / len(register))
        block = slice(first, first + _ESTABLISHMENTS_A_BLOCK)
        parts = [_tasks(register, item, sheets[item.kind].blank, block) for item in by_kind]
        findings: list[tuple[Any, ...]] = []
        for item, part in zip(by_kind, parts, strict=True):
            found = _fail_some(rng, plan, register, item.kind, sheets[item.kind], part)
            findings += found
            unchecked.update((row[0], row[2]) for row in found if row[3] == PURCHASE_ITEM)
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        order = np.argsort(columns["owner"], kind="stable")
        ordered = {name: column[order] for name, column in columns.items()}
        bulk.insert(
            control_task, {name: column for name, column in ordered.items() if name != "owner"}
        )
        write_papers(bulk, plan, register, ordered, papers)
        write_findings(bulk, plan, principals, in_charge, KEY_ITEMS, findings, number)
    return unchecked


def _sheets(plan: Plan, register: Register, connected: Flags, kind: ControlKind) -> _Sheets:
    rng = plan.rng(f"sheets of {kind}")
    sheet = first_checklist(kind)
    position = {item.id: at for at, item in enumerate(sheet.items)}
    blank, fallible, weight = [], [], []
    flags = (register.cold_room, register.takeaway, connected)
    for category, *facts in zip(register.category, *(one.tolist() for one in flags), strict=True):
        asked = sheet.applicable(SheetFacts(Category(category), *facts))
        skipped = {
            item
            for item, lot in zip(_OFTEN_NOT_APPLICABLE, rng.random(5).tolist(), strict=True)
            if lot < _NOT_APPLICABLE_SHARE
        }
        answers = {
            item.id: Answer.NOT_APPLICABLE if item.id in skipped else Answer.PASS for item in asked
        }
        blank.append(sheet.pack(answers))
        judged = [item for item in asked if item.id not in skipped]
        fallible.append(np.array([position[item.id] for item in judged]))
        weights = np.array([_KEY_ITEM_WEIGHT if item.key else 1.0 for item in judged])
        weight.append(np.cumsum(weights) / weights.sum())
    return _Sheets(texts(blank), fallible, weight, [item.id for item in sheet.items])


def _tasks(register: Register, duties: Duties, blank: Texts, block: slice) -> dict[str, Any]:
    """Columns of the tasks of one block of establishments, by establishment and period."""
    owner, period = np.nonzero(duties.owed[block])
    state = duties.state[block][owner, period]
    submitted = duties.submitted_at[block][owner, period]
    due, reason = duties.due_ms[block][owner, period], duties.reason[block][owner, period]
    owner = owner + block.start
    answered = submitted != NEVER
    signed = register.safety_officer
    if duties.kind is ControlKind.MONTHLY_DISPATCH:
        signed = texts(register.principal)
    days = texts([start.isoformat() for start in duties.starts])
    reason[state != EXCUSED] = None
    return {
        "owner": owner,
        "establishment_id": register.ids[owner],
        "kind": np.full(len(owner), duties.kind.value, dtype=object),
        "period_start": days[period],
        "township_code": register.township_code[owner],
        "category": register.category[owner],
        "state": STATES[state],
        "due_at": due,
        "submitted_at": submitted,
        "submitted_by": _where(answered, signed[owner]),
        "checklist_version": _where(answered, FIRST_VERSION),
        "answers": _where(answered, blank[owner]),
        "reason": reason,
    }


def _where(condition: Flags, values: Any) -> Texts:
    """`values` where `condition` holds, None elsewhere."""
    found: Texts = np.where(condition, values, np.array(None, dtype=object))
    return found


def _fail_some(
    rng: np.random.Generator,
    plan: Plan,
    register: Register,
    kind: ControlKind,
    sheets: _Sheets,
    part: dict[str, Any],
) -> list[tuple[Any, ...]]:
    """Let items fail in some of the answered tasks; return a row of `control_finding` each."""
    owner = part["owner"]
    chance = _FAIL_SHARE * np.exp(-0.5 * register.conduct[owner])
    failed = np.flatnonzero((part["submitted_at"] != NEVER) & (rng.random(len(owner)) < chance))
    allowed_ms = (1 if kind is ControlKind.DAILY_CONTROL else 7) * DAY_MS
    rows = []
    for at, lot in zip(failed.tolist(), rng.random((len(failed), 6)).tolist(), strict=True):
        who = int(owner[at])
        places = _failed_places(sheets, who, lot)
        letters = list(part["answers"][at])
        submitted = int(part["submitted_at"][at])
        rectified = submitted + int(_hours_to_right(lot[3], lot[4]) * HOUR_MS)
        if rectified > plan.now_ms:
            rectified = int(NEVER)
        for place in places:
            fault = fault_of(sheets.ids[place])
            letters[place] = Answer.FAIL.value
            rows.append(
                (
                    int(register.ids[who]),
                    kind.value,
                    part["period_start"][at],
                    sheets.ids[place],
                    fault.found[int(lot[5] * len(fault.found))],
                    fault.measure,
                    part["submitted_by"][at],
                    submitted + allowed_ms,
                    rectified,
                    part["township_code"][at],
                )
            )
        part["answers"][at] = "".join(letters)
    return rows


def _hours_to_right(lot: float, slow: float) -> float:
    """Most within a day, some within a week, very few after weeks; `lot` and `slow` 0 to 1."""
    if slow < _STUCK_SHARE:
        return _SLOW_H + _STUCK_H * lot
    if slow < _SLOW_SHARE:
        return _PROMPT_H + _SLOW_H * lot**2
    return 1 + (_PROMPT_H - 1) * lot**2


def _failed_places(sheets: _Sheets, who: int, lot: list[float]) -> list[int]:
    """Positions of one or two items that fail, ordinary ones more often than key ones."""
    picks = lot[:2] if lot[2] < _SECOND_FAIL_SHARE else lot[:1]
    chosen = np.searchsorted(sheets.weight[who], picks, side="right")
    return sorted({int(place) for place in sheets.fallible[who][chosen]})
