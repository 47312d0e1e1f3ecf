"""Rendered scenes kept on disk: a picture costs ten times as much to draw as to learn from."""

import json
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess as Process
from pathlib import Path

import cv2
import numpy as np

from inference.scenes.claims import Box
from inference.scenes.labels import HAT, NO_HAT
from inference.scenes.layouts import Split
from inference.scenes.scene import Scene, render
from training.pictures import write_jpeg

SECOND, MAIN = (640, 360), (1280, 720)
"""Width and height of the two streams of a kitchen camera, pixels."""
DARK = "dark"
FAR = "far"
_DARK_BELOW = 105  # mean grey level
_FAR_BELOW = 0.085  # height of the largest head, share of the picture's height


def pre_render(
    folder: Path,
    split: Split,
    count: int,
    people: int | None = None,
    stream: tuple[int, int] | None = None,
) -> None:
    """Draw scenes 0 to count - 1 where they are not there yet; each follows from its number.

    Args:
        folder: Gets `NUMBER.jpg` and `NUMBER.json`.
        split: Which layouts.
        count: How many.
        people: How many people in each; by chance when None.
        stream: Width and height of all, pixels; SECOND and MAIN in turn when None.
    """
    with rendering(folder, split, count, people, stream) as painters:
        for painter in painters:
            painter.join()
        require_painted(painters)


def require_painted(painters: Iterable[Process]) -> None:
    """Raise unless all go on or have come to their end.

    Raises:
        RuntimeError: One has failed; it has said why.
    """
    if any(one.exitcode for one in painters):
        raise RuntimeError("scenes cannot be drawn, see above")


@contextmanager
def rendering(
    folder: Path,
    split: Split,
    count: int,
    people: int | None = None,
    stream: tuple[int, int] | None = None,
) -> Iterator[list[Process]]:
    """The same beside other work, on all cores but two; stopped at the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    cores = max(1, len(os.sched_getaffinity(0)) - 2)
    spawn = multiprocessing.get_context("spawn")
    painters = [
        spawn.Process(target=_paint, args=(folder, split, range(i, count, cores), people, stream))
        for i in range(cores)
    ]
    try:
        for painter in painters:
            painter.start()
        yield painters
    finally:
        for painter in painters:
            painter.terminate()
            painter.join()


def _paint(
    folder: Path,
    split: Split,
    numbers: range,
    people: int | None,
    stream: tuple[int, int] | None,
) -> None:
    os.nice(5)  # whoever learns from the scenes comes first
    cv2.setNumThreads(1)
    salt = 1 if split is Split.HELD_OUT else 0
    for number in numbers:
        target = folder / f"{number:05}.json"
        if target.exists():
            continue
        rng = np.random.default_rng([salt, number, people or 0])
        size = stream or (SECOND, MAIN)[number % 2]
        scene = render(rng, size, split, people=people)
        write_jpeg(target.with_suffix(".jpg"), scene.picture)
        fresh = target.with_suffix(".new")
        fresh.write_text(json.dumps(record(scene)), "utf-8")
        fresh.replace(target)


def record(scene: Scene) -> dict[str, object]:
    """What is kept beside the picture: boxes as shares, and what the picture shows."""
    height, width = scene.picture.shape[:2]
    unit = np.array([width, height] * 2)

    def plain(box: Box) -> dict[str, object]:
        shares = np.round(np.array(box.xyxy) / unit, 5).tolist()
        return {"label": box.label, "xyxy": shares, "visible": round(box.visible, 3)}

    heads = [
        (box.xyxy[3] - box.xyxy[1]) / height for box in scene.boxes if box.label in {HAT, NO_HAT}
    ]
    seen = {
        DARK: scene.picture.mean() < _DARK_BELOW,
        FAR: bool(heads) and max(heads) < _FAR_BELOW,
    }
    tags = sorted(scene.tags | {name for name, there in seen.items() if there})
    return {
        "layout": scene.layout,
        "tags": tags,
        "boxes": [plain(box) for box in scene.boxes],
        "doubtful": [plain(box) for box in scene.doubtful],
    }
