"""What a model sees in one frame, and the little geometry that rules about it need."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Detections:
    """Boxes of one frame.

    Attributes:
        xyxy: Shape (n, 4), pixels of the frame, x1 < x2 and y1 < y2.
        score: Shape (n,), 0 to 1.
        class_id: Shape (n,), index into `names`.
        names: Class names of the model.
    """

    xyxy: F32
    score: F32
    class_id: I64
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        n = len(self.score)
        if self.xyxy.shape != (n, 4) or self.class_id.shape != (n,) or self.score.shape != (n,):
            raise ValueError(
                f"arrays of different length: {self.xyxy.shape}, {self.score.shape}, "
                f"{self.class_id.shape}"
            )

    def __len__(self) -> int:
        return len(self.score)

    def of(self, name: str) -> "Detections":
        """Only the boxes of one class; none when the model does not know it."""
        if name not in self.names:
            return no_detections(self.names)
        return self.take(self.class_id == self.names.index(name))

    def at_least(self, score: float) -> "Detections":
        """Only the boxes with this score or a higher one."""
        return self.take(self.score >= score)

    def label(self, index: int) -> str:
        """Class name of one box."""
        return self.names[int(self.class_id[index])]

    def take(self, kept: npt.NDArray[np.bool_] | I64) -> "Detections":
        """The boxes that a mask (n,) or an index (m,) names."""
        return Detections(self.xyxy[kept], self.score[kept], self.class_id[kept], self.names)


def no_detections(names: tuple[str, ...] = ()) -> Detections:
    """An empty frame."""
    return Detections(
        np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64), names
    )


def overlap(box: F32, others: F32) -> F32:
    """Intersection over union of one box (4,) with others (n, 4): shape (n,), 0 to 1."""
    inter = _intersection(box, others)
    union = _area(box[None])[0] + _area(others) - inter
    return np.asarray(np.where(union > 0, inter / np.maximum(union, 1e-9), 0), np.float32)


def contained(box: F32, others: F32) -> F32:
    """Share of `box` (4,) that lies inside each of `others` (n, 4): shape (n,), 0 to 1."""
    area = max(float(_area(box[None])[0]), 1e-9)
    return np.asarray(_intersection(box, others) / area, np.float32)


def boxes_as_json(found: Detections, marked: F32 | None = None) -> list[dict[str, Any]]:
    """Boxes as they are stored: `{label, score, xyxy, finding}`, whole pixels, best first.

    Args:
        found: The boxes of the picture.
        marked: Shape (m, 4), the boxes among them that are findings.
    """
    heads = marked if marked is not None else np.zeros((0, 4), np.float32)
    return [
        {
            "label": found.label(int(i)),
            "score": round(float(found.score[i]), 3),
            "xyxy": [round(float(v)) for v in found.xyxy[i]],
            "finding": bool((heads == found.xyxy[i]).all(axis=1).any()),
        }
        for i in np.argsort(-found.score)
    ]


def _intersection(box: F32, others: F32) -> F32:
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:], others[:, 2:])
    return np.asarray(np.prod(np.clip(high - low, 0, None), axis=1), np.float32)


def _area(boxes: F32) -> F32:
    return np.asarray(np.prod(np.clip(boxes[:, 2:] - boxes[:, :2], 0, None), axis=1), np.float32)
