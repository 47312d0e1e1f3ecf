"""What an ONNX file says of itself, read without running any of it.

Only the fields of onnx.proto3 that matter here: metadata, domains of operators, external data. A
model comes from anywhere, so it is judged before onnxruntime sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from inference.model.errors import ModelError

MAX_BYTES = 256_000_000
_MAX_DEPTH = 12
_MAX_NODES = 100_000
_KNOWN_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml"})
_UNBOUNDED = frozenset({"Loop", "Scan", "If"})
"""They hold graphs of their own: 222 bytes can run for ever, perhaps on one picture only."""
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_EXTERNAL = 1
_MAX_METADATA = 100_000

Field = tuple[int, int, memoryview, int]


@dataclass(slots=True)
class OnnxFile:
    """Facts of the file.

    Attributes:
        metadata: Key and text, as the exporter wrote them.
        domains: Of every operator in any graph.
        operators: Their names.
        external: Whether any weights lie in another file.
        nodes: Number of operators.
    """

    metadata: dict[str, str] = field(default_factory=dict)
    domains: set[str] = field(default_factory=set)
    operators: set[str] = field(default_factory=set)
    external: bool = False
    nodes: int = 0


def inspect(content: bytes, name: str) -> OnnxFile:
    """Read the facts and refuse what may not be loaded.

    Raises:
        ModelError: Too large, no ONNX, weights outside the file, or operators of others.
    """
    if len(content) > MAX_BYTES:
        raise ModelError(name, f"larger than {MAX_BYTES:,} bytes")
    found = OnnxFile()
    try:
        graphs = _model(memoryview(content), found)
    except (ValueError, IndexError, UnicodeDecodeError) as error:
        raise ModelError(name, f"no usable ONNX file ({error})") from None
    if not graphs or not found.nodes:
        raise ModelError(name, "no usable ONNX file (no graph in it)")
    if found.external:
        raise ModelError(name, "keeps weights in another file; export it as one file")
    foreign = sorted(found.domains - _KNOWN_DOMAINS)
    if foreign:
        shown = ", ".join(domain[:40] for domain in foreign[:3])
        raise ModelError(name, f"uses operators that are not ONNX's own ({shown})")
    unbounded = sorted(found.operators & _UNBOUNDED)
    if unbounded:
        raise ModelError(name, f"uses operators that may run for ever ({', '.join(unbounded)})")
    return found


def _model(content: memoryview, found: OnnxFile) -> int:
    graphs = 0
    for number, kind, part, _value in _fields(content):
        if kind != _BYTES:
            continue
        if number == 7:
            _graph(part, found, 0)
            graphs += 1
        elif number == 14:
            pair = {n: bytes(text) for n, k, text, _v in _fields(part) if k == _BYTES}
            if sum(map(len, pair.values())) > _MAX_METADATA:
                raise ValueError("metadata too long")
            found.metadata[pair.get(1, b"").decode()] = pair.get(2, b"").decode()
        elif number == 25:  # functions of the model's own
            for n, k, node, _v in _fields(part):
                if n == 7 and k == _BYTES:
                    _node(node, found, 1)
    return graphs


def _graph(content: memoryview, found: OnnxFile, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise ValueError("graphs nested too deep")
    for number, kind, part, _value in _fields(content):
        if kind != _BYTES:
            continue
        if number == 1:
            _node(part, found, depth)
        elif number == 5:
            _tensor(part, found)
        elif number == 15:
            _sparse(part, found)


def _node(content: memoryview, found: OnnxFile, depth: int) -> None:
    found.nodes += 1
    if found.nodes > _MAX_NODES:
        raise ValueError("too many operators")
    for number, kind, part, _value in _fields(content):
        if kind == _BYTES and number == 7:
            found.domains.add(bytes(part).decode())
        elif kind == _BYTES and number == 4:
            found.operators.add(bytes(part).decode())
        elif kind == _BYTES and number == 5:
            _attribute(part, found, depth)


def _attribute(content: memoryview, found: OnnxFile, depth: int) -> None:
    for number, kind, part, _value in _fields(content):
        if kind != _BYTES:
            continue
        if number in (5, 10):
            _tensor(part, found)
        elif number in (6, 11):
            _graph(part, found, depth + 1)
        elif number in (22, 23):
            _sparse(part, found)


def _sparse(content: memoryview, found: OnnxFile) -> None:
    for number, kind, part, _value in _fields(content):
        if kind == _BYTES and number in (1, 2):
            _tensor(part, found)


def _tensor(content: memoryview, found: OnnxFile) -> None:
    for number, kind, _part, value in _fields(content):
        if number == 13 or (number == 14 and kind == _VARINT and value == _EXTERNAL):
            found.external = True


def _fields(content: memoryview) -> Iterator[Field]:
    """Number, kind, content and value of each field of a protobuf message."""
    at, end = 0, len(content)
    while at < end:
        key, at = _varint(content, at)
        number, kind = key >> 3, key & 7
        part, value = content[:0], 0
        if kind == _VARINT:
            value, at = _varint(content, at)
        elif kind == _BYTES:
            size, at = _varint(content, at)
            part, at = content[at : at + size], at + size
        elif kind == _FIXED64:
            at += 8
        elif kind == _FIXED32:
            at += 4
        else:
            raise ValueError("not a protobuf message")
        if at > end or number == 0:
            raise ValueError("cut off or not a protobuf message")
        yield number, kind, part, value


def _varint(content: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
        if shift > 63:
            raise ValueError("not a protobuf message")
