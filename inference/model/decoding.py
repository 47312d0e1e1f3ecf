"""From the outputs of each family to candidate boxes in pixels of the input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from inference.detections import F32, I64
from inference.model.contract import Contract
from inference.model.families import NANODET_BINS, STRIDES, Family, grid_rows

KEEP_SCORE = 0.2
"""Boxes below this are not kept at all; what counts as a finding is decided in violations.py."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Boxes before they are thinned.

    Attributes:
        xyxy: Shape (n, 4), pixels of the input.
        score: Shape (n,), 0 to 1.
        class_id: Shape (n,), index into the names of the model.
    """

    xyxy: F32
    score: F32
    class_id: I64


Outputs = Mapping[str, F32]
Decode = Callable[[Outputs, Contract, float], Candidates]


def decode(outputs: Outputs, contract: Contract, keep: float = KEEP_SCORE) -> Candidates:
    """Candidates of one picture with a score of at least `keep`; a place may have several classes.

    Args:
        outputs: Output name → array of a run with one picture.
        contract: What is known of the model.
        keep: Lowest score.
    """
    return _DECODERS[contract.family](outputs, contract, keep)


def looks_decoded(boxes: F32, width: int) -> bool:
    """Whether the boxes (n, ≥4) of a YOLOX are in pixels: raw ones are offsets in a cell."""
    return bool(np.abs(boxes[:, :2]).max(initial=0.0) > width / 4)


def _yolo8(outputs: Outputs, _contract: Contract, keep: float) -> Candidates:
    table = _only(outputs)[0]
    scores = table[4:]
    # One index each: among half a million scores NumPy finds pairs of them three times as slowly.
    class_id, place = np.divmod(np.flatnonzero(scores >= keep), scores.shape[1])
    return _candidates(_corners(table[:4, place].T), scores[class_id, place], class_id)


def _yolo5(outputs: Outputs, _contract: Contract, keep: float) -> Candidates:
    table = _only(outputs)[0]
    return _objects(table[:, :4], table[:, 4], table[:, 5:], keep)


def _yolox(outputs: Outputs, contract: Contract, keep: float) -> Candidates:
    table = _only(outputs)[0]
    boxes = table[:, :4]
    if not contract.decoded:
        cell, stride = _grid(contract.height, contract.width, len(table))
        boxes = np.concatenate(
            [(boxes[:, :2] + cell) * stride, np.exp(np.minimum(boxes[:, 2:], 12)) * stride], axis=1
        )
    return _objects(boxes, table[:, 4], table[:, 5:], keep)


def _objects(boxes: F32, certain: F32, classes: F32, keep: float) -> Candidates:
    likely = np.flatnonzero(certain >= keep)  # a product is never above its factors
    scores = classes[likely] * certain[likely, None]
    row, class_id = np.nonzero(scores >= keep)
    return _candidates(_corners(boxes[likely[row]]), scores[row, class_id], class_id)


def _end_to_end(outputs: Outputs, contract: Contract, keep: float) -> Candidates:
    table = _only(outputs)[0]
    class_id = table[:, 5].astype(np.int64)
    kept = (table[:, 4] >= keep) & (class_id >= 0) & (class_id < len(contract.names))
    return _candidates(table[kept, :4], table[kept, 4], class_id[kept])


def _detr(outputs: Outputs, contract: Contract, keep: float) -> Candidates:
    score, boxes = outputs["scores"][0], outputs["boxes"][0]
    class_id = outputs["labels"][0].astype(np.int64)
    kept = (score >= keep) & (class_id >= 0) & (class_id < len(contract.names))
    return _candidates(boxes[kept], score[kept], class_id[kept])


def _nanodet(outputs: Outputs, contract: Contract, keep: float) -> Candidates:
    scores, distances = _levels(outputs)
    cell, stride = _grid(contract.height, contract.width, len(scores))
    return _from_distances(scores, distances, (cell + 0.5) * stride - 0.5, stride, keep)


def _nanodet_plus(outputs: Outputs, contract: Contract, keep: float) -> Candidates:
    table, known = _only(outputs)[0], len(contract.names)
    cell, stride = _grid(contract.height, contract.width, len(table))
    return _from_distances(table[:, :known], table[:, known:], cell * stride, stride, keep)


def _levels(outputs: Outputs) -> tuple[F32, F32]:
    """Scores and distances of all grids, the finest first."""
    arrays = [array[0] for array in outputs.values()]
    distances = [a for a in arrays if a.shape[1] == 4 * NANODET_BINS]
    scores = [a for a in arrays if a.shape[1] != 4 * NANODET_BINS]
    if len(distances) != len(scores):  # as many classes as bins: then the order tells
        scores, distances = arrays[: len(arrays) // 2], arrays[len(arrays) // 2 :]
    return (
        np.concatenate(sorted(scores, key=len, reverse=True)),
        np.concatenate(sorted(distances, key=len, reverse=True)),
    )


def _from_distances(
    scores: F32, distances: F32, centre: F32, stride: F32, keep: float
) -> Candidates:
    """Each side of a box is the mean of a distribution over eight distances, in strides."""
    place, class_id = np.nonzero(scores >= keep)
    bins = distances[place].reshape(-1, 4, NANODET_BINS)
    weight = np.exp(bins - bins.max(axis=2, keepdims=True))
    mean = (weight @ np.arange(NANODET_BINS, dtype=np.float32)) / weight.sum(axis=2)
    sides = mean * stride[place]
    xyxy = np.concatenate([centre[place] - sides[:, :2], centre[place] + sides[:, 2:]], axis=1)
    return _candidates(xyxy, scores[place, class_id], class_id)


@cache
def _grid(height: int, width: int, rows: int) -> tuple[F32, F32]:
    """Cell (rows, 2) and stride (rows, 1) of every place, row by row, the finest grid first."""
    strides = STRIDES if rows == grid_rows(height, width) else (*STRIDES, 64)
    cells, sizes = [], []
    for stride in strides:
        y, x = np.mgrid[: -(-height // stride), : -(-width // stride)]
        cells.append(np.stack([x.ravel(), y.ravel()], axis=1))
        sizes.append(np.full((x.size, 1), stride))
    return np.concatenate(cells).astype(np.float32), np.concatenate(sizes).astype(np.float32)


def _only(outputs: Outputs) -> F32:
    return next(iter(outputs.values()))


def _corners(boxes: F32) -> F32:
    half = boxes[:, 2:4] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1)


def _candidates(xyxy: F32, score: F32, class_id: I64) -> Candidates:
    return Candidates(
        np.asarray(xyxy, np.float32), np.asarray(score, np.float32), np.asarray(class_id, np.int64)
    )


_DECODERS: dict[Family, Decode] = {
    Family.YOLO8: _yolo8,
    Family.YOLO5: _yolo5,
    Family.YOLOX: _yolox,
    Family.END_TO_END: _end_to_end,
    Family.DETR: _detr,
    Family.NANODET: _nanodet,
    Family.NANODET_PLUS: _nanodet_plus,
}
