"""Findings as rows: who put them right, who looked again, what came back, what repeats."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.faults import fault_of
from data_access.demo_city.officers import Post
from data_access.demo_city.plan import DAY_MS, HOUR_MS, NEVER, Plan
from data_access.demo_city.remarks import FINDING_RETURNS, SEEN_RIGHT
from data_access.schema import control_finding
from domain.findings import REPEAT_WITHIN, FindingState

DRAWN = (
    "establishment_id",
    "kind",
    "period_start",
    "item",
    "note",
    "measure",
    "owner",
    "due_at",
    "rectified_at",
    "township_code",
)
"""Columns of a finding as it is drawn with its record, in order."""

_OFFICER_DAYS = 2.5  # mean wait for an officer's re-check of a key item
_COLLEAGUE_HOURS = 20
_RETURNED_SHARE = 0.06
_BACK_AGAIN_DAYS = 6
_BY_OFFICER_SHARE = 0.15  # of the others: an officer who was there anyway


def write_findings(
    bulk: Bulk,
    plan: Plan,
    principals: Mapping[int, str],
    in_charge: Mapping[str, Post],
    key_items: frozenset[str],
    drawn: list[tuple[Any, ...]],
    number: "count[int]",
) -> None:
    """Write rows of `control_finding`.

    Args:
        bulk: Where to.
        plan: Source of chance.
        principals: Who looks again at what the safety officer has put right, by establishment.
        in_charge: Post that re-checks key items, by township.
        key_items: Ids of the ★ items.
        drawn: DRAWN of each, by establishment and day within a kind.
        number: The next ids.
    """
    if not drawn:
        return
    rng = plan.rng(f"course of findings from {drawn[0][0]}")
    newest: dict[tuple[int, str], tuple[date, int]] = {}
    rows = []
    for row, lot in zip(drawn, rng.random((len(drawn), 4)).tolist(), strict=True):
        own = dict(zip(DRAWN, row, strict=True))
        finding_id, day = next(number), date.fromisoformat(own["period_start"])
        before = newest.get((own["establishment_id"], own["item"]))
        repeats = before is not None and day - before[0] <= REPEAT_WITHIN
        newest[own["establishment_id"], own["item"]] = day, finding_id
        officers = in_charge[own["township_code"]].officers
        officer = officers[int(lot[0] * len(officers))]
        by_officer = own["item"] in key_items or lot[1] < _BY_OFFICER_SHARE
        colleague = principals[own["establishment_id"]]
        rechecker = officer if by_officer or colleague == own["owner"] else colleague
        course = _course(plan, own, rechecker, officer, lot)
        rows.append(
            {
                **own,
                "id": finding_id,
                **course,
                "repeat_of": before[1] if before and repeats else None,
            }
        )
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    for moment in ("due_at", "rectified_at", "rechecked_at"):
        columns[moment] = np.array(columns[moment], dtype=np.int64)
    bulk.insert(control_finding, columns)


def _course(
    plan: Plan, own: dict[str, Any], rechecker: str, officer: str, lot: list[float]
) -> dict[str, Any]:
    """Columns that say how far a finding has come by now; `own` is what was drawn of it."""
    rectified = int(own["rectified_at"])
    course: dict[str, Any] = {
        "state": FindingState.OPEN.value,
        "rectified_by": None,
        "rectified_note": None,
        "rechecked_at": NEVER,
        "rechecked_by": None,
        "recheck_note": None,
        "returned": 0,
    }
    if rectified == NEVER:
        return course
    course["rectified_by"], course["state"] = own["owner"], FindingState.RECTIFIED.value
    course["rectified_note"] = fault_of(own["item"]).right
    wait = (2 + _COLLEAGUE_HOURS * lot[2]) * HOUR_MS
    if rechecker == officer:
        wait = min(12.0, -np.log(1 - lot[2]) * _OFFICER_DAYS + 0.2) * DAY_MS
    seen = rectified + int(wait)
    if seen > plan.now_ms:
        return course
    back = rechecker == officer and lot[3] < _RETURNED_SHARE
    words = FINDING_RETURNS if back else SEEN_RIGHT
    course |= {"rechecked_at": seen, "rechecked_by": rechecker}
    course |= {"recheck_note": words[int(lot[1] * len(words))], "state": FindingState.CLOSED.value}
    if back and seen > plan.now_ms - _BACK_AGAIN_DAYS * DAY_MS:
        course |= {"state": FindingState.OPEN.value, "rectified_at": NEVER, "returned": 1}
    elif back:  # put right a second time
        course |= {"returned": 1, "recheck_note": SEEN_RIGHT[0]}
    return course
