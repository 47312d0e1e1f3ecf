"""Light, colour, and what cameras do, to a whole batch at once."""

import torch
from torch import Tensor
from torch.nn import functional

_INFRARED, _PALER = 0.12, 0.4  # share of the pictures
_BLURRED, _NOISY, _COARSE = 0.12, 0.15, 0.1


def spoil(pictures: Tensor) -> Tensor:
    """(B, 3, H, W), RGB, 0 to 255, to the same, whole numbers."""
    count, device = len(pictures), pictures.device

    def between(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand((count, *(shape or (1, 1, 1))), device=device)

    def of(share: float) -> Tensor:
        return torch.rand((count, 1, 1, 1), device=device) < share

    coarse = functional.interpolate(functional.avg_pool2d(pictures, 2), scale_factor=2.0)
    out = torch.where(of(_COARSE), coarse, pictures)
    blurred = functional.avg_pool2d(out, 3, 1, 1, count_include_pad=False)
    out = torch.where(of(_BLURRED), blurred, out)
    grey = out.mean(1, keepdim=True)
    colour = torch.where(of(_INFRARED), torch.zeros_like(grey[:, :, :1, :1]), between(0.6, 1.5))
    colour = torch.where(of(_PALER), between(0.2, 0.8) * colour, colour)
    out = grey + (out - grey) * colour
    out = out * between(0.55, 1.4) * between(0.9, 1.1, 3, 1, 1) + between(-30, 30)
    loud = torch.where(of(_NOISY), between(3, 14), torch.zeros(1, device=device))
    out = out + loud * torch.randn_like(out)
    return out.clamp(0, 255).round()
