"""A brush for plain drawn pictures: finer than the picture, so that edges come out smooth."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 800, 600
FINER = 2
"""Drawn pixels per pixel of the picture, along a side."""

Colour = tuple[int, ...]
Point = tuple[float, float]

_SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc",
    "5": "afgcd", "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abcdfg",
}  # fmt: skip
"""Lit parts of a seven-segment digit: a on top, then clockwise, g in the middle."""


class Brush:
    """Shapes on one picture; all measures are pixels of the finished picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER))
        self._drawing = ImageDraw.Draw(self.image)

    def box(
        self, x: float, y: float, right: float, low: float, colour: Colour, radius: float = 0
    ) -> None:
        """A filled box with round corners."""
        self._drawing.rounded_rectangle(_finer(x, y, right, low), radius * FINER, colour)

    def outline(
        self, x: float, y: float, right: float, low: float, colour: Colour, width: int
    ) -> None:
        """The edge of a box."""
        self._drawing.rounded_rectangle(
            _finer(x, y, right, low), 8 * FINER, outline=colour, width=width * FINER
        )

    def ellipse(self, x: float, y: float, right: float, low: float, colour: Colour) -> None:
        """A filled ellipse within a box."""
        self._drawing.ellipse(_finer(x, y, right, low), colour)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        self._drawing.polygon([(x * FINER, y * FINER) for x, y in points], colour)

    def line(self, points: Sequence[Point], colour: Colour, width: int = 4) -> None:
        """A bent line."""
        self._drawing.line(
            [(x * FINER, y * FINER) for x, y in points], colour, width * FINER, joint="curve"
        )

    def veil(self, points: Sequence[Point], colour: Colour) -> None:
        """A polygon that lets through what is behind it; `colour` has an alpha."""
        ImageDraw.Draw(self.image, "RGBA").polygon(
            [(x * FINER, y * FINER) for x, y in points], colour
        )

    def glass(self, x: float, y: float, right: float, low: float) -> None:
        """A closed door of glass in a frame."""
        self.veil([(x, y), (right, y), (right, low), (x, low)], (200, 226, 236, 70))
        self.veil(
            [(x + 30, low), (x + 90, low), (right - 30, y), (right - 90, y)], (255, 255, 255, 50)
        )
        self.outline(x, y, right, low, (150, 158, 164), 8)

    def page(self, x: float, y: float, wide: float, tall: float, stamp: Colour) -> None:
        """A printed page with a round stamp."""
        self.box(x, y, x + wide, y + tall, (250, 249, 244))
        self.box(x + 20, y + 16, x + wide - 20, y + 32, stamp)
        for row in range(5):
            height = y + 56 + row * 20
            self.line([(x + 16, height), (x + wide - 16 - 12 * (row % 3), height)], (90, 92, 98))
        self.ellipse(x + wide - 54, y + tall - 54, x + wide - 14, y + tall - 14, stamp)

    def digits(self, text: str, x: float, y: float, tall: float, colour: Colour) -> None:
        """Digits and points of a display."""
        wide = tall / 2
        for sign in text:
            if sign == ".":
                self.ellipse(x - 4, y + tall - 8, x + 6, y + tall + 2, colour)
                x += 16
                continue
            ends = {
                "a": ((x, y), (x + wide, y)),
                "b": ((x + wide, y), (x + wide, y + tall / 2)),
                "c": ((x + wide, y + tall / 2), (x + wide, y + tall)),
                "d": ((x, y + tall), (x + wide, y + tall)),
                "e": ((x, y + tall / 2), (x, y + tall)),
                "f": ((x, y), (x, y + tall / 2)),
                "g": ((x, y + tall / 2), (x + wide, y + tall / 2)),
            }
            for part in _SEGMENTS[sign]:
                self.line(ends[part], colour, 8)
            x += wide + 24


def _finer(*values: float) -> tuple[float, ...]:
    return tuple(value * FINER for value in values)
