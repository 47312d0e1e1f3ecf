"""What the register's history is about: its tables, and their values as JSON and back."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, RowMapping, Table, update

from data_access.schema import (
    camera,
    code_scan,
    control_deputy,
    declared_closure,
    establishment,
    establishment_code,
    guarantee,
    guarantor,
    guarantor_visit,
    health_certificate,
    inspection,
    licence,
    penalty,
    person,
    risk_history,
    risk_override,
    risk_score,
    sampling_test,
    sham_signal,
    status_change,
)

SUBJECTS: dict[str, Table] = {
    "establishment": establishment,
    "licence": licence,
    "person": person,
    "health_certificate": health_certificate,
    "camera": camera,
    "guarantor": guarantor,  # told of an establishment that the cadre holds
    "guarantee": guarantee,
    "guarantor_visit": guarantor_visit,
    "inspection": inspection,
    "penalty": penalty,
    "sampling_test": sampling_test,
}
AnyRow = RowMapping | Mapping[str, Any]
CREATED = "created"
REMOVED = "removed"
# They move with their establishment; alerts and control tasks stay where they happened.
_MOVE_ALONG = (
    camera,
    person,
    health_certificate,
    status_change,
    establishment_code,
    code_scan,
    guarantee,
    guarantor_visit,
    inspection,
    penalty,
    sampling_test,
    risk_score,
    risk_history,
    risk_override,
    declared_closure,
    control_deputy,
    sham_signal,
)


def to_json(value: Any) -> str | None:
    """`value` as the history keeps it.

    Raises:
        TypeError: Neither JSON nor a day or moment.
    """
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, default=_plain)


def from_json(text: str | None) -> Any:
    """What `to_json` was given, days and moments still as text."""
    return None if text is None else json.loads(text)


def column_values(table: Table, found: Mapping[str, Any]) -> dict[str, Any]:
    """Column values again from what JSON keeps of them; names that are no column are left out."""
    values = {}
    for name, value in found.items():
        if name not in table.c:
            continue
        kind = table.c[name].type
        if value is not None and isinstance(kind, Date):
            value = date.fromisoformat(value)
        elif value is not None and name.endswith("_at"):
            value = datetime.fromisoformat(value)
        values[name] = value
    return values


def move_along(conn: Connection, establishment_id: int, township_code: str) -> None:
    """Bring what hangs on an establishment to its new township."""
    for table in _MOVE_ALONG:
        conn.execute(
            update(table)
            .where(table.c.establishment_id == establishment_id)
            .values(township_code=township_code)
        )


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong into the history")
