"""Look at a video as the patrol would, burst after burst, and write what was seen as a film."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from inference.detections import U8, Detections, boxes_as_json
from inference.pictures import boxed
from inference.video_source import Burst, BurstSize, read_burst
from inference.violations import Violation

_LONGEST_SIDE = 1280


@dataclass(frozen=True, slots=True)
class Step:
    """One burst of a walk.

    Attributes:
        at_s: Place of its first picture, seconds from the start.
        seen: Boxes of each of its pictures.
    """

    at_s: float
    burst: Burst
    seen: list[Detections]
    findings: list[Violation]


Judge = Callable[[Burst], tuple[list[Detections], list[Violation]]]


def walk(
    source: str, size: BurstSize, from_s: float, seconds: float, judge: Judge
) -> Iterator[Step]:
    """Bursts one after another up to the end of a file, or for so many seconds.

    Raises:
        SourceError: Names why there is no usable picture.
    """
    at_s, until_s = from_s, from_s + seconds
    while at_s < until_s:
        burst = read_burst(source, size, at_s)
        yield Step(at_s, burst, *judge(burst))
        at_s += len(burst.frames) * size.spacing_s
        if not burst.live:
            until_s = min(until_s, burst.length_s)


def write_film(steps: Iterator[Step], path: Path, spacing_s: float, min_score: float) -> list[Step]:
    """Encode the pictures of all steps with their boxes as H.264, and give back the steps.

    Raises:
        OSError: The file cannot be written.
    """
    told: list[Step] = []
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream: Any = None
        for step in steps:
            for picture in _drawn(step, min_score):
                if stream is None:
                    stream = _stream(container, picture, spacing_s)
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                if (frame.width, frame.height) != (stream.width, stream.height):
                    frame = frame.reformat(stream.width, stream.height)
                container.mux(stream.encode(frame))
            told.append(Step(step.at_s, Burst((), step.burst.live), step.seen, step.findings))
        if stream is not None:
            container.mux(stream.encode(None))
    return told


def _drawn(step: Step, min_score: float) -> Iterator[U8]:
    for i, frame in enumerate(step.burst.frames):
        marked = [item.xyxy for item in step.findings if item.frame == i]
        boxes = boxes_as_json(
            step.seen[i].at_least(min_score), np.array(marked, np.float32).reshape(-1, 4)
        )
        yield boxed(frame, boxes)


def _stream(container: Any, picture: U8, spacing_s: float) -> Any:
    height, width = picture.shape[:2]
    scale = min(1.0, _LONGEST_SIDE / max(height, width))
    rate = Fraction(1 / spacing_s).limit_denominator(100)
    stream = container.add_stream("libx264", rate=rate)
    # H.264 in its usual form wants even sides.
    stream.width, stream.height = int(width * scale) // 2 * 2, int(height * scale) // 2 * 2
    stream.pix_fmt = "yuv420p"
    stream.options = {"preset": "veryfast", "crf": "23", "threads": "1"}
    return stream
