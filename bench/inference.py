"""What our stages cost beside the bare session.run of the same model, in one process on one core.

Run: .venv/bin/python -m bench.inference [--model FILE.onnx]
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

import settings as configuration
from domain.clock import utc_now
from inference.model.decoding import decode
from inference.model.detector import detector_of
from inference.model.loading import load
from inference.model.placing import Placer
from inference.model.running import Run
from inference.model.thinning import thin
from inference.patrol import judge
from inference.pictures import jpeg
from inference.scenes.film import make_clip
from inference.video_source import BurstSize, read_burst
from inference.violations import Thresholds

ROUNDS = 200
LOOKS = 20


def main() -> None:
    """Print CPU milliseconds of each stage, the ratios asked for, and what a whole look costs."""
    cv2.setNumThreads(1)
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--model", type=Path, default=configuration.load().patrol.model)
    path = asked.parse_args().model
    loaded = load(path)
    detector = detector_of(loaded)
    size = BurstSize(5, 0.4, 5)
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        clip = make_clip(0, Path(folder))
        drawing = (time.process_time() - began) * 1e3
        read = read_burst(str(clip), size, 21.3)
        frames(path, loaded, detector, read.frames[0])
        looks(detector, clip, size, read)
    print(f"drawing and encoding one clip: {drawing:,.0f} ms CPU")


def frames(path, loaded, detector, frame):
    """One frame, stage by stage, beside the bare session with an input made before."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    bare = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    placer = Placer(loaded.contract)
    placed = placer.place(frame)
    run = Run(loaded.session, placer.blob, loaded.contract, loaded.name)
    outputs = run()
    feeds = {bare.get_inputs()[0].name: placer.blob.copy()}
    spent = _measure(
        {
            "bare session.run": lambda: bare.run(None, feeds),
            "model stage": run,
            "pre-processing": lambda: placer.place(frame),
            "post-processing": lambda: _read(outputs, loaded.contract, placed),
            "whole frame": lambda: detector(frame),
        },
        ROUNDS,
    )
    side = f"{loaded.contract.width} x {loaded.contract.height}"
    print(f"{detector.name}, {loaded.contract.family}, {side}, frame {frame.shape[1]} wide")
    for name, value in spent.items():
        print(f"{name:<32}{value:>8.3f} ms CPU")
    ratio = spent["bare session.run"] / spent["model stage"]
    around = spent["pre-processing"] + spent["post-processing"]
    print(f"model stage: {ratio:.3f} x the speed of the bare run (asked: 0.95)")
    print(f"pre- and post-processing: {around:.3f} ms a frame (asked: 1.5)")
    print(f"{1000 / spent['whole frame']:.0f} frames/s on one core (asked: 60)")


def looks(detector, clip, size, read):
    """What a look of the patrol costs beside its model."""
    spent = _measure(
        {
            "read a burst of 5 from a clip": lambda: read_burst(str(clip), size, 21.3),
            "judge a burst of 5": lambda: judge(1, read, utc_now(), detector, Thresholds()),
            "JPEG of a frame": lambda: jpeg(read.frames[0]),
        },
        LOOKS,
    )
    for name, value in spent.items():
        print(f"{name:<32}{value:>8.2f} ms CPU")
    look = sum(spent.values())
    print(f"a whole look: {look:.0f} ms CPU, so one core does {60_000 / look:,.0f} looks a minute")


def _read(outputs, contract, placed):
    found = decode(outputs, contract)
    thin(placed.back(found.xyxy), found.score, found.class_id)


def _measure(stages, rounds):
    """Median CPU time of each stage, taken in turn so that all see the same busy machine."""
    spent = {name: [] for name in stages}
    for _ in range(rounds):
        for name, stage in stages.items():
            began = time.process_time()
            stage()
            spent[name].append((time.process_time() - began) * 1e3)
    return {name: float(np.round(statistics.median(values), 3)) for name, values in spent.items()}


if __name__ == "__main__":
    main()
