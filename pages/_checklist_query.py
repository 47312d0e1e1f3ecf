"""The address of the checklists becomes what is asked for, and back. Nonsense is left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from domain.control import ControlKind

PATH = "/control/checklists"
_BANNER = re.compile(r"\d{6}", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_CITY = "city"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows.

    Attributes:
        whose: Adcode of a banner, `city`, or None: the asker's own.
        number: Version; None: the one in force.
        other: Version it is compared with.
    """

    kind: ControlKind = ControlKind.DAILY_CONTROL
    whose: str | None = None
    number: int | None = None
    other: int | None = None

    def adcode(self, own: str | None) -> str | None:
        """Banner whose list it is, None for the city's.

        Args:
            own: Banner of the asker, if it has one.
        """
        if self.whose is None:
            return own
        return None if self.whose == _CITY else self.whose


def asked(query: Any) -> Asked:
    """What an address, or a store that was filled from it, asks for."""
    given = query if isinstance(query, Mapping) else {}
    kind, whose = str(given.get("kind")), str(given.get("list"))
    return Asked(
        ControlKind(kind) if kind in set(ControlKind) else ControlKind.DAILY_CONTROL,
        whose if whose == _CITY or _BANNER.fullmatch(whose) else None,
        _number(given.get("version")),
        _number(given.get("with")),
    )


def address(
    kind: ControlKind, adcode: str | None, number: int | None = None, other: int | None = None
) -> str:
    """Address of a list, of one version of it, or of two side by side."""
    wanted = {"kind": kind.value, "list": adcode or _CITY, "version": number, "with": other}
    return f"{PATH}?{urlencode({name: one for name, one in wanted.items() if one is not None})}"


def _number(given: Any) -> int | None:
    return int(given) if isinstance(given, str) and _NUMBER.fullmatch(given) else None
