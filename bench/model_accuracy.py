"""AP50 of models on real photos, beside what was measured before.

Run: .venv/bin/python -m bench.model_accuracy --photos DIR --models DIR
DIR of photos holds folders with images/SPLIT, labels/SPLIT (YOLO text) and classes.txt.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from inference.detections import overlap
from inference.model import load_detector

COCO = "names: coco-80"
# Model, side-car, set, splits; class of the photos → class of the model; AP50 noted in
# engineering notes for comparison (other photos of the same sources, so near, not equal).
CASES = (
    ("yolox_nano_416", COCO, "coco_person_phone", ("val",), {"person": 0.62, "phone": 0.34}),
    ("nanodet_m_320", COCO, "coco_person_phone", ("val",), {"person": 0.60, "phone": 0.14}),
    (
        "starter_hygiene_v8_320",
        None,
        "safety_vest_1021",
        ("valid",),
        {"hat": 0.86, "no_hat": 0.69, "workwear": 0.63, "no_workwear": 0.72},
    ),
    (
        "starter_hygiene_v8_320",
        None,
        "mask_wearing_149",
        (
            "train",
        ),  # it has learned from these: says that they are read right, not how well it sees
        {"mask": 0.60, "no_mask": 0.41},
    ),
)
OURS = {"helmet": "hat", "no_helmet": "no_hat", "vest": "workwear", "no_vest": "no_workwear"}


def main() -> None:
    """Print one line for each model, set and class."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--photos", type=Path, required=True)
    asked.add_argument("--models", type=Path, required=True)
    given = asked.parse_args()
    cv2.setNumThreads(1)
    print(f"{'model':<24}{'photos':<34}{'class':<13}{'boxes':>6}{'AP50':>7}{'noted':>7}")
    for model, sidecar, folder, splits, noted in CASES:
        path = given.models / f"{model}.onnx"
        detector = load_detector(path, sidecar=sidecar, keep=0.01)
        known = (given.photos / folder / "classes.txt").read_text().split()
        labels = [OURS.get(name, name) for name in known]
        hits = {name: [] for name in noted}
        boxes = dict.fromkeys(noted, 0)
        seen = 0
        for photo in (p for split in splits for p in _photos(given.photos / folder, split)):
            seen += 1
            frame = cv2.cvtColor(cv2.imread(str(photo[0])), cv2.COLOR_BGR2RGB)
            truth = _truth(photo[1], frame.shape[1], frame.shape[0])
            found = detector(frame)
            for name in noted:
                wanted = truth[truth[:, 0] == labels.index(name), 1:]
                boxes[name] += len(wanted)
                hits[name] += _matched(found.of(name), wanted)
        place = f"{folder} {'+'.join(splits)} ({seen})"
        for name, before in noted.items():
            value = average_precision(hits[name], boxes[name])
            print(f"{model:<24}{place:<34}{name:<13}{boxes[name]:>6}{value:>7.2f}{before:>7.2f}")


def average_precision(hits, boxes):
    """Area under precision over recall, precision made falling; hits as (score, right)."""
    if not boxes or not hits:
        return 0.0
    right = np.array([good for _score, good in sorted(hits, key=lambda hit: -hit[0])], float)
    true = np.cumsum(right)
    recall, precision = true / boxes, true / np.arange(1, len(true) + 1)
    falling = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(recall, prepend=0) * falling))


def _photos(folder, split):
    for image in sorted((folder / "images" / split).iterdir()):
        yield image, folder / "labels" / split / f"{image.stem}.txt"


def _truth(path, width, height):
    lines = path.read_text().split("\n") if path.is_file() else []
    rows = [[float(part) for part in line.split()[:5]] for line in lines if line.strip()]
    table = np.array(rows, np.float32).reshape(-1, 5)
    scale = np.array([width, height], np.float32)
    half = table[:, 3:5] * scale / 2
    centre = table[:, 1:3] * scale
    return np.concatenate([table[:, :1], centre - half, centre + half], axis=1)


def _matched(found, wanted):
    """Each box, the surest first, takes the free truth it covers best, at least by half."""
    free, hits = np.ones(len(wanted), bool), []
    for i in np.argsort(-found.score):
        shares = overlap(found.xyxy[i], wanted) * free if len(wanted) else np.zeros(1)
        good = bool(shares.max() >= 0.5)
        if good:
            free[int(shares.argmax())] = False
        hits.append((float(found.score[i]), good))
    return hits


if __name__ == "__main__":
    main()
