"""From a file to a session with its contract: read, inspect, open, run once, judge the answer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from inference.detections import F32
from inference.model.class_map import class_map
from inference.model.contract import Contract
from inference.model.decoding import decode, looks_decoded
from inference.model.errors import ModelError, first_line
from inference.model.families import HABITS, Family, Shape, classes_of, family_of
from inference.model.onnx_file import MAX_BYTES, OnnxFile, inspect
from inference.model.running import open_session
from inference.model.sidecar import Sidecar, names_in_metadata, read_sidecar, size_of

_MOST_OUTPUTS = 16


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that has answered once.

    Attributes:
        name: File name without its ending.
        session: Of onnxruntime.
        shapes: Output name → shape of that answer.
    """

    name: str
    sha256: str
    session: Any
    contract: Contract
    shapes: dict[str, Shape]


def load(
    path: Path, sidecar: str | None = None, classes: Mapping[str, Any] | None = None
) -> Loaded:
    """Load and try a model.

    Args:
        path: The ONNX file.
        sidecar: Text of a side-car; None takes NAME.yaml beside the file, if there is one.
        classes: Model class → `{as, min_score, alerts}`, instead of what the side-car says.

    Raises:
        ModelError: It cannot be used.
    """
    content = _read(path)
    said = read_sidecar(_beside(path) if sidecar is None else sidecar, path.name)
    if classes is not None:
        said = replace(said, classes=dict(classes))
    about = inspect(content, path.name)
    session = open_session(content, path.name)
    height, width = _input_size(path.name, session, said, about)
    names = _names(path.name, said, about)
    answer = _try_once(path.name, session, height, width)
    shapes = {key: tuple(array.shape) for key, array in answer.items()}
    family = said.family or family_of(shapes, height, width, len(names))
    if family is None:
        raise ModelError(path.name, f"outputs are those of no known family: {_told(shapes)}")
    _require_classes(path.name, family, shapes, names)
    contract = _contract(path.name, family, names, (height, width), said, about, answer)
    try:
        decode(answer, contract, 0.0)
    except (IndexError, ValueError, KeyError, TypeError) as error:
        reason = f"outputs do not fit a {family}: {_told(shapes)} ({first_line(error)})"
        raise ModelError(path.name, reason) from None
    return Loaded(path.stem, hashlib.sha256(content).hexdigest(), session, contract, shapes)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ModelError(path.name, f"larger than {MAX_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(path.name, f"cannot be read ({error.strerror})") from error


def _beside(path: Path) -> str:
    try:
        return path.with_suffix(".yaml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(path.name, f"side-car cannot be read ({first_line(error)})") from None


def _names(name: str, said: Sidecar, about: OnnxFile) -> tuple[str, ...]:
    if said.names:
        return said.names
    text = about.metadata.get("names")
    return names_in_metadata(text, name) if text else ()


def _input_size(name: str, session: Any, said: Sidecar, about: OnnxFile) -> tuple[int, int]:
    first, *more = session.get_inputs()
    shape = first.shape
    extra = [item for item in more if item.type != "tensor(int64)" or len(item.shape) != 2]
    picture = first.type == "tensor(float)" and len(shape) == 4 and shape[1] == 3
    if not picture or extra or len(more) > 1:
        given = [(item.shape, item.type) for item in (first, *more)]
        raise ModelError(name, f"input must be one float (batch, 3, height, width), is {given}")
    if isinstance(shape[0], int) and shape[0] != 1:
        raise ModelError(name, f"takes {shape[0]} pictures at once; export it with a batch of 1")
    try:
        fixed = [side for side in shape[2:] if isinstance(side, int)]
        if len(fixed) == 2:
            return size_of(fixed)
        if said.size:
            return said.size
        return size_of(_numbers(about.metadata.get("imgsz", "")))
    except ValueError as error:
        raise ModelError(name, f"size of the input is not known or not allowed ({error})") from None


def _numbers(text: str) -> list[int]:
    parts = text.strip("[]() ").split(",")
    return [int(part) for part in parts if part.strip().isdecimal()]


def _try_once(name: str, session: Any, height: int, width: int) -> dict[str, F32]:
    first, *more = session.get_inputs()
    ramp = np.linspace(0, 1, width, dtype=np.float32)
    feeds: dict[str, Any] = {first.name: np.broadcast_to(ramp, (1, 3, height, width)).copy()}
    feeds |= {extra.name: np.array([[width, height]], np.int64) for extra in more}
    try:
        outputs = session.run(None, feeds)
    except Exception as error:  # onnxruntime raises a class of its own for each cause
        raise ModelError(name, f"does not run ({first_line(error)})") from error
    if not 0 < len(outputs) <= _MOST_OUTPUTS:
        raise ModelError(name, f"has {len(outputs)} outputs")
    answer = {}
    for described, output in zip(session.get_outputs(), outputs, strict=True):
        array = np.asarray(output)
        if array.dtype.kind not in "fiu" or array.ndim < 2 or array.shape[0] != 1:
            raise ModelError(name, f"output {described.name} is {array.shape} {array.dtype}")
        if not np.isfinite(array).all():
            raise ModelError(name, "answers with numbers that are not finite")
        answer[described.name] = array
    return answer


def _require_classes(
    name: str, family: Family, shapes: Mapping[str, Shape], names: tuple[str, ...]
) -> None:
    if not names:
        raise ModelError(name, "no class names in its metadata (key 'names') nor in a side-car")
    try:
        found = classes_of(family, shapes)
    except (IndexError, ValueError):
        found = -1
    if found is not None and found != len(names):
        raise ModelError(
            name,
            f"{len(names)} class names, but the outputs of a {family} with {_told(shapes)} "
            f"have {max(found, 0)} classes",
        )


def _contract(
    name: str,
    family: Family,
    names: tuple[str, ...],
    size: tuple[int, int],
    said: Sidecar,
    about: OnnxFile,
    answer: Mapping[str, F32],
) -> Contract:
    habits, meta = HABITS[family], about.metadata
    decoded = said.decoded
    if decoded is None:
        decoded = family is Family.YOLOX and looks_decoded(next(iter(answer.values()))[0], size[1])
    enlarge = said.enlarge
    if enlarge is None:
        enlarge = meta.get("enlarge") != "False"  # our own key: other exporters always enlarge
    try:
        classes = class_map(names, said.classes)
    except ValueError as error:
        raise ModelError(name, f"side-car: {error}") from None
    return Contract(
        family,
        names,
        size[0],
        size[1],
        said.colour or habits.colour,
        said.mean or habits.mean,
        said.std or habits.std,
        said.padding or habits.padding,
        enlarge,
        habits.suppress,
        decoded,
        classes,
        said.licence or meta.get("license", "")[:200],
        said.author or meta.get("author", "")[:200],
        said.version or meta.get("version", "")[:200],
    )


def _told(shapes: Mapping[str, Shape]) -> str:
    return ", ".join(f"{key[:30]} {shape}" for key, shape in list(shapes.items())[:8])
