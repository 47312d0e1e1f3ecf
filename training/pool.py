"""The pictures of one source in the memory of the device that learns, and windows of them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from training.pictures import read_rgb
from training.samples import Sample, chances
from training.windows import INPUT, Labels, Windows, stacked

GREY = 114
_FAR = 0.7  # below this scale a window is drawn from a picture half as large, or it would alias
_READERS = 8
_AT_ONCE = 500  # pictures read before they go to the device: they stand in memory twice


class Pool:
    """Grows while scenes are still being drawn.

    Attributes:
        device: That learns.
        most: How many pictures there is room for.
        canvas: Width and height of the room each picture gets, pixels; larger ones are made
            smaller.
        samples: In the order of the pictures.
        labels: Of all of them.
        often: Shape (n,), how often each is drawn: rarer classes more often.
    """

    def __init__(
        self, device: torch.device, most: int, canvas: tuple[int, int] = (max(INPUT), max(INPUT))
    ) -> None:
        self.device, self.most, self.canvas = device, most, canvas
        self.samples: list[Sample] = []
        self.labels = stacked([], np.zeros((0, 2), np.float32))
        self.often = np.zeros(0, np.float64)
        room = (most, 3, canvas[1], canvas[0])
        self._pictures = torch.empty(room, dtype=torch.uint8, device=device)

    def add(self, samples: Sequence[Sample]) -> None:
        """Read pictures and keep them, as long as there is room.

        Raises:
            PictureError: A file is no picture.
        """
        samples = samples[: self.most - len(self.samples)]
        for at in range(0, len(samples), _AT_ONCE):
            self._add(samples[at : at + _AT_ONCE])

    def _add(self, samples: Sequence[Sample]) -> None:
        filled = len(self.samples)
        with ThreadPoolExecutor(_READERS) as readers:
            pictures = list(readers.map(self._read, samples))
        block = np.full((len(pictures), *self.canvas[::-1], 3), GREY, np.uint8)
        for canvas, picture in zip(block, pictures, strict=True):
            canvas[: picture.shape[0], : picture.shape[1]] = picture
        now = slice(filled, filled + len(samples))
        self._pictures[now] = self._tensor(block).permute(0, 3, 1, 2)
        self.samples.extend(samples)
        extent = np.array([picture.shape[1::-1] for picture in pictures], np.float32)
        extent = np.concatenate([self.labels.extent, extent])
        self.labels = stacked(self.samples, extent)
        self.often = chances(self.samples)

    def drawn(self, windows: Windows, count: int, side: int) -> Tensor:
        """`count` squares (count, 3, side, side), float, 0 to 255, on the device."""
        out = torch.zeros((count, 3, side, side), device=self.device)
        axis = torch.arange(side, device=self.device) + 0.5
        far = windows.scale.min(axis=1) < _FAR
        for half in (False, True):
            (mine,) = np.nonzero(far == half)
            if not len(mine):
                continue
            pictures = self._pictures[self._tensor(windows.rows[mine])].float() - GREY
            if half:
                pictures = functional.avg_pool2d(pictures, 2)
            move = self._tensor(_affine(windows, self.labels, mine, side, self.canvas))
            grid = functional.affine_grid(move, [len(mine), 3, side, side], align_corners=False)
            part = functional.grid_sample(pictures, grid, align_corners=False)
            left, top, right, bottom = self._tensor(windows.frames[mine]).T[..., None]
            across, down = (axis > left) & (axis < right), (axis > top) & (axis < bottom)
            part *= (across[:, None, None, :] & down[:, None, :, None]).float()
            out.index_add_(0, self._tensor(windows.owner[mine]), part)
        return out + GREY

    def _read(self, sample: Sample) -> npt.NDArray[np.uint8]:
        picture = read_rgb(sample.path)
        scale = min(self.canvas[0] / picture.shape[1], self.canvas[1] / picture.shape[0])
        if scale < 1:
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            picture = np.asarray(small, np.uint8)
        return picture

    def _tensor(self, values: npt.NDArray[Any]) -> Tensor:
        return torch.from_numpy(values).to(self.device, non_blocking=True)


def _affine(
    windows: Windows,
    labels: Labels,
    chosen: npt.NDArray[np.int64],
    side: int,
    size: tuple[int, int],
) -> npt.NDArray[np.float32]:
    """Shape (n, 2, 3): from places in the square to places in a canvas, both -1 to 1."""
    out = np.zeros((len(chosen), 2, 3), np.float32)
    width = labels.extent[windows.rows[chosen], 0]
    for axis in (0, 1):
        per_pixel = 1 / windows.scale[chosen, axis]
        start = -windows.corner[chosen, axis] * per_pixel  # of the square in the picture
        if axis == 0:
            flip = windows.flip[chosen]
            start = np.where(flip, width - start, start)
            per_pixel = np.where(flip, -per_pixel, per_pixel)
        out[:, axis, axis] = per_pixel * side / size[axis]
        out[:, axis, 2] = 2 / size[axis] * (per_pixel * side / 2 + start) - 1
    return out
