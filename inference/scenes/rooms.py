"""Kitchens: what stands where, and where people may stand."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from domain.kitchen import CameraPosition
from inference.scenes.fixtures import (
    counter,
    fridge,
    hood,
    notice,
    pot,
    shelf,
    wall_and_floor,
    wok,
)
from inference.scenes.tables import crates, dough, food_trays, sinks, table, vegetables


@dataclass(frozen=True, slots=True)
class Station:
    """Where somebody works: middle of the shoulders, in units of the stage."""

    x: float
    y: float
    scale: float


@dataclass(frozen=True, slots=True)
class Room:
    """One kitchen.

    Attributes:
        back: SVG behind the people.
        front: SVG before them.
        stations: Where people may stand, left to right.
        steam_at: Where steam rises, in units of the stage.
    """

    back: str
    front: str
    stations: tuple[Station, ...]
    steam_at: tuple[tuple[float, float], ...] = ()


def room_for(position: CameraPosition, rng: Random) -> Room:
    """A kitchen as a camera at this position sees it."""
    return _ROOMS[position](rng)


def _cooking(rng: Random) -> Room:
    back = (
        wall_and_floor(cool=False)
        + shelf(14, 92, 70, rng)
        + shelf(398, 92, 74, rng)
        + hood()
        + counter(70, 140, 340, 72)
        + wok(132, 128)
        + pot(222, 112)
        + wok(302, 128)
        + pot(372, 116, 36, 22, lid=True)
    )
    front = table(232, rng.choice((vegetables, food_trays))(232))
    places = (Station(132, 128, 1.0), Station(240, 132, 1.04), Station(344, 130, 1.0))
    return Room(back, front, places, ((222, 92),))


def _prep(rng: Random) -> Room:
    back = (
        wall_and_floor(cool=rng.random() < 0.3)
        + shelf(30, 66, 180, rng)
        + shelf(30, 106, 180, rng)
        + notice(238, 24)
        + fridge(378, 42)
        + counter(20, 150, 330, 60)
    )
    places = (Station(112, 130, 1.05), Station(224, 134, 1.02), Station(322, 132, 1.05))
    return Room(back, table(228, vegetables(228)), places)


def _cutting(rng: Random) -> Room:
    ovens = "".join(
        f'<rect x="42" y="{y}" width="96" height="34" rx="3" fill="#41301f"/>'
        f'<rect x="48" y="{y + 6}" width="84" height="22" fill="#e79a3c" opacity=".75"/>'
        for y in (52, 96, 140)
    )
    back = (
        wall_and_floor(cool=False)
        + '<rect x="30" y="40" width="120" height="146" rx="5" fill="url(#steelH)"/>'
        + ovens
        + shelf(330, 86, 130, rng)
        + hood(180, 250)
    )
    places = (Station(120, 134, 1.05), Station(226, 132, 1.05), Station(340, 134, 1.02))
    return Room(back, table(228, dough(228)), places)


def _cold_room(_rng: Random) -> Room:
    back = (
        wall_and_floor(cool=True)
        + '<rect x="150" y="24" width="180" height="92" rx="4" fill="#dfe7ea"/>'
        '<rect x="156" y="30" width="168" height="80" fill="#bcd0d8"/>'
        '<path d="M156 110L230 30M200 110L274 30" stroke="#fff" stroke-opacity=".35" '
        'stroke-width="10"/>'
        + fridge(24, 44)
        + fridge(370, 44)
        + '<rect x="200" y="4" width="80" height="9" rx="4" fill="#b9a7e8"/>'
        '<rect x="196" y="2" width="88" height="26" fill="#b9a7e8" opacity=".18"/>'
    )
    places = (Station(170, 130, 1.06), Station(300, 132, 1.06))
    return Room(back, table(224, food_trays(224)), places)


def _washing(rng: Random) -> Room:
    machine = (
        '<rect x="326" y="60" width="110" height="126" rx="5" fill="url(#steelH)"/>'
        '<rect x="338" y="88" width="86" height="62" rx="3" fill="#3d464b"/>'
        '<rect x="338" y="70" width="40" height="9" rx="2" fill="#1a1c1f"/>'
        '<circle cx="414" cy="74" r="4" fill="#7BE3C6"/>'
    )
    back = (
        wall_and_floor(cool=True)
        + shelf(20, 70, 200, rng, "bowl")
        + shelf(20, 110, 200, rng, "bowl")
        + machine
    )
    places = (Station(140, 134, 1.04), Station(268, 134, 1.06))
    return Room(back, table(226, sinks(226)), places, ((380, 40),))


def _store(rng: Random) -> Room:
    posts = "".join(
        f'<path d="M{x} 34V206" stroke="#77736b" stroke-width="5"/>' for x in (34, 172, 318, 450)
    )
    boards = "".join(
        shelf(34, y, 138, rng, "box") + shelf(318, y, 132, rng, "box") for y in (80, 124, 168)
    )
    door = (
        '<rect x="196" y="40" width="98" height="146" fill="#8e8a82"/>'
        '<rect x="204" y="48" width="82" height="138" fill="#6f6b64"/>'
        '<circle cx="274" cy="120" r="4" fill="#d9c28c"/>'
    )
    back = wall_and_floor(cool=True) + posts + boards + door
    places = (Station(150, 136, 1.02), Station(246, 134, 1.06), Station(330, 136, 1.02))
    return Room(back, table(232, crates(232)), places)


def _plating(rng: Random) -> Room:
    back = (
        wall_and_floor(cool=False)
        + shelf(40, 62, 400, rng, "bowl")
        + '<rect x="40" y="84" width="400" height="8" rx="4" fill="#FFF1CF"/>'
        '<path d="M50 92H430L470 200H10Z" fill="url(#lamp)" opacity=".45"/>'
    )
    places = (Station(118, 132, 1.02), Station(244, 130, 1.04), Station(370, 132, 1.02))
    return Room(back, table(222, food_trays(222)), places)


_ROOMS: dict[CameraPosition, Callable[[Random], Room]] = {
    CameraPosition.COOKING: _cooking,
    CameraPosition.PREP: _prep,
    CameraPosition.CUTTING: _cutting,
    CameraPosition.COLD_ROOM: _cold_room,
    CameraPosition.WASHING: _washing,
    CameraPosition.STORE: _store,
    CameraPosition.RECEIVING: _store,
    CameraPosition.PLATING: _plating,
    CameraPosition.SAMPLE_RETENTION: _cold_room,
}
