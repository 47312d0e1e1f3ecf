"""Scripts become pictures: the room is drawn once, people for each frame, and encoded as H.264."""

import json
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from data_access.files import UNFINISHED, write_whole
from inference.detections import U8
from inference.scenes import hazards
from inference.scenes.camera import F64
from inference.scenes.figure import draw_figure
from inference.scenes.lens import noise_plate
from inference.scenes.pose import joints_of
from inference.scenes.script import Script, write_script
from inference.scenes.solids import Light
from inference.scenes.stage import HEIGHT_PX, WIDTH_PX, Sprite, Stage
from inference.scenes.steam import Steam
from inference.scenes.timeline import DURATION_S, FRAMES, FRAMES_PER_S, Actor, Shown

_KEYFRAME_S = 2
_TONGUES = 5  # drawings of a flame, shown in turn
_SHADOW_M = 0.42
_SALT = 77


def make_clip(n: int, folder: Path, count: int = FRAMES) -> Path:
    """Render clip `n` as `<n>.mp4`, whole or not at all, with its truth beside it as `<n>.json`.

    `count` is how many frames of it, from the first.

    Raises:
        OSError: The folder cannot be written.
    """
    script = write_script(n)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{n}.mp4"
    with tempfile.NamedTemporaryFile(dir=folder, suffix=UNFINISHED, delete=False) as file:
        fresh = Path(file.name)
    try:
        _encode(frames(script, 0, count), fresh)
        write_whole(folder / f"{n}.json", json.dumps(truth(script)).encode())
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return target


def truth(script: Script) -> dict[str, object]:
    """What the clip shows, for measuring a detector. The patrol never reads it."""
    faults: dict[str, list[list[float]]] = {}
    for label, window in script.faults:
        faults.setdefault(label, []).append([window.start_s, window.end_s])
    return {
        "clip": script.n,
        "position": script.position.value,
        "layout": script.layout.name,
        "duration_s": DURATION_S,
        "people": len(script.people),
        "faults_s": faults,
    }


def frames(script: Script, first: int = 0, last: int = FRAMES) -> Iterator[U8]:
    """Pictures `first` to `last` of the clip, the last left out: (360, 640, 3), RGB."""
    rng = np.random.default_rng([_SALT, script.n])
    stage = Stage(script, rng)
    troupe = _Troupe(stage, script, rng)
    fires = _fires(stage, script, rng)
    steam = Steam(stage, script, rng)
    plate, strength = noise_plate(), float(rng.uniform(0.04, 0.09))
    breath = float(rng.uniform(0, 6.28))
    for i in range(first, last):
        stage.begin()
        troupe.play(i)
        for at, size, drawn in fires:
            stage.burn(at, size, drawn[i % _TONGUES])
        picture = stage.picture()
        steam.rise(picture, i)
        turn = 2 * math.pi * i / FRAMES
        gain = 1 + 0.008 * math.sin(5 * turn + breath) + 0.004 * math.sin(37 * turn)
        row, column = (i * 37) % 180, (i * 71) % 320
        grain = plate[row : row + HEIGHT_PX, column : column + WIDTH_PX]
        yield np.asarray(
            cv2.addWeighted(picture, gain, grain, strength, 0, dtype=cv2.CV_8U), np.uint8
        )


class _Troupe:
    """The people and the rodent of a clip, each drawn once for each way they are seen."""

    def __init__(self, stage: Stage, script: Script, rng: np.random.Generator) -> None:
        self._stage = stage
        self._actors = [Actor(role) for role in script.people]
        self._drawn: dict[tuple[object, ...], Sprite] = {}
        self._run = script.rodent
        self._seed = int(rng.integers(1 << 30))
        lamp = stage.camera.view @ np.array([0.15, 0.97, -0.18])
        self._light = Light(lamp, 0.55, 0.36, 0.2)

    def play(self, frame: int) -> None:
        for at, actor in enumerate(self._actors):
            shown = actor.shown(frame)
            key = (at, shown.key)
            if key not in self._drawn:
                self._drawn[key] = self._figure(shown)
            self._stage.shade(shown.stance.place, _SHADOW_M)
            self._stage.lay(self._drawn[key])
        if self._run is not None:
            seen = self._run.at(frame / FRAMES_PER_S)
            if seen is not None:
                (x, z), yaw = seen
                rng = np.random.default_rng(self._seed)
                at_floor = np.array([x, 0.0, z])
                layer = hazards.draw_rodent(self._stage.camera, self._light, at_floor, yaw, rng)
                self._stage.lay(self._stage.sprite(layer))

    def _figure(self, shown: Shown) -> Sprite:
        look, stance = shown.look, shown.stance
        joints = joints_of(stance.posture, stance.place, stance.yaw, look.height_m, look.build)
        rng = np.random.default_rng(look.seed)
        layer = draw_figure(self._stage.camera, self._light, look, joints, shown.doing, rng)
        return self._stage.sprite(layer)


Fire = tuple[F64, tuple[float, float], list[U8]]


def _fires(stage: Stage, script: Script, rng: np.random.Generator) -> list[Fire]:
    """Flames on the stoves that are lit: blue rings while somebody cooks, tall ones when not."""
    found = []
    for i in script.flames:
        top = stage.tops[i]
        blue = bool(script.people)
        along = float(rng.uniform(-0.25, 0.25)) * top.length
        at = top.place.at(along, top.height + (0.0 if blue else 0.08), 0.28 if blue else 0.0)
        wide = float(rng.uniform(0.16, 0.22) if blue else rng.uniform(0.34, 0.5))
        high = wide * (0.3 if blue else 1.1)
        drawn = [hazards.flame(rng, blue=blue) for _ in range(_TONGUES)]
        found.append((at, (wide, high), drawn))
    return found


def _encode(pictures: Iterator[U8], path: Path) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_S)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        stream.options = {
            "preset": "superfast",
            "crf": "27",
            "g": str(_KEYFRAME_S * FRAMES_PER_S),
            "threads": "1",
        }
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
