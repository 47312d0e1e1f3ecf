"""Adapt the model to one site: learn from its verified pictures, and pass a gate or be refused.

The pictures come in YOLO format: `images/*.jpg`, `labels/*.txt`, `classes.txt` with names of ours.
Every label in them has been judged by a person. The result is a candidate beside the old model;
only a person switches.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.classes import CLASSES, multi_hot, regions_of_people
from training.evaluate import Json
from training.samples import Sample, held_out, read_yolo

HELD_OUT = 0.25
LEAST_PICTURES = 40
_MAY_LOSE = {"real": 0.02, "rendered": 0.03}  # AP50 of a class; of drawn things there are few
_WHERE = {"real": "the general photos", "rendered": "drawn scenes"}


class SiteError(Exception):
    """The export cannot be learned from; the message says why."""


@dataclass(frozen=True, slots=True)
class SiteSet:
    """Verified pictures of one site.

    Attributes:
        learn: For training; `test` is held out.
        classes: That a person has judged in them.
    """

    learn: list[Sample]
    test: list[Sample]
    classes: tuple[str, ...]


def read_site(folder: Path) -> SiteSet:
    """Read an export.

    Raises:
        SiteError: No `classes.txt`, a class that is not ours, a picture without its label file,
            or too few pictures.
        ValueError: A label line is malformed.
    """
    listed = folder / "classes.txt"
    if not listed.is_file():
        raise SiteError(f"{folder}: no classes.txt")
    names = tuple(listed.read_text("utf-8").split())
    if unknown := sorted(set(names) - set(CLASSES)):
        raise SiteError(f"classes.txt names {unknown}; ours are {list(CLASSES)}")
    samples = []
    for path in sorted((folder / "images").glob("*.jpg")):
        text = folder / "labels" / f"{path.stem}.txt"
        if not text.is_file():
            raise SiteError(
                f"{path.name} has no label file; an empty one says that nothing is there"
            )
        boxes, labels = read_yolo(text.read_text("utf-8"), names)
        people = regions_of_people(boxes, labels)
        nothing = np.zeros((0, 4), np.float32)
        samples.append(Sample(path, "site", boxes, labels, multi_hot(names), people, nothing))
    if len(samples) < LEAST_PICTURES:
        raise SiteError(
            f"{len(samples)} pictures; fewer than {LEAST_PICTURES} teach nothing lasting"
        )
    learn, test = held_out(samples, HELD_OUT)
    return SiteSet(learn, test, names)


def gate(before: Json, after: Json) -> list[str]:
    """Why the adapted model must not be offered; empty when it may.

    Args:
        before: `site`, `real` (class to figures as evaluate.measured gives them) and
            `false_hits` (as evaluate.false_hits) of the model that runs.
        after: The same of the adapted model, on the same pictures.
    """
    gained = _mean(after["site"]) - _mean(before["site"])
    if gained > 0:
        return losses(before, after)
    worse = f"no better on the site's own held-out pictures ({gained:+.3f} mean AP50)"
    return [worse, *losses(before, after)]


def losses(before: Json, after: Json) -> list[str]:
    """What a changed model has lost beside the one it was made from; arguments as for `gate`.

    With `rendered` among the figures they count like those on photos.
    """
    reasons = []
    for key, where in _WHERE.items():
        for name, was in before.get(key, {}).items():
            now = after[key].get(name, {"ap50": {"value": 0}})["ap50"]["value"]
            lost = was["ap50"]["value"] - now
            if lost > _MAY_LOSE[key]:
                reasons.append(f"{name} lost {lost:.3f} AP50 on {where}")
    more = after["false_hits"]["any"]["value"] - before["false_hits"]["any"]["value"]
    if more > 0:
        reasons.append(f"false hits on {more:.1%} more of the pictures without people")
    return reasons


def _mean(figures: Json) -> float:
    values = [each["ap50"]["value"] for each in figures.values()]
    return float(np.mean(values)) if values else 0.0
