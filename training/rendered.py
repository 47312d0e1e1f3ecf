"""Rendered scenes kept on disk: a picture costs ten times as much to draw as to learn from."""

import json
from pathlib import Path

import cv2
import numpy as np

from inference.scenes.labels import HAT, NO_HAT
from inference.scenes.layouts import Split
from inference.scenes.scene import SIZE, Scene, render
from training.pictures import write_jpeg

DARK = "dark"
FAR = "far"
_DARK_BELOW = 105  # mean grey level
_FAR_BELOW = 0.085  # height of the largest head, share of the picture's height


def pre_render(
    folder: Path,
    split: Split,
    count: int,
    people: int | None = None,
    size: tuple[int, int] = SIZE,
) -> None:
    """Draw scenes 0 to count - 1 where they are not there yet; each follows from its number.

    Args:
        folder: Gets `NUMBER.jpg` and `NUMBER.json`.
        split: Which layouts.
        count: How many.
        people: How many people in each; by chance when None.
        size: Width and height, pixels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    salt = 1 if split is Split.HELD_OUT else 0
    for number in range(count):
        target = folder / f"{number:05}.json"
        if target.exists():
            continue
        rng = np.random.default_rng([salt, number, people or 0])
        scene = render(rng, size, split, people=people)
        write_jpeg(target.with_suffix(".jpg"), scene.picture)
        target.write_text(json.dumps(record(scene)), "utf-8")


def record(scene: Scene) -> dict[str, object]:
    """What is kept beside the picture: boxes as shares, and what the picture shows."""
    height, width = scene.picture.shape[:2]
    unit = np.array([width, height] * 2)
    boxes = [
        {
            "label": box.label,
            "xyxy": np.round(np.array(box.xyxy) / unit, 5).tolist(),
            "visible": round(box.visible, 3),
        }
        for box in scene.boxes
    ]
    heads = [
        (box.xyxy[3] - box.xyxy[1]) / height for box in scene.boxes if box.label in {HAT, NO_HAT}
    ]
    seen = {
        DARK: scene.picture.mean() < _DARK_BELOW,
        FAR: bool(heads) and max(heads) < _FAR_BELOW,
    }
    tags = sorted(scene.tags | {name for name, there in seen.items() if there})
    return {"layout": scene.layout, "tags": tags, "boxes": boxes}
