"""The net: cross-stage backbone, two-way pyramid, four anchor-free heads. Our own, from scratch.

The finest level is for what is 10 to 20 pixels large: a rat across the room, a phone, a cigarette.

ReLU, because ONNX Runtime folds it into the convolution before it.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

STRIDES = (4, 8, 16, 32)
_WIDEST = 6.0  # exp() of the largest side distance, in strides


def anchors(width: int, height: int) -> tuple[Tensor, Tensor]:
    """Centres (A, 2) in pixels and strides (A,) of all cells of an input, level by level."""
    centres, strides = [], []
    for stride in STRIDES:
        across = (torch.arange(width // stride) + 0.5) * stride
        down = (torch.arange(height // stride) + 0.5) * stride
        y, x = torch.meshgrid(down, across, indexing="ij")
        centres.append(torch.stack([x.flatten(), y.flatten()], 1))
        strides.append(torch.full((x.numel(),), float(stride)))
    return torch.cat(centres), torch.cat(strides)


class Conv(nn.Sequential):
    """Convolution, normalisation, ReLU."""

    def __init__(self, before: int, after: int, kernel: int = 1, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(after, eps=1e-3, momentum=0.03),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    """Two 3 x 3 convolutions round a shortcut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(Conv(width, width, 3), Conv(width, width, 3))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to the same."""
        return x + self.body(x)


class Stage(nn.Module):
    """Cross-stage block: half the channels pass by, half go through residuals."""

    def __init__(self, before: int, after: int, depth: int) -> None:
        super().__init__()
        half = after // 2
        self.split = Conv(before, after)
        self.blocks = nn.ModuleList(Residual(half) for _ in range(depth))
        self.join = Conv(after + half * depth, after)

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) to (B, after, H, W)."""
        parts = list(self.split(x).chunk(2, 1))
        for block in self.blocks:
            parts.append(block(parts[-1]))
        return self.join(torch.cat(parts, 1))


class Pool(nn.Module):
    """Pools of growing reach, so that the coarsest level sees the whole picture."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.squeeze = Conv(width, width // 2)
        self.join = Conv(width * 2, width)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to the same."""
        parts = [self.squeeze(x)]
        for _ in range(3):
            parts.append(functional.max_pool2d(parts[-1], 5, 1, 2))
        return self.join(torch.cat(parts, 1))


class Head(nn.Module):
    """Class scores and side distances of one level."""

    def __init__(self, before: int, width: int, classes: int) -> None:
        super().__init__()
        self.stem = Conv(before, width)
        self.to_class = nn.Sequential(Conv(width, width, 3), nn.Conv2d(width, classes, 1))
        self.to_sides = nn.Sequential(Conv(width, width, 3), nn.Conv2d(width, 4, 1))
        nn.init.constant_(self.to_class[1].bias, -5.0)
        nn.init.constant_(self.to_sides[1].bias, 0.7)

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) to (B, H * W, 4 + classes): logs of sides in strides, class logits."""
        x = self.stem(x)
        both = torch.cat([self.to_sides(x), self.to_class(x)], 1)
        return both.flatten(2).transpose(1, 2)


class Net(nn.Module):
    """The detector: about 1.9 million weights."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.stem = nn.Sequential(Conv(3, 16, 3, 2), Conv(16, 32, 3, 2), Stage(32, 32, 1))
        self.third = nn.Sequential(Conv(32, 64, 3, 2), Stage(64, 64, 2))
        self.fourth = nn.Sequential(Conv(64, 128, 3, 2), Stage(128, 128, 2))
        self.fifth = nn.Sequential(Conv(128, 192, 3, 2), Stage(192, 192, 2), Pool(192))
        self.from_fifth = Conv(192, 96)
        self.down_fourth = Stage(128 + 96, 96, 1)
        self.from_fourth = Conv(96, 64)
        self.down_third = Stage(64 + 64, 64, 1)
        self.from_third = Conv(64, 32)
        self.out_second = Stage(32 + 32, 32, 1)
        self.up_third = Conv(32, 32, 3, 2)
        self.out_third = Stage(32 + 64, 64, 1)
        self.up_fourth = Conv(64, 64, 3, 2)
        self.out_fourth = Stage(64 + 64, 96, 1)
        self.up_fifth = Conv(96, 96, 3, 2)
        self.out_fifth = Stage(96 + 96, 128, 1)
        self.heads = nn.ModuleList(
            Head(before, width, classes)
            for before, width in ((32, 32), (64, 64), (96, 64), (128, 64))
        )

    def forward(self, picture: Tensor) -> Tensor:
        """(B, 3, H, W), RGB, 0 to 1, to (B, A, 4 + classes) raw."""
        second = self.stem(picture)
        third = self.third(second)
        fourth = self.fourth(third)
        fifth = self.from_fifth(self.fifth(fourth))
        fourth = self.from_fourth(self.down_fourth(torch.cat([fourth, _double(fifth)], 1)))
        third = self.down_third(torch.cat([third, _double(fourth)], 1))
        second = self.out_second(torch.cat([second, _double(self.from_third(third))], 1))
        third = self.out_third(torch.cat([self.up_third(second), third], 1))
        fourth = self.out_fourth(torch.cat([self.up_fourth(third), fourth], 1))
        fifth = self.out_fifth(torch.cat([self.up_fifth(fourth), fifth], 1))
        levels = zip(self.heads, (second, third, fourth, fifth), strict=True)
        return torch.cat([head(level) for head, level in levels], 1)


def boxes_of(raw: Tensor, centres: Tensor, strides: Tensor) -> Tensor:
    """Boxes (B, A, 4), x1 y1 x2 y2 in pixels, from the raw output."""
    sides = raw[..., :4].clamp(max=_WIDEST).exp() * strides[:, None]
    return torch.cat([centres - sides[..., :2], centres + sides[..., 2:]], -1)


def _double(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")
