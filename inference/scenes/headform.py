"""The form a head is built from: quadrics in head coordinates, and how they are painted.

Head coordinates: x to the side, y up, z to where the face looks; metres for a head of usual size.
"""

from dataclasses import dataclass

import numpy as np

from inference.detections import F32
from inference.scenes.camera import F64
from inference.scenes.solids import Keep, Layer, Paint, Surface
from inference.scenes.textures import Rgb, noise, sample
from inference.scenes.wear import Look

HEAD, FACE = 1, 7  # pieces of the figure; FACE is its lower half with what covers it


@dataclass(frozen=True, slots=True)
class Head:
    """A head being drawn.

    Attributes:
        middle: Its world place (3,).
        axes: Shape (3, 3), right, up and forward as columns.
        scale: Size, 1 is usual.
    """

    layer: Layer
    middle: F64
    axes: F64
    scale: float
    look: Look

    def part(
        self,
        middle: tuple[float, float, float],
        radii: tuple[float, float, float],
        paint: Paint,
        keep: Keep | None = None,
        *,
        taper: float | None = None,
        tilt: F64 | None = None,
        piece: int = HEAD,
    ) -> None:
        """A quadric; `paint` and `keep` get head coordinates."""
        at = np.array(middle)
        turn = np.eye(3) if tilt is None else tilt
        shift = at[:, None].astype(np.float32)
        spin = turn.astype(np.float32)

        def of_head(point: F32) -> F32:
            return np.asarray(spin @ (point / np.float32(self.scale)) + shift)

        self.layer.quadric(
            self.middle + self.axes @ (at * self.scale),
            self.axes @ turn,
            (radii[0] * self.scale, radii[1] * self.scale, radii[2] * self.scale),
            lambda surface: paint(Surface(of_head(surface.at), surface.normal)),
            piece,
            None if keep is None else (lambda point: keep(of_head(point))),
            taper,
        )


def blend(base: F32, colour: Rgb, share: F32 | float) -> F32:
    """Colours (n, 3) moved towards `colour` by `share` (n,), 0 to 1."""
    weight = np.asarray(share, np.float32).reshape(-1, 1)
    return np.asarray(base + (np.array(colour, np.float32) - base) * weight)


def filled(surface: Surface, colour: Rgb) -> F32:
    """One colour for all pixels (n, 3)."""
    count = surface.at.shape[1]
    return np.tile(np.array(colour, np.float32), (count, 1))


def spot(at: F32, x: float, y: float, wide: float, high: float) -> F32:
    """1 inside an ellipse on the face, on both sides of the nose when x > 0, soft at its edge."""
    far = ((np.abs(at[0]) - x) / wide) ** 2 + ((at[1] - y) / high) ** 2
    return np.asarray(np.clip(1.6 - far * 1.2, 0, 1) * (at[2] > 0.02), np.float32)


def cloth(colour: Rgb, seed: int, *, folds: float = 0.07) -> Paint:
    """Cloth of one colour with small folds."""
    field = noise(3)

    def paint(surface: Surface) -> F32:
        at = surface.at
        wave = sample(field, at[0] * 0.7 + at[2] * 0.5 + seed, at[1], 900)
        return np.asarray(filled(surface, colour) * (1 + folds * wave[:, None]), np.float32)

    return paint


def above(height: float, slope: float) -> Keep:
    """What lies above a plane that rises by `slope` towards the face."""
    return lambda at: np.asarray(at[1] > height + slope * at[2])
