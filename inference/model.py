"""The detector: one ONNX file, one single-thread session, frames in, boxes out.

Output contract: (B, 4 + classes, N) with centre x, centre y, width, height in pixels of the input
and class scores from 0 to 1, as YOLOv8 exports and our own models have it.
"""

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import onnxruntime

from inference.detections import F32, U8, Detections, no_detections

KEEP_SCORE = 0.2
"""Boxes below this are not kept at all; what counts as a finding is decided in violations.py."""
_NMS_OVERLAP = 0.5
_PADDING = 114  # the grey that the training padded with
_MAX_BYTES = 500_000_000


class ModelError(Exception):
    """The model cannot be used; the message names the file and the reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"model {path.name}: {reason}")
        self.reason = reason


class Session(Protocol):
    """The part of onnxruntime.InferenceSession that is used."""

    def run(self, output_names: list[str] | None, feeds: dict[str, F32]) -> list[F32]:
        """Run the graph once."""
        ...


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a frame lies in the square input: x_input = x_frame * scale + left.

    Attributes:
        scale: Input pixels per frame pixel.
        left: Padding in input pixels; `top` likewise.
    """

    scale: float
    left: int
    top: int


class Detector:
    """Letterbox, run, decode, suppress. Holds no state of a camera, so cameras share it.

    Attributes:
        name: File name without its ending.
        sha256: Of the file; written beside every picture and alert.
        names: Class names, in the order of the output.
    """

    def __init__(
        self,
        session: Session,
        names: tuple[str, ...],
        *,
        name: str = "",
        sha256: str = "",
        side_px: int = 320,
        input_name: str = "images",
    ) -> None:
        if not names:
            raise ValueError("a detector needs class names")
        self.name, self.sha256, self.names, self.side_px = name, sha256, names, side_px
        self._session, self._input = session, input_name

    def __call__(self, frame: U8) -> Detections:
        """Detect objects in one frame.

        Args:
            frame: Shape (H, W, 3), uint8, RGB.

        Raises:
            ValueError: `frame` is not (H, W, 3) uint8.
        """
        blob, placed = letterbox(frame, self.side_px)
        raw = self._session.run(None, {self._input: blob})[0]
        return decode(raw, self.names, placed, frame.shape[1], frame.shape[0])


def load_detector(path: Path) -> Detector:
    """Load and try a model.

    Raises:
        ModelError: Missing, unreadable, no ONNX, wrong shapes, no class names, or it answers
            with something other than the contract.
    """
    content = _read(path)
    session = _session(path, content)
    names = _names(path, session)
    side_px, input_name = _side(path, session)
    sha256 = hashlib.sha256(content).hexdigest()
    detector = Detector(
        session, names, name=path.stem, sha256=sha256, side_px=side_px, input_name=input_name
    )
    _try_once(path, session, detector, input_name)
    return detector


def letterbox(frame: U8, side_px: int) -> tuple[F32, Letterbox]:
    """Fit a frame into a square, centred on grey: (1, 3, side, side), RGB, 0 to 1.

    Raises:
        ValueError: `frame` is not (H, W, 3) uint8 with at least one pixel.
    """
    if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8 or not frame.size:
        raise ValueError(f"expected (H, W, 3) uint8, got {frame.shape} {frame.dtype}")
    height, width = frame.shape[:2]
    scale = side_px / max(height, width)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (side_px - inner[0]) // 2, (side_px - inner[1]) // 2
    canvas = np.full((side_px, side_px, 3), _PADDING, np.uint8)
    canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(
        frame, inner, interpolation=cv2.INTER_LINEAR
    )
    blob = cv2.dnn.blobFromImage(canvas, 1 / 255.0)
    return np.asarray(blob, np.float32), Letterbox(scale, left, top)


def decode(
    raw: F32, names: tuple[str, ...], placed: Letterbox, width: int, height: int
) -> Detections:
    """Boxes of one frame from the raw output (1, 4 + classes, N), in pixels of the frame.

    A place may keep several classes: the rules compare `mask` with `no_mask` on one head.
    """
    table = raw[0]
    class_id, anchor = np.nonzero(table[4:] >= KEEP_SCORE)
    if not len(anchor):
        return no_detections(names)
    centre, size = table[:2, anchor].T, table[2:4, anchor].T
    shift = np.array([placed.left, placed.top], np.float32)
    low = (centre - size / 2 - shift) / placed.scale
    high = (centre + size / 2 - shift) / placed.scale
    limit = np.array([width, height], np.float32)
    xyxy = np.concatenate([np.clip(low, 0, limit), np.clip(high, 0, limit)], axis=1)
    score = table[4:][class_id, anchor]
    whole = (xyxy[:, 2:] - xyxy[:, :2] >= 1).all(axis=1) & np.isfinite(xyxy).all(axis=1)
    kept = _suppress(xyxy[whole], score[whole], class_id[whole])
    return Detections(
        np.asarray(xyxy[whole][kept], np.float32),
        np.asarray(score[whole][kept], np.float32),
        np.asarray(class_id[whole][kept], np.int64),
        names,
    )


def _suppress(xyxy: F32, score: F32, class_id: Any) -> list[int]:
    if not len(score):
        return []
    xywh = np.concatenate([xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxesBatched(
        xywh.tolist(), score.tolist(), class_id.tolist(), KEEP_SCORE, _NMS_OVERLAP
    )
    return [int(i) for i in kept]


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ModelError(path, f"larger than {_MAX_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(path, f"cannot be read ({error.strerror})") from error


def _session(path: Path, content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One thread: two with spinning were 2-3 x slower and burnt the second core for nothing.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a class of its own for each cause
        raise ModelError(path, f"no usable ONNX file ({_first_line(error)})") from error


def _names(path: Path, session: onnxruntime.InferenceSession) -> tuple[str, ...]:
    text = session.get_modelmeta().custom_metadata_map.get("names")
    if not text:
        raise ModelError(path, "no class names in its metadata (key 'names')")
    try:
        names = ast.literal_eval(text)
        ordered = tuple(names[i] for i in range(len(names)))
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError) as error:
        raise ModelError(path, f"class names cannot be read: {text[:80]!r}") from error
    if not ordered or not all(isinstance(name, str) and name for name in ordered):
        raise ModelError(path, f"class names are not words: {text[:80]!r}")
    return ordered


def _side(path: Path, session: onnxruntime.InferenceSession) -> tuple[int, str]:
    inputs = session.get_inputs()
    shape = inputs[0].shape if len(inputs) == 1 else []
    square = len(shape) == 4 and shape[1] == 3 and shape[2] == shape[3]
    if not square or not isinstance(shape[2], int) or inputs[0].type != "tensor(float)":
        given = [(item.shape, item.type) for item in inputs]
        raise ModelError(path, f"input must be one float (batch, 3, side, side), is {given}")
    return shape[2], inputs[0].name


def _try_once(path: Path, session: Session, detector: Detector, input_name: str) -> None:
    grey = np.full((1, 3, detector.side_px, detector.side_px), 0.5, np.float32)
    try:
        outputs = session.run(None, {input_name: grey})
    except Exception as error:  # onnxruntime raises a class of its own for each cause
        raise ModelError(path, f"does not run ({_first_line(error)})") from error
    first = np.asarray(outputs[0])
    rows = 4 + len(detector.names)
    if first.ndim != 3 or first.shape[0] != 1 or first.shape[1] != rows:
        raise ModelError(
            path,
            f"output must be (1, {rows}, N) for its {len(detector.names)} class names, "
            f"is {first.shape}",
        )
    if not np.isfinite(first).all():
        raise ModelError(path, "answers with numbers that are not finite")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:160] if str(error).strip() else type(error).__name__
