"""Contact sheets: what a model sees in held-out pictures, to be looked at by a person."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from training.classes import CLASSES
from training.evaluate import SCORE
from training.pictures import read_rgb
from training.predict import Model

_TILE = (400, 300)  # width, height
_COLOURS = np.array(
    cv2.cvtColor(
        np.array([[[i * 180 // len(CLASSES), 220, 255] for i in range(len(CLASSES))]], np.uint8),
        cv2.COLOR_HSV2RGB,
    )
)[0]


def sheet(model: Model, paths: Sequence[Path], columns: int = 4) -> npt.NDArray[np.uint8]:
    """Pictures side by side with the boxes from the card's score on, shape (H, W, 3), RGB."""
    tiles = [_tile(model, path) for path in paths]
    width, height = _TILE
    blank = np.zeros((height, width, 3), np.uint8)
    tiles += [blank] * (-len(tiles) % columns)
    rows = [np.hstack(tiles[i : i + columns]) for i in range(0, len(tiles), columns)]
    return np.asarray(np.vstack(rows), np.uint8)


def evenly(paths: Sequence[Path], count: int) -> list[Path]:
    """At most `count` of them, spread over the whole list."""
    if len(paths) <= count:
        return list(paths)
    return [paths[i * len(paths) // count] for i in range(count)]


def _tile(model: Model, path: Path) -> npt.NDArray[np.uint8]:
    picture = read_rgb(path)
    found = model(picture, SCORE)
    width, height = _TILE
    scale = min(width / picture.shape[1], height / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tile = np.zeros((height, width, 3), np.uint8)
    tile[: small.shape[0], : small.shape[1]] = small
    for box, score, name in zip(found.xyxy * scale, found.score, found.name, strict=True):
        colour = [int(part) for part in _COLOURS[CLASSES.index(name)]]
        x1, y1, x2, y2 = (int(value) for value in box)
        cv2.rectangle(tile, (x1, y1), (x2, y2), colour, 1)
        words, at = f"{name} {score:.2f}", (x1, max(10, y1 - 2))
        cv2.putText(tile, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.36, (0, 0, 0), 3)
        cv2.putText(tile, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.36, colour, 1)
    return tile
