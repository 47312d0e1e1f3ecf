"""How fast scenes render, and what the shipped model makes of the demonstration clips.

Run: .venv/bin/python -m bench.scenes [FIRST LAST]
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

import settings as configuration
from inference.model import load_detector
from inference.scenes.film import make_clip
from inference.scenes.labels import NO_MASK
from inference.scenes.scene import render
from inference.scenes.timeline import DURATION_S
from inference.video_source import BurstSize, read_burst
from inference.violations import Thresholds, find_violations

LOOKS = 12
SCENES = 100
SIZE = BurstSize(frames=5, spacing_s=0.4, timeout_s=5)
EDGE_S = 0.6  # a look that straddles the start or end of a window is right either way


def main() -> None:
    """Print hits, misses and false alarms of every clip that has any, and their sums."""
    first, last = (int(text) for text in sys.argv[1:3] or ("0", "200"))
    cv2.setNumThreads(1)
    _speed()
    patrol = configuration.load().patrol
    detector = load_detector(patrol.model)
    rule = Thresholds(patrol.min_score, min_head_px=patrol.min_head_px)
    sums = {"hit": 0, "miss": 0, "false": 0, "silent": 0}
    clips = {"bare": 0, "bare seen": 0, "clean": 0, "clean with a false alarm": 0}
    cpu_s, size = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for n in range(first, last):
            began = time.process_time()
            path = make_clip(n, Path(folder))
            cpu_s += time.process_time() - began
            size += path.stat().st_size
            truth = json.loads(path.with_suffix(".json").read_text())
            windows = truth["faults_s"].get(NO_MASK, [])
            found = _looks(path, windows, detector, rule)
            for kind, count in found.items():
                sums[kind] += count
            kind = "bare" if windows else "clean"
            clips[kind] += 1
            clips["bare seen"] += bool(found["hit"])
            clips["clean with a false alarm"] += kind == "clean" and bool(found["false"])
            if found["miss"] or found["false"]:
                print(f"clip {n} {truth['position']}: {found}", flush=True)
            path.unlink()
    clips_made = max(last - first, 1)
    print(f"clips: {clips}")
    print(f"looks: {sums}")
    print(f"a clip: {cpu_s / clips_made:.2f} s of CPU, {size / clips_made / 1000:,.0f} kB")


def _speed():
    """Pictures of 640 x 360 per second of one core, camera faults and JPEG included."""
    render(np.random.default_rng(0))
    cpu_s = []
    for seed in range(SCENES):
        began = time.process_time()
        render(np.random.default_rng(seed))
        cpu_s.append(time.process_time() - began)
    mean, quiet = np.mean(cpu_s), np.percentile(cpu_s, 10)
    print(
        f"rendered scenes: {1 / mean:.1f} a second of one core, the fastest tenth {1 / quiet:.1f}"
    )


def _looks(path, windows, detector, rule):
    found = {"hit": 0, "miss": 0, "false": 0, "silent": 0}
    for i in range(LOOKS):
        at_s = i * DURATION_S / LOOKS
        end_s = at_s + (SIZE.frames - 1) * SIZE.spacing_s
        inside = any(a + EDGE_S < at_s and end_s < b - EDGE_S for a, b in windows)
        outside = all(end_s < a or b < at_s for a, b in windows)
        if not (inside or outside):
            continue
        burst = read_burst(str(path), SIZE, at_s)
        seen = find_violations([detector(frame) for frame in burst.frames], rule)
        saw = any(item.alert_class == "ai.no_mask" for item in seen)
        found[("hit" if saw else "miss") if inside else ("false" if saw else "silent")] += 1
    return found


if __name__ == "__main__":
    main()
