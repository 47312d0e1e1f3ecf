"""Batches without end from weighted sources."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from training.loss import Target
from training.pool import Pool
from training.spoil import spoil
from training.windows import Labels, choose, joined, seen_through


@dataclass(slots=True)
class Mixture:
    """What batches are made of.

    Attributes:
        pools: Pictures of each source; empty ones drop out.
        weights: Share of each source in a batch.
        mosaics: Share of squares that show four pictures of one source.
    """

    pools: Mapping[str, Pool]
    weights: Mapping[str, float]
    mosaics: float

    def batch(self, rng: np.random.Generator, count: int, side: int) -> tuple[Tensor, Target]:
        """Pictures (count, 3, side, side), 0 to 255, and their labels, on the pools' device."""
        names = [name for name, pool in self.pools.items() if pool.samples]
        share = np.array([self.weights[name] for name in names])
        each = rng.multinomial(count, share / share.sum())
        pictures, labels = [], []
        for name, mine in zip(names, each, strict=True):
            if not mine:
                continue
            pool = self.pools[name]
            windows = choose(rng, pool.labels, pool.often, int(mine), side, self.mosaics)
            pictures.append(pool.drawn(windows, int(mine), side))
            labels.append(seen_through(windows, pool.labels, int(mine)))
        drawn = torch.cat(pictures)
        return spoil(drawn), _target(joined(labels), drawn.device)


def _target(labels: Labels, device: torch.device) -> Target:
    def tensor(name: str) -> Tensor:
        return torch.from_numpy(getattr(labels, name)).float().to(device, non_blocking=True)

    return Target(**{one.name: tensor(one.name) for one in fields(Target)})
