"""Boxes of a v8-contract model down to low scores, as an AP needs them (the product cuts at 0.2)."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from inference.model import load_detector

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

LEAST_SCORE = 0.02
_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """Boxes of one picture: xyxy (n, 4) in its pixels, score (n,), name (n,)."""

    xyxy: F32
    score: F32
    name: npt.NDArray[np.str_]


class Model:
    """A v8-contract ONNX file on one thread.

    Attributes:
        path: Where it lies.
        names: Its classes.
        side: Input side, pixels.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._detector = load_detector(path, keep=LEAST_SCORE)
        self.names = self._detector.names
        self.side = self._detector.contract.width

    def __call__(self, picture: npt.NDArray[np.uint8], least: float = LEAST_SCORE) -> Found:
        """Boxes of one RGB picture (H, W, 3), suppressed class by class."""
        found = self._detector(picture).at_least(least)
        return Found(found.xyxy, found.score, np.array(self.names)[found.class_id])


def suppress(xyxy: F32, score: F32, overlap: float) -> I64:
    """Indices of the boxes that are nobody's double, best first."""
    if not len(score):
        return np.zeros(0, np.int64)
    xywh = np.concatenate([xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxes(xywh.tolist(), score.tolist(), 0.0, overlap)
    return np.asarray(kept, np.int64).reshape(-1)


def session(path: Path) -> onnxruntime.InferenceSession:
    """One thread, no spinning: on a shared machine more are slower."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
