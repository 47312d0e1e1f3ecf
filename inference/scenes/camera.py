"""Where a camera hangs and how it projects. World: x right, y up, z away from it, metres."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
NEAR_M = 0.08


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera; the lens bends its picture afterwards.

    Attributes:
        at: Shape (3,), its place in the world, metres.
        view: Shape (3, 3), rows are its right, down and forward directions.
        focal: In pixels of the canvas.
        width, height: Size of the canvas, pixels.
    """

    at: F64
    view: F64
    focal: float
    width: int
    height: int

    def seen(self, points: F64) -> F64:
        """World points (n, 3) in camera coordinates (n, 3): right, down, forward, metres."""
        return np.asarray((points - self.at) @ self.view.T)

    def pixels(self, seen: F64) -> F64:
        """Camera coordinates (n, 3) as pixels (n, 2); they must lie before the camera."""
        depth = seen[:, 2:3]
        return np.asarray(seen[:, :2] * (self.focal / depth) + (self.width / 2, self.height / 2))

    def matrix(self) -> F64:
        """The (3, 3) matrix from camera coordinates to homogeneous pixels."""
        x, y = self.width / 2, self.height / 2
        return np.array([[self.focal, 0, x], [0, self.focal, y], [0, 0, 1]])


def look_at(at: F64, target: F64, roll: float, focal: float, size: tuple[int, int]) -> Camera:
    """A camera at `at` (3,) that looks at `target` (3,), turned by `roll` radians."""
    forward = _unit(target - at)
    right = _unit(cross(np.array([0.0, 1.0, 0.0]), forward))
    down = cross(forward, right)
    down *= -1 if down[1] > 0 else 1
    cos, sin = math.cos(roll), math.sin(roll)
    view = np.stack([cos * right + sin * down, cos * down - sin * right, forward])
    return Camera(at, view, focal, *size)


def cut_near(points: F64) -> F64:
    """A polygon (n, 3) in camera coordinates without what lies behind the camera (m, 3)."""
    kept = []
    for here, after in zip(points, np.roll(points, -1, axis=0), strict=True):
        inside, next_inside = here[2] >= NEAR_M, after[2] >= NEAR_M
        if inside:
            kept.append(here)
        if inside != next_inside:
            kept.append(here + (after - here) * ((NEAR_M - here[2]) / (after[2] - here[2])))
    return np.array(kept).reshape(-1, 3)


def facing(ray: F64) -> F64:
    """The rotation (3, 3) that turns the direction `ray` (3,) onto straight ahead.

    A thing beside the middle of the picture shows a little of its side: this says how much.
    """
    forward = _unit(ray)
    right = _unit(np.array([forward[2], 0.0, -forward[0]]))
    return np.stack([right, cross(forward, right), forward])


def cross(a: F64, b: F64) -> F64:
    """The cross product of two vectors (3,); several times as fast as numpy's for single ones."""
    ax, ay, az = a.tolist()
    bx, by, bz = b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def _unit(vector: F64) -> F64:
    return np.asarray(vector / max(math.sqrt(float(vector @ vector)), 1e-9))
