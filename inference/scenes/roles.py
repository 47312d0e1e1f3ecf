"""Who works in a clip: places, clothes, and the row of things each person does."""

import math
from dataclasses import dataclass, replace

import numpy as np

from inference.scenes import labels as names
from inference.scenes.floor_plan import FloorPlan, Place, floor_plan, length, walk
from inference.scenes.layouts import Layout, Piece
from inference.scenes.motion import Motion
from inference.scenes.pose import Doing
from inference.scenes.timeline import CHANGE, FRAMES, FRAMES_PER_S, ROUND, Beat, Role, Window
from inference.scenes.wear import Clothes, Hat, Look, Mask, any_look

_PACE_M_S = 0.85
_REACH_M = 0.95
_MASKS = ((164, 204, 232), (184, 214, 234), (244, 246, 248))
_HATS = (Hat.TOQUE, Hat.TOQUE, Hat.TOQUE, Hat.PAPER, Hat.PAPER, Hat.BOUFFANT, Hat.SKULL_CAP)
_WORK = (Clothes.JACKET, Clothes.TUNIC, Clothes.GOWN, Clothes.JACKET)
_STREET = (Clothes.SHIRT, Clothes.HOODIE, Clothes.COAT, Clothes.T_SHIRT)
_CHIN_SHARE = 0.2
_NEAREST_M = 1.5
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where somebody works: x, z, where they look (radians), what they stand at."""

    place: Place
    yaw: float
    kind: str


def spots(layout: Layout) -> tuple[Spot, ...]:
    """The stations of a room that have something to work at, and room to stand."""
    plan = floor_plan(layout)
    found = []
    for x, z, degrees in layout.stations:
        yaw = math.radians(degrees)
        piece = _before(layout, plan, (x, z), yaw)
        if piece is not None:
            found.append(Spot((x, z), yaw, piece.kind))
    return tuple(found)


def _before(layout: Layout, plan: FloorPlan, place: Place, yaw: float) -> Piece | None:
    ahead = np.array(place) + _REACH_M * 0.75 * np.array([math.sin(yaw), math.cos(yaw)])
    if not plan.free(place, 0.12):
        return None
    near = [
        piece
        for piece in layout.pieces
        if piece.kind not in {"hood", "wall_shelf", "door", "window"}
        and _inside(piece, float(ahead[0]), float(ahead[1]))
    ]
    return near[0] if near else None


def _inside(piece: Piece, x: float, z: float) -> bool:
    across, away = (x - piece.x, z - piece.z)
    if piece.turn in {"east", "west"}:
        across, away = away, across
    return abs(across) < piece.length / 2 - 0.1 and abs(away) < 0.45


def cast(
    layout: Layout,
    chosen: tuple[Spot, ...],
    places: tuple[Spot, ...],
    eye: tuple[float, float, float],
    fault: str,
    rng: Rng,
) -> tuple[Role, ...]:
    """The people of a clip; `fault` is what is wrong with the first of them, if anything."""
    homes = tuple(spot.place for spot in chosen)
    roles = []
    for i, spot in enumerate(chosen):
        others = tuple(place for at, place in enumerate(homes) if at != i)
        wrong = fault if i == 0 else ""
        look = _proper_look(rng)
        look = _easily_read(look, rng) if wrong == names.NO_MASK else look
        seed = int(rng.integers(1 << 30))
        if wrong:
            window, beats = _wrong_day(spot, eye, wrong, rng)
            roles.append(Role(look, _wrong_look(look, wrong, rng), window, beats, seed))
            continue
        free = [item for item in places if item.place not in homes and _far(item.place, eye)]
        ways = [(item, walk(layout, spot.place, item.place, others)) for item in free]
        ways = [
            (item, path)
            for item, path in ways
            if 1.0 < length(path) < 6.5 and all(_far(place, eye) for place in path)
        ]
        alone = i == len(chosen) - 1  # only one person of a clip walks: nobody meets anybody
        if alone and ways and rng.random() < 0.7:
            beats = _walking_day(spot, *ways[int(rng.integers(len(ways)))], eye, rng)
        else:
            beats = _staying_day(spot, eye, rng)
        roles.append(Role(look, look, None, beats, seed))
    return tuple(roles)


def _far(place: Place, eye: tuple[float, float, float]) -> bool:
    """Whether somebody there does not fill the picture."""
    return math.hypot(place[0] - eye[0], place[1] - eye[2]) > _NEAREST_M


def _proper_look(rng: Rng) -> Look:
    look = any_look(rng)
    hat = _HATS[int(rng.integers(len(_HATS)))]
    white = (240.0, 240.0, 238.0)
    net = (206.0, 224.0, 232.0)
    return replace(
        look,
        hat=hat,
        hat_colour=net if hat is Hat.BOUFFANT else white,
        mask=Mask.ON,
        mask_colour=_MASKS[int(rng.integers(len(_MASKS)))],
        clothes=_WORK[int(rng.integers(len(_WORK)))],
        cloth=(238.0, 238.0, 234.0) if rng.random() < 0.75 else (96.0, 142.0, 190.0),
        sleeves=True,
        beard=0.0,
        glasses=bool(look.glasses and rng.random() < 0.3),
    )


def _easily_read(look: Look, rng: Rng) -> Look:
    """Headwear that sets a face off, so that a modest model finds it bare on the first day."""
    hat = Hat.HAIRNET if rng.random() < 0.4 else Hat.PAPER
    blue = (60.0, 84.0, 140.0)
    return replace(look, hat=hat, hat_colour=blue, mask_colour=_MASKS[0], glasses=False)


def _wrong_look(look: Look, fault: str, rng: Rng) -> Look:
    match fault:
        case names.NO_MASK:
            mask = Mask.CHIN if rng.random() < _CHIN_SHARE else Mask.NONE
            return replace(look, mask=mask)
        case names.NO_HAT:
            return replace(look, hat=Hat.NONE)
        case names.NO_WORKWEAR:
            clothes = _STREET[int(rng.integers(len(_STREET)))]
            cloth = (150.0, 62.0, 50.0) if rng.random() < 0.5 else (70.0, 96.0, 76.0)
            return replace(look, clothes=clothes, cloth=cloth, apron=None)
        case names.CIGARETTE:
            return replace(look, mask=Mask.CHIN)
    return replace(look)


def _work(spot: Spot, start: int) -> Beat:
    motions = {"stove": Motion.STIRRING, "sink": Motion.WIPING, "counter": Motion.CUTTING}
    motion = motions.get(spot.kind, Motion.WIPING)
    return Beat(start, Doing.WORKING, motion, spot.place, spot.yaw)


def _look_round(spot: Spot, start: int, eye: tuple[float, float, float], most: float = 0.9) -> Beat:
    """A look into the room, on the camera's side."""
    aside = _aside(spot, eye)
    yaw = spot.yaw + float(np.clip(aside, -most, most))
    rest = float(np.clip(aside - (yaw - spot.yaw), -0.5, 0.5))
    return Beat(start, Doing.STANDING, Motion.LOOKING, spot.place, yaw, turn=rest, nod=0.0)


def _aside(spot: Spot, eye: tuple[float, float, float]) -> float:
    """By how much somebody at work must turn to look at the camera, radians."""
    to_camera = math.atan2(eye[0] - spot.place[0], eye[2] - spot.place[1])
    return math.remainder(to_camera - spot.yaw, 2 * math.pi)


def _frames(rng: Rng, low_s: float, high_s: float) -> int:
    """Whole rounds of a motion, so that it ends as it began."""
    return max(round(float(rng.uniform(low_s, high_s)) * FRAMES_PER_S / ROUND), 1) * ROUND


def _staying_day(spot: Spot, eye: tuple[float, float, float], rng: Rng) -> tuple[Beat, ...]:
    beats = [_work(spot, 0)]
    at = _frames(rng, 5, 10)
    while at < FRAMES - 8 * FRAMES_PER_S:
        kind = rng.random()
        if kind < 0.6:
            beats.append(_look_round(spot, at, eye))
        else:
            reach = Beat(at, Doing.REACHING, Motion.LOOKING, spot.place, spot.yaw)
            beats.append(reach)
        at += _frames(rng, 2.4, 4)
        beats.append(_work(spot, at))
        at += _frames(rng, 6, 11)
    return tuple(beats)


def _walking_day(
    spot: Spot, other: Spot, path: tuple[Place, ...], eye: tuple[float, float, float], rng: Rng
) -> tuple[Beat, ...]:
    """To another station and back."""
    steps = CHANGE + round(length(path) / _PACE_M_S * FRAMES_PER_S) + 3
    out = _frames(rng, 6, 11)
    back = out + steps + _frames(rng, 10, 17)
    beats = [
        _work(spot, 0),
        Beat(out, Doing.WALKING, Motion.LOOKING, path[0], 0.0, path, turn=0.0),
        _work(other, out + steps),
    ]
    if rng.random() < 0.6:
        pause = out + steps + _frames(rng, 4, 6)
        beats += [_look_round(other, pause, eye)]
        beats += [_work(other, pause + _frames(rng, 2.4, 3.4))]
    home = path[::-1]
    beats += [
        Beat(back, Doing.WALKING, Motion.LOOKING, home[0], 0.0, home, turn=0.0),
        _work(spot, back + steps),
    ]
    return tuple(beats)


def _wrong_day(
    spot: Spot, eye: tuple[float, float, float], fault: str, rng: Rng
) -> tuple[Window, tuple[Beat, ...]]:
    """Somebody who does something wrong, and when."""
    start, end = _frames(rng, 7, 20), 0
    end = start + _frames(rng, 14, 18)
    beats = [_work(spot, 0)]
    match fault:
        case names.NO_HAT | names.NO_WORKWEAR:
            return Window(0.0, FRAMES / FRAMES_PER_S), _staying_day(spot, eye, rng)
        case names.PHONE | names.CIGARETTE:
            doing = Doing.CALLING if fault == names.PHONE else Doing.SMOKING
            turned = _look_round(spot, start, eye, 1.5)
            beats += [replace(turned, doing=doing), _work(spot, end)]
            start += CHANGE
        case _:
            beats += _bare_beats(spot, start, end, eye, rng)
            end += CHANGE
    return Window(start / FRAMES_PER_S, end / FRAMES_PER_S), tuple(beats)


def _bare_beats(
    spot: Spot, start: int, end: int, eye: tuple[float, float, float], rng: Rng
) -> list[Beat]:
    """At work the mask goes down; they turn to the room and talk; at work again it goes up.

    A modest model takes a mask that it sees from the side for none: it is worn with the back to us.
    """
    turned = _look_round(spot, start, eye, math.pi)
    touch = replace(_work(spot, start - ROUND), doing=Doing.STANDING, at_face=True, nod=0.2)
    beats = [touch]
    for at in range(start, end, 2 * ROUND):
        aside = float(rng.uniform(-0.3, 0.3))
        beats.append(replace(turned, start=at, yaw=turned.yaw + aside, turn=-0.7 * aside))
    return [*beats, replace(touch, start=end), _work(spot, end + ROUND)]
