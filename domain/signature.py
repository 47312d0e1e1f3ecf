"""A signature drawn with a finger: the path of an SVG of 300 × 100, in a grammar of our own.

`M x y` lifts the pen and puts it down, `L x y` draws on; coordinates are whole or have one decimal.
Nothing else of SVG is taken, so that a stored path can be drawn into a document as it is.
"""

import re

WIDTH, HEIGHT = 300, 100
LONGEST = 12_000
FEWEST_POINTS = 8
"""Fewer is a dot or an accident."""
SHORTEST_REACH = 30
"""Width and height of what is drawn, together."""

_POINT = r"(\d{1,3}(?:\.\d)?) (\d{1,3}(?:\.\d)?)"
_STROKE = re.compile(rf"(?:M{_POINT})|(?:L{_POINT})")
_WHOLE = re.compile(rf"M{_POINT}(?:[ML]{_POINT})*")


def is_signature(path: str) -> bool:
    """Whether `path` keeps the grammar, lies on its ground and is more than a dot."""
    if len(path) > LONGEST or not path.isascii() or _WHOLE.fullmatch(path) is None:
        return False
    points = [
        (float(found[1] or found[3]), float(found[2] or found[4]))
        for found in _STROKE.finditer(path)
    ]
    across, down = zip(*points, strict=True)
    if max(across) > WIDTH or max(down) > HEIGHT:
        return False
    reach = max(across) - min(across) + max(down) - min(down)
    return len(points) >= FEWEST_POINTS and reach >= SHORTEST_REACH
