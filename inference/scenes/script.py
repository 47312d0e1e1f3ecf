"""What happens in demonstration clip n: who works where, and what is done wrong, and when.

Everything follows from n, so a clip that is lost is made again exactly as it was.
"""

from dataclasses import dataclass, replace

import numpy as np

from domain.kitchen import CameraPosition, clip_position
from inference.scenes import labels as names
from inference.scenes.floor_plan import Place, floor_plan
from inference.scenes.layouts import Layout, Split, layouts
from inference.scenes.lens import Lens
from inference.scenes.rearrangement import rearranged
from inference.scenes.roles import Spot, cast, spots
from inference.scenes.timeline import DURATION_S, Role, Window
from inference.scenes.vermin import Run, rodent_run
from inference.scenes.viewpoint import Subject, View, best_view, worth

_SALT = 20261126
_BARE_EVERY = 8  # one clip in eight has a bare face for a while
_OTHER_EVERY = 16  # one in sixteen has another fault
_OTHERS = (
    names.FLAME,
    names.RODENT,
    names.NO_HAT,
    names.PHONE,
    names.BIN_OPEN,
    names.NO_WORKWEAR,
    names.SPILL,
    names.PHONE,
    names.NO_HAT,
    names.CIGARETTE,
    names.RODENT,
    names.CIGARETTE,
)
_ON_PEOPLE = {names.NO_MASK, names.NO_HAT, names.NO_WORKWEAR, names.PHONE, names.CIGARETTE}
_ON_FLOOR = {names.BIN_OPEN, names.SPILL}
_WORKED_AT = {"stove", "counter", "table", "sink"}
_TRIES = 5
_PLANS = {
    CameraPosition.COOKING: ("cooking line", "canteen kitchen", "narrow kitchen"),
    CameraPosition.PREP: ("preparation island", "bakery"),
    CameraPosition.PLATING: ("plating pass",),
    CameraPosition.WASHING: ("washing room",),
    CameraPosition.CUTTING: ("cutting room",),
    CameraPosition.COLD_ROOM: ("cold dishes",),
    CameraPosition.STORE: ("store",),
}
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin on the floor."""

    place: Place
    is_open: bool


@dataclass(frozen=True, slots=True)
class Script:
    """One clip.

    Attributes:
        bins: On the floor, all the time.
        spill: Where something was spilt, or None.
        flames: Which pieces of the layout have a flame on them.
        rodent: The way of a rodent, or None.
        faults: Label of what is wrong, and when: the truth a detector is measured against.
    """

    n: int
    position: CameraPosition
    layout: Layout
    lens: Lens
    view: View
    people: tuple[Role, ...]
    bins: tuple[Bin, ...]
    spill: Place | None
    flames: tuple[int, ...]
    rodent: Run | None
    faults: tuple[tuple[str, Window], ...]

    def windows(self, label: str) -> tuple[Window, ...]:
        """When this is wrong."""
        return tuple(window for name, window in self.faults if name == label)


def write_script(n: int) -> Script:
    """The script of clip `n`.

    Raises:
        ValueError: `n` is negative.
    """
    if n < 0:
        raise ValueError(f"clip number must be >= 0, got {n}")
    rng = np.random.default_rng([_SALT, n])
    position = clip_position(n)
    fault = _fault(n, position)
    layout = _room(position, fault, rng)
    places = spots(layout)
    count = min(_count(fault, rng), len(places))
    lens = _lens(fault, count, rng)
    chosen, view, floor, rodent = _framed(layout, places, count, lens, fault, rng)
    on_people = fault if fault in _ON_PEOPLE else ""
    people = cast(layout, chosen, places, view.at, on_people, rng)
    on_floor = floor[0] if fault in _ON_FLOOR else None
    bins = _bins(fault, floor, rng)
    return Script(
        n,
        position,
        layout,
        lens,
        view,
        people,
        bins,
        on_floor if fault == names.SPILL else None,
        _flames(layout, people, fault),
        rodent,
        _faults(fault, people, rodent),
    )


def _fault(n: int, position: CameraPosition) -> str:
    if n % _BARE_EVERY == _BARE_EVERY // 2:
        return names.NO_MASK
    if n % _OTHER_EVERY != 9:
        return ""
    fault = _OTHERS[n // _OTHER_EVERY % len(_OTHERS)]
    if fault == names.FLAME and position is not CameraPosition.COOKING:
        return names.SPILL
    return names.BIN_OPEN if fault == names.RODENT and position is CameraPosition.STORE else fault


def _room(position: CameraPosition, fault: str, rng: Rng) -> Layout:
    """A room of this kind, with all that its fault needs."""
    plans = {layout.name: layout for layout in layouts(Split.TRAIN)}
    wanted = _PLANS[position]
    plan = plans[wanted[int(rng.integers(len(wanted)))]]
    for _ in range(_TRIES):
        layout = rearranged(plan, rng)
        if _fits(layout, fault):
            return layout
    return plan


def _fits(layout: Layout, fault: str) -> bool:
    kinds = {piece.kind for piece in layout.pieces}
    if fault == names.FLAME:
        return "stove" in kinds
    if fault == names.RODENT:
        return rodent_run(layout, np.random.default_rng(0)) is not None
    return any(spot.kind in _WORKED_AT for spot in spots(layout)) or fault not in _ON_PEOPLE


def _count(fault: str, rng: Rng) -> int:
    """How many people there are."""
    if fault in {names.RODENT, names.FLAME}:
        return 0
    choices = (1, 2, 2) if fault in _ON_PEOPLE else (0, 1, 1, 2, 2, 2, 3)
    return choices[int(rng.integers(len(choices)))]


def _framed(
    layout: Layout,
    places: tuple[Spot, ...],
    count: int,
    lens: Lens,
    fault: str,
    rng: Rng,
) -> tuple[tuple[Spot, ...], View, list[Place], Run | None]:
    """Where people work, the camera, and free places on the floor: the best of some tries."""
    plan = floor_plan(layout)
    found = []
    for _ in range(_TRIES if fault in _ON_PEOPLE or fault == names.RODENT else 1):
        rodent = rodent_run(layout, rng) if fault == names.RODENT else None
        chosen = _chosen(places, count, rng)
        floor = _free_floor(layout, chosen, rng)
        subjects = _subjects(layout, chosen, fault, rodent, floor)
        view = best_view(layout, lens, subjects, rng)
        found.append((worth(view, lens, subjects, plan, layout), (chosen, view, floor, rodent)))
    return max(found, key=lambda item: item[0])[1]


def _chosen(places: tuple[Spot, ...], count: int, rng: Rng) -> tuple[Spot, ...]:
    """Where people work; at tables and stoves rather than before cupboards."""
    order = [places[int(i)] for i in rng.permutation(len(places))]
    order.sort(key=lambda spot: spot.kind not in _WORKED_AT)
    return tuple(order[:count])


def _lens(fault: str, people: int, rng: Rng) -> Lens:
    fish_eye = rng.random() < 0.14 and fault not in _ON_PEOPLE
    half = rng.uniform(0.86, 0.98) if fish_eye else rng.uniform(0.56, 0.7)
    bend = rng.uniform(0.75, 1.0) if fish_eye else rng.uniform(0.05, 0.4)
    dark = fault == names.RODENT or (people == 0 and not fault and rng.random() < 0.3)
    return Lens(float(half), float(bend), infrared=dark)


def _free_floor(layout: Layout, chosen: tuple[Spot, ...], rng: Rng) -> list[Place]:
    """Places on the floor with nobody near, in any order."""
    return [
        (float(x), float(z))
        for x, z in rng.permutation(np.array(layout.ways))
        if all(np.hypot(x - spot.place[0], z - spot.place[1]) > 0.6 for spot in chosen)
    ]


def _subjects(
    layout: Layout, chosen: tuple[Spot, ...], fault: str, rodent: Run | None, floor: list[Place]
) -> list[Subject]:
    """What the camera should see."""
    found = [Subject(*spot.place, spot.yaw) for spot in chosen]
    if fault in _ON_PEOPLE and found:
        found[0] = replace(found[0], weight=4.0, near=True, turns=fault == names.NO_MASK)
    if fault in _ON_FLOOR:
        found.append(Subject(*floor[0], y=0.3, weight=2.0))
    if rodent is not None:
        found += [Subject(x, z, y=0.05, weight=2.0) for x, z in rodent.path[1:-1]]
    if fault == names.FLAME:
        stoves = [piece for piece in layout.pieces if piece.kind == "stove"]
        found += [Subject(piece.x, piece.z, y=1.05, weight=2.0) for piece in stoves]
    return found


def _bins(fault: str, floor: list[Place], rng: Rng) -> tuple[Bin, ...]:
    if fault == names.BIN_OPEN:
        return (Bin(floor[0], is_open=True),)
    return (Bin(floor[1], is_open=False),) if len(floor) > 1 and rng.random() < 0.3 else ()


def _flames(layout: Layout, people: tuple[Role, ...], fault: str) -> tuple[int, ...]:
    """Stoves with a flame: where somebody stays, or, as a fault, with nobody there."""
    found = []
    for i, piece in enumerate(layout.pieces):
        if piece.kind != "stove":
            continue
        near = [
            role
            for role in people
            if all(not beat.path for beat in role.beats)
            and abs(role.beats[0].place[0] - piece.x) < piece.length / 2 + 0.5
            and abs(role.beats[0].place[1] - piece.z) < 1.2
        ]
        if fault == names.FLAME or near:
            found.append(i)
    return tuple(found)


def _faults(
    fault: str, people: tuple[Role, ...], rodent: Run | None
) -> tuple[tuple[str, Window], ...]:
    if fault in _ON_PEOPLE:
        return tuple((fault, role.wrong) for role in people if role.wrong)
    if fault == names.RODENT:
        return tuple((fault, window) for window in rodent.windows) if rodent else ()
    return ((fault, Window(0.0, DURATION_S)),) if fault else ()
