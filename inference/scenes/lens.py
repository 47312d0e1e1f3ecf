"""What a cheap camera makes of a scene: bent lines, night pictures, steam, dirt, noise, JPEG."""

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from inference.detections import F32, U8
from inference.scenes.textures import noise

Rng = np.random.Generator
_GREY = np.array([0.7, 0.3, 0.04], np.float32)


@dataclass(frozen=True, slots=True)
class Lens:
    """How the camera sees.

    Attributes:
        half_angle: Between the middle of the picture and its corner, radians.
        bend: Share of the angle that is spread evenly, as a fish-eye does: 0 straight, 1 fully.
        infrared: A grey night picture, lit from the camera.
    """

    half_angle: float
    bend: float
    infrared: bool


def any_lens(rng: Rng, night: float) -> Lens:
    """A usual wide lens; one in six is a fish-eye, a share `night` sees by infrared."""
    fish_eye = rng.random() < 0.17
    half = rng.uniform(0.86, 1.02) if fish_eye else rng.uniform(0.5, 0.85)
    bend = rng.uniform(0.75, 1.0) if fish_eye else rng.uniform(0.02, 0.45)
    return Lens(float(half), float(bend), bool(rng.random() < night))


def bend_maps(lens: Lens, size: tuple[int, int], canvas: tuple[int, int]) -> tuple[F32, F32]:
    """Where each pixel of the picture (width, height) comes from on the canvas (width, height)."""
    width, height = size
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) * np.float32(2 / math.hypot(*size))
    y = (np.arange(height, dtype=np.float32) + 0.5 - height / 2) * np.float32(2 / math.hypot(*size))
    far = np.sqrt(x[None] ** 2 + y[:, None] ** 2)
    angle = np.float32(_spread(lens))
    pull = np.tan(far * angle) / (np.maximum(far, 1e-6) * math.tan(float(angle)))
    reach = np.float32(math.hypot(*canvas) / 2)
    return (
        np.asarray(x[None] * pull * reach + (canvas[0] / 2 - 0.5), np.float32),
        np.asarray(y[:, None] * pull * reach + (canvas[1] / 2 - 0.5), np.float32),
    )


def reached(lens: Lens, size: tuple[int, int], canvas: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Which pixels of the canvas (height, width) get into the picture, in blocks of four."""
    width, height = canvas
    reach = math.hypot(*canvas) / 2
    x = (np.arange(2, width + 2, 4) - width / 2) / reach
    y = (np.arange(2, height + 2, 4) - height / 2) / reach
    far = np.maximum(np.hypot(x[None], y[:, None]), 1e-6)
    angle = _spread(lens)
    push = np.arctan(far * math.tan(angle)) / (far * angle) * math.hypot(*size) / 2
    inside = (np.abs(x[None] * push) < size[0] / 2) & (np.abs(y[:, None] * push) < size[1] / 2)
    wide = cv2.resize(inside.astype(np.uint8), canvas, interpolation=cv2.INTER_NEAREST)
    return np.asarray(wide, bool)


def _spread(lens: Lens) -> float:
    """Half the angle that is spread evenly, radians."""
    return max(lens.half_angle * lens.bend, 0.02)


def light_up(rgb: U8, near: F32, infrared: bool, rng: Rng) -> None:
    """Darken nooks behind edges, and light the room unevenly; by infrared the near is brighter."""
    brighten(rgb, near, nooks(near), light_pools(near.shape, rng), infrared)


def nooks(near: F32) -> F32:
    """How much of the light nooks behind edges lose, 0 to 1, in a quarter of the size."""
    small = _quarter(near)
    around = cv2.blur(cv2.blur(small, (9, 9)), (9, 9))
    step = np.maximum((around - small) / np.maximum(small, 1e-3), 0)
    return np.asarray(step * np.exp(-step * 9) * 3.2, np.float32)


def light_pools(shape: tuple[int, ...], rng: Rng, spread: float = 0.12) -> F32:
    """How bright lamps make a canvas (height, width), 1 on average, in a quarter of its size."""
    return np.asarray(
        cv2.resize(
            rng.normal(1.0, spread, (4, 6)).astype(np.float32),
            (shape[1] // 4, shape[0] // 4),
            interpolation=cv2.INTER_CUBIC,
        ),
        np.float32,
    )


def brighten(rgb: U8, near: F32, nook: F32, pools: F32, infrared: bool) -> None:
    """Light a picture (height, width, 3) with depth 1/z in place."""
    height, width = near.shape
    level = pools * (1 - nook)
    if infrared:
        level = level * np.clip((_quarter(near) * 2.8) ** 0.7, 0.4, 1.6)
    gain = np.clip(level * 128, 0, 255).astype(np.uint8)
    wide = cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)
    cv2.multiply(rgb, cv2.merge([wide, wide, wide]), dst=rgb, scale=1 / 128)


def _quarter(near: F32) -> F32:
    height, width = near.shape
    return np.asarray(
        cv2.resize(near, (width // 4, height // 4), interpolation=cv2.INTER_AREA), np.float32
    )


def steam(picture: U8, at: tuple[float, float], size: float, strength: float, rng: Rng) -> bool:
    """A white cloud round a place of the picture, in pixels; whether it touches the picture."""
    height, width = picture.shape[:2]
    x0, x1 = max(int(at[0] - size), 0), min(int(at[0] + size), width)
    y0, y1 = max(int(at[1] - size * 1.3), 0), min(int(at[1] + size * 0.7), height)
    if x0 + 2 >= x1 or y0 + 2 >= y1:
        return False
    row, column = (int(part) for part in rng.integers(0, 192, 2))
    cloud = cv2.resize(noise(3)[row : row + 64, column : column + 64], (x1 - x0, y1 - y0))
    y, x = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    far = np.hypot((x - at[0]) / size, (y - at[1] + size * 0.3) / size)
    alpha = np.clip((1 - far) * (0.75 + 0.7 * cloud), 0, 1) * np.float32(strength)
    here = picture[y0:y1, x0:x1]
    here[:] = (here + (236 - here.astype(np.float32)) * alpha[:, :, None]).astype(np.uint8)
    return True


def take(picture: U8, lens: Lens, rng: Rng) -> U8:
    """The picture as the camera delivers it, decoded: shape as given, uint8 RGB."""
    picture = _dirt(picture, rng) if rng.random() < 0.18 else picture
    picture = _blur(picture, rng)
    if lens.infrared:
        picture = grey(picture)
    picture = _tone(picture, lens.infrared, rng)
    picture = _grain(picture, rng)
    if rng.random() < 0.35:
        _clock(picture, rng)
    quality = int(rng.integers(28, 93))
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def grey(picture: U8) -> U8:
    """What a sensor sees by infrared."""
    level = cv2.transform(picture, _GREY[None])
    return np.asarray(cv2.merge([level, level, level]), np.uint8)


def _blur(picture: U8, rng: Rng) -> U8:
    kind = rng.random()
    if kind < 0.35:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 1.3))), np.uint8)
    if kind < 0.45:
        length = int(rng.integers(3, 8))
        kernel = np.zeros((length, length), np.float32)
        angle = rng.uniform(0, math.pi)
        middle, way = (length - 1) / 2, (length - 1) / 2
        dx, dy = math.cos(angle) * way, math.sin(angle) * way
        start, end = (
            (round(middle - dx), round(middle - dy)),
            (round(middle + dx), round(middle + dy)),
        )
        cv2.line(kernel, start, end, 1.0)
        return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)
    return picture


def _tone(picture: U8, infrared: bool, rng: Rng) -> U8:
    """Exposure, contrast, colour of the light, darker corners."""
    warmth = 0.0 if infrared else rng.normal(0, 0.06)
    level = np.clip(rng.normal(0.93, 0.16), 0.5, 1.35)
    bend = float(np.clip(rng.normal(1.0, 0.14), 0.7, 1.5))
    lift = rng.uniform(0, 18)
    values = np.arange(256) / 255
    table = [
        np.clip((values**bend) * level * gain * (255 - lift) + lift, 0, 255)
        for gain in (1 + warmth, 1.0, 1 - warmth)
    ]
    toned = cv2.LUT(picture, np.stack(table, axis=1)[None].astype(np.uint8))
    height, width = picture.shape[:2]
    mask = shaded_corners(width, height, int(rng.integers(0, 4)))
    return np.asarray(cv2.multiply(toned, mask, scale=1 / 200), np.uint8)


@cache
def shaded_corners(width: int, height: int, strength: int) -> U8:
    """How bright each pixel stays, 200 = unchanged; darker towards the corners."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    dark = 1 - 0.11 * strength * np.clip(np.hypot(x, y) - 0.5, 0, 1) ** 1.5
    return np.repeat((200 * dark)[:, :, None], 3, axis=2).astype(np.uint8)


@cache
def noise_plate() -> npt.NDArray[np.int8]:
    """Noise of a sensor, shape (540, 960, 3), to be cut from at any place."""
    rng = np.random.default_rng(7)
    plate = rng.normal(0, 24, (540, 960, 3))
    plate = plate * 0.55 + plate.mean(axis=2, keepdims=True)
    return np.asarray(np.clip(plate, -120, 120), np.int8)


def _grain(picture: U8, rng: Rng) -> U8:
    plate = noise_plate()
    height, width = picture.shape[:2]
    row, column = int(rng.integers(0, 180)), int(rng.integers(0, 320))
    cut = plate[row : row + height, column : column + width]
    if cut.shape != picture.shape:
        cut = np.resize(plate, picture.shape)
    share = float(abs(rng.normal(0.1, 0.16)))
    return np.asarray(cv2.addWeighted(picture, 1.0, cut, share, 0, dtype=cv2.CV_8U), np.uint8)


def _dirt(picture: U8, rng: Rng) -> U8:
    """Grease and drops on the glass: blurred, paler patches."""
    height, width = picture.shape[:2]
    patches = np.zeros((height // 4, width // 4), np.uint8)
    for _ in range(int(rng.integers(1, 7))):
        at = int(rng.integers(0, width // 4)), int(rng.integers(0, height // 4))
        axes = int(rng.integers(3, 22)), int(rng.integers(3, 16))
        cv2.ellipse(
            patches, at, axes, float(rng.uniform(0, 180)), 0, 360, int(rng.integers(70, 220)), -1
        )
    soft = cv2.resize(cv2.GaussianBlur(patches, (0, 0), 3), (width, height))
    pale = cv2.addWeighted(cv2.blur(picture, (9, 9)), 0.8, picture, 0.0, 34)
    alpha = soft[:, :, None].astype(np.float32) / 255
    return np.asarray(picture * (1 - alpha) + pale * alpha, np.uint8)


def _clock(picture: U8, rng: Rng) -> None:
    """The time and a name, as recorders write them."""
    month, day = rng.integers(1, 13), rng.integers(1, 29)
    hour, minute, second = rng.integers(0, (24, 60, 60))
    text = f"2026-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    scale = picture.shape[1] / 640 * 0.5
    at = (8, 18) if rng.random() < 0.6 else (picture.shape[1] - 190, picture.shape[0] - 10)
    for thick, colour in ((3, (20, 20, 20)), (1, (245, 245, 245))):
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thick, cv2.LINE_AA)
