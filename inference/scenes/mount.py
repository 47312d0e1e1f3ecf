"""Where people stand and where the camera hangs."""

import math

import numpy as np

from inference.scenes.camera import Camera, look_at
from inference.scenes.layouts import Layout
from inference.scenes.lens import Lens

Rng = np.random.Generator
Stand = tuple[float, float, float, bool]  # x, z, yaw in radians, whether at a station


def stands(layout: Layout, count: int, rng: Rng) -> list[Stand]:
    """Where `count` people stand, at stations and elsewhere."""
    free = [(x, z, math.radians(turn), True) for x, z, turn in layout.stations]
    free += [(x, z, float(rng.uniform(0, 2 * math.pi)), False) for x, z in layout.ways]
    chosen = rng.permutation(len(free))[:count]
    return [
        (
            x + float(rng.normal(0, 0.07)),
            z + float(rng.normal(0, 0.05)),
            turn + float(rng.normal(0, 0.3)),
            works,
        )
        for x, z, turn, works in (free[i] for i in chosen)
    ]


def hang_camera(
    layout: Layout,
    places: list[Stand],
    lens: Lens,
    size: tuple[int, int],
    rng: Rng,
) -> Camera:
    """A camera with nothing close before it, if one is found in a few tries."""
    for _ in range(6):
        camera = _hang(layout, places, lens, size, rng)
        if not _blocked(layout, camera):
            break
    return camera


def _blocked(layout: Layout, camera: Camera) -> bool:
    """Whether something tall stands in the first metre before the camera."""
    points = camera.at + camera.view[2] * np.arange(0.0, 1.1, 0.1)[:, None]
    for piece in layout.pieces:
        low, high = {"hood": (1.9, 2.7), "wall_shelf": (1.3, 2.3)}.get(piece.kind, (0.0, 2.15))
        half = np.array([piece.length / 2 + 0.1, 0.45])
        half = half if piece.turn in {"south", "north"} else half[::-1]
        inside = (np.abs(points[:, [0, 2]] - (piece.x, piece.z)) < half).all(axis=1)
        if (inside & (points[:, 1] > low) & (points[:, 1] < high)).any():
            return True
    return False


def _hang(
    layout: Layout,
    places: list[Stand],
    lens: Lens,
    size: tuple[int, int],
    rng: Rng,
) -> Camera:
    """A camera high on a wall, in front of somebody, or under the ceiling."""
    w, d, h = layout.width, layout.depth, layout.height
    kind = rng.random()
    if kind < 0.34 and places:
        x, z, turn, _ = places[int(rng.integers(len(places)))]
        around = turn + float(rng.normal(0, 0.9))
        away = float(rng.uniform(1.0, 2.4))
        at = np.array(
            [x + math.sin(around) * away, rng.uniform(1.4, 2.3), z + math.cos(around) * away]
        )
        target = np.array([x, rng.uniform(1.2, 1.6), z]) + rng.normal(0, 0.15, 3)
    elif kind < 0.43:
        at = np.array([w * rng.uniform(0.35, 0.65), h - 0.15, d * rng.uniform(0.35, 0.6)])
        target = at + np.array([rng.normal(0, 0.5), -2.0, rng.uniform(0.3, 1.2)])
    else:
        at = np.array(
            [w * rng.uniform(0.08, 0.92), rng.uniform(1.9, h - 0.1), rng.uniform(0.15, 0.5)]
        )
        target = np.array(
            [w * rng.uniform(0.3, 0.7), rng.uniform(0.5, 1.3), d * rng.uniform(0.45, 0.8)]
        )
    at = np.clip(at, 0.12, np.array([w - 0.12, h - 0.08, d - 0.12]))
    focal = math.hypot(*size) / 2 / math.tan(lens.half_angle)
    return look_at(at, target, float(rng.normal(0, 0.035)), focal, size)
