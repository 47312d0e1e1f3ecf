"""The filter of the map: groups and their values, as the address of the page carries them.

The browser sifts what it holds, the server what it answers about areas, exports and clusters: both
by the same groups and values, so they mean the same establishments.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from domain.categories import CODES
from domain.map_measures import MEASURES

GROUPS: dict[str, Sequence[str]] = {
    **{key: tuple(map(str, measure.values)) for key, measure in MEASURES.items()},
    "category": CODES,
}
"""Group → its values; places come on top."""

PLACE_GROUPS = ("banner", "township", "street")
_PLACE_CODES = {"banner": r"\d{6}", "township": r"\d{9}", "street": r"[1-9]\d{0,9}"}
_MOST_VALUES = 200
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class MapFilter:
    """What is shown; a group that is not there is open.

    Attributes:
        chosen: Group and the values that pass, in the order of `GROUPS`, places last.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> Self:
        """From an address or a callback; either may be forged, what nobody knows is left out."""
        found = []
        for group in (*GROUPS, *PLACE_GROUPS):
            asked = query.get(group)
            if not isinstance(asked, str) or len(asked) > _LONGEST:
                continue
            parts = asked.split(",")[:_MOST_VALUES]
            values = (
                tuple(one for one in GROUPS[group] if one in parts)
                if group in GROUPS
                else tuple(one for one in parts if re.fullmatch(_PLACE_CODES[group], one, re.A))
            )
            if values:
                found.append((group, values))
        return cls(tuple(found))

    def query(self) -> dict[str, str]:
        """As in an address."""
        return {group: ",".join(values) for group, values in self.chosen}

    def without(self, *groups: str) -> "MapFilter":
        """The same with some groups left open."""
        return MapFilter(tuple(one for one in self.chosen if one[0] not in groups))
