"""`python -m training`: train, export, measure and write the card of our own detector."""

import argparse
import logging
from collections.abc import Callable
from pathlib import Path

from training.prepare import WEIGHTS, Folders, prepare, sources

say: Callable[[str], None] = logging.getLogger("training").info


def main() -> None:
    """Parse the command line and run one command."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments = _parser().parse_args()
    arguments.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    learn = commands.add_parser("train", help="prepare and train; goes on from its checkpoint")
    _folders(learn)
    _plan(learn)
    learn.set_defaults(run=_train)
    return parser


def _folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--photos", type=Path, required=True, help="folder of the licensed photo sets")
    parser.add_argument("--work", type=Path, default=Path("data/training"))
    parser.add_argument("--teacher", type=Path, help="YOLOX ONNX file for person boxes")


def _plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--side", type=int, default=320)
    parser.add_argument("--batch", type=int, default=16)


def _train(arguments: argparse.Namespace) -> None:
    from training.batches import Mixture
    from training.classes import CLASSES
    from training.loop import Plan, train
    from training.net import Net

    folders = Folders(arguments.photos, arguments.work, arguments.teacher)
    prepare(folders)

    def mixture(seed: int) -> Mixture:
        found = sources(folders)
        say(", ".join(f"{name} {len(samples)}" for name, samples in found.items()))
        return Mixture(found, WEIGHTS, arguments.side, arguments.batch, seed, mosaics=0.25)

    plan = Plan(arguments.steps, arguments.minutes)
    train(Net(len(CLASSES)), mixture, plan, arguments.work / "checkpoint.pt", say)


if __name__ == "__main__":
    main()
