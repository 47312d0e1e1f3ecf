"""Rendered scenes side by side, with what they label drawn in, to be looked at.

Run: .venv/bin/python -m bench.scene_sheet PATH.png [FIRST LAST] [--held-out] [--plain]
"""

import sys

import cv2
import numpy as np

from inference.scenes.labels import LABELS
from inference.scenes.layouts import Split
from inference.scenes.scene import render

COLUMNS = 3


def main() -> None:
    """Write the sheet; BGR, as cv2 wants it."""
    names = [text for text in sys.argv[1:] if not text.startswith("--")]
    first, last = (int(text) for text in names[1:3] or ("0", "12"))
    split = Split.HELD_OUT if "--held-out" in sys.argv else Split.TRAIN
    pictures = []
    for seed in range(first, last):
        scene = render(np.random.default_rng(seed), split=split)
        pictures.append(scene.picture if "--plain" in sys.argv else _labelled(scene))
    while len(pictures) % COLUMNS:
        pictures.append(np.zeros_like(pictures[0]))
    rows = [np.hstack(pictures[i : i + COLUMNS]) for i in range(0, len(pictures), COLUMNS)]
    cv2.imwrite(names[0], cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR))


def _labelled(scene):
    """The picture with its boxes; what a face wears is written below its head."""
    picture = scene.picture.copy()
    for box in scene.boxes:
        hue = LABELS.index(box.label) * 180 // len(LABELS)
        colour = cv2.cvtColor(np.uint8([[[hue, 200, 255]]]), cv2.COLOR_HSV2RGB)[0, 0].tolist()
        x1, y1, x2, y2 = (int(edge) for edge in box.xyxy)
        face = box.label in {"mask", "no_mask"}
        cv2.rectangle(picture, (x1 - face, y1 - face), (x2 - 1 + face, y2 - 1 + face), colour, 1)
        at = (x1, y2 + 9 if face else y1 - 2)
        text = f"{box.label} {box.visible:.1f}"
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.32, colour, 1, cv2.LINE_AA)
    return picture


if __name__ == "__main__":
    main()
