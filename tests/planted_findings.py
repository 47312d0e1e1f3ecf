"""Findings of the planted shops, in all the states a list tells apart."""

from datetime import date, timedelta

from sqlalchemy import Connection, insert

from data_access.schema import control_finding, control_task
from tests.conftest import NOON
from tests.rows import Planted, plant

TODAY = date(2026, 11, 19)
PLACES = {1: "150602001", 2: "150602001", 3: "150602101", 4: "150603003"}

# id, shop, kind, days back, item, state, hours to the deadline, repeats
FINDINGS = [
    (1, 1, "daily_control", 20, "daily.H01", "closed", -400, None),
    (2, 1, "daily_control", 3, "daily.H01", "open", -48, 1),
    (3, 1, "daily_control", 0, "daily.H02", "rectified", 6, None),
    (4, 2, "weekly_review", 3, "weekly.A01", "open", 90, None),
    (5, 3, "daily_control", 1, "daily.A05", "open", 2, None),
    (6, 4, "daily_control", 1, "daily.H03", "open", -1, None),
    (7, 1, "daily_control", 200, "daily.A05", "closed", -4800, None),
    (8, 1, "daily_control", 200, "daily.A06", "open", -4800, None),
]


def plant_findings(conn: Connection) -> Planted:
    """FINDINGS with their records; returns who sees what."""
    planted = plant(conn)
    records, findings = {}, []
    for number, shop, kind, back, item, state, hours, earlier in FINDINGS:
        day = TODAY - timedelta(days=back)
        key = {"establishment_id": shop, "kind": kind, "period_start": day}
        place = {"township_code": PLACES[shop]}
        due = NOON + timedelta(hours=hours)
        records[shop, kind, day] = key | place | {
            "category": "small", "state": "done", "due_at": due, "submitted_at": due,
            "submitted_by": "刘艳", "checklist_version": 1,
        }  # fmt: skip
        fixed = None if state == "open" else NOON - timedelta(hours=2)
        findings.append(
            key | place | {
                "id": number, "item": item, "note": f"问题{number}", "measure": "整改",
                "owner": "刘艳", "due_at": due, "state": state, "rectified_at": fixed,
                "rectified_by": "刘艳" if fixed else None, "repeat_of": earlier,
                "rechecked_at": NOON - timedelta(hours=1) if state == "closed" else None,
            }
        )  # fmt: skip
    conn.execute(insert(control_task), list(records.values()))
    conn.execute(insert(control_finding), findings)
    return planted
