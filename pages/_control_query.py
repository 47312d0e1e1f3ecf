"""The address of the control board becomes what is asked for, and back. Nonsense is left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from components import links
from data_access.control_board import EVERYWHERE, Within
from domain.control import ControlKind, period_start
from domain.control_board import Listing, Show

_BANNER = re.compile(r"\d{6}", re.ASCII)
_TOWNSHIP = re.compile(r"\d{9}", re.ASCII)
_OFFICE = re.compile(r"\d{1,9}", re.ASCII)
_ESTABLISHMENT = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the board shows; the list is of the periods around `on`, None for today."""

    kind: ControlKind = ControlKind.DAILY_CONTROL
    listing: Listing = Listing.PREVIOUS
    within: Within = EVERYWHERE
    show: Show = Show.UNANSWERED
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The record beside the board; `start` None is the last answered one."""

    establishment_id: int
    start: date | None = None

    def data(self) -> dict[str, Any]:
        """For a store; `chosen` reads it back."""
        day = self.start.isoformat() if self.start else None
        return {"establishment": str(self.establishment_id), "day": day}


def asked(query: Any) -> Asked:
    """What an address, or a store that was filled from it, asks for."""
    given = query if isinstance(query, Mapping) else {}
    kind, listing, show = (str(given.get(name)) for name in ("kind", "list", "show"))
    office = _match(_OFFICE, given.get("office"))
    return Asked(
        ControlKind(kind) if kind in set(ControlKind) else ControlKind.DAILY_CONTROL,
        Listing(listing) if listing in set(Listing) else Listing.PREVIOUS,
        Within(
            _match(_BANNER, given.get("banner")),
            _match(_TOWNSHIP, given.get("township")),
            int(office) if office else None,
        ),
        Show(show) if show in set(Show) else Show.UNANSWERED,
        _day(given.get("on")),
    )


def chosen(query: Any, kind: ControlKind) -> Chosen | None:
    """The record that an address or a store names, None when it names none."""
    given = query if isinstance(query, Mapping) else {}
    number = _match(_ESTABLISHMENT, given.get("establishment"))
    day = _day(given.get("day"))
    if number is None:
        return None
    return Chosen(int(number), period_start(kind, day) if day else None)


def address(wanted: Asked, **changes: Any) -> str:
    """Where the board stands with `changes` made to what is asked for."""
    new = replace(wanted, **changes)
    return links.control(
        kind=new.kind,
        listing=new.listing,
        banner=new.within.banner_adcode,
        township=new.within.township_code,
        office=new.within.office_id,
        on=new.on,
        show=None if new.show is Show.UNANSWERED else new.show,
    )


def _match(pattern: re.Pattern[str], value: Any) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _day(value: Any) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is None or 2000 <= day.year < 2200 else None
