"""Labelled pictures: the licensed photos, their person-free parts, and rendered scenes."""

import json
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.scenes.labels import (
    BIN_CLOSED,
    BIN_OPEN,
    CIGARETTE,
    FLAME,
    HAT,
    MASK,
    NO_HAT,
    NO_MASK,
    NO_WORKWEAR,
    PERSON,
    PHONE,
    RODENT,
    SPILL,
    WORKWEAR,
)
from training.classes import BOOLS, CLASSES, merge_heads, multi_hot, regions_of_people

F32 = npt.NDArray[np.float32]

_NEVER_THERE = frozenset({RODENT, BIN_OPEN, BIN_CLOSED, FLAME, SPILL, CIGARETTE})
"""Looked for in street and building-site photos and as good as never found."""


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """One set of real photos: `images/SPLIT/*.jpg` beside `labels/SPLIT/*.txt` (YOLO text).

    Attributes:
        folder: Below the photo folder of the command line.
        classes: Our class of each label number; empty where we have none.
        absent: Classes that never occur in it, so that every hit is wrong.
        trains: Whether its licence lets a shipped model learn from it.
        notice: Attribution for NOTICE.md and the card.
    """

    folder: str
    classes: tuple[str, ...]
    absent: frozenset[str]
    trains: bool
    notice: str

    @property
    def labelled(self) -> frozenset[str]:
        """Our classes that it labels."""
        return frozenset(name for name in self.classes if name)


SAFETY_VEST = PhotoSet(
    "safety_vest_1021",
    (HAT, WORKWEAR, NO_HAT, NO_WORKWEAR),
    _NEVER_THERE | {MASK},  # 2 of 240 heads of its training photos wear one, counted by eye
    True,
    "Safety vest - v4 (Roboflow Universe, `object-detection/safety-vest---v4`), CC BY 4.0",
)
MASK_WEARING = PhotoSet(
    "mask_wearing_149",
    (MASK, NO_MASK),
    _NEVER_THERE,
    True,
    "Mask Wearing v4 raw (collected by Cheng Hsun Teng, Eden Social Welfare Foundation, Taiwan; "
    "relabelled by Roboflow), Public Domain per its README",
)
COCO_PEOPLE = PhotoSet(
    "coco_person_phone",
    (PERSON, PHONE, "", "", ""),
    _NEVER_THERE - {CIGARETTE},
    False,
    "COCO 2017, a sample; annotations CC BY 4.0, photos under mixed licences: evaluation only",
)
PHOTO_SETS = (SAFETY_VEST, MASK_WEARING, COCO_PEOPLE)


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled picture.

    Attributes:
        path: Of the picture.
        source: Name of its set; mosaics are made within one source.
        boxes: Shape (n, 4), x1 y1 x2 y2 as shares of width and height.
        labels: Shape (n, classes), multi-hot.
        known: Shape (classes,), known everywhere in the picture; the others only away from people.
        people: Shape (m, 4), where unknown classes stay unknown.
        ignored: Shape (k, 4), places that teach nothing: too small or too hidden.
        tags: What the picture shows (`dark`, `steam`, ...), for slices.
        doubtful: Shape (d, 4), where a class is true but nobody can see it: to say it is not
            wrong, not to say it is no miss, and neither is taught.
        doubts: Shape (d, classes), which class that is.
    """

    path: Path
    source: str
    boxes: F32
    labels: BOOLS
    known: BOOLS
    people: F32
    ignored: F32
    tags: frozenset[str] = frozenset()
    doubtful: F32 = field(default_factory=lambda: _none())
    doubts: BOOLS = field(default_factory=lambda: np.zeros((0, len(CLASSES)), bool))


def read_photos(
    root: Path, photos: PhotoSet, split: str, people: Path | None = None
) -> list[Sample]:
    """The labelled photos of one split, sorted by name; empty when the split is not there.

    Args:
        root: Folder that holds the sets.
        photos: Which set.
        split: `train`, `valid`, `test` or `val`.
        people: Folder of `NAME.json` lists of person boxes from a teacher (training/teacher.py).

    Raises:
        ValueError: A label line is not five numbers, or its class number is out of range.
    """
    names = photos.labelled | photos.absent | ({PERSON} if people else set())
    samples = []
    for path in sorted((root / photos.folder / "images" / split).glob("*.jpg")):
        text = (root / photos.folder / "labels" / split / f"{path.stem}.txt").read_text("utf-8")
        boxes, labels = read_yolo(text, photos.classes)
        if people:
            taught = np.array(json.loads((people / f"{path.stem}.json").read_text("utf-8")))
            taught = taught.reshape(-1, 4).astype(np.float32)
            boxes = np.concatenate([boxes, taught])
            labels = np.concatenate([labels, np.tile(multi_hot({PERSON}), (len(taught), 1))])
        regions = regions_of_people(boxes, labels)
        known = multi_hot(names)
        samples.append(Sample(path, photos.folder, boxes, labels, known, regions, _none()))
    return samples


def read_yolo(text: str, classes: tuple[str, ...]) -> tuple[F32, BOOLS]:
    """Boxes (n, 4) as shares x1 y1 x2 y2 and labels (n, classes) from YOLO text.

    Raises:
        ValueError: A line is not `number cx cy w h`, or its number is out of range.
    """
    boxes, labels = [], []
    for line in filter(str.strip, text.splitlines()):
        number, *place = line.split()
        if len(place) != 4 or not 0 <= int(number) < len(classes):
            raise ValueError(f"not a label of {len(classes)} classes: {line!r}")
        if not (name := classes[int(number)]):
            continue
        cx, cy, w, h = map(float, place)
        boxes.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
        labels.append(multi_hot({name}))
    if not boxes:
        return _none(), np.zeros((0, len(CLASSES)), bool)
    return np.clip(np.array(boxes, np.float32), 0, 1), np.array(labels)


def read_rendered(folder: Path, but: AbstractSet[Path] = frozenset()) -> list[Sample]:
    """Rendered scenes of a cache folder (training/rendered.py) by number, without some pictures.

    Raises:
        ValueError: A scene was drawn before doubtful heads were told apart.
    """
    samples = []
    for path in sorted(folder.glob("*.json")):
        if path.with_suffix(".jpg") in but:
            continue
        record = json.loads(path.read_text("utf-8"))
        if "doubtful" not in record:
            raise ValueError(f"{path} was drawn by an older version: draw its folder anew")
        boxes, labels = _places(record["boxes"])
        hidden = np.array([box["visible"] < 0.3 for box in record["boxes"]], bool)
        ignored = boxes[hidden]
        boxes, labels = merge_heads(boxes[~hidden], labels[~hidden])
        known = np.ones(len(CLASSES), bool)
        tags = frozenset(record["tags"])
        picture = path.with_suffix(".jpg")
        samples.append(
            Sample(
                picture,
                "rendered",
                boxes,
                labels,
                known,
                _none(),
                ignored,
                tags,
                *_places(record["doubtful"]),
            )
        )
    return samples


def _places(found: list[dict[str, Any]]) -> tuple[F32, BOOLS]:
    boxes = np.array([box["xyxy"] for box in found], np.float32).reshape(-1, 4)
    labels = np.array([multi_hot({box["label"]}) for box in found], bool)
    return boxes, labels.reshape(-1, len(CLASSES))


def backgrounds(folder: Path) -> list[Sample]:
    """Person-free pictures of a folder: everything about them is known, and nothing is there."""
    nothing = np.zeros((0, len(CLASSES)), bool)
    known = np.ones(len(CLASSES), bool)
    return [
        Sample(path, "background", _none(), nothing, known, _none(), _none())
        for path in sorted(folder.glob("*.jpg"))
    ]


def chances(samples: list[Sample]) -> npt.NDArray[np.float64]:
    """How often each sample of one source is drawn, shape (n,), sum 1: rarer classes more often.

    A class that stands in a quarter of the pictures makes them twice as likely.
    """
    there = np.array([sample.labels.any(axis=0) for sample in samples])
    share = np.maximum(there.mean(axis=0), 1 / 25)
    weight = np.max(np.where(there, 1 / np.sqrt(share), 1.0), axis=1)
    return np.asarray(weight / weight.sum(), np.float64)


def original(path: Path) -> str:
    """Name of the photo that augmented copies were made from (`NAME.rf.HASH.jpg`)."""
    return path.name.split(".rf.")[0]


def held_out(samples: list[Sample], share: float) -> tuple[list[Sample], list[Sample]]:
    """Split off a part by name alone, so that it stays the same: (for training, held out).

    Copies of one photo stay together.
    """
    names = sorted({original(sample.path) for sample in samples})
    step = max(2, round(1 / share))
    out = set(names[::step])
    return (
        [sample for sample in samples if original(sample.path) not in out],
        [sample for sample in samples if original(sample.path) in out],
    )


def _none() -> F32:
    return np.zeros((0, 4), np.float32)
