"""Which camera sits in which tile of the video wall: alerts come in, the rest takes turns slowly.

A tile keeps its camera until that camera is replaced, so that nothing moves under the eyes of those
who watch. 平台规则.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LAYOUTS = (1, 4, 9, 16)
DWELL = timedelta(seconds=60)
"""How long a camera without an alert keeps its tile at least."""
TURNS = 2
"""Most quiet tiles that change at one refresh."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A camera in a tile, and since when."""

    camera_id: int
    since: datetime


def seated(
    seats: Sequence[Seat],
    size: int,
    alerting: Sequence[int],
    fresh: Sequence[int],
    now: datetime,
) -> list[Seat]:
    """The tiles after a refresh.

    Args:
        seats: Tiles as they stand, first to last.
        size: Tiles of the layout, one of LAYOUTS.
        alerting: Cameras with a live alert, the gravest first.
        fresh: Cameras that may sit, those looked at most recently first; holds `alerting` too.
        now: Aware UTC.
    """
    if size not in LAYOUTS:
        raise ValueError(f"a wall has {LAYOUTS} tiles, got {size}")
    urgent = list(alerting[:size])
    kept = [seat for seat in _distinct(seats) if seat.camera_id in set(fresh)]
    kept = _shrunk(kept, size, urgent)
    held = {seat.camera_id for seat in kept}
    coming = [camera for camera in urgent if camera not in held]
    coming += [camera for camera in fresh if camera not in held and camera not in urgent]
    while len(kept) < size and coming:
        kept.append(Seat(coming.pop(0), now))
    return _turned(kept, coming, urgent, now)


def _distinct(seats: Sequence[Seat]) -> list[Seat]:
    return list({seat.camera_id: seat for seat in reversed(seats)}.values())[::-1]


def _shrunk(kept: list[Seat], size: int, urgent: list[int]) -> list[Seat]:
    """A smaller layout keeps alerts before others, and the order of those that stay."""
    quiet_room = size - sum(seat.camera_id in urgent for seat in kept)
    left = []
    for seat in kept:
        if seat.camera_id in urgent:
            left.append(seat)
        elif quiet_room > 0:
            left.append(seat)
            quiet_room -= 1
    return left


def _turned(kept: list[Seat], coming: list[int], urgent: list[int], now: datetime) -> list[Seat]:
    """Put waiting cameras into the longest-held quiet tiles: alerts at once, others by turns."""
    places = sorted(
        (place for place, seat in enumerate(kept) if seat.camera_id not in urgent),
        key=lambda place: kept[place].since,
    )
    turns = TURNS
    for place in places:
        if not coming:
            break
        if coming[0] not in urgent:
            if turns == 0 or now - kept[place].since < DWELL:
                break
            turns -= 1
        kept[place] = Seat(coming.pop(0), now)
    return kept
