"""One field of many establishments brought to one value: which fields, which values, what stops it.

What only one establishment can have (name, numbers, point) and what other rules decide (risk,
status) is not changed in bulk.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.grades import GuarantorTier, HygieneGrade
from domain.row_id import LARGEST_ID

MOST_ROWS = 20_000
"""One transaction of half a minute; more wants a filter that narrows. 平台规则."""


class BulkField(StrEnum):
    """Column that can be changed in bulk, as stored."""

    TOWNSHIP = "township_code"
    STREET = "street_id"
    TIER = "guarantor_tier"
    HYGIENE = "hygiene_grade"
    TAKEAWAY = "takeaway"
    COLD_ROOM = "cold_room"


class Obstacle(StrEnum):
    """Why a row cannot be changed."""

    MERGED = "merged"  # it stands for another record
    OTHER_TOWNSHIP = "other_township"  # the street lies in another township than the row
    IN_STREET = "in_street"  # the row stands in a street, which would lie elsewhere then


class BulkRefusedError(ValueError):
    """The change cannot be made at all; `reason` is value, many, none or moved."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BulkChange:
    """A field and its new value; None empties a street or a grade."""

    field: BulkField
    value: str | int | bool | None

    @classmethod
    def parse(cls, field: Any, value: Any) -> "BulkChange":
        """From the texts of a form: codes, ids, letters, `yes`, `no`; empty for none.

        Raises:
            BulkRefusedError: No such field, or a value that it cannot have.
        """
        text = value if isinstance(value, str) else ""
        if not isinstance(field, str) or field not in set(BulkField):
            raise BulkRefusedError("value")
        known = BulkField(field)
        if known is BulkField.TOWNSHIP and re.fullmatch(r"\d{9}", text, re.ASCII):
            return cls(known, text)
        if known in (BulkField.TAKEAWAY, BulkField.COLD_ROOM) and text in {"yes", "no"}:
            return cls(known, text == "yes")
        if known in _MAY_BE_EMPTY and text == "none":
            return cls(known, None)
        if text in _LETTERS.get(known, ()):
            return cls(known, text)
        if known is BulkField.STREET and re.fullmatch(r"[0-9]{1,10}", text):
            number = int(text)
            if 0 < number <= LARGEST_ID:
                return cls(known, number)
        raise BulkRefusedError("value")


_MAY_BE_EMPTY = (BulkField.STREET, BulkField.TIER, BulkField.HYGIENE)
_LETTERS: dict[BulkField, tuple[str, ...]] = {
    BulkField.TIER: tuple(GuarantorTier),
    BulkField.HYGIENE: tuple(HygieneGrade),
}
CHOICES: dict[BulkField, tuple[str, ...]] = {
    BulkField.TIER: (*GuarantorTier, "none"),
    BulkField.HYGIENE: (*HygieneGrade, "none"),
    BulkField.TAKEAWAY: ("yes", "no"),
    BulkField.COLD_ROOM: ("yes", "no"),
}
"""Values of the fields that do not name a place, as `BulkChange.parse` takes them."""


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a change would do to the rows that the asker may see.

    Attributes:
        total: Rows asked for.
        moves: How many rows now have each value that would change; None for no value.
        staying: Rows that have the value already.
        stopped: Rows that cannot be changed, by obstacle.
        mark: Of the rows that would change with the value each has, and of the new value: equal
            while exactly the same would happen.
    """

    total: int
    moves: dict[str | int | bool | None, int]
    staying: int
    stopped: dict[Obstacle, int]
    mark: str

    @property
    def changing(self) -> int:
        """Rows that would change."""
        return sum(self.moves.values())
