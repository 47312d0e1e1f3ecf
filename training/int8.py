"""The model in 8 bits: half the time and a third of the room, if it loses nothing.

Weights have 7 bits of them, because processors without VNNI add pairs of products in 16 bits and
would overflow silently. What tells boxes and scores stays as it was: a step of 1/256 of a picture
or of a score is too coarse there.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from inference.model import load_detector
from inference.model.placing import Placer
from inference.model.running import open_session
from training.pictures import read_rgb

_EIGHT_BITS = frozenset({"Conv", "MaxPool", "Concat", "Add", "Resize"})
_ANSWERS = ("to_class.1", "to_sides.1")  # the last layers of training.net.Head


class _Pictures(CalibrationDataReader):  # type: ignore[misc]
    """What the ranges of the layers are measured on."""

    def __init__(self, model: Path, pictures: Sequence[Path]) -> None:
        self._placer = Placer(load_detector(model).contract)
        self._left = iter(pictures)

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        path = next(self._left, None)
        if path is None:
            return None
        self._placer.place(read_rgb(path))
        return {"images": self._placer.blob.copy()}


def quantise(model: Path, pictures: Sequence[Path], target: Path) -> None:
    """Write the model in 8 bits, its metadata kept.

    Args:
        model: Exported by training/export.py.
        pictures: Of every kind that it will see, some hundred.
        target: The file.

    Raises:
        PictureError: A file is no picture.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        quant_pre_process(str(model), str(plain), skip_symbolic_shape=True)
        quantize_static(
            str(plain),
            str(target),
            _Pictures(model, pictures),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[node.name for node in onnx.load(plain).graph.node if _stays(node)],
        )
    made = onnx.load(target)
    del made.metadata_props[:]
    made.metadata_props.extend(onnx.load(model).metadata_props)
    onnx.save(made, target)


def _stays(node: onnx.NodeProto) -> bool:
    """Of the body only layers of a kind that has 8 bits; of the heads not what they answer with."""
    body = node.name.startswith("/net/") and node.op_type in _EIGHT_BITS
    joins = node.op_type == "Concat" and any("/heads." in one for one in (node.name, *node.input))
    return not body or joins or any(part in node.name for part in _ANSWERS)


def milliseconds(models: Sequence[Path], pictures: Sequence[Path]) -> list[float]:
    """Median time of one run of each model on one core, in turn over the same pictures."""
    placers = [Placer(load_detector(model).contract) for model in models]
    sessions = [open_session(model.read_bytes(), model.name) for model in models]
    took: list[list[float]] = [[] for _ in models]
    for path in pictures:
        picture = read_rgb(path)
        for placer, session, times in zip(placers, sessions, took, strict=True):
            placer.place(picture)
            begun = time.process_time()
            session.run(None, {"images": placer.blob})
            times.append((time.process_time() - begun) * 1000)
    return [median(times) for times in took]
