"""A room plan with its furniture moved a little, exchanged or gone: no two pictures are alike."""

from dataclasses import replace

import numpy as np

from inference.scenes.layouts import Layout, Piece

_INSTEAD = {
    "counter": ("counter", "counter", "counter", "sink", "table"),
    "table": ("table", "table", "table", "counter"),
    "fridge": ("fridge", "fridge", "fridge", "rack", "oven"),
    "rack": ("rack", "rack", "rack", "fridge", "crates"),
    "oven": ("oven", "oven", "fridge"),
    "crates": ("crates", "crates", "rack"),
    "dishwasher": ("dishwasher", "dishwasher", "oven"),
}
_GONE = 0.08


def rearranged(layout: Layout, rng: np.random.Generator) -> Layout:
    """The same room with other furniture; where people stand stays free."""
    kept = [piece for piece in layout.pieces if rng.random() >= _GONE]
    return replace(layout, pieces=tuple(_varied(piece, rng) for piece in kept))


def _varied(piece: Piece, rng: np.random.Generator) -> Piece:
    kinds = _INSTEAD.get(piece.kind, (piece.kind,))
    slide = float(rng.normal(0, 0.08))
    along_x = piece.turn in {"south", "north"}
    return replace(
        piece,
        kind=kinds[int(rng.integers(len(kinds)))],
        x=piece.x + slide * along_x,
        z=piece.z + slide * (not along_x),
        length=piece.length * float(rng.uniform(0.85, 1.08)),
    )
