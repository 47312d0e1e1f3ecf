"""Days of visits and inspections as a file tells them."""

from datetime import date
from typing import Any

from data_access.importing.row_values import RowValues


def past_day(reader: RowValues, name: str, today: date) -> date | None:
    """A day that must be there and not lie ahead."""
    found = reader.day(name)
    if found is None:
        reader.error(name, reader.text(name), ("日期为空或无法识别", "no date"))
    elif found > today:
        reader.error(name, found.isoformat(), ("不能晚于今天", "not after today"))
    return found


def put_right(reader: RowValues, on: date, today: date) -> dict[str, Any]:
    """Until when and when something was put right, of the columns that the file has."""
    values: dict[str, Any] = {}
    for name in ("rectify_by", "rectified_on"):
        if reader.has(name):
            values[name] = found = reader.day(name)
            if found is not None and found < on:
                reader.error(name, found.isoformat(), ("早于检查或督导日期", "before its day"))
    done = values.get("rectified_on")
    if done is not None and done > today:
        reader.error("rectified_on", done.isoformat(), ("不能晚于今天", "not after today"))
    return values
