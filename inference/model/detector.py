"""The detector: one ONNX file, one single-thread session, frames in, boxes out."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from inference.detections import U8, Detections
from inference.model.class_map import ClassMap
from inference.model.contract import Contract
from inference.model.decoding import KEEP_SCORE, Outputs, decode
from inference.model.loading import Loaded, load
from inference.model.placing import Placer
from inference.model.running import Run
from inference.model.thinning import thin


class Detector:
    """Place, run, decode, thin, name. Holds no state of a camera, so cameras share it; one thread.

    Attributes:
        name: File name without its ending.
        sha256: Of the file; written beside every picture and alert.
        contract: What is known of the model.
        names: Our classes, what boxes are labelled with.
    """

    def __init__(
        self,
        answer: Callable[[Placer], Callable[[], Outputs]],
        contract: Contract,
        *,
        name: str = "",
        sha256: str = "",
        keep: float = KEEP_SCORE,
    ) -> None:
        self.name, self.sha256, self.contract = name, sha256, contract
        self.names = tuple(dict.fromkeys(use.ours for use in contract.classes.values()))
        ours = [contract.classes[name].ours for name in contract.names]
        self._ours = np.array([self.names.index(one) for one in ours], np.int64)
        self._placer, self._keep = Placer(contract), keep
        self._run = answer(self._placer)

    @property
    def classes(self) -> ClassMap:
        """What each class of the model means here."""
        return self.contract.classes

    def __call__(self, frame: U8) -> Detections:
        """Detect objects in one frame.

        Args:
            frame: Shape (H, W, 3), uint8, RGB.

        Raises:
            ValueError: `frame` is not (H, W, 3) uint8.
        """
        placed = self._placer.place(frame)
        found = decode(self._run(), self.contract, self._keep)
        xyxy, class_id = placed.back(found.xyxy), self._ours[found.class_id]
        whole = (xyxy[:, 2:] - xyxy[:, :2] >= 1).all(axis=1)
        whole &= np.isfinite(xyxy).all(axis=1) & np.isfinite(found.score)
        xyxy, score, class_id = xyxy[whole], found.score[whole], class_id[whole]
        if self.contract.suppress:
            kept = thin(xyxy, score, class_id)
            xyxy, score, class_id = xyxy[kept], score[kept], class_id[kept]
        return Detections(xyxy, np.clip(score, 0, 1), class_id, self.names)


def load_detector(path: Path, *, sidecar: str | None = None, keep: float = KEEP_SCORE) -> Detector:
    """Load and try a model; its side-car is NAME.yaml beside it unless the text is given.

    Raises:
        ModelError: Missing, unreadable, no ONNX, operators or weights of others, shapes that no
            family has, no class names or the wrong number, or an answer that is not finite.
    """
    return detector_of(load(path, sidecar), keep)


def detector_of(loaded: Loaded, keep: float = KEEP_SCORE) -> Detector:
    """The detector of a loaded model."""

    def answer(placer: Placer) -> Callable[[], Outputs]:
        return Run(loaded.session, placer.blob, loaded.contract, loaded.name)

    return Detector(answer, loaded.contract, name=loaded.name, sha256=loaded.sha256, keep=keep)
