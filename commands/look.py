"""`python app.py look SOURCE`: look at a photo, a video or a camera, and show what is seen."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import av

from data_access.files import UNFINISHED, write_whole
from inference.detections import Detections, boxes_as_json
from inference.model import Detector, ModelError, load_detector
from inference.model.trial import try_model
from inference.pictures import png
from inference.source_errors import SourceError
from inference.video_source import Burst, BurstSize, read_burst
from inference.violations import Thresholds, Violation, find_violations, own_scores, rules_for
from inference.walking import Step, walk, write_film
from settings import Settings

NAME = "look"
HELP = "look at a photo, a video or a camera address, and write a PNG or an MP4 with boxes"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("source", help="file, or rtsp(s):// or http(s):// address")
    parser.add_argument("--model", type=Path, metavar="FILE.onnx", help="instead of patrol.model")
    parser.add_argument("--out", type=Path, default=Path("look.png"), metavar="FILE.png|FILE.mp4")
    parser.add_argument("--at", type=float, default=0.0, metavar="SECONDS", help="place in a video")
    parser.add_argument(
        "--seconds", type=float, default=60.0, metavar="SECONDS", help="how long an MP4 looks"
    )


@dataclass(frozen=True, slots=True)
class _Eye:
    """What judges: the model with the rules and thresholds that belong to it."""

    detector: Detector
    thresholds: Thresholds

    def __call__(self, burst: Burst) -> tuple[list[Detections], list[Violation]]:
        seen = [self.detector(frame) for frame in burst.frames]
        rules = rules_for(self.detector.classes)
        return seen, find_violations(seen, self.thresholds, rules)


def run(arguments: Namespace, settings: Settings) -> int:
    """0: looked, whatever was seen; 1: no picture, no model, or the file cannot be written."""
    patrol = settings.patrol
    size = BurstSize(patrol.burst_frames, patrol.burst_spacing_s, patrol.open_timeout_s)
    thresholds = Thresholds(
        min_score=patrol.min_score,
        min_head_px=patrol.min_head_px,
        confirm_frames=patrol.confirm_frames,
    )
    try:
        if arguments.model is not None:
            try_model(arguments.model)  # a file from anywhere: first where it can break nothing
        detector = load_detector(arguments.model or patrol.model)
        eye = _Eye(detector, replace(thresholds, own=own_scores(detector.classes)))
        at_s = max(arguments.at, 0.0)
        if arguments.out.suffix.lower() == ".mp4":
            steps = walk(arguments.source, size, at_s, max(arguments.seconds, 0.1), eye)
            _film(eye, steps, arguments.out, size.spacing_s)
        else:
            _picture(eye, read_burst(arguments.source, size, at_s), arguments.out)
    except ModelError as error:
        return _refuse(str(error))
    except SourceError as error:
        return _refuse(f"cannot look: {error}")
    except OSError as error:
        return _refuse(f"{arguments.out}: cannot be written ({error.strerror})")
    print(arguments.out)
    return 0


def _picture(eye: _Eye, burst: Burst, out: Path) -> None:
    seen, findings = eye(burst)
    at = findings[0].frame if findings else len(seen) - 1
    shown = seen[at].at_least(eye.thresholds.min_score)
    boxes = boxes_as_json(shown, findings[0].xyxy[None] if findings else None)
    write_whole(out, png(burst.frames[at], boxes))
    height, width = burst.frames[0].shape[:2]
    _say_model(eye.detector)
    print(f"pictures  {len(burst.frames)} of {width} × {height}")
    print(f"{'class':<14}{'score':>6}  box (x1 y1 x2 y2)")
    for box in boxes_as_json(shown):
        corners = " ".join(f"{value:>5}" for value in box["xyxy"])
        print(f"{box['label']:<14}{box['score']:>6.2f}  {corners}")
    for item in findings:
        _say_violation(item, len(burst.frames))
    if not findings and len(burst.frames) < eye.thresholds.confirm_frames:
        print(f"violations need {eye.thresholds.confirm_frames} pictures of a video: not judged")
    elif not findings:
        print("no violation")


def _film(eye: _Eye, steps: Iterator[Step], out: Path, spacing_s: float) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(out.name + UNFINISHED)
    try:
        told = write_film(steps, fresh, spacing_s, eye.thresholds.min_score)
        fresh.replace(out)
    except av.error.FFmpegError as error:
        raise OSError(error.errno, error.strerror) from None
    finally:
        fresh.unlink(missing_ok=True)
    _say_model(eye.detector)
    print(f"pictures  {sum(len(step.seen) for step in told)}, one each {spacing_s:g} s")
    _say_classes(told, eye.thresholds.min_score)
    for step in told:
        for item in step.findings:
            print(f"at {step.at_s:>6.1f} s  ", end="")
            _say_violation(item, len(step.seen))
    if not any(step.findings for step in told):
        print("no violation")


def _say_classes(told: list[Step], min_score: float) -> None:
    boxes: Counter[str] = Counter()
    pictures: Counter[str] = Counter()
    for found in (one.at_least(min_score) for step in told for one in step.seen):
        labels = [found.label(i) for i in range(len(found))]
        boxes.update(labels)
        pictures.update(set(labels))
    print(f"{'class':<14}{'boxes':>7}{'pictures':>10}")
    for name, count in boxes.most_common():
        print(f"{name:<14}{count:>7}{pictures[name]:>10}")


def _say_model(detector: Detector) -> None:
    made = detector.contract
    print(f"model     {detector.name} (SHA-256 {detector.sha256[:12]}…)")
    print(f"          {made.family}, {made.width} × {made.height}, licence: {made.licence or '-'}")


def _say_violation(item: Violation, pictures: int) -> None:
    print(
        f"violation {item.alert_class}: {item.frames_seen} of {pictures} pictures, "
        f"confidence {item.confidence:.2f}"
    )


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1
