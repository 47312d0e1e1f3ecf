"""What happens in demonstration clip n: who works where, and whether somebody's face is bare.

Everything follows from n, so a clip that is lost is made again exactly as it was.
"""

from dataclasses import dataclass
from math import pi, sin
from random import Random

from domain.kitchen import CameraPosition, clip_position
from inference.scenes.people import (
    APRONS,
    HAIRS,
    JACKETS,
    MASKS,
    SKINS,
    Headwear,
    Look,
    Pose,
)
from inference.scenes.rooms import Room, Station, room_for

DURATION_S = 48.0
FRAMES_PER_S = 4
_BARE_EVERY = 8  # one clip in eight has a bare face for a while
_WALK_S = 3.0


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the clip, in seconds from its start."""

    start_s: float
    end_s: float

    def holds(self, at_s: float) -> bool:
        """Whether `at_s` lies in it."""
        return self.start_s <= at_s < self.end_s


@dataclass(frozen=True, slots=True)
class Stance:
    """A person at one moment, in units of the stage and degrees."""

    x: float
    y: float
    lean: float
    nod: float
    pose: Pose


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff in a clip.

    Attributes:
        home: Where they work.
        other: Where they go for a while; the same place when they stay.
        away: When they are at `other`.
        bare: When they wear no mask, or None.
        phase: Keeps two people from moving in step.
    """

    look: Look
    home: Station
    other: Station
    away: Window
    bare: Window | None
    phase: float

    def masked(self, at_s: float) -> bool:
        """Whether the mask is on."""
        return self.bare is None or not self.bare.holds(at_s)

    def stance(self, at_s: float) -> Stance:
        """Where and how they stand; the clip ends as it began, so that it can loop."""
        share = _walked(at_s, self.away)
        walking = 0 < share < 1
        x = self.home.x + (self.other.x - self.home.x) * share
        y = self.home.y + (self.other.y - self.home.y) * share
        turn = 2 * pi * at_s / DURATION_S
        x += 2.2 * sin(9 * turn + self.phase) + 1.1 * sin(17 * turn + 2 * self.phase)
        y += 1.6 * abs(sin(48 * turn)) if walking else 0.5 * sin(13 * turn + self.phase)
        reach = sin(23 * turn + self.phase) > 0.1 and not walking
        return Stance(
            x,
            y,
            lean=1.3 * sin(7 * turn + self.phase),
            nod=2.6 * sin(11 * turn + 1.7 * self.phase),
            pose=Pose.REACHING if reach else Pose.WORKING,
        )


@dataclass(frozen=True, slots=True)
class Light:
    """The camera's picture: gain of red, green and blue, and strength of its grain."""

    red: float
    green: float
    blue: float
    grain: float


@dataclass(frozen=True, slots=True)
class Script:
    """One clip."""

    n: int
    position: CameraPosition
    room: Room
    people: tuple[Person, ...]
    light: Light

    @property
    def bare(self) -> tuple[Window, ...]:
        """When somebody's face is bare: the truth that the detector is measured against."""
        return tuple(person.bare for person in self.people if person.bare is not None)


def write_script(n: int) -> Script:
    """The script of clip `n`.

    Raises:
        ValueError: `n` is negative.
    """
    if n < 0:
        raise ValueError(f"clip number must be >= 0, got {n}")
    rng = Random(f"clip-{n}")  # noqa: S311 - a picture, no secret
    position = clip_position(n)
    room = room_for(position, rng)
    return Script(n, position, room, _people(n, room, rng), _light(rng))


def _people(n: int, room: Room, rng: Random) -> tuple[Person, ...]:
    places = list(room.stations)
    bare_at = n % _BARE_EVERY == _BARE_EVERY // 2
    count = rng.choice((0, 1, 2, 2, 2, 3)) if not bare_at else rng.choice((1, 2, 2))
    staying = sorted(rng.sample(range(len(places)), min(count, len(places))))
    free = [places[i] for i in range(len(places)) if i not in staying]
    people = []
    for at, i in enumerate(staying):
        bare = _bare_window(rng) if bare_at and at == 0 else None
        goes = bare is None and at == len(staying) - 1 and _next_to(i, staying, places, rng)
        start = rng.uniform(6, 14)
        away = Window(start, start + rng.uniform(12, 20))
        people.append(
            Person(
                _look(rng, bare=bare is not None),
                places[i],
                free[-1] if goes and free else places[i],
                away,
                bare,
                rng.uniform(0, 2 * pi),
            )
        )
    return tuple(people)


def _next_to(i: int, staying: list[int], places: list[Station], rng: Random) -> bool:
    """Whether the last one may walk: only to a free place with nobody in between."""
    clear = i + 1 < len(places) or i - 1 not in staying
    return clear and rng.random() < 0.6


def _bare_window(rng: Random) -> Window:
    start = rng.uniform(4, DURATION_S - 24)
    return Window(round(start, 2), round(start + rng.uniform(14, 18), 2))


def _look(rng: Random, *, bare: bool) -> Look:
    """How somebody is dressed; a bare face goes with a hat that the starter reads best."""
    hats = (Headwear.CAP, Headwear.CAP, Headwear.TOQUE, Headwear.BOUFFANT)
    return Look(
        rng.choice(SKINS),
        rng.choice(HAIRS),
        rng.choice(JACKETS),
        rng.choice(APRONS),
        rng.choice(MASKS),
        Headwear.CAP if bare else rng.choice(hats),
    )


def _light(rng: Random) -> Light:
    warmth = rng.uniform(-0.03, 0.05)
    level = rng.uniform(0.93, 1.03)
    return Light(level * (1 + warmth), level, level * (1 - warmth), rng.uniform(0.6, 1.6))


def _walked(at_s: float, away: Window) -> float:
    """0 at home, 1 at the other place, smooth in between."""
    out = (at_s - away.start_s) / _WALK_S
    back = (at_s - away.end_s) / _WALK_S
    return _ease(out) - _ease(back)


def _ease(share: float) -> float:
    held = min(max(share, 0.0), 1.0)
    return held * held * (3 - 2 * held)
