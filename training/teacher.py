"""Person boxes for photos that do not label people, from a YOLOX file (Apache-2.0) at hand.

Only its answers are used, none of its weights. Without it `person` is learned from rendered
scenes alone.
"""

import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from training.pictures import read_rgb

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

_SIDE = 416
_STRIDES = (8, 16, 32)
_PERSON_SCORE = 0.35
_PADDING = 114


def teach_people(model: Path, pictures: list[Path], folder: Path) -> None:
    """Write `NAME.json`, person boxes as shares of width and height, where not yet there."""
    folder.mkdir(parents=True, exist_ok=True)
    targets = {path: folder / f"{path.stem}.json" for path in pictures}
    missing = {path: target for path, target in targets.items() if not target.exists()}
    if not missing:
        return
    runner = _session(model)
    for path, target in missing.items():
        boxes = people_in(runner, read_rgb(path))
        target.write_text(json.dumps(np.round(boxes, 4).tolist()), "utf-8")


def people_in(runner: onnxruntime.InferenceSession, picture: npt.NDArray[np.uint8]) -> F32:
    """Person boxes (n, 4) as shares of an RGB picture (H, W, 3)."""
    height, width = picture.shape[:2]
    scale = _SIDE / max(height, width)
    canvas = np.full((_SIDE, _SIDE, 3), _PADDING, np.uint8)
    inner = cv2.resize(picture, (round(width * scale), round(height * scale)))
    canvas[: inner.shape[0], : inner.shape[1]] = inner
    blob = canvas[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32)
    raw = runner.run(None, {runner.get_inputs()[0].name: blob})[0][0]
    grid, stride = _grid()
    centre, size = (raw[:, :2] + grid) * stride, np.exp(raw[:, 2:4]) * stride
    score = raw[:, 4] * raw[:, 5]
    xyxy = np.concatenate([centre - size / 2, centre + size / 2], 1)[score >= _PERSON_SCORE]
    kept = _suppress(xyxy, score[score >= _PERSON_SCORE], 0.6)
    unit = np.array([width, height, width, height], np.float32) * scale
    return np.asarray(np.clip(xyxy[kept] / unit, 0, 1), np.float32)


def _grid() -> tuple[F32, F32]:
    cells, strides = [], []
    for stride in _STRIDES:
        at = np.arange(_SIDE // stride, dtype=np.float32)
        x, y = np.meshgrid(at, at)
        cells.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full((x.size, 1), stride, np.float32))
    return np.concatenate(cells), np.concatenate(strides)


def _suppress(xyxy: F32, score: F32, overlap: float) -> I64:
    if not len(score):
        return np.zeros(0, np.int64)
    xywh = np.concatenate([xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxes(xywh.tolist(), score.tolist(), 0.0, overlap)
    return np.asarray(kept, np.int64).reshape(-1)


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
