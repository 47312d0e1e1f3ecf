"""What the commands do, step by step. Needs torch."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import torch

from inference.scenes.layouts import Split
from training import card, report
from training.batches import Mixture
from training.classes import CLASSES
from training.evaluate import Json, false_hits, measured
from training.export import export
from training.loop import Plan, train
from training.net import Net
from training.pool import Pool
from training.predict import Model
from training.prepare import WEIGHTS, Folders, photos_to_test, prepare, sources
from training.rendered import MAIN, SECOND, pre_render, rendering, require_painted
from training.samples import MASK_WEARING, PHOTO_SETS, SAFETY_VEST, Sample, read_rendered
from training.sheet import evenly, sheet
from training.site import SiteSet, gate, losses, read_site
from training.windows import INPUT, WINDOW

Say = Callable[[str], None]
_HELD_OUT_SCENES = 240
_EMPTY_SCENES = 100
_SITE_RATE = 3e-4
_SITE_BATCH, _SITE_SCENES = 16, 2000
_SHEET = 16
_MOSAICS = 0.3
_RANGES, _TIMED = 100, 40
_FIRST_SCENES = 1000  # that training waits for


def render_scenes(folders: Folders, count: int) -> None:
    """Draw what training and measuring need; a second call draws only what is missing."""
    render_held_out(folders)
    pre_render(folders.rendered, Split.TRAIN, count)


def render_held_out(folders: Folders) -> None:
    """Draw the scenes that are measured on."""
    for folder, stream in ((folders.rendered_held_out, MAIN), (folders.rendered_second, SECOND)):
        pre_render(folder, Split.HELD_OUT, _HELD_OUT_SCENES, stream=stream)
    empty = folders.work / "rendered" / "held_out_empty"
    pre_render(empty, Split.HELD_OUT, _EMPTY_SCENES, people=0)


def learn(folders: Folders, plan: Plan, scenes: int, say: Say) -> None:
    """Prepare and train while scenes are drawn; goes on from `checkpoint.pt` of the work folder.

    Args:
        folders: Photos and work folder.
        plan: How long.
        scenes: How many rendered scenes to learn from.
        say: Receives progress.
    """
    prepare(folders)
    with rendering(folders.rendered, Split.TRAIN, scenes) as painters:
        device = best_device()
        mixture, renew = _mixture(folders, device, scenes, {}, say)
        while len(mixture.pools["rendered"].samples) < min(scenes, _FIRST_SCENES):
            require_painted(painters)
            time.sleep(1)
            renew()
        net = Net(len(CLASSES)).to(device)
        train(net, mixture, plan, folders.work / "checkpoint.pt", renew, say)


def best_device() -> torch.device:
    """The GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _mixture(
    folders: Folders,
    device: torch.device,
    scenes: int,
    more: dict[str, list[Sample]],
    say: Say,
) -> tuple[Mixture, Callable[[], None]]:
    """What batches are made of, and what lets new rendered scenes join."""
    pools = {"rendered": Pool(device, scenes, INPUT)}
    for name, samples in (sources(folders) | more).items():
        pools[name] = Pool(device, len(samples))
        pools[name].add(samples)

    def renew() -> None:
        drawn = pools["rendered"]
        before = len(drawn.samples)
        drawn.add(read_rendered(folders.rendered, {sample.path for sample in drawn.samples}))
        if len(drawn.samples) > before:
            say(", ".join(f"{name} {len(pool.samples)}" for name, pool in pools.items()))

    renew()
    return Mixture(pools, WEIGHTS | dict.fromkeys(more, 1.0), _MOSAICS), renew


def write_model(folders: Folders, path: Path, version: str) -> None:
    """Export the averaged weights of the checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    export(averaged(folders.work / "checkpoint.pt"), path, version)


def write_int8(folders: Folders, model: Path) -> list[str]:
    """Put the model in 8 bits in its own place if that loses nothing; `int8.json` says what it is.

    Returns:
        Why it stays as it is; empty when it was replaced.

    Raises:
        ValueError: No rendered scene to measure its layers on.
    """
    from training.int8 import milliseconds, quantise

    learned = [sample.path for samples in sources(folders).values() for sample in samples]
    drawn = sorted(folders.rendered.glob("*.jpg"))
    if not drawn:
        raise ValueError(f"{folders.rendered} holds no scene")
    small = folders.work / "int8.onnx"
    quantise(model, evenly(drawn, _RANGES) + evenly(learned, _RANGES), small)
    before, after = (_int8_figures(Model(path), folders) for path in (model, small))
    tried = evenly(sorted(folders.rendered_held_out.glob("*.jpg")), _TIMED)
    before["milliseconds"], after["milliseconds"] = milliseconds([model, small], tried)
    reasons = losses(before, after)
    if after["milliseconds"] >= before["milliseconds"]:
        reasons.append("no faster on this machine")
    facts = {"before": before, "after": after, "refused": reasons}
    report.write(facts, folders.work / "int8.json")
    if not reasons:
        shutil.copy(model, folders.work / "float.onnx")
        shutil.copy(small, model)
    return reasons


def _int8_figures(model: Model, folders: Folders) -> Json:
    drawn = measured(model, read_rendered(folders.rendered_held_out), report.SLICED)
    return _general_figures(model, folders) | {"rendered": drawn}


def write_report(folders: Folders, model: Path, starter: Path, version: str) -> None:
    """Measure the model beside the starter: `MODEL.card.json`."""
    made = report.report(model, starter, folders, version)
    report.write(made, model.with_suffix(".card.json"))


def write_card(model: Path, target: Path, seen: Path) -> None:
    """The card from the JSON beside the model and from what a person saw."""
    made = json.loads(model.with_suffix(".card.json").read_text("utf-8"))
    target.write_text(card.card(made, seen.read_text("utf-8")), "utf-8")


def write_sheets(folders: Folders, path: Path) -> None:
    """Contact sheets `sheet-SET.png` in the work folder."""
    model = Model(path)
    chosen = {photos.folder: photos_to_test(folders, photos) for photos in PHOTO_SETS}
    pictures = {name: [sample.path for sample in samples] for name, samples in chosen.items()}
    pictures["rendered"] = sorted(folders.rendered_held_out.glob("*.jpg"))
    pictures["empty"] = report.empty_parts(folders)
    for name, paths in pictures.items():
        drawn = sheet(model, evenly(paths, _SHEET))
        cv2.imwrite(str(folders.work / f"sheet-{name}.png"), drawn[..., ::-1])


def adapt(folders: Folders, exported: Path, running: Path, minutes: float, say: Say) -> list[str]:
    """Fine-tune to a site and measure; writes `site.onnx` and `site.json` into the work folder.

    Args:
        folders: Photos and work folder with the checkpoint to start from.
        exported: The site's verified pictures.
        running: The model that runs now.
        minutes: Wall time of the training.
        say: Receives progress.

    Returns:
        Why the candidate must not be offered; empty when a person may switch to it.

    Raises:
        SiteError: The export cannot be learned from.
    """
    site = read_site(exported)
    prepare(folders)
    device = best_device()
    net = averaged(folders.work / "checkpoint.pt").to(device)
    mixture, renew = _mixture(folders, device, _SITE_SCENES, {"site": site.learn}, say)
    plan = Plan(100_000, minutes, WINDOW, _SITE_BATCH, rate=_SITE_RATE, warm_steps=50)
    with tempfile.TemporaryDirectory() as folder:
        net = train(net, mixture, plan, Path(folder) / "site.pt", renew, say)
    candidate = folders.work / "site.onnx"
    export(net.cpu(), candidate, "site")
    before = _gate_figures(Model(running), folders, site)
    after = _gate_figures(Model(candidate), folders, site)
    reasons = gate(before, after)
    facts = {"before": before, "after": after, "refused": reasons}
    report.write(facts, folders.work / "site.json")
    return reasons


def averaged(checkpoint: Path) -> Net:
    """The averaged net of a checkpoint."""
    net = Net(len(CLASSES))
    net.load_state_dict(torch.load(checkpoint, weights_only=True, map_location="cpu")["averaged"])
    return net.eval()


def _gate_figures(model: Model, folders: Folders, site: SiteSet) -> Json:
    own = measured(model, site.test, site.classes)
    return _general_figures(model, folders) | {"site": own}


def _general_figures(model: Model, folders: Folders) -> Json:
    real: Json = {}
    for photos in (SAFETY_VEST, MASK_WEARING):
        real |= measured(model, photos_to_test(folders, photos), photos.labelled)
    return {"real": real, "false_hits": false_hits(model, report.empty_parts(folders))}
