"""Tiny ONNX files for tests, written byte by byte: a graph that answers with a constant.

The few protobuf fields used are those of onnx.proto3: no third-party model is needed to test ours.
"""

import numpy as np

FLOAT, INT64 = 1, 7


def constant_model(output, names="{0: 'mask', 1: 'no_mask', 2: 'person'}", side=64, channels=3):
    """Input `images` (1, 3, side, side), answer `output` whatever is seen.

    Args:
        output: Array that the model answers with.
        names: Text under the metadata key `names`; None leaves it out.
    """
    metadata = {} if names is None else {"names": names}
    return answering({"output0": output}, metadata, (channels, side, side))


def answering(outputs, metadata, picture=(3, 64, 64), *, sizes=False, domain="", external=False):
    """A model of one picture that gives the same answer whatever is seen.

    Args:
        outputs: Name → array; integers stay integers.
        metadata: Key → text.
        picture: Shape of the input without the batch; a text is a side that is left open.
        sizes: Whether it has the second input `orig_target_sizes`.
        domain: Of the operators.
        external: Whether it says that weights lie in another file.
    """
    # The input must be used, or the session would drop it: answer + 0 * mean(images).
    nodes = [
        _node("ReduceMean", ["images"], ["mean"], _ints("keepdims", 0), domain),
        _node("Mul", ["mean", "zero"], ["nothing"]),
    ]
    tensors = [_tensor("zero", np.zeros((), np.float32))]
    shown = []
    if sizes:
        nodes.append(_node("Cast", ["orig_target_sizes"], ["sizes"], _ints("to", FLOAT)))
        nodes.append(_node("ReduceMean", ["sizes"], ["size"], _ints("keepdims", 0)))
        nodes.append(_node("Mul", ["size", "zero"], ["none"]))
        nodes.append(_node("Add", ["none", "nothing"], ["little"]))
    addend = "little" if sizes else "nothing"
    for name, output in outputs.items():
        array = np.asarray(output)
        kind = INT64 if array.dtype.kind == "i" else FLOAT
        tensors.append(_tensor(f"{name}.answer", array.astype(np.float32), external))
        plain = f"{name}.sum" if kind == INT64 else name
        nodes.append(_node("Add", [f"{name}.answer", addend], [plain]))
        if kind == INT64:
            nodes.append(_node("Cast", [plain], [name], _ints("to", INT64)))
        shown.append(_value(name, array.shape, kind))
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"stub")
    graph += b"".join(_field(5, tensor) for tensor in tensors)
    graph += _field(11, _value("images", (1, *picture)))
    if sizes:
        graph += _field(11, _value("orig_target_sizes", (1, 2), INT64))
    graph += b"".join(_field(12, one) for one in shown)
    model = _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))
    if domain:
        model += _field(8, _field(1, domain.encode()) + _number(2, 1))
    for key, text in metadata.items():
        model += _field(14, _field(1, key.encode()) + _field(2, text.encode()))
    return model


def endless_model():
    """A few bytes with a loop, whose end a picture could decide."""
    nodes = [_node("Loop", ["", "", "images"], ["output0"])]
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"endless")
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))


def swelling_model(*shape):
    """A few bytes that ask for an output of any shape when they are run."""
    sizes = np.array(shape, np.int64)
    tensor = _number(1, len(shape)) + _number(2, INT64)
    tensor += _field(8, b"shape") + _field(9, sizes.tobytes())
    nodes = [
        _node("ReduceMean", ["images"], ["mean"], _ints("keepdims", 0)),
        _node("Expand", ["mean", "shape"], ["output0"]),
    ]
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"swelling")
    graph += _field(5, tensor) + _field(11, _value("images", (1, 3, 64, 64)))
    graph += _field(12, _value("output0", shape))
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))


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


def _tensor(name, array, external=False):
    dims = b"".join(_number(1, size) for size in array.shape)
    head = dims + _number(2, FLOAT) + _field(8, name.encode())
    if external:
        place = _field(1, b"location") + _field(2, b"../../etc/passwd")
        return head + _field(13, place) + _number(14, 1)
    return head + _field(9, array.tobytes())


def _node(kind, inputs, outputs, attributes=b"", domain=""):
    parts = b"".join(_field(1, name.encode()) for name in inputs)
    parts += b"".join(_field(2, name.encode()) for name in outputs)
    parts += _field(4, kind.encode()) + (_field(5, attributes) if attributes else b"")
    return parts + (_field(7, domain.encode()) if domain else b"")


def _ints(name, value):
    return _field(1, name.encode()) + _number(3, value) + _number(20, 2)


def _value(name, shape, kind=FLOAT):
    dims = b"".join(
        _field(1, _field(2, size.encode()) if isinstance(size, str) else _number(1, size))
        for size in shape
    )
    tensor = _number(1, kind) + _field(2, dims)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))
