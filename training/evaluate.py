"""Figures of a model on held-out pictures, plain enough for JSON."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from training.classes import CLASSES
from training.measure import ClassFigures, Interval, class_figures, match, share_interval
from training.pictures import read_rgb
from training.predict import Found, Model
from training.samples import Sample

SCORE = 0.35
"""Where precision, recall and false hits are counted."""
Json = dict[str, Any]
Answer = tuple[Found, Sample]


def answers(model: Model, samples: Sequence[Sample]) -> list[Answer]:
    """What a model finds in each picture, beside its labels."""
    return [(found_in(model, sample.path), sample) for sample in samples]


def measured(model: Model, samples: Sequence[Sample], classes: Iterable[str]) -> Json:
    """Figures of each class on labelled pictures; arguments as for `figures_of`."""
    return figures_of(answers(model, samples), model.names, classes)


def figures_of(found: Sequence[Answer], names: Sequence[str], classes: Iterable[str]) -> Json:
    """Figures of each class from answers that are at hand.

    Args:
        found: Answers on pictures that label all of `classes`.
        names: Classes of the model; others are left out.
        classes: Which.
    """
    out: Json = {}
    for name in classes:
        if name not in names:
            continue
        at = CLASSES.index(name)
        boxes, truth, ignored = [], [], []
        for answer, sample in found:
            unit = np.array(answer.size * 2, np.float32)
            mine = answer.name == name
            boxes.append((answer.xyxy[mine], answer.score[mine]))
            truth.append(sample.boxes[sample.labels[:, at]] * unit)
            doubtful = sample.doubtful[sample.doubts[:, at]]
            ignored.append(np.concatenate([sample.ignored, doubtful]) * unit)
        matched = match(boxes, truth, ignored)
        if matched.objects.sum():
            out[name] = _plain(class_figures(matched, SCORE))
    return out


def false_hits(model: Model, pictures: Sequence[Path], score: float = SCORE) -> Json:
    """Share of pictures without any of it in which each class is seen all the same."""
    hits = dict.fromkeys(model.names, 0)
    any_hit = 0
    for path in pictures:
        found = found_in(model, path)
        seen = set(found.name[found.score >= score].tolist())
        any_hit += bool(seen)
        for name in seen:
            hits[name] += 1
    shares = {name: _interval(share_interval(n, len(pictures))) for name, n in hits.items()}
    return {
        "pictures": len(pictures),
        "any": _interval(share_interval(any_hit, len(pictures))),
        "classes": shares,
    }


def sliced(
    found: Sequence[Answer], names: Sequence[str], classes: Iterable[str], tags: Iterable[str]
) -> Json:
    """Mean AP50 over the classes on all pictures, and on those of each tag."""
    out: Json = {}
    for tag in ("", *tags):
        part = [one for one in found if not tag or tag in one[1].tags]
        figures = figures_of(part, names, classes)
        values = [each["ap50"]["value"] for each in figures.values()]
        out[tag or "all"] = {
            "pictures": len(part),
            "mean_ap50": round(float(np.mean(values)), 4) if values else None,
            "classes": {name: each["ap50"]["value"] for name, each in figures.items()},
        }
    return out


def facts(model: Model) -> Json:
    """What identifies a model file."""
    content = model.path.read_bytes()
    return {
        "file": model.path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "input": list(model.input),
        "names": list(model.names),
    }


def found_in(model: Model, path: Path) -> Found:
    """Boxes in one picture file."""
    return model(read_rgb(path))


def _plain(figures: ClassFigures) -> Json:
    plain: Json = asdict(figures)
    for key in ("ap50", "precision", "recall"):
        plain[key] = _interval(getattr(figures, key))
    plain["ece"] = _number(figures.ece)
    return plain


def _interval(interval: Interval) -> Json:
    return {key: _number(value) for key, value in asdict(interval).items()}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)
