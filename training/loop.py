"""The training loop: by wall time, resumable, with a moving average of the weights."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.batches import Mixture, batches
from training.classes import EMPHASIS
from training.loss import Target, detection_loss
from training.net import Net, anchors

_LOG_EVERY = 50
_SAVE_EVERY = 200
_RENEW_EVERY = 250


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast.

    Attributes:
        steps: Steps in all, earlier runs of the same checkpoint included.
        minutes: Wall time of this run at most.
        rate: Highest learning rate.
        final: Lowest, as a share of the highest.
        warm_steps: Steps of rising rate.
    """

    steps: int
    minutes: float
    rate: float = 1.5e-3
    final: float = 0.02
    warm_steps: int = 150
    decay: float = 0.03


def train(
    net: Net,
    mixture: Callable[[int, float], Mixture],
    plan: Plan,
    checkpoint: Path,
    say: Callable[[str], None],
) -> Net:
    """Train until the steps or the minutes are used up; returns the averaged net.

    Args:
        net: Fresh, or with the weights to adapt.
        mixture: Makes the batches of a seed and of the share that is done, 0 to 1; called again
            every 250 steps, so that pictures rendered meanwhile join.
        plan: How long.
        checkpoint: File that a later run goes on from.
        say: Receives one line every 50 steps.
    """
    torch.set_num_threads(1)
    net = net.to(memory_format=torch.channels_last)
    averaged = Net(net.classes)
    averaged.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(_groups(net, plan.decay), lr=plan.rate, betas=(0.9, 0.99))
    step = _resume(checkpoint, net, averaged, optimiser)
    began, first = time.monotonic(), step
    source = batches(mixture(step, first / plan.steps))
    grid: dict[int, tuple[Tensor, Tensor]] = {}
    loss_sum = 0.0
    net.train()
    while step < plan.steps:
        used = (time.monotonic() - began) / (plan.minutes * 60)
        if used >= 1:
            break
        done = first / plan.steps + (1 - first / plan.steps) * used
        done = max(step / plan.steps, done)
        _set_rate(optimiser, plan, step, done)
        pictures, targets = next(source)
        side = pictures.shape[-1]
        if side not in grid:
            grid[side] = anchors(side, side)
        loss_sum += _one_step(net, optimiser, pictures, targets, grid[side])
        step += 1
        _average(averaged, net, min(0.998, (1 + step) / (20 + step)))
        if step % _LOG_EVERY == 0:
            rate = optimiser.param_groups[0]["lr"]
            spent = (time.monotonic() - began) / (step - first)
            say(f"step {step} loss {loss_sum / _LOG_EVERY:.3f} rate {rate:.2e} {spent:.2f} s/step")
            loss_sum = 0.0
        if step % _SAVE_EVERY == 0:
            _save(checkpoint, net, averaged, optimiser, step)
        if step % _RENEW_EVERY == 0:
            source = batches(mixture(step, done))
    _save(checkpoint, net, averaged, optimiser, step)
    return averaged.eval()


def _one_step(
    net: Net,
    optimiser: torch.optim.Optimizer,
    pictures: Tensor,
    targets: list[Target],
    grid: tuple[Tensor, Tensor],
) -> float:
    picture = pictures.float().div(255).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        raw = net(picture)
    emphasis = torch.from_numpy(EMPHASIS)
    loss = detection_loss(raw, targets, *grid, emphasis)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 10.0)
    optimiser.step()
    return float(loss.detach())


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
    for mean, now in zip(averaged.state_dict().values(), net.state_dict().values(), strict=True):
        if mean.dtype.is_floating_point:
            mean.mul_(keep).add_(now, alpha=1 - keep)
        else:
            mean.copy_(now)


def _save(path: Path, net: Net, averaged: Net, optimiser: torch.optim.Optimizer, step: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    state = {"net": net.state_dict(), "averaged": averaged.state_dict(), "step": step}
    torch.save(state | {"optimiser": optimiser.state_dict()}, fresh)
    fresh.replace(path)


def _resume(path: Path, net: Net, averaged: Net, optimiser: torch.optim.Optimizer) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    averaged.load_state_dict(state["averaged"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])
