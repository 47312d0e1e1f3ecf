"""Scripts become pictures: layers are drawn once, moved for each frame, and encoded as H.264."""

import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import resvg_py

from data_access.files import UNFINISHED, write_whole
from inference.detections import U8
from inference.scenes.fixtures import DEFS, STAGE_HEIGHT, STAGE_WIDTH, steam
from inference.scenes.people import Pose, body_svg, head_svg
from inference.scenes.script import DURATION_S, FRAMES_PER_S, Person, Script, write_script

WIDTH_PX, HEIGHT_PX = 640, 360
PX_PER_UNIT = WIDTH_PX / STAGE_WIDTH
_KEYFRAME_S = 2
_SPRITE = (-56, -84, 112, 216)  # left, top, width, height around the shoulders, local units
_NECK, _HIP = (0.0, -16.0), (0.0, 110.0)
_STEAM_SIDE, _STEAM_RISE_S = 60, 4.0

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sprite:
    """A drawn piece.

    Attributes:
        rgba: Shape (h, w, 4), uint8, colour multiplied by alpha already.
        origin: Local point (0, 0) in pixels of the sprite.
    """

    rgba: U8
    origin: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Actor:
    person: Person
    bodies: dict[Pose, Sprite]
    heads: dict[bool, Sprite]


def make_clip(n: int, folder: Path) -> Path:
    """Render clip `n` as `<n>.mp4`, whole or not at all, with its truth beside it as `<n>.json`.

    Raises:
        OSError: The folder cannot be written.
    """
    script = write_script(n)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{n}.mp4"
    with tempfile.NamedTemporaryFile(dir=folder, suffix=UNFINISHED, delete=False) as file:
        fresh = Path(file.name)
    try:
        _encode(frames(script), fresh)
        write_whole(folder / f"{n}.json", json.dumps(truth(script)).encode())
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return target


def truth(script: Script) -> dict[str, object]:
    """What the clip shows, for measuring a detector. The patrol never reads it."""
    return {
        "clip": script.n,
        "position": script.position.value,
        "duration_s": DURATION_S,
        "people": len(script.people),
        "bare_face_s": [[window.start_s, window.end_s] for window in script.bare],
    }


def frames(script: Script) -> Iterator[U8]:
    """Pictures of the clip in order: (360, 640, 3), RGB."""
    back = np.ascontiguousarray(_layer(script.room.back)[:, :, :3])
    front = _layer(script.room.front)
    actors = [_actor(person) for person in script.people]
    steam_sprite = _draw(steam(), (0, 0, _STEAM_SIDE, _STEAM_SIDE), 1.0)
    lens = _lens(script)
    grain = _grain(script)
    for i in range(round(DURATION_S * FRAMES_PER_S)):
        at_s = i / FRAMES_PER_S
        picture = back.copy()
        for place in script.room.steam_at:
            _rise(picture, steam_sprite, place, at_s)
        for actor in sorted(actors, key=lambda item: item.person.stance(at_s).y):
            _act(picture, actor, at_s)
        _over(picture, front, 0, 0)
        picture = np.asarray(cv2.multiply(picture, lens, scale=1 / 160), np.uint8)
        shift = (i * 37) % HEIGHT_PX
        yield np.asarray(cv2.add(picture, np.roll(grain, shift, axis=0), dtype=cv2.CV_8U), np.uint8)


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


def _actor(person: Person) -> _Actor:
    scale = person.home.scale
    return _Actor(
        person,
        {pose: _draw(body_svg(person.look, pose), _SPRITE, scale) for pose in Pose},
        {
            masked: _draw(head_svg(person.look, masked=masked), _SPRITE, scale)
            for masked in ((True, False) if person.bare else (True,))
        },
    )


def _act(picture: U8, actor: _Actor, at_s: float) -> None:
    stance = actor.person.stance(at_s)
    scale = actor.person.home.scale * PX_PER_UNIT
    stand = _shift(stance.x * PX_PER_UNIT, stance.y * PX_PER_UNIT) @ _turn(stance.lean, _HIP, scale)
    _place(picture, actor.bodies[stance.pose], stand)
    head = actor.heads[actor.person.masked(at_s)]
    _place(picture, head, stand @ _turn(stance.nod, _NECK, scale))


def _rise(picture: U8, sprite: Sprite, place: tuple[float, float], at_s: float) -> None:
    for offset in (0.0, 0.5):
        share = (at_s / _STEAM_RISE_S + offset) % 1.0
        left = round((place[0] - _STEAM_SIDE / 2) * PX_PER_UNIT)
        top = round((place[1] - _STEAM_SIDE / 2 - 16 * share) * PX_PER_UNIT)
        faded = (sprite.rgba * math.sin(math.pi * share)).astype(np.uint8)
        _over(picture, faded, left, top)


def _layer(svg: str) -> U8:
    return _draw(DEFS + svg, (0, 0, STAGE_WIDTH, STAGE_HEIGHT), 1.0).rgba


def _draw(svg: str, view: tuple[float, float, float, float], scale: float) -> Sprite:
    left, top, width, height = view
    zoom = PX_PER_UNIT * scale
    document = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" '
        f'width="{width * zoom:.0f}" height="{height * zoom:.0f}">{svg}</svg>'
    )
    png = resvg_py.svg_to_bytes(svg_string=document, skip_system_fonts=True)
    bgra = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    rgba = cv2.cvtColor(np.asarray(bgra), cv2.COLOR_BGRA2RGBA).astype(np.uint16)
    rgba[:, :, :3] = rgba[:, :, :3] * rgba[:, :, 3:] // 255
    return Sprite(rgba.astype(np.uint8), (-left * zoom, -top * zoom))


def _place(picture: U8, sprite: Sprite, matrix: Matrix) -> None:
    """Draw a sprite whose local origin goes where `matrix` (3, 3) says, in pixels."""
    height, width = sprite.rgba.shape[:2]
    margin = 12
    left = math.floor(matrix[0, 2] - sprite.origin[0]) - margin
    top = math.floor(matrix[1, 2] - sprite.origin[1]) - margin
    local = _shift(-left, -top) @ matrix @ _shift(-sprite.origin[0], -sprite.origin[1])
    moved = cv2.warpAffine(
        sprite.rgba, local[:2], (width + 2 * margin, height + 2 * margin), flags=cv2.INTER_LINEAR
    )
    _over(picture, np.asarray(moved, np.uint8), left, top)


def _over(picture: U8, rgba: U8, left: int, top: int) -> None:
    """Lay premultiplied `rgba` on the picture in place; what sticks out is cut off."""
    height, width = picture.shape[:2]
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + rgba.shape[1], width), min(top + rgba.shape[0], height)
    if x0 >= x1 or y0 >= y1:
        return
    piece = rgba[y0 - top : y1 - top, x0 - left : x1 - left]
    under = picture[y0:y1, x0:x1]
    hidden = cv2.merge([255 - piece[:, :, 3]] * 3)
    shown = cv2.multiply(under, hidden, scale=1 / 255)
    picture[y0:y1, x0:x1] = cv2.add(shown, cv2.cvtColor(np.asarray(piece), cv2.COLOR_RGBA2RGB))


def _lens(script: Script) -> U8:
    """Gain of each pixel, 160 = unchanged: tint of the camera, darker towards the corners."""
    y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX]
    far = np.hypot((x - WIDTH_PX / 2) / WIDTH_PX, (y - HEIGHT_PX * 0.45) / HEIGHT_PX) / 0.7
    dark = 1 - 0.38 * np.clip(far - 0.45, 0, 1) ** 1.5
    tint = np.array([script.light.red, script.light.green, script.light.blue])
    return np.asarray(np.clip(160 * dark[:, :, None] * tint, 0, 255), np.uint8)


def _grain(script: Script) -> npt.NDArray[np.int16]:
    noise = np.random.default_rng(script.n).normal(0, script.light.grain, (HEIGHT_PX, WIDTH_PX, 1))
    return np.repeat(noise, 3, axis=2).astype(np.int16)


def _shift(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def _turn(degrees: float, pivot: tuple[float, float], scale: float) -> Matrix:
    angle = math.radians(degrees)
    turn = np.array(
        [
            [math.cos(angle), -math.sin(angle), 0.0],
            [math.sin(angle), math.cos(angle), 0.0],
            [0.0, 0.0, 1.0],
        ]
    )
    x, y = pivot[0] * scale, pivot[1] * scale
    return np.asarray(_shift(x, y) @ turn @ _shift(-x, -y), np.float64)
