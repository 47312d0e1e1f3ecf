"""A frame into the input of a model, and boxes back."""

from dataclasses import dataclass

import cv2
import numpy as np

from inference.detections import F32, U8
from inference.model.contract import Contract
from inference.model.families import Colour, Padding

_PADDING = 114  # the grey that most are trained with


@dataclass(frozen=True, slots=True)
class Placed:
    """How a frame lies in the input: x_input = x_frame * scale_x + left.

    Attributes:
        scale_x: Input pixels per frame pixel; `scale_y` likewise.
        left: Padding in input pixels; `top` likewise.
    """

    scale_x: float
    scale_y: float
    left: int
    top: int
    frame_width: int
    frame_height: int

    def back(self, xyxy: F32) -> F32:
        """Boxes (n, 4) from input pixels to pixels of the frame, cut at its edge."""
        shift = np.array([self.left, self.top] * 2, np.float32)
        scale = np.array([self.scale_x, self.scale_y] * 2, np.float32)
        edge = np.array([self.frame_width, self.frame_height] * 2, np.float32)
        return np.asarray(np.clip((xyxy - shift) / scale, 0, edge), np.float32)


class Placer:
    """Fits frames into one array that is used again and again; for one thread.

    Attributes:
        blob: Shape (1, 3, height, width), float32: what the model is fed with.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.blob = np.empty((1, 3, contract.height, contract.width), np.float32)
        self._shape: tuple[int, int] = (0, 0)
        self._placed = Placed(1, 1, 0, 0, 1, 1)
        self._small: U8 = np.empty((1, 1, 3), np.uint8)
        self._planes: list[U8] = []
        self._scale = [np.float32(1 / part) for part in contract.std]
        pairs = zip(contract.mean, contract.std, strict=True)
        self._shift = [np.float32(mean / part) for mean, part in pairs]
        self._order = (0, 1, 2) if contract.colour is Colour.RGB else (2, 1, 0)

    def place(self, frame: U8) -> Placed:
        """Write a frame into `blob`.

        Args:
            frame: Shape (H, W, 3), uint8, RGB.

        Raises:
            ValueError: `frame` is not (H, W, 3) uint8 with at least one pixel.
        """
        if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8 or not frame.size:
            raise ValueError(f"expected (H, W, 3) uint8, got {frame.shape} {frame.dtype}")
        if frame.shape[:2] != self._shape:
            self._prepare(frame.shape[0], frame.shape[1])
        inner = self._small
        cv2.resize(frame, (inner.shape[1], inner.shape[0]), dst=inner)
        cv2.split(inner, self._planes)
        top, left = self._placed.top, self._placed.left
        below, right = top + inner.shape[0], left + inner.shape[1]
        for i, plane in enumerate(self._order):
            part = self.blob[0, i, top:below, left:right]
            np.multiply(self._planes[plane], self._scale[i], out=part)
            if self._shift[i]:
                np.subtract(part, self._shift[i], out=part)
        return self._placed

    def _prepare(self, height: int, width: int) -> None:
        """Where frames of this size lie; the padding is written once for all of them."""
        wanted = self._contract
        scale_y, scale_x = wanted.height / height, wanted.width / width
        if wanted.padding is not Padding.STRETCH:
            scale_y = scale_x = min(scale_y, scale_x, np.inf if wanted.enlarge else 1)
        inner = (max(1, round(height * scale_y)), max(1, round(width * scale_x)))
        top = left = 0
        if wanted.padding is Padding.CENTRE:
            top, left = (wanted.height - inner[0]) // 2, (wanted.width - inner[1]) // 2
        self._small = np.empty((*inner, 3), np.uint8)
        self._planes = [np.empty(inner, np.uint8) for _ in range(3)]
        for i in range(3):
            self.blob[0, i] = np.float32(_PADDING) * self._scale[i] - self._shift[i]
        self._placed = Placed(scale_x, scale_y, left, top, width, height)
        self._shape = (height, width)
