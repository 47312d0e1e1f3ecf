"""Which cells answer for which object: those that already fit it best in class and in place."""

import torch
from torch import Tensor

_BEST = 10
_CLASS_POWER, _PLACE_POWER = 0.5, 4.0
_NEAR = 1.0  # strides; keeps objects that hold no cell centre
_LEAST_GOAL = 0.5
"""Of an object's best cell. A small box overlaps little at first: aimed at that little, its score
and its place would never get better (rodents stayed unseen over 12,000 steps)."""


def pair_iou(one: Tensor, other: Tensor) -> Tensor:
    """Overlap (n, m) of boxes (n, 4) and (m, 4)."""
    low = torch.maximum(one[:, None, :2], other[None, :, :2])
    high = torch.minimum(one[:, None, 2:], other[None, :, 2:])
    inter = (high - low).clamp(min=0).prod(-1)
    area_one = (one[:, 2:] - one[:, :2]).clamp(min=0).prod(-1)
    area_other = (other[:, 2:] - other[:, :2]).clamp(min=0).prod(-1)
    return inter / (area_one[:, None] + area_other[None] - inter).clamp(min=1e-6)


def assign(
    boxes: Tensor,
    labels: Tensor,
    predicted: Tensor,
    scores: Tensor,
    centres: Tensor,
    strides: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Task-aligned assignment for one picture.

    Args:
        boxes: Shape (n, 4), pixels, n >= 1.
        labels: Shape (n, classes), 0 or 1.
        predicted: Shape (A, 4).
        scores: Shape (A, classes), 0 to 1.
        centres: Shape (A, 2).
        strides: Shape (A,).

    Returns:
        Chosen cells (p,), their object (p,), and how good each is (p,), 0 to 1.
    """
    near = (boxes[:, None, :2] + boxes[:, None, 2:]) / 2 - centres[None]
    near = near.abs().amax(-1) < strides[None] * _NEAR
    inside = torch.cat([centres[None] - boxes[:, None, :2], boxes[:, None, 2:] - centres[None]], -1)
    small = (boxes[:, 2:] - boxes[:, :2]).amin(-1) < 16
    possible = (inside.amin(-1) > 0) | (near & small[:, None])
    overlap = pair_iou(boxes, predicted)
    fit = (labels @ scores.T) / labels.sum(1, keepdim=True).clamp(min=1)
    metric = fit.pow(_CLASS_POWER) * overlap.pow(_PLACE_POWER) * possible
    best = metric.topk(_BEST, 1)
    chosen = torch.zeros_like(metric).scatter_(1, best.indices, (best.values > 0).float()) > 0
    twice = chosen.sum(0) > 1
    if twice.any():
        winner = overlap.masked_fill(~chosen, -1).argmax(0)
        alone = torch.zeros_like(chosen).scatter_(0, winner[None], True)
        chosen = torch.where(twice[None], chosen & alone, chosen)
    kept = metric * chosen
    top = kept.amax(1, keepdim=True).clamp(min=1e-9)
    goal = kept / top * (overlap * chosen).amax(1, keepdim=True).clamp(min=_LEAST_GOAL)
    owner, cell = chosen.nonzero(as_tuple=True)
    return cell, owner, goal[owner, cell].clamp(0, 1)
