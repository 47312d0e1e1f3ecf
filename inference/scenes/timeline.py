"""A person's clip as a row of beats, and how they stand at each picture of it."""

from dataclasses import dataclass, field, replace

import numpy as np

from inference.scenes.floor_plan import Place
from inference.scenes.motion import Motion, Stance, Walk, eased, moved
from inference.scenes.pose import Doing, Posture, any_posture, by_head
from inference.scenes.wear import Look

DURATION_S = 48.0
FRAMES_PER_S = 5
FRAMES = round(DURATION_S * FRAMES_PER_S)
CHANGE = 4  # frames from one beat to the next
ROUND = 10  # frames of one round of a motion


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the clip, in seconds from its start."""

    start_s: float
    end_s: float

    def holds(self, at_s: float) -> bool:
        """Whether `at_s` lies in it."""
        return self.start_s <= at_s < self.end_s


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing somebody does, from a frame on until the next beat.

    Attributes:
        place: Where they stand; the start of `path` when they walk.
        yaw: Where they look, radians; walkers look ahead.
        path: The way they walk; empty for who stays.
        turn, nod: Of the head, radians, where it matters.
        at_face: Whether a hand is at the mask.
    """

    start: int
    doing: Doing
    motion: Motion
    place: Place
    yaw: float
    path: tuple[Place, ...] = ()
    turn: float | None = None
    nod: float | None = None
    at_face: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """One member of staff in a clip.

    Attributes:
        look: How they are dressed.
        wrong_look: How they are dressed while something is wrong with it.
        wrong: When something is wrong with them, or None.
        beats: In order; the first starts at frame 0, and the last ends as the first begins.
    """

    look: Look
    wrong_look: Look
    wrong: Window | None
    beats: tuple[Beat, ...]
    seed: int

    def look_at(self, at_s: float) -> Look:
        """How they are dressed at this second."""
        return self.wrong_look if self.wrong and self.wrong.holds(at_s) else self.look


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody in one picture; equal keys are equal pictures."""

    stance: Stance
    look: Look
    doing: Doing
    key: tuple[object, ...]


@dataclass(slots=True)
class Actor:
    """Plays a role, frame by frame."""

    role: Role
    _postures: dict[int, Posture] = field(default_factory=dict)

    def shown(self, frame: int) -> Shown:
        """How they are seen in this frame, 0 to FRAMES - 1."""
        at = max(i for i, beat in enumerate(self.role.beats) if beat.start <= frame)
        beat, since = self.role.beats[at], frame - self.role.beats[at].start
        look = self.role.look_at(frame / FRAMES_PER_S)
        wrong = look is self.role.wrong_look
        if since < CHANGE and at > 0:
            stance, change = self._changing(at, since)
            return Shown(stance, look, Doing.STANDING, (*change, wrong))
        if beat.path:
            return Shown(self._walked(at, since), look, beat.doing, (at, since, wrong))
        phase = since % ROUND
        stance = self._held(at, phase / ROUND)
        return Shown(stance, look, beat.doing, (replace(beat, start=0), phase, wrong))

    def _changing(self, at: int, since: int) -> tuple[Stance, tuple[object, ...]]:
        """On the way from the beat before; the way back shows the same pictures."""
        beat, last = self.role.beats[at], self.role.beats[at - 1]
        before = self._walked(at - 1, beat.start - last.start) if last.path else self._held(at - 1)
        after = self._walked(at, 0) if beat.path else self._held(at)
        share = (since + 1) / (CHANGE + 1)
        stance = before.towards(after, eased(share))
        if last.path or beat.path:
            return stance, (at, since)
        there, back = (replace(item, start=0) for item in (last, beat))
        if hash(there) > hash(back):
            return stance, (back, there, CHANGE - 1 - since)
        return stance, (there, back, since)

    def _held(self, at: int, phase: float = 0.0) -> Stance:
        beat = self.role.beats[at]
        return Stance(beat.place, beat.yaw, moved(self._posture(at), beat.motion, phase))

    def _walked(self, at: int, since: int) -> Stance:
        beat = self.role.beats[at]
        whole = self.role.beats[at + 1].start - beat.start - CHANGE
        share = eased((since - CHANGE) / max(whole, 1))
        return Walk(beat.path, self._posture(at)).stance(
            share, swings=beat.doing is not Doing.CARRYING
        )

    def _posture(self, at: int) -> Posture:
        if at not in self._postures:
            self._postures[at] = self._new_posture(self.role.beats[at])
        return self._postures[at]

    def _new_posture(self, beat: Beat) -> Posture:
        rng = np.random.default_rng([self.role.seed, list(Doing).index(beat.doing)])
        doing = Doing.STANDING if beat.doing is Doing.WALKING else beat.doing
        posture = any_posture(doing, self.role.look.height_m, rng)
        turn = posture.turn * 0.5 if beat.turn is None else beat.turn
        nod = posture.nod if beat.nod is None else beat.nod
        posture = replace(posture, turn=turn, nod=nod, tilt=posture.tilt * 0.5)
        if beat.at_face:
            touching = by_head(0.03, -0.075, 0.13)
            posture = replace(posture, hands=(posture.hands[0], touching))
        return posture
