"""The training loop: by wall time, resumable, with a moving average of the weights."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.batches import Mixture
from training.classes import EMPHASIS
from training.loss import Target, detection_loss
from training.net import Net, anchors

_LOG_EVERY = 50
_SAVE_EVERY = 200
_RENEW_EVERY = 250
_COARSE, _COARSE_UNTIL = 0.8, 0.65
"""Most of the time at a smaller side, which costs two thirds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how much at once and how fast.

    Attributes:
        steps: Steps in all, earlier runs of the same checkpoint included.
        minutes: Wall time of this run at most.
        side: Of the windows at last, pixels.
        batch: Windows a step.
        rate: Highest learning rate.
        final: Lowest, as a share of the highest.
        warm_steps: Steps of rising rate.
        decay: Of the kernels.
    """

    steps: int
    minutes: float
    side: int
    batch: int
    rate: float = 1.5e-3
    final: float = 0.02
    warm_steps: int = 150
    decay: float = 0.03

    def side_at(self, done: float) -> int:
        """Side of the windows when a share of the training is done, a multiple of 32."""
        return self.side if done >= _COARSE_UNTIL else round(self.side * _COARSE / 32) * 32


def train(
    net: Net,
    mixture: Mixture,
    plan: Plan,
    checkpoint: Path,
    renew: Callable[[], None],
    say: Callable[[str], None],
) -> Net:
    """Train until the steps or the minutes are used up; returns the averaged net.

    Args:
        net: Fresh, or with the weights to adapt; on the device that learns.
        mixture: Makes the batches, on the same device.
        plan: How long.
        checkpoint: File that a later run goes on from.
        renew: Called every 250 steps, so that pictures rendered meanwhile join.
        say: Receives one line every 50 steps.
    """
    device = next(net.parameters()).device
    net = net.to(memory_format=torch.channels_last)
    averaged = Net(net.classes).to(device)
    averaged.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(
        _groups(net, plan.decay), lr=plan.rate, betas=(0.9, 0.99), fused=True
    )
    step = _resume(checkpoint, net, averaged, optimiser)
    rng = np.random.default_rng(step)
    began, first = time.monotonic(), step
    grid: dict[int, tuple[Tensor, Tensor]] = {}
    loss_sum = torch.zeros((), device=device)
    net.train()
    while step < plan.steps:
        used = (time.monotonic() - began) / (plan.minutes * 60)
        if used >= 1:
            break
        done = first / plan.steps + (1 - first / plan.steps) * used
        done = max(step / plan.steps, done)
        _set_rate(optimiser, plan, step, done)
        side = plan.side_at(done)
        if side not in grid:
            grid[side] = tuple(part.to(device) for part in anchors(side, side))
        pictures, target = mixture.batch(rng, plan.batch, side)
        loss_sum += _one_step(net, optimiser, pictures, target, grid[side])
        step += 1
        _average(averaged, net, min(0.999, (1 + step) / (20 + step)))
        if step % _LOG_EVERY == 0:
            rate = optimiser.param_groups[0]["lr"]
            mean = float(loss_sum) / _LOG_EVERY
            spent = (time.monotonic() - began) / (step - first)
            say(f"step {step} loss {mean:.3f} rate {rate:.2e} {side} px {spent:.3f} s/step")
            loss_sum.zero_()
        if step % _SAVE_EVERY == 0:
            _save(checkpoint, net, averaged, optimiser, step)
        if step % _RENEW_EVERY == 0:
            renew()
    _save(checkpoint, net, averaged, optimiser, step)
    return averaged.eval()


def _one_step(
    net: Net,
    optimiser: torch.optim.Optimizer,
    pictures: Tensor,
    target: Target,
    grid: tuple[Tensor, Tensor],
) -> Tensor:
    picture = pictures.div(255).contiguous(memory_format=torch.channels_last)
    with torch.autocast(picture.device.type, torch.bfloat16):
        raw = net(picture)
    emphasis = torch.from_numpy(EMPHASIS).to(picture.device)
    loss = detection_loss(raw, target, *grid, emphasis)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 10.0)
    optimiser.step()
    return loss.detach()


def _groups(net: Net, decay: float) -> list[dict[str, Any]]:
    """Decay for the kernels only."""
    kernels = [p for p in net.parameters() if p.ndim > 1]
    others = [p for p in net.parameters() if p.ndim <= 1]
    return [{"params": kernels, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def _set_rate(optimiser: torch.optim.Optimizer, plan: Plan, step: int, done: float) -> None:
    fall = plan.final + (1 - plan.final) * (1 + math.cos(math.pi * min(done, 1))) / 2
    for group in optimiser.param_groups:
        group["lr"] = plan.rate * fall * min(1.0, (step + 1) / plan.warm_steps)


@torch.no_grad()
def _average(averaged: Net, net: Net, keep: float) -> None:
    means, now = list(averaged.state_dict().values()), list(net.state_dict().values())
    moving = [i for i, mean in enumerate(means) if mean.dtype.is_floating_point]
    torch._foreach_lerp_([means[i] for i in moving], [now[i] for i in moving], 1 - keep)
    for i in set(range(len(means))) - set(moving):
        means[i].copy_(now[i])


def _save(path: Path, net: Net, averaged: Net, optimiser: torch.optim.Optimizer, step: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    state = {"net": net.state_dict(), "averaged": averaged.state_dict(), "step": step}
    torch.save(state | {"optimiser": optimiser.state_dict()}, fresh)
    fresh.replace(path)


def _resume(path: Path, net: Net, averaged: Net, optimiser: torch.optim.Optimizer) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True, map_location=next(net.parameters()).device)
    net.load_state_dict(state["net"])
    averaged.load_state_dict(state["averaged"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])
