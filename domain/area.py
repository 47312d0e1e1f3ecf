"""What a page of figures is about: the city, a banner, a township or a supervision office."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from domain.row_id import LARGEST_ID
from domain.scope import Scope

_BANNER = re.compile(r"\d{6}", re.ASCII)
_TOWNSHIP = re.compile(r"\d{9}", re.ASCII)
_OFFICE = re.compile(r"[1-9]\d{0,9}", re.ASCII)


class AreaKind(StrEnum):
    """How far down it lies."""

    CITY = "city"
    BANNER = "banner"
    TOWNSHIP = "township"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Area:
    """One place; nothing set is the whole city.

    Attributes:
        banner: Adcode; of a township or an office the one that it lies in.
        township: Code of nine digits.
        office: Id of a supervision office; never together with a township.
    """

    banner: str | None = None
    township: str | None = None
    office: int | None = None

    @property
    def kind(self) -> AreaKind:
        """The narrowest of what is set."""
        if self.office is not None:
            return AreaKind.OFFICE
        if self.township is not None:
            return AreaKind.TOWNSHIP
        return AreaKind.CITY if self.banner is None else AreaKind.BANNER

    @property
    def filter(self) -> dict[str, Any]:
        """Arguments that narrow the address of a list to it."""
        if self.office is not None:
            return {"office": self.office}
        if self.township is not None:
            return {"township": self.township}
        return {"banner": self.banner} if self.banner else {}

    @classmethod
    def parse(cls, given: object) -> Self | None:
        """What an address, or a store filled from it, names; None where a part is malformed."""
        if not isinstance(given, Mapping):
            return None
        parts = {name: given.get(name) for name in ("banner", "township", "office")}
        patterns = {"banner": _BANNER, "township": _TOWNSHIP, "office": _OFFICE}
        for name, value in parts.items():
            if value is not None and not (
                isinstance(value, str) and patterns[name].fullmatch(value)
            ):
                return None
        office = int(parts["office"]) if parts["office"] else None
        if office is not None and (office > LARGEST_ID or parts["township"]):
            return None
        return cls(parts["banner"], parts["township"], office)

    def data(self) -> dict[str, str]:
        """For a store; `parse` reads it back."""
        given = {"banner": self.banner, "township": self.township, "office": self.office}
        return {name: str(value) for name, value in given.items() if value is not None}


def home(scope: Scope) -> Area:
    """All that an asker sees: an office for its officers, a banner for its bureau."""
    if scope.office_id is not None:
        return Area(office=scope.office_id)
    return Area(banner=scope.banner_adcode)
