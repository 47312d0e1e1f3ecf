"""What the board of self-control is asked for: an address becomes it, and back.

Addresses are typed, shared and forged: nonsense is left out and never an error.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from domain.categories import CODES
from domain.control import ControlKind, last_starts, period_start
from domain.control_board import MOST_PERIODS, SUMMED, Listing, Show
from domain.figures import Level

_BANNER = re.compile(r"\d{6}", re.ASCII)
_TOWNSHIP = re.compile(r"\d{9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_PAGE = re.compile(r"[1-9]\d{0,3}", re.ASCII)
CLOSED = "none"
"""Instead of an establishment: nobody's record is open."""


@dataclass(frozen=True, slots=True)
class Within:
    """Part of what the asker sees that a board is narrowed to; nothing set keeps all of it."""

    banner_adcode: str | None = None
    township_code: str | None = None
    office_id: int | None = None
    category: str | None = None

    def at(self, code: str | None) -> "Within":
        """Narrowed to a banner of six or a township of nine digits besides, the category kept."""
        if code is None:
            return self
        if len(code) == 6:
            return Within(banner_adcode=code, category=self.category)
        return replace(self, township_code=code)


EVERYWHERE = Within()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the board shows.

    Attributes:
        listing: Which period the list is of: the one that holds `on`, or the one before.
        within: Narrows the whole board.
        show: Which duties the list holds.
        on: A city day, None for today.
        place: Banner or township that the list alone is narrowed to: a cell of the calendar.
        page: Part of the list, from 1.
        rank: Level of the ranking that stands in place of the calendar, None for the calendar.
        since: A city day: the list is of all periods from the one that holds it; None of one.
    """

    kind: ControlKind = ControlKind.DAILY_CONTROL
    listing: Listing = Listing.PREVIOUS
    within: Within = EVERYWHERE
    show: Show = Show.UNANSWERED
    on: date | None = None
    place: str | None = None
    page: int = 1
    rank: Level | None = None
    since: date | None = None

    @classmethod
    def parse(cls, query: Any) -> Self:
        """From the parameters of an address, or of a store that was filled from it."""
        given = query if isinstance(query, Mapping) else {}
        office, page = _match(_NUMBER, given.get("office")), _match(_PAGE, given.get("page"))
        at, show = given.get("at"), _member(Show, given.get("show")) or Show.UNANSWERED
        return cls(
            _member(ControlKind, given.get("kind")) or ControlKind.DAILY_CONTROL,
            _member(Listing, given.get("list")) or Listing.PREVIOUS,
            Within(
                _match(_BANNER, given.get("banner")),
                _match(_TOWNSHIP, given.get("township")),
                int(office) if office else None,
                _code(given.get("category")),
            ),
            show,
            day_of(given.get("on")),
            _match(_BANNER, at) or _match(_TOWNSHIP, at),
            int(page) if page else 1,
            _member(Level, given.get("rank")),
            day_of(given.get("since")) if show in SUMMED else None,
        )

    def query(self) -> dict[str, str]:
        """Parameters that `parse` reads back; what is as it opens is left out."""
        within = self.within
        given = {
            "kind": self.kind,
            "list": self.listing,
            "show": None if self.show is Show.UNANSWERED else self.show,
            "banner": within.banner_adcode,
            "township": within.township_code,
            "office": within.office_id,
            "category": within.category,
            "on": self.on,
            "at": self.place,
            "page": self.page if self.page > 1 else None,
            "rank": self.rank,
            "since": self.since,
        }
        return {name: str(value) for name, value in given.items() if value is not None}

    def to(self, **changes: Any) -> "Asked":
        """With `changes`: another list begins at its first page, another part everywhere in it.

        Another period is one alone, and so is what no sums tell.
        """
        first: dict[str, Any] = {"page": 1}
        if "within" in changes:
            first["place"] = None
        alone = changes.keys() & {"kind", "listing", "on"}
        if alone or changes.get("show", self.show) not in SUMMED:
            first["since"] = None
        return replace(self, **first | changes)

    def first_before(self, last: date) -> date | None:
        """Start of the first period of a list whose last one begins on `last`, None of that alone.

        No list is of more than MOST_PERIODS.
        """
        if self.since is None:
            return None
        first = period_start(self.kind, self.since)
        first = max(first, last_starts(self.kind, last, MOST_PERIODS)[0])
        return first if first < last else None

    @property
    def listed_within(self) -> Within:
        """Part of the city that the list is of."""
        return self.within.at(self.place)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The record beside the board; `start` None is the last answered one."""

    establishment_id: int
    start: date | None = None

    @classmethod
    def parse(cls, query: Any, kind: ControlKind) -> Self | None:
        """The record that an address or a store names, None when it names none."""
        given = query if isinstance(query, Mapping) else {}
        number = _match(_NUMBER, given.get("establishment"))
        day = day_of(given.get("day"))
        if number is None:
            return None
        return cls(int(number), period_start(kind, day) if day else None)

    def data(self) -> dict[str, Any]:
        """For a store; `parse` reads it back."""
        day = self.start.isoformat() if self.start else None
        return {"establishment": str(self.establishment_id), "day": day}


def is_closed(query: Any) -> bool:
    """Whether an address or a store says that no record is open."""
    return isinstance(query, Mapping) and query.get("establishment") == CLOSED


def _member(names: Any, value: Any) -> Any:
    return names(value) if isinstance(value, str) and value in set(names) else None


def _code(value: Any) -> str | None:
    return value if isinstance(value, str) and value in CODES else None


def _match(pattern: re.Pattern[str], value: Any) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def day_of(value: Any) -> date | None:
    """A day of an address, None for none; far from where the calendar itself ends."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is None or 2000 <= day.year < 2200 else None
