"""How good boxes are: pure arrays in, figures out, with intervals from resampled pictures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
BOOLS = npt.NDArray[np.bool_]

HIT_OVERLAP = 0.5
_RESAMPLES = 400
_BINS = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval; all of them 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Matched:
    """Boxes of one class over many pictures, best first.

    Attributes:
        score: Shape (n,), falling.
        right: Shape (n,), whether the box found an object that no better one had found.
        picture: Shape (n,), index of its picture.
        objects: Shape (pictures,), how many objects each picture holds.
    """

    score: F64
    right: BOOLS
    picture: I64
    objects: I64


def match(
    found: Sequence[tuple[F32, F32]], truth: Sequence[F32], ignored: Sequence[F32] | None = None
) -> Matched:
    """Pair boxes of one class with objects, the surest box first.

    Args:
        found: For each picture, boxes (n, 4) and scores (n,).
        truth: For each picture, objects (m, 4).
        ignored: For each picture, places (k, 4) where a box counts neither way.
    """
    rows: list[tuple[float, bool, int]] = []
    for at, ((boxes, scores), objects) in enumerate(zip(found, truth, strict=True)):
        free = np.ones(len(objects), bool)
        for i in np.argsort(-scores, kind="stable"):
            shares = overlaps(boxes[i], objects) * free
            best = int(shares.argmax()) if len(objects) else -1
            right = best >= 0 and shares[best] >= HIT_OVERLAP
            if right:
                free[best] = False
            elif ignored is not None and (overlaps(boxes[i], ignored[at]) >= HIT_OVERLAP).any():
                continue
            rows.append((float(scores[i]), bool(right), at))
    rows.sort(key=lambda row: -row[0])
    return Matched(
        np.array([row[0] for row in rows], np.float64),
        np.array([row[1] for row in rows], bool),
        np.array([row[2] for row in rows], np.int64),
        np.array([len(objects) for objects in truth], np.int64),
    )


def overlaps(box: F32, others: F32) -> F64:
    """Intersection over union of one box (4,) with others (n, 4): shape (n,)."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    inter = np.prod(np.clip(high - low, 0, None), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - inter
    return np.asarray(inter / np.maximum(union, 1e-9), np.float64)


def average_precision(matched: Matched, weight: I64 | None = None) -> float:
    """Area under the precision-recall curve; nan when there is no object.

    Args:
        matched: One class.
        weight: Shape (pictures,), how often each picture counts; once when None.
    """
    times = np.ones(len(matched.objects), np.int64) if weight is None else weight
    objects = int((matched.objects * times).sum())
    if not objects:
        return float("nan")
    of_box = times[matched.picture]
    right = np.cumsum(matched.right * of_box)
    wrong = np.cumsum(~matched.right * of_box)
    recall = right / objects
    precision = right / np.maximum(right + wrong, 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall, prepend=0.0) * envelope).sum())


def precision_recall(
    matched: Matched, score: float, weight: I64 | None = None
) -> tuple[float, float]:
    """Precision (nan without a box) and recall (nan without an object) from `score` on."""
    times = np.ones(len(matched.objects), np.int64) if weight is None else weight
    shown = matched.score >= score
    of_box = times[matched.picture] * shown
    boxes, right = int(of_box.sum()), int((of_box * matched.right).sum())
    objects = int((matched.objects * times).sum())
    return (
        right / boxes if boxes else float("nan"),
        right / objects if objects else float("nan"),
    )


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """What is known of one class on one set of pictures.

    Attributes:
        objects: How many there are; `pictures` how many pictures hold one.
        ap50: Average precision at overlap 0.5.
        precision: At the score asked for; `recall` likewise.
        ece: Expected calibration error of the scores.
    """

    objects: int
    pictures: int
    ap50: Interval
    precision: Interval
    recall: Interval
    ece: float


def class_figures(matched: Matched, score: float, seed: int = 0) -> ClassFigures:
    """All figures of one class; intervals by drawing pictures again and again."""
    rng = np.random.default_rng(seed)
    n = len(matched.objects)
    drawn = (
        [np.bincount(rng.integers(n, size=n), minlength=n) for _ in range(_RESAMPLES)] if n else []
    )
    ap = [average_precision(matched, weight) for weight in drawn]
    pairs = [precision_recall(matched, score, weight) for weight in drawn]
    precision, recall = precision_recall(matched, score)
    return ClassFigures(
        int(matched.objects.sum()),
        int((matched.objects > 0).sum()),
        _interval(average_precision(matched), ap),
        _interval(precision, [pair[0] for pair in pairs]),
        _interval(recall, [pair[1] for pair in pairs]),
        calibration_error(matched),
    )


def calibration_error(matched: Matched, least: float = 0.1) -> float:
    """Mean distance between score and share of right boxes, over ten bins, weighted by boxes.

    Args:
        matched: One class.
        least: Boxes below this score are left out; no one ever sees them.
    """
    shown = matched.score >= least
    score, right = matched.score[shown], matched.right[shown]
    if not len(score):
        return float("nan")
    bin_of = np.minimum((score * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for b in np.unique(bin_of):
        of = bin_of == b
        error += abs(score[of].mean() - right[of].mean()) * of.sum()
    return float(error / len(score))


def by_chance(ours: int, theirs: int, pictures: int) -> float:
    """How likely at least `ours` of the hits fall to us if both models hit alike, 0 to 1.

    Fisher's exact test, one-sided, of two shares of `pictures` each.
    """
    both = ours + theirs
    ways = sum(
        math.comb(pictures, k) * math.comb(pictures, both - k)
        for k in range(ours, min(both, pictures) + 1)
    )
    return ways / math.comb(2 * pictures, both)


def share_interval(hits: int, pictures: int) -> Interval:
    """Wilson's 95 % interval of a share; nan without pictures."""
    if not pictures:
        return Interval(*[float("nan")] * 3)
    z, p = 1.96, hits / pictures
    middle = (p + z * z / (2 * pictures)) / (1 + z * z / pictures)
    reach = z / (1 + z * z / pictures)
    reach *= float(np.sqrt(p * (1 - p) / pictures + z * z / (4 * pictures**2)))
    return Interval(p, max(0.0, middle - reach), min(1.0, middle + reach))


def _interval(value: float, drawn: list[float]) -> Interval:
    if np.isnan(value) or np.isnan(drawn).all():
        return Interval(value, float("nan"), float("nan"))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Interval(value, float(low), float(high))
