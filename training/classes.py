"""Classes of our own model and what of them a data set knows."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from inference.scenes.labels import (
    CIGARETTE,
    HAT,
    LABELS,
    MASK,
    NO_HAT,
    NO_MASK,
    NO_WORKWEAR,
    PERSON,
    PHONE,
    WORKWEAR,
)

BOOLS = npt.NDArray[np.bool_]

CLASSES = LABELS
HEADS = frozenset({HAT, NO_HAT, MASK, NO_MASK})
TORSOS = frozenset({WORKWEAR, NO_WORKWEAR})
AT_PEOPLE = HEADS | TORSOS | {PERSON, PHONE, CIGARETTE}
"""Classes that stand at a person: where no person is, their absence is known in every photo."""

RARE = frozenset(CLASSES) - AT_PEOPLE | {PHONE, CIGARETTE}
"""Seen in drawn scenes only, and small or seldom there."""
EMPHASIS = np.array([3.0 if name in RARE else 1.0 for name in CLASSES], np.float32)
"""How much an object of each class counts in the loss."""

_HEAD_TO_PERSON = np.array([-2.0, -0.5, 3.0, 8.0])  # in head widths and heights from its corner
_TORSO_TO_PERSON = np.array([-0.6, -0.7, 1.6, 3.2])


def multi_hot(names: Iterable[str]) -> BOOLS:
    """Shape (classes,): which classes are named."""
    wanted = set(names)
    if unknown := wanted - set(CLASSES):
        raise ValueError(f"not classes of the model: {sorted(unknown)}")
    return np.array([name in wanted for name in CLASSES])


def regions_of_people(boxes: npt.NDArray[np.float32], labels: BOOLS) -> npt.NDArray[np.float32]:
    """Where people may be, judged from labelled heads and upper bodies.

    A photo labelled for helmets says nothing about masks, but only at its people: everywhere
    else the absence of a mask is known too. The regions are generous, so that what is not
    labelled never counts as absent.

    Args:
        boxes: Shape (n, 4), x1 y1 x2 y2 in any unit.
        labels: Shape (n, classes), multi-hot.

    Returns:
        Shape (m, 4), the same unit, not clipped.
    """
    kinds = ((HEADS, _HEAD_TO_PERSON), (TORSOS, _TORSO_TO_PERSON), ({PERSON}, None))
    found = []
    for names, stretch in kinds:
        chosen = boxes[(labels & multi_hot(names)).any(axis=1)]
        if stretch is None:
            found.append(chosen)
            continue
        size = chosen[:, 2:] - chosen[:, :2]
        corner = np.tile(chosen[:, :2], 2)
        found.append((corner + np.tile(size, 2) * stretch).astype(np.float32))
    return np.concatenate(found).astype(np.float32)


def merge_heads(
    boxes: npt.NDArray[np.float32], labels: BOOLS, same: float = 0.8
) -> tuple[npt.NDArray[np.float32], BOOLS]:
    """One box for one head: `hat` and `mask` round the same head become one box with both.

    Two boxes of one place would fight for the same anchors, and each would call the other's
    class absent.

    Args:
        boxes: Shape (n, 4).
        labels: Shape (n, classes), multi-hot.
        same: Overlap from which two boxes are one head.
    """
    wanted = multi_hot(HEADS)
    head = [bool((row & wanted).any()) for row in labels]
    kept: list[int] = []
    merged = labels.copy()
    for i in range(len(boxes)):
        twin = next(
            (j for j in kept if head[i] and head[j] and _iou(boxes[i], boxes[j]) >= same), -1
        )
        if twin < 0:
            kept.append(i)
        else:
            merged[twin] |= labels[i]
    return boxes[kept], merged[kept]


def _iou(one: npt.NDArray[np.float32], two: npt.NDArray[np.float32]) -> float:
    low, high = np.maximum(one[:2], two[:2]), np.minimum(one[2:], two[2:])
    inter = float(np.prod(np.clip(high - low, 0, None)))
    union = float(np.prod(one[2:] - one[:2]) + np.prod(two[2:] - two[:2])) - inter
    return inter / union if union > 0 else 0.0
