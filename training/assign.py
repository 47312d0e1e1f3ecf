"""Which cells answer for which object: those that already fit it best in class and in place."""

import torch
from torch import Tensor

_BEST = 10
_CLASS_POWER, _PLACE_POWER = 0.5, 4.0
_NEAR = 1.0  # strides; keeps objects that hold no cell centre
_SMALL = 16.0  # pixels; the shorter side of such objects
_LEAST_GOAL = 0.5
"""Of an object's best cell. A small box overlaps little at first: aimed at that little, its score
and its place would never get better (rodents stayed unseen over 12,000 steps)."""


def pair_iou(one: Tensor, other: Tensor) -> Tensor:
    """Overlap (B, n, m) of boxes (B, n, 4) and (B, m, 4)."""
    low = torch.maximum(one[:, :, None, :2], other[:, None, :, :2])
    high = torch.minimum(one[:, :, None, 2:], other[:, None, :, 2:])
    inter = area(high - low)
    area_one, area_other = area(one[..., 2:] - one[..., :2]), area(other[..., 2:] - other[..., :2])
    return inter / (area_one[:, :, None] + area_other[:, None] - inter).clamp(min=1e-6)


def area(sides: Tensor) -> Tensor:
    """Of width and height (..., 2): shape (...); 0 where one is negative."""
    sides = sides.clamp(min=0)
    return sides[..., 0] * sides[..., 1]  # the gradient of prod() costs a scan


def assign(
    boxes: Tensor,
    labels: Tensor,
    predicted: Tensor,
    scores: Tensor,
    centres: Tensor,
    strides: Tensor,
) -> tuple[Tensor, Tensor]:
    """Task-aligned assignment for a batch.

    Args:
        boxes: Shape (B, n, 4), pixels, n >= 1.
        labels: Shape (B, n, classes), 0 or 1; without any class where no object is.
        predicted: Shape (B, A, 4).
        scores: Shape (B, A, classes), 0 to 1.
        centres: Shape (A, 2).
        strides: Shape (A,).

    Returns:
        Object of each cell (B, A), and how good the cell is for it (B, A), 0 to 1; 0 where the
        cell answers for nothing.
    """
    inside = torch.minimum(
        (centres[:, 0] - boxes[..., 0, None]).minimum(boxes[..., 2, None] - centres[:, 0]),
        (centres[:, 1] - boxes[..., 1, None]).minimum(boxes[..., 3, None] - centres[:, 1]),
    )
    middle = (boxes[..., :2] + boxes[..., 2:]) / 2
    away = torch.maximum(
        (middle[..., 0, None] - centres[:, 0]).abs(), (middle[..., 1, None] - centres[:, 1]).abs()
    )
    small = (boxes[..., 2:] - boxes[..., :2]).amin(-1, keepdim=True) < _SMALL
    possible = ((inside > 0) | (away < strides * _NEAR) & small) & labels.any(-1, keepdim=True)
    overlap = pair_iou(boxes, predicted)
    fit = labels @ scores.transpose(1, 2) / labels.sum(-1, keepdim=True).clamp(min=1)
    metric = fit.pow(_CLASS_POWER) * overlap.pow(_PLACE_POWER) * possible
    best = metric.topk(_BEST, -1)
    chosen = torch.zeros_like(metric).scatter_(-1, best.indices, (best.values > 0).float()) > 0
    winner = overlap.masked_fill(~chosen, -1).argmax(1)
    mine = torch.arange(boxes.shape[1], device=boxes.device)[:, None] == winner[:, None]
    kept = metric * (chosen & mine)
    top = kept.amax(-1, keepdim=True).clamp(min=1e-9)
    reached = (overlap * (kept > 0)).amax(-1, keepdim=True).clamp(min=_LEAST_GOAL)
    return winner, (kept / top * reached).amax(1).clamp(0, 1)
