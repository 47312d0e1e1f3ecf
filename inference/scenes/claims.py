"""Which pixels bear out which label, and the boxes that follow."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from inference.scenes import labels as names
from inference.scenes.figure import PIECES

_LEAST_SHARE = 0.2
_LEAST_FACE = 0.16  # of the head: below it nobody can tell a mask from none
_PERSON_SHARE = 0.02  # a head over a counter is still a person
_LEAST_PX = {names.CIGARETTE: 3, names.PHONE: 4, names.RODENT: 5, names.FLAME: 8}
_LEAST_SHORT_PX = {names.FLAME: 4, names.RODENT: 3, names.SPILL: 4}


@dataclass(frozen=True, slots=True)
class Box:
    """One labelled thing.

    Attributes:
        label: A name of `labels.LABELS`.
        xyxy: Round what can be seen of it, pixels of the picture, x1 < x2 and y1 < y2.
        visible: Share of the thing that nothing hides and that lies in the picture, 0 to 1.
        doubtful: It is there, but too little shows to tell: saying so is not wrong, and leaving it
            out is not missing it.
    """

    label: str
    xyxy: tuple[float, float, float, float]
    visible: float
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A label that the pixels of some owners bear out.

    Attributes:
        whole_px: Their pixels with nothing before them.
        needs: The owner among them without which the label cannot be told.
        doubtful: It cannot be told whatever can be seen.
    """

    label: str
    owners: tuple[int, ...]
    whole_px: int
    needs: int | None = None
    doubtful: bool = False


def next_owner(claims: list[Claim], count: int) -> int:
    """The first of `count` owner numbers that nobody has; a block of PIECES for everybody."""
    taken = max((max(claim.owners) for claim in claims), default=0)
    return (taken // PIECES + 1) * PIECES + (1 if count == 1 else 0)


def boxes_of(
    owners: npt.NDArray[np.uint16], canvas: npt.NDArray[np.uint16], claims: list[Claim]
) -> list[Box]:
    """Boxes of what can be seen after the lens; shares are counted before it."""
    height, width = owners.shape
    count = max((max(claim.owners) for claim in claims), default=0) + PIECES
    y, x = np.nonzero(owners)
    owner = owners[y, x].astype(np.int64)
    rows = np.bincount(owner * height + y, minlength=count * height).reshape(count, height)
    columns = np.bincount(owner * width + x, minlength=count * width).reshape(count, width)
    seen = np.bincount(canvas[canvas > 0], minlength=count)
    found = []
    for claim in claims:
        chosen = list(claim.owners)
        across, down = (np.flatnonzero(part[chosen].sum(axis=0)) for part in (columns, rows))
        share = float(seen[chosen].sum()) / max(claim.whole_px, 1)
        short = _LEAST_SHORT_PX.get(claim.label, 2)
        least = _LEAST_PX.get(claim.label, 6)
        least_share = _PERSON_SHARE if claim.label == names.PERSON else _LEAST_SHARE
        if len(across) == 0 or share < least_share:
            continue
        hidden = claim.needs is not None and seen[claim.needs] < _LEAST_FACE * claim.whole_px
        x1, y1, x2, y2 = across[0], down[0], across[-1] + 1, down[-1] + 1
        if max(x2 - x1, y2 - y1) >= least and min(x2 - x1, y2 - y1) >= short:
            box = (float(x1), float(y1), float(x2), float(y2))
            found.append(Box(claim.label, box, min(share, 1.0), claim.doubtful or hidden))
    return found


def mirrored(box: Box, width: int) -> Box:
    """The box in the mirrored picture of this width."""
    x1, y1, x2, y2 = box.xyxy
    return replace(box, xyxy=(width - x2, y1, width - x1, y2))
