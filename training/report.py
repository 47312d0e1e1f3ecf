"""The figures of a model as one JSON beside its file: what the card and the page say is in it."""

import json
from collections.abc import Sequence
from pathlib import Path

from inference.scenes.labels import CIGARETTE, PHONE
from training.classes import CLASSES
from training.evaluate import (
    SCORE,
    Answer,
    Json,
    answers,
    facts,
    false_hits,
    figures_of,
    measured,
    sliced,
)
from training.measure import by_chance
from training.negatives import cut_negatives
from training.predict import Model
from training.prepare import Folders, photos_to_test
from training.rendered import DARK, FAR
from training.samples import PHOTO_SETS, PhotoSet, Sample, backgrounds, read_rendered

SLICES = (DARK, "steam", FAR, "fish_eye", "infrared")
SLICED = tuple(name for name in CLASSES if name not in {PHONE, CIGARETTE})
ENOUGH_OBJECTS = 50
"""Fewer than this on real photos prove nothing."""
_CHANCE = 0.05
PROVEN_PRECISION = 0.6
"""Lower end of the 95 % interval of the precision that a violation class needs to raise alerts."""


def report(model_path: Path, starter_path: Path, folders: Folders, version: str) -> Json:
    """Measure a model beside the starter on everything that is held out."""
    model, starter = Model(model_path), Model(starter_path)
    tested = {photos.folder: photos_to_test(folders, photos) for photos in PHOTO_SETS}
    scenes = read_rendered(folders.rendered_held_out)
    second = read_rendered(folders.rendered_second)
    empty_scenes = backgrounds(folders.work / "rendered" / "held_out_empty")
    drawn = answers(model, scenes)
    real = [_on_photos(photos, tested[photos.folder], model, starter) for photos in PHOTO_SETS]
    made: Json = {
        "version": version,
        "score": SCORE,
        "model": facts(model),
        "starter": facts(starter),
        "real": [one for one in real if one["pictures"]],
        "rendered": _on_scenes(scenes, drawn, model, starter),
        "rendered_second": _on_scenes(second, answers(model, second), model, starter),
        "false_hits": {
            "real": _empty(empty_parts(folders), model, starter),
            "rendered": _empty([sample.path for sample in empty_scenes], model, starter),
        },
        "slices": sliced(drawn, model.names, SLICED, SLICES),
        "notices": [photos.notice for photos in PHOTO_SETS if photos.trains],
    }
    return made | {"verdict": verdict(made), "standing": standing(made)}


def empty_parts(folders: Folders) -> list[Path]:
    """Person-free parts of all held-out photos, cut when they are not there."""
    folder = folders.work / "negatives_held_out"
    if not folder.exists():
        tested = [photos_to_test(folders, photos) for photos in PHOTO_SETS]
        cut_negatives([sample for samples in tested for sample in samples], folder, 1)
    return sorted(folder.glob("*.jpg"))


def verdict(made: Json) -> Json:
    """Whether the model may replace the starter: better in every class, with fewer false hits.

    A class in which the starter finds nothing at all (AP50 0) cannot be lost.

    Returns:
        `worse`: classes of the starter in which ours is not better on real photos; `more_false`:
        classes seen where nothing is more often than chance explains (Fisher's exact test at 5 %:
        one hit where the starter has none says nothing yet); `fewer_false`: fewer pictures with
        any hit; `replaces`: all of it holds.
    """
    worse = sorted(
        name
        for photos in made["real"]
        for name, theirs in photos["starter"].items()
        if (photos["ours"].get(name, {}).get("ap50", {}).get("value") or 0)
        <= (theirs["ap50"]["value"] or 0)
        and theirs["ap50"]["value"]
    )
    hits = made["false_hits"]["real"]
    ours, starter = hits["ours"], hits["starter"]
    more = sorted(
        name
        for name in starter["classes"]
        if name in ours["classes"]
        and by_chance(_seen(ours, name), _seen(starter, name), ours["pictures"]) < _CHANCE
    )
    fewer = (hits["ours"]["any"]["value"] or 0) < (hits["starter"]["any"]["value"] or 0)
    return {
        "worse": worse,
        "more_false": more,
        "fewer_false": fewer,
        "replaces": not worse and not more and fewer,
    }


def _seen(found: Json, name: str) -> int:
    """In how many pictures a class is seen."""
    share: float = found["classes"][name]["value"] or 0
    pictures: int = found["pictures"]
    return round(share * pictures)


def standing(made: Json) -> dict[str, str]:
    """What each class rests on: `proven`, `weak`, `rendered` only, or `unproven`.

    Proven: enough objects on real held-out photos, and a precision whose interval stays above
    what an alert needs. Proven is about those photos: street and building site, no kitchen.
    """
    out = {}
    for name in made["model"]["names"]:
        on_photos = [photos["ours"][name] for photos in made["real"] if name in photos["ours"]]
        best = max(on_photos, key=lambda one: one["objects"], default=None)
        drawn = made["rendered"]["ours"].get(name)
        if best and best["objects"] >= ENOUGH_OBJECTS:
            sure = (best["precision"]["low"] or 0) >= PROVEN_PRECISION
            out[name] = "proven" if sure else "weak"
        elif best:
            out[name] = "weak"
        else:
            good = drawn and (drawn["ap50"]["value"] or 0) >= 0.5
            out[name] = "rendered" if good else "unproven"
    return out


def write(made: Json, path: Path) -> None:
    """The JSON file, keys in order, so that two runs can be compared."""
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def _on_photos(photos: PhotoSet, samples: Sequence[Sample], model: Model, starter: Model) -> Json:
    classes = [name for name in CLASSES if name in photos.labelled]
    return {
        "set": photos.folder,
        "trained": photos.trains,
        "pictures": len(samples),
        "ours": measured(model, samples, classes),
        "starter": measured(starter, samples, classes),
    }


def _on_scenes(
    samples: Sequence[Sample], drawn: Sequence[Answer], model: Model, starter: Model
) -> Json:
    return {
        "pictures": len(samples),
        "ours": figures_of(drawn, model.names, CLASSES),
        "starter": measured(starter, samples, CLASSES),
    }


def _empty(paths: Sequence[Path], model: Model, starter: Model) -> Json:
    return {"ours": false_hits(model, paths), "starter": false_hits(starter, paths)}
