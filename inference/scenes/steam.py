"""Steam over stoves: soft clouds that rise and thin out, laid over the finished picture."""

import math

import cv2
import numpy as np

from inference.detections import F32, U8
from inference.scenes.script import Script
from inference.scenes.stage import HEIGHT_PX, WIDTH_PX, Stage
from inference.scenes.textures import noise
from inference.scenes.timeline import FRAMES

_CLOUD_M = 0.42
_RISE_M = 0.55
_ROUNDS = 10  # of a cloud within the clip, so that its end joins its beginning
_CLOUDS = 3
_WHITE = 232.0
Rng = np.random.Generator


class Steam:
    """The clouds of one clip."""

    def __init__(self, stage: Stage, script: Script, rng: Rng) -> None:
        """Find where it rises; clouds are drawn once."""
        self._places: list[tuple[float, float, float, list[F32]]] = []
        for i in script.flames:
            top = stage.tops[i]
            at = top.place.at(float(rng.uniform(-0.3, 0.3)) * top.length, top.height + 0.3, 0.0)
            seen = stage.in_picture(at)
            if seen is None or stage.hidden(at):
                continue
            x, y, scale = seen
            side = min(max(round(_CLOUD_M * scale), 6), 160)
            self._places.append((x, y, scale, [_cloud(side, rng) for _ in range(_CLOUDS)]))

    def rise(self, picture: U8, frame: int) -> None:
        """Lay the clouds of this frame over the picture, in place."""
        for x, y, scale, clouds in self._places:
            for i, cloud in enumerate(clouds):
                share = (frame * _ROUNDS / FRAMES + i / _CLOUDS) % 1.0
                drift = math.sin(2 * math.pi * share + i) * 0.05 * scale
                alpha = cloud * np.float32(math.sin(math.pi * share) ** 1.5)
                _veil(picture, alpha, x + drift, y - _RISE_M * scale * share)


def _cloud(side: int, rng: Rng) -> F32:
    """How thick it is, 0 to 1, shape (1.4 side, side)."""
    high = round(side * 1.4)
    y, x = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : side * 1j].astype(np.float32)
    row, column = (int(part) for part in rng.integers(0, 192, 2))
    billow = cv2.resize(noise(3)[row : row + 48, column : column + 48], (side, high))
    thick = np.clip(1 - np.hypot(x, y) + 0.22 * billow, 0, 1) ** 1.3
    thick *= np.clip(1.15 - np.hypot(x, y), 0, 1)
    return np.asarray(thick * np.float32(rng.uniform(0.4, 0.6)), np.float32)


def _veil(picture: U8, alpha: F32, x: float, y: float) -> None:
    high, wide = alpha.shape
    left, top = round(x - wide / 2), round(y - high / 2)
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + wide, WIDTH_PX), min(top + high, HEIGHT_PX)
    if x0 >= x1 or y0 >= y1:
        return
    part = picture[y0:y1, x0:x1]
    thick = alpha[y0 - top : y1 - top, x0 - left : x1 - left, None]
    part[:] = (part + (np.float32(_WHITE) - part) * thick).astype(np.uint8)
