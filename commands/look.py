"""`python app.py look SOURCE`: look once at a photo, a video or a camera, and show what is seen."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from data_access.files import write_whole
from inference.detections import Detections, boxes_as_json
from inference.model import Detector, ModelError, load_detector
from inference.pictures import png
from inference.source_errors import SourceError
from inference.video_source import Burst, BurstSize, read_burst
from inference.violations import Thresholds, Violation, find_violations
from settings import Settings

NAME = "look"
HELP = "look once at a photo, a video or a camera address, and write a PNG with boxes"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("source", help="file, or rtsp(s):// or http(s):// address")
    parser.add_argument("--out", type=Path, default=Path("look.png"), metavar="FILE.png")
    parser.add_argument("--at", type=float, default=0.0, metavar="SECONDS", help="place in a video")


def run(arguments: Namespace, settings: Settings) -> int:
    """0: looked, whatever was seen; 1: no picture, no model, or the PNG cannot be written."""
    patrol = settings.patrol
    size = BurstSize(patrol.burst_frames, patrol.burst_spacing_s, patrol.open_timeout_s)
    thresholds = Thresholds(
        min_score=patrol.min_score,
        min_head_px=patrol.min_head_px,
        confirm_frames=patrol.confirm_frames,
    )
    try:
        detector = load_detector(patrol.model)
        burst = read_burst(arguments.source, size, max(arguments.at, 0.0))
    except ModelError as error:
        return _refuse(str(error))
    except SourceError as error:
        return _refuse(f"cannot look: {error}")
    seen = [detector(frame) for frame in burst.frames]
    findings = find_violations(seen, thresholds)
    at = findings[0].frame if findings else len(seen) - 1
    boxes = boxes_as_json(
        seen[at].at_least(patrol.min_score), findings[0].xyxy[None] if findings else None
    )
    try:
        write_whole(arguments.out, png(burst.frames[at], boxes))
    except OSError as error:
        return _refuse(f"{arguments.out}: cannot be written ({error.strerror})")
    _report(detector, burst, seen[at].at_least(patrol.min_score), findings, thresholds)
    print(arguments.out)
    return 0


def _report(
    detector: Detector,
    burst: Burst,
    seen: Detections,
    findings: list[Violation],
    thresholds: Thresholds,
) -> None:
    height, width = burst.frames[0].shape[:2]
    print(f"model     {detector.name} (SHA-256 {detector.sha256[:12]}…)")
    print(f"pictures  {len(burst.frames)} of {width} × {height}")
    print(f"{'class':<14}{'score':>6}  box (x1 y1 x2 y2)")
    for box in boxes_as_json(seen):
        corners = " ".join(f"{value:>5}" for value in box["xyxy"])
        print(f"{box['label']:<14}{box['score']:>6.2f}  {corners}")
    for item in findings:
        print(
            f"violation {item.alert_class}: {item.frames_seen} of {len(burst.frames)} pictures, "
            f"confidence {item.confidence:.2f}"
        )
    if not findings and len(burst.frames) < thresholds.confirm_frames:
        print(f"violations need {thresholds.confirm_frames} pictures of a video: not judged")
    elif not findings:
        print("no violation")


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1
