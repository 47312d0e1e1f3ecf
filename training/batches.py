"""Batches without end from weighted sources, made in a process of their own."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from training.augment import INPUT, Placed, mosaic_randomly, place_randomly, spoil
from training.loss import Target
from training.pictures import read_rgb
from training.samples import Sample, chances

_LONGEST_KEPT = max(INPUT)
_KEPT_PICTURES = 1400


class Mixture(IterableDataset):
    """Endless batches: (pictures uint8 (B, 3, side, side), targets).

    Attributes:
        sources: Samples of each source.
        weights: Share of each source in a batch; sources without samples drop out.
        often: Chance of each sample within its source.
    """

    def __init__(
        self,
        sources: Mapping[str, list[Sample]],
        weights: Mapping[str, float],
        side: int,
        batch: int,
        seed: int,
        mosaics: float,
    ) -> None:
        self.sources = {name: samples for name, samples in sources.items() if samples}
        self.weights = {name: weights[name] for name in self.sources}
        self.often = {name: chances(samples) for name, samples in self.sources.items()}
        self.side, self.batch, self.seed, self.mosaics = side, batch, seed, mosaics

    def __iter__(self) -> Iterator[tuple[Tensor, list[Target]]]:
        """Draw for ever."""
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        kept: dict[Path, npt.NDArray[np.uint8]] = {}
        names = sorted(self.sources)
        chance = np.array([self.weights[name] for name in names])
        while True:
            drawn = [
                self._one(rng, names[rng.choice(len(names), p=chance / chance.sum())], kept)
                for _ in range(self.batch)
            ]
            pictures = np.stack([spoil(rng, placed.picture) for placed in drawn])
            yield (
                torch.from_numpy(pictures.transpose(0, 3, 1, 2).copy()),
                [_target(placed) for placed in drawn],
            )

    def _one(
        self, rng: np.random.Generator, source: str, kept: dict[Path, npt.NDArray[np.uint8]]
    ) -> Placed:
        samples, often = self.sources[source], self.often[source]
        if rng.random() >= self.mosaics:
            sample = samples[rng.choice(len(samples), p=often)]
            return place_randomly(rng, sample, _picture(sample, kept), (self.side, self.side))
        four = [samples[i] for i in rng.choice(len(samples), size=4, p=often)]
        return mosaic_randomly(rng, four, [_picture(s, kept) for s in four], self.side)


def batches(mixture: Mixture) -> Iterator[tuple[Tensor, list[Target]]]:
    """Its batches, prepared by one other process."""
    loader = DataLoader(mixture, batch_size=None, num_workers=1, prefetch_factor=4)
    return iter(loader)


def _target(placed: Placed) -> Target:
    return Target(
        torch.from_numpy(placed.boxes.astype(np.float32)),
        torch.from_numpy(placed.labels.astype(np.float32)),
        torch.from_numpy(placed.known),
        torch.from_numpy(placed.people.astype(np.float32)),
        torch.from_numpy(placed.ignored.astype(np.float32)),
    )


def _picture(sample: Sample, kept: dict[Path, npt.NDArray[np.uint8]]) -> npt.NDArray[np.uint8]:
    """RGB, no longer than the net's input; the real photos stay in memory."""
    if sample.path in kept:
        return kept[sample.path]
    picture = read_rgb(sample.path)
    scale = _LONGEST_KEPT / max(picture.shape[:2])
    if scale < 1:
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture = np.asarray(small, np.uint8)
    if sample.source != "rendered" and len(kept) < _KEPT_PICTURES:
        kept[sample.path] = picture
    return picture
