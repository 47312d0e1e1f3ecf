"""Tiny ONNX files for tests, written byte by byte: a graph that answers with a constant.

The few protobuf fields used are those of onnx.proto3: no third-party model is needed to test ours.
"""

import numpy as np

FLOAT = 1


def constant_model(output, names="{0: 'mask', 1: 'no_mask', 2: 'person'}", side=64, channels=3):
    """Input `images` (1, 3, side, side), answer `output` whatever is seen.

    Args:
        output: Array that the model answers with.
        names: Text under the metadata key `names`; None leaves it out.
    """
    array = np.asarray(output, np.float32)
    zero = _tensor("zero", np.zeros((), np.float32))
    answer = _tensor("answer", array)
    # The input must be used, or the session would drop it: answer + 0 * mean(images).
    nodes = [
        _node("ReduceMean", ["images"], ["mean"], _ints("keepdims", 0)),
        _node("Mul", ["mean", "zero"], ["nothing"]),
        _node("Add", ["answer", "nothing"], ["output0"]),
    ]
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"stub")
    graph += _field(5, zero) + _field(5, answer)
    graph += _field(11, _value("images", (1, channels, side, side)))
    graph += _field(12, _value("output0", array.shape))
    model = _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))
    if names is not None:
        model += _field(14, _field(1, b"names") + _field(2, names.encode()))
    return model


def _varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _field(field, content):
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _tensor(name, array):
    dims = b"".join(_number(1, size) for size in array.shape)
    return dims + _number(2, FLOAT) + _field(8, name.encode()) + _field(9, array.tobytes())


def _node(kind, inputs, outputs, attributes=b""):
    parts = b"".join(_field(1, name.encode()) for name in inputs)
    parts += b"".join(_field(2, name.encode()) for name in outputs)
    return parts + _field(4, kind.encode()) + (_field(5, attributes) if attributes else b"")


def _ints(name, value):
    return _field(1, name.encode()) + _number(3, value) + _number(20, 2)


def _value(name, shape):
    dims = b"".join(_field(1, _number(1, size)) for size in shape)
    tensor = _number(1, FLOAT) + _field(2, dims)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))
