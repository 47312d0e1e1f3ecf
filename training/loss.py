"""What a step minimises: class errors only where the class is known, and box errors."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.assign import area, assign
from training.net import boxes_of

_BOX_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Target:
    """Labels of a batch as tensors: windows.Labels without the extent, as floats.

    Attributes:
        boxes: Shape (B, n, 4), pixels; `labels` is (B, n, classes).
        known: Shape (B, classes).
        people: Shape (B, p, 4); `ignored` is (B, k, 4); without size where nothing is.
        doubtful: Shape (B, d, 4), where a class that `doubts` (B, d, classes) names is not taught.
    """

    boxes: Tensor
    labels: Tensor
    known: Tensor
    people: Tensor
    ignored: Tensor
    doubtful: Tensor
    doubts: Tensor


def teaches(target: Target, centres: Tensor) -> Tensor:
    """Shape (B, A, classes): 1 where an empty cell may be called wrong about a class.

    Everywhere for classes that the set labels; for the others only away from people; nowhere
    inside places that are ignored, and not a class where it cannot be seen.
    """
    people = _covered(centres, target.people)[..., None]
    unsaid = people * (1 - target.known[:, None])
    seen = 1 - _covered(centres, target.ignored)[..., None]
    return (1 - unsaid) * seen * (1 - _doubts(target, centres))


def _doubts(target: Target, centres: Tensor) -> Tensor:
    """Shape (B, A, classes), 1 where a class cannot be seen."""
    if not target.doubtful.shape[1]:
        return target.known.new_zeros((len(target.known), 1, target.known.shape[1]))
    inside = _inside(centres, target.doubtful).float()
    return torch.einsum("bda,bdc->bac", inside, target.doubts).clamp(max=1)


def detection_loss(
    raw: Tensor,
    target: Target,
    centres: Tensor,
    strides: Tensor,
    emphasis: Tensor | None = None,
) -> Tensor:
    """One number for a batch.

    Args:
        raw: Shape (B, A, 4 + classes), the net's output.
        target: B labels.
        centres: Shape (A, 2).
        strides: Shape (A,).
        emphasis: Shape (classes,), how much an object of each class counts; 1 when None.
    """
    raw = raw.float()
    predicted = boxes_of(raw, centres, strides)
    logits = raw[..., 4:]
    if not target.boxes.shape[1]:
        errors = functional.binary_cross_entropy_with_logits(
            logits, torch.zeros_like(logits), reduction="none"
        )
        return (errors * teaches(target, centres)).sum() / 8.0
    with torch.no_grad():
        owner, good = assign(
            target.boxes, target.labels, predicted, logits.sigmoid(), centres, strides
        )
    classes = _of_owner(target.labels, owner)
    answers = good[..., None] > 0
    told = torch.maximum(target.known[:, None] * (1 - _doubts(target, centres)), classes)
    if emphasis is not None:
        told = told * (1 + classes * (emphasis - 1))
    weight = torch.where(answers, told, teaches(target, centres))
    goal = classes * good[..., None]
    class_error = functional.binary_cross_entropy_with_logits(logits, goal, reduction="none")
    box_error = (1 - _giou(predicted, _of_owner(target.boxes, owner))) * good
    total = (class_error * weight).sum() + _BOX_WEIGHT * box_error.sum()
    return total / good.sum().clamp(min=8.0)


def _of_owner(values: Tensor, owner: Tensor) -> Tensor:
    """Values (B, n, c) of the object of each cell: (B, A, c)."""
    return values.gather(1, owner[..., None].expand(-1, -1, values.shape[2]))


def _covered(centres: Tensor, boxes: Tensor) -> Tensor:
    """Shape (B, A), 1 where a cell's centre lies in one of the boxes (B, n, 4)."""
    if not boxes.shape[1]:
        return boxes.new_zeros((len(boxes), len(centres)))
    return _inside(centres, boxes).any(1).float()


def _inside(centres: Tensor, boxes: Tensor) -> Tensor:
    """Shape (B, n, A), whether a cell's centre lies in each of the boxes (B, n, 4)."""
    x, y = centres[:, 0], centres[:, 1]
    across = (x > boxes[..., 0, None]) & (x < boxes[..., 2, None])
    down = (y > boxes[..., 1, None]) & (y < boxes[..., 3, None])
    return across & down


def _giou(one: Tensor, other: Tensor) -> Tensor:
    """Generalised overlap of boxes (..., 4), -1 to 1 (Rezatofighi et al. 2019)."""
    low, high = one[..., :2].maximum(other[..., :2]), one[..., 2:].minimum(other[..., 2:])
    inter = area(high - low)
    union = area(one[..., 2:] - one[..., :2]) + area(other[..., 2:] - other[..., :2]) - inter
    left, right = one[..., :2].minimum(other[..., :2]), one[..., 2:].maximum(other[..., 2:])
    hull = area(right - left).clamp(min=1e-6)
    return inter / union.clamp(min=1e-6) - (hull - union) / hull
