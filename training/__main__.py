"""`python -m training`: train, export, measure and write the card of our own detector."""

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from training.prepare import Folders
from training.windows import WINDOW

say: Callable[[str], None] = logging.getLogger("training").info
NAME = "kitchen_hygiene_v8_960"
MODELS = Path("inference/models")


def main() -> None:
    """Parse the command line and run one command."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments = _parser().parse_args()
    try:
        import torch  # noqa: F401 - the commands need it, --help does not
    except ImportError:
        sys.exit("training needs torch and onnx: pip install '.[train]'")
    arguments.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, run, words in (
        ("run", _run, "all of it: render, train, export, int8, measure, card"),
        ("render", _render, "draw the scenes that are missing"),
        ("train", _train, "prepare, draw and train; goes on from its checkpoint"),
        ("export", _export, "write the ONNX file of the checkpoint"),
        ("int8", _int8, "the exported file in 8 bits, if that loses nothing"),
        ("measure", _measure, "measure it beside the starter: the .card.json"),
        ("card", _card, "write the card from the .card.json"),
        ("sheet", _sheet, "contact sheets to look at before writing docs/model-seen.md"),
        ("site", _site, "adapt to a site's verified pictures"),
    ):
        command = commands.add_parser(name, help=words)
        _folders(command)
        command.set_defaults(run=run)
        if name == "site":
            command.add_argument(
                "--export", type=Path, required=True, help="YOLO folder of the site"
            )
            command.add_argument("--running", type=Path, required=True, help="model that runs now")
    return parser


def _folders(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--photos", type=Path, required=True, help="folder of the licensed photo sets")
    add("--work", type=Path, default=Path("data/training"), help="folder of caches and checkpoints")
    add("--teacher", type=Path, help="YOLOX ONNX file that finds people in the photos")
    add("--model", type=Path, default=MODELS / f"{NAME}.onnx", help="file to write or to measure")
    add("--starter", type=Path, default=MODELS / "starter_hygiene_v8_320.onnx")
    add("--version", default="1")
    add("--card", type=Path, default=Path("docs/model-card.md"))
    add("--seen", type=Path, default=Path("docs/model-seen.md"), help="what a person saw in it")
    add("--scenes", type=int, default=6000, help="rendered scenes to learn from")
    add("--steps", type=int, default=20_000, help="at most")
    add("--minutes", type=float, default=110, help="at most")
    add("--side", type=int, default=WINDOW, help="side of the windows learned from, pixels")
    add("--batch", type=int, default=16, help="windows a step; some hundred on a GPU")
    add(
        "--rate", type=float, default=1.5e-3, help="highest learning rate; more with larger batches"
    )


def _run(arguments: argparse.Namespace) -> None:
    from training.commands import render_held_out

    render_held_out(_where(arguments))
    for step in (_train, _export, _int8, _measure, _card):
        step(arguments)


def _where(arguments: argparse.Namespace) -> Folders:
    return Folders(arguments.photos, arguments.work, arguments.teacher)


def _render(arguments: argparse.Namespace) -> None:
    from training.commands import render_scenes

    render_scenes(_where(arguments), arguments.scenes)


def _train(arguments: argparse.Namespace) -> None:
    from training.commands import learn
    from training.loop import Plan

    plan = Plan(
        arguments.steps, arguments.minutes, arguments.side, arguments.batch, rate=arguments.rate
    )
    learn(_where(arguments), plan, arguments.scenes, say)


def _export(arguments: argparse.Namespace) -> None:
    from training.commands import write_model

    write_model(_where(arguments), arguments.model, arguments.version)


def _int8(arguments: argparse.Namespace) -> None:
    from training.commands import write_int8

    for reason in write_int8(_where(arguments), arguments.model):
        say(f"stays in 32 bits: {reason}")


def _measure(arguments: argparse.Namespace) -> None:
    from training.commands import write_report

    write_report(_where(arguments), arguments.model, arguments.starter, arguments.version)


def _card(arguments: argparse.Namespace) -> None:
    from training.commands import write_card

    write_card(arguments.model, arguments.card, arguments.seen)


def _sheet(arguments: argparse.Namespace) -> None:
    from training.commands import write_sheets

    write_sheets(_where(arguments), arguments.model)


def _site(arguments: argparse.Namespace) -> None:
    from training.commands import adapt

    where = _where(arguments)
    refused = adapt(where, arguments.export, arguments.running, arguments.minutes, say)
    for reason in refused:
        say(f"refused: {reason}")
    if refused:
        sys.exit(1)
    say(f"{where.work / 'site.onnx'} may be uploaded and switched to by a person")


if __name__ == "__main__":
    main()
