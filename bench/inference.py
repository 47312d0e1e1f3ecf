"""What our stages cost beside the bare session.run of the same model, in one process on one core.

Run: .venv/bin/python -m bench.inference
"""

import statistics
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

import settings as configuration
from domain.clock import utc_now
from inference.model import letterbox, load_detector
from inference.patrol import judge
from inference.pictures import jpeg
from inference.scenes.film import make_clip
from inference.video_source import BurstSize, read_burst
from inference.violations import Thresholds

ROUNDS = 60


def main() -> None:
    """Print CPU milliseconds of each stage and its ratio to the bare run."""
    cv2.setNumThreads(1)
    path = configuration.load().patrol.model
    detector = load_detector(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    bare = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    size = BurstSize(5, 0.4, 5)
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        clip = make_clip(0, Path(folder))
        drawing = (time.process_time() - began) * 1e3
        frame = read_burst(str(clip), size, 3).frames[0]
        blob, _ = letterbox(frame, detector.side_px)
        stages = {
            "bare session.run": lambda: bare.run(None, {"images": blob}),
            "detector (letterbox, run, decode, suppress)": lambda: detector(frame),
            "read a burst of 5 from a clip": lambda: read_burst(str(clip), size, 21.3),
            "judge a burst of 5": lambda: judge(1, read, utc_now(), detector, Thresholds()),
            "JPEG of a frame": lambda: jpeg(frame),
        }
        read = read_burst(str(clip), size, 21.3)
        spent = _measure(stages)
    base = spent["bare session.run"]
    for name, value in spent.items():
        print(f"{name:<46}{value:>8.2f} ms CPU {value / base:>6.2f} x")
    look = spent["read a burst of 5 from a clip"] + spent["judge a burst of 5"]
    look += spent["JPEG of a frame"]
    print(f"a whole look: {look:.0f} ms CPU, so one core does {60_000 / look:,.0f} looks a minute")
    print(f"drawing and encoding one clip: {drawing:,.0f} ms CPU")


def _measure(stages):
    """Median CPU time of each stage, taken in turn so that all see the same busy machine."""
    spent = {name: [] for name in stages}
    for _ in range(ROUNDS):
        for name, stage in stages.items():
            began = time.process_time()
            stage()
            spent[name].append((time.process_time() - began) * 1e3)
    return {name: float(np.round(statistics.median(values), 3)) for name, values in spent.items()}


if __name__ == "__main__":
    main()
