"""JPEG files of what was seen: the picture as it came, and with its boxes drawn in."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from inference.detections import U8

_QUALITY = 85
# Blue, green, red: the colours of `--nc-sev3` and of quiet boxes in assets/css/10-tokens.css.
_FINDING, _SEEN, _INK = (107, 219, 255), (240, 244, 246), (32, 26, 20)


def jpeg(frame: U8) -> bytes:
    """A frame (H, W, 3), RGB, as JPEG.

    Raises:
        ValueError: It cannot be encoded.
    """
    return _encoded(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), ".jpg")


def png(frame: U8, boxes: Sequence[dict[str, Any]]) -> bytes:
    """A frame with its boxes as PNG."""
    return _encoded(_drawn(frame, boxes), ".png")


def boxed_jpeg(frame: U8, boxes: Sequence[dict[str, Any]]) -> bytes:
    """A frame with its boxes and scores as JPEG.

    Labels are the model's own class names: the fonts of OpenCV have no Chinese, and screens draw
    their own words over the clean picture anyway.
    """
    return _encoded(_drawn(frame, boxes), ".jpg")


def boxed(frame: U8, boxes: Sequence[dict[str, Any]]) -> U8:
    """A frame with its boxes, RGB as it came."""
    return np.asarray(cv2.cvtColor(_drawn(frame, boxes), cv2.COLOR_BGR2RGB), np.uint8)


def _drawn(frame: U8, boxes: Sequence[dict[str, Any]]) -> U8:
    picture = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
    unit = max(picture.shape[0] / 360, 1.0)
    tags: list[tuple[int, int, int, int]] = []
    for box in sorted(boxes, key=lambda item: bool(item["finding"])):  # findings on top
        colour = _FINDING if box["finding"] else _SEEN
        left, top, right, bottom = box["xyxy"]
        thick = round((2.4 if box["finding"] else 1.2) * unit)
        cv2.rectangle(picture, (left, top), (right, bottom), colour, thick, cv2.LINE_AA)
        _tag(picture, f"{box['label']} {box['score']:.2f}", left, top, colour, unit, tags)
    return np.asarray(picture, np.uint8)


def _tag(
    picture: Any,
    text: str,
    left: int,
    top: int,
    colour: tuple[int, int, int],
    unit: float,
    tags: list[tuple[int, int, int, int]],
) -> None:
    """Write a label at the corner of its box, beside the labels that stand there already."""
    size, font = 0.42 * unit, cv2.FONT_HERSHEY_SIMPLEX
    thick = max(1, round(unit))
    (width, height), _ = cv2.getTextSize(text, font, size, thick)
    pad = round(4 * unit)
    x = min(max(left, 0), max(picture.shape[1] - width - 2 * pad, 0))
    wide, high = width + 2 * pad, height + 2 * pad
    y = top - high if top >= high else top
    step = -2  # upwards, away from the face; from the edge of the picture downwards
    while any(x < r and q < x + wide and y < b and t < y + high for q, t, r, b in tags):
        step = 2 if y + step < 0 else step
        y += step
    tags.append((x, y, x + wide, y + high))
    cv2.rectangle(picture, (x, y), (x + wide, y + high), colour, -1)
    cv2.putText(picture, text, (x + pad, y + height + pad), font, size, _INK, thick, cv2.LINE_AA)


def _encoded(picture: Any, ending: str) -> bytes:
    parameters = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY] if ending == ".jpg" else []
    done, content = cv2.imencode(ending, picture, parameters)
    if not done:
        raise ValueError(f"picture {picture.shape} cannot be encoded as {ending}")
    return bytes(content)
