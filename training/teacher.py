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

from training.predict import session, suppress

F32 = npt.NDArray[np.float32]

_SIDE = 416
_STRIDES = (8, 16, 32)
_PERSON_SCORE = 0.35
_PADDING = 114


def teach_people(model: Path, pictures: list[Path], folder: Path) -> None:
    """Write `NAME.json`, person boxes as shares of width and height, where not yet there."""
    folder.mkdir(parents=True, exist_ok=True)
    runner = session(model)
    for path in pictures:
        target = folder / f"{path.stem}.json"
        if not target.exists():
            boxes = people_in(runner, cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB))
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
    kept = suppress(xyxy, score[score >= _PERSON_SCORE], 0.6)
    unit = np.array([width, height, width, height], np.float32) * scale
    return np.clip(xyxy[kept] / unit, 0, 1).astype(np.float32)


def _grid() -> tuple[F32, F32]:
    cells, strides = [], []
    for stride in _STRIDES:
        at = np.arange(_SIDE // stride, dtype=np.float32)
        x, y = np.meshgrid(at, at)
        cells.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full((x.size, 1), stride, np.float32))
    return np.concatenate(cells), np.concatenate(strides)
