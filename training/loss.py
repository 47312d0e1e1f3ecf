"""What a step minimises: class errors only where the class is known, and box errors."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.assign import assign
from training.net import boxes_of

_BOX_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Target:
    """Labels of one picture as tensors: the fields of augment.Placed."""

    boxes: Tensor
    labels: Tensor
    known: Tensor
    people: Tensor
    ignored: Tensor


def teaches(target: Target, centres: Tensor) -> Tensor:
    """Shape (A, classes): 1 where an empty cell may be called wrong about a class.

    Everywhere for classes that the set labels; for the others only away from people; nowhere
    inside places that are ignored.
    """
    people = _covered(centres, target.people)[:, None]
    weight = torch.where(people & ~target.known[None].bool(), 0.0, 1.0)
    return weight * (~_covered(centres, target.ignored)).float()[:, None]


def detection_loss(
    raw: Tensor,
    targets: list[Target],
    centres: Tensor,
    strides: Tensor,
    emphasis: Tensor | None = None,
) -> Tensor:
    """One number for a batch.

    Args:
        raw: Shape (B, A, 4 + classes), the net's output.
        targets: B labels.
        centres: Shape (A, 2).
        strides: Shape (A,).
        emphasis: Shape (classes,), how much an object of each class counts; 1 when None.
    """
    raw = raw.float()
    predicted = boxes_of(raw, centres, strides)
    goal = torch.zeros_like(raw[..., 4:])
    weight = torch.ones_like(goal)
    box_error = raw.new_zeros(())
    total = raw.new_zeros(())
    for i, target in enumerate(targets):
        weight[i] = teaches(target, centres)
        if not len(target.boxes):
            continue
        with torch.no_grad():
            cell, owner, good = assign(
                target.boxes, target.labels, predicted[i], raw[i, :, 4:].sigmoid(), centres, strides
            )
        goal[i, cell] = target.labels[owner] * good[:, None]
        weight[i, cell] = torch.maximum(
            target.known[None].float().expand(len(cell), -1), target.labels[owner]
        )
        if emphasis is not None:
            weight[i, cell] *= 1 + target.labels[owner] * (emphasis - 1)
        error = 1 - _giou(predicted[i, cell], target.boxes[owner])
        box_error = box_error + (error * good).sum()
        total = total + good.sum()
    class_error = functional.binary_cross_entropy_with_logits(raw[..., 4:], goal, reduction="none")
    return ((class_error * weight).sum() + _BOX_WEIGHT * box_error) / total.clamp(min=8.0)


def _covered(centres: Tensor, boxes: Tensor) -> Tensor:
    if not len(boxes):
        return torch.zeros(len(centres), dtype=torch.bool)
    inside = (centres[:, None] > boxes[None, :, :2]) & (centres[:, None] < boxes[None, :, 2:])
    return inside.all(-1).any(1)


def _giou(one: Tensor, other: Tensor) -> Tensor:
    low, high = torch.maximum(one[:, :2], other[:, :2]), torch.minimum(one[:, 2:], other[:, 2:])
    inter = (high - low).clamp(min=0).prod(-1)
    union = (one[:, 2:] - one[:, :2]).prod(-1) + (other[:, 2:] - other[:, :2]).prod(-1) - inter
    hull = torch.maximum(one[:, 2:], other[:, 2:]) - torch.minimum(one[:, :2], other[:, :2])
    hull_area = hull.prod(-1).clamp(min=1e-6)
    return inter / union.clamp(min=1e-6) - (hull_area - union) / hull_area
