"""Boxes of a v8-contract model down to the low scores that an AP needs; the product cuts higher."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inference.model import load_detector

F32 = npt.NDArray[np.float32]

LEAST_SCORE = 0.02


@dataclass(frozen=True, slots=True)
class Found:
    """Boxes of one picture.

    Attributes:
        xyxy: Shape (n, 4), pixels of the picture.
        score: Shape (n,); `name` is (n,).
        size: Width and height of the picture.
    """

    xyxy: F32
    score: F32
    name: npt.NDArray[np.str_]
    size: tuple[int, int]


class Model:
    """A v8-contract ONNX file on one thread.

    Attributes:
        path: Where it lies.
        names: Its classes.
        input: Width and height of its input, pixels.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._detector = load_detector(path, keep=LEAST_SCORE)
        self.names = self._detector.names
        contract = self._detector.contract
        self.input = (contract.width, contract.height)

    def __call__(self, picture: npt.NDArray[np.uint8], least: float = LEAST_SCORE) -> Found:
        """Boxes of one RGB picture (H, W, 3), suppressed class by class."""
        found = self._detector(picture).at_least(least)
        size = (picture.shape[1], picture.shape[0])
        return Found(found.xyxy, found.score, np.array(self.names)[found.class_id], size)
