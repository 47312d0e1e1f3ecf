"""The card of a detector as its JSON says it: measured figures, and what each class rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.share import Share

DRAWN_SETS = ("rendered", "rendered_second")
"""Scenes as the main stream of a camera shows them, and as its second; older cards lack these."""


class CardError(Exception):
    """The card's file is not a card; the message says where it broke."""


class Standing(StrEnum):
    """What a class rests on, as the card has it."""

    PROVEN = "proven"
    WEAK = "weak"
    RENDERED = "rendered"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure, 0 to 1, with its 95 % interval; None where nothing was measured."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class on one set of pictures.

    Attributes:
        objects: How many the pictures hold.
        ap50: Of this model; `starter_ap50` of the starter, None when it lacks the class.
        precision: From the card's score on; `recall` likewise.
        error: Expected calibration error, 0 to 1.
    """

    name: str
    objects: int
    ap50: Figure
    starter_ap50: Figure | None
    precision: Figure
    recall: Figure
    error: float | None


@dataclass(frozen=True, slots=True)
class PictureSet:
    """Figures on one set of held-out pictures; those of `DRAWN_SETS` are drawn, others photos."""

    name: str
    pictures: int
    lines: tuple[ClassLine, ...]


@dataclass(frozen=True, slots=True)
class FalseHits:
    """Share of pictures without people in which a class is seen; `name` empty for any class."""

    name: str
    ours: Figure
    starter: Figure | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Mean AP50 on the drawn scenes of one kind."""

    name: str
    pictures: int
    ap50: float | None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """All that the page shows.

    Attributes:
        file: Of the model; `sha256` its content; `size_bytes` its size.
        starter: File name of the model it is compared with.
        score: From which precision, recall and false hits count.
        replaces: Whether it may be the default.
        worse: Classes in which it is not better; `more_false` those with more false hits.
        empty_pictures: How many pictures without people there are.
    """

    file: str
    sha256: str
    size_bytes: int
    version: str
    starter: str
    score: float
    replaces: bool
    worse: tuple[str, ...]
    more_false: tuple[str, ...]
    standing: Mapping[str, Standing]
    sets: tuple[PictureSet, ...]
    empty_pictures: int
    false_hits: tuple[FalseHits, ...]
    slices: tuple[Slice, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LivePrecision:
    """What people said of one model's alerts of one class: confirmed of judged."""

    model: str
    alert_class: str
    judged: Share
    waiting: int


def read_card(content: Any) -> ModelCard:
    """A card from its JSON (training/report.py writes it).

    Raises:
        CardError: Something is missing or of another kind.
    """
    try:
        model, found = content["model"], content["verdict"]
        empty = content["false_hits"]["real"]
        drawn = [dict(content[key]) | {"set": key} for key in DRAWN_SETS if key in content]
        return ModelCard(
            file=str(model["file"]),
            sha256=str(model["sha256"]),
            size_bytes=int(model["bytes"]),
            version=str(content["version"]),
            starter=str(content["starter"]["file"]),
            score=float(content["score"]),
            replaces=bool(found["replaces"]),
            worse=tuple(map(str, found["worse"])),
            more_false=tuple(map(str, found["more_false"])),
            standing={str(k): Standing(v) for k, v in content["standing"].items()},
            sets=tuple(_set(one) for one in (*content["real"], *drawn)),
            empty_pictures=int(empty["ours"]["pictures"]),
            false_hits=_false_hits(empty),
            slices=tuple(
                Slice(str(name), int(one["pictures"]), one["mean_ap50"])
                for name, one in content["slices"].items()
            ),
            notices=tuple(map(str, content["notices"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CardError(f"{type(error).__name__}: {error}") from error


def _set(content: Mapping[str, Any]) -> PictureSet:
    starter = content["starter"]
    lines = tuple(
        ClassLine(
            str(name),
            int(one["objects"]),
            _figure(one["ap50"]),
            _figure(starter[name]["ap50"]) if name in starter else None,
            _figure(one["precision"]),
            _figure(one["recall"]),
            one["ece"],
        )
        for name, one in content["ours"].items()
    )
    return PictureSet(str(content["set"]), int(content["pictures"]), lines)


def _false_hits(content: Mapping[str, Any]) -> tuple[FalseHits, ...]:
    ours, starter = content["ours"], content["starter"]
    known = starter["classes"]
    return (
        FalseHits("", _figure(ours["any"]), _figure(starter["any"])),
        *(
            FalseHits(str(name), _figure(one), _figure(known[name]) if name in known else None)
            for name, one in ours["classes"].items()
        ),
    )


def _figure(content: Mapping[str, Any]) -> Figure:
    numbers = [content["value"], content["low"], content["high"]]
    return Figure(*(None if one is None else float(one) for one in numbers))
