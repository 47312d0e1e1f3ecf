"""Needs torch and onnx; the product does not, so that without them these are skipped."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra `train`)")
onnx = pytest.importorskip("onnx", reason="onnx is not installed (extra `train`)")

from inference.model import load_detector  # noqa: E402
from training.classes import CLASSES  # noqa: E402
from training.export import export  # noqa: E402
from training.int8 import milliseconds, quantise  # noqa: E402
from training.net import Net  # noqa: E402
from training.pictures import write_jpeg  # noqa: E402


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_eight_bits_say_nearly_the_same_of_the_same_model(tmp_path):
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    paths = [tmp_path / f"{number}.jpg" for number in range(4)]
    for path in paths:
        write_jpeg(path, rng.integers(0, 256, (64, 64, 3), np.uint8))
    whole, small = tmp_path / "whole.onnx", tmp_path / "small.onnx"
    export(Net(len(CLASSES)).eval(), whole, "7", (64, 64))
    quantise(whole, paths, small)
    assert small.stat().st_size < whole.stat().st_size / 2
    one, other = load_detector(whole, keep=0.0), load_detector(small, keep=0.0)
    assert other.contract == one.contract
    picture = np.full((64, 64, 3), 90, np.uint8)
    seen, seen_small = one(picture), other(picture)
    assert abs(seen.score.max() - seen_small.score.max()) < 0.01
    assert len(milliseconds([whole, small], paths)) == 2
