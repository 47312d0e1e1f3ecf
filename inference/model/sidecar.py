"""NAME.yaml beside NAME.onnx: what a person says of a model that says too little of itself."""

import ast
from dataclasses import dataclass, field, fields
from typing import Any

import yaml

from inference.model.coco_names import COCO_NAMES
from inference.model.errors import ModelError
from inference.model.families import Colour, Family, Padding

MAX_BYTES = 64_000
_MAX_CLASSES = 1000
_MAX_SIDE = 4096


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Everything is optional; what is given outranks what the file says.

    Attributes:
        names: Class names in the order of the output; `coco-80` for the usual eighty.
        size: Height and width of the input, pixels.
        mean: Taken from each colour, 0 to 255; `std` divides it.
        enlarge: Whether a frame smaller than the input is made as large as it.
        decoded: YOLOX: whether boxes come in pixels already.
        classes: Model class → `{as, min_score, alerts}`.
    """

    family: Family | None = None
    names: tuple[str, ...] | None = None
    size: tuple[int, int] | None = None
    colour: Colour | None = None
    mean: tuple[float, float, float] | None = None
    std: tuple[float, float, float] | None = None
    padding: Padding | None = None
    enlarge: bool | None = None
    decoded: bool | None = None
    licence: str | None = None
    author: str | None = None
    version: str | None = None
    classes: dict[str, Any] = field(default_factory=dict)


def read_sidecar(text: str, model: str) -> Sidecar:
    """Read a side-car.

    Raises:
        ModelError: No YAML, a key that is not known, or a value of the wrong kind.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ModelError(model, f"side-car larger than {MAX_BYTES:,} bytes")
    try:
        said = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = str(error).splitlines()[0][:120]
        raise ModelError(model, f"side-car is no YAML ({line})") from None
    if said is None:
        return Sidecar()
    known = [one.name for one in fields(Sidecar)]
    if not isinstance(said, dict) or set(said) - set(known):
        raise ModelError(model, f"side-car may only have {', '.join(known)}")
    try:
        return Sidecar(**{key: _READERS[key](value) for key, value in said.items()})
    except (ValueError, TypeError) as error:
        raise ModelError(model, f"side-car: {error}") from None


def names_of(said: Any) -> tuple[str, ...]:
    """Class names from a list, or from a mapping of 0, 1, 2, … to them.

    Raises:
        ValueError: They are not words, or a number is missing.
    """
    if isinstance(said, dict):
        if len(said) > _MAX_CLASSES or set(said) != set(range(len(said))):
            raise ValueError("class names must be numbered from 0 on")
        said = [said[i] for i in range(len(said))]
    if not isinstance(said, list | tuple) or not 0 < len(said) <= _MAX_CLASSES:
        raise ValueError("class names must be a list")
    if not all(isinstance(name, str) and 0 < len(name.strip()) <= 60 for name in said):
        raise ValueError("class names are not words")
    names = tuple(name.strip() for name in said)
    if len(set(names)) < len(names):
        raise ValueError("two classes have one name")
    return names


def names_in_metadata(text: str, model: str) -> tuple[str, ...]:
    """Class names as exporters write them, a literal of Python; nothing of it is ever run.

    Raises:
        ModelError: It is no such literal.
    """
    try:
        return names_of(ast.literal_eval(text))
    except ValueError as error:
        words = str(error) if str(error).startswith(("class", "two")) else "cannot be read"
        reason = words if words != "cannot be read" else "class names cannot be read"
        raise ModelError(model, f"{reason}: {text[:80]!r}") from None
    except (SyntaxError, TypeError, MemoryError, RecursionError):
        raise ModelError(model, f"class names cannot be read: {text[:80]!r}") from None


def size_of(said: Any) -> tuple[int, int]:
    """Height and width from one number or two.

    Raises:
        ValueError: Not 32 to 4096 pixels.
    """
    pair = [said, said] if isinstance(said, int) else said
    whole = isinstance(pair, list | tuple) and len(pair) == 2
    if not whole or not all(type(side) is int and 32 <= side <= _MAX_SIDE for side in pair):
        raise ValueError(f"size must be height and width, 32 to {_MAX_SIDE} pixels")
    return pair[0], pair[1]


def _names(said: Any) -> tuple[str, ...]:
    return COCO_NAMES if said == "coco-80" else names_of(said)


def _triple(said: Any) -> tuple[float, float, float]:
    kept = isinstance(said, list) and len(said) == 3
    if not kept or not all(type(part) in (int, float) for part in said):
        raise ValueError("mean and std are three numbers")
    return float(said[0]), float(said[1]), float(said[2])


def _divisor(said: Any) -> tuple[float, float, float]:
    triple = _triple(said)
    if min(triple) <= 0:
        raise ValueError("std must be above 0")
    return triple


def _flag(said: Any) -> bool:
    if not isinstance(said, bool):
        raise ValueError("enlarge and decoded must be true or false")
    return said


def _text(said: Any) -> str:
    if not isinstance(said, str | int | float) or len(str(said)) > 200:
        raise ValueError("licence, author and version are short texts")
    return str(said)


def _classes(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict) or not all(isinstance(key, str) for key in said):
        raise ValueError("classes must map a class of the model to as, min_score, alerts")
    return said


_READERS: dict[str, Any] = {
    "family": Family,
    "names": _names,
    "size": size_of,
    "colour": Colour,
    "mean": _triple,
    "std": _divisor,
    "padding": Padding,
    "enlarge": _flag,
    "decoded": _flag,
    "licence": _text,
    "author": _text,
    "version": _text,
    "classes": _classes,
}
