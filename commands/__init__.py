"""The command line: every module here is one command.

A command declares `NAME`, `HELP`, `add_arguments(parser)` and `run(arguments, settings) -> int`.
Name and help are read without importing, so that `--help` stays quick.
"""

import ast
import importlib
import io
import logging
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import OperationalError

from data_access.city_categories import adopt_categories
from data_access.demo_city.words import WordsError
from data_access.engine import DatabaseError
from data_access.places import PlacesError
from data_access.presence import InUseError, alone, join
from settings import ConfigurationError, load

FOLDER = Path(__file__).resolve().parent
DEFAULT = "run"
ALONE = "restore"
"""Runs only while nothing else does."""
# A full disk, a lost server, a damaged file; every other class of the driver is a fault of ours.
_OUTSIDE_CAUSES = frozenset({DriverError, OperationalError})


@dataclass(frozen=True, slots=True)
class Command:
    """One command, known by its source alone."""

    name: str
    help: str
    module: str


def commands() -> list[Command]:
    """All commands, by name."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem != "__init__":
            constants = _constants(path)
            found.append(
                Command(constants["NAME"], constants["HELP"], f"{FOLDER.name}.{path.stem}")
            )
    return sorted(found, key=lambda command: command.name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name; `run` when they name none.

    Returns:
        Exit status: 0 done, 1 could not be done, 2 wrong call or configuration, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Chinese must not end us
            stream.reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    everywhere, rest = _everywhere().parse_known_args(given)  # wherever they stand
    parsed = _parser(rest).parse_args(rest)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for loud in ("alembic", "fontTools"):
        logging.getLogger(loud).setLevel(logging.WARNING)
    parsed.config, parsed.data_dir = everywhere.config, everywhere.data_dir
    command = {item.name: item for item in commands()}[parsed.command or DEFAULT]
    try:
        settings = load(everywhere.config, data_dir=everywhere.data_dir)
        adopt_categories(settings.city)
        module = importlib.import_module(command.module)
        if command.name == ALONE:
            with alone(settings.data_dir):
                return int(module.run(parsed, settings))
        with join(settings.data_dir):
            status: int = module.run(parsed, settings)
    except ConfigurationError as error:
        return _refuse(error, 2)
    except (DatabaseError, InUseError, PlacesError, WordsError) as error:
        return _refuse(error, 1)
    except DriverError as error:
        if type(error) not in _OUTSIDE_CAUSES:
            raise
        return _refuse(f"the database stopped: {error.orig}", 1)
    except OSError as error:
        return _refuse(f"cannot go on: {error}", 1)
    except KeyboardInterrupt:
        return 130
    return status


def _everywhere() -> ArgumentParser:
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--config", type=Path, metavar="FILE", help="instead of config.yaml")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="instead of data_dir")
    return parser


def _parser(given: Sequence[str]) -> ArgumentParser:
    parser = ArgumentParser(
        prog="python app.py",
        description="暖城食安. Without a command: everything at once.",
        parents=[_everywhere()],
    )
    children = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in commands():
        child = children.add_parser(
            command.name, help=command.help, description=command.help, parents=[_everywhere()]
        )
        if command.name in given:
            importlib.import_module(command.module).add_arguments(child)
    return parser


def _constants(path: Path) -> dict[str, str]:
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = str(node.value.value)
    return found


def _refuse(error: Exception | str, status: int) -> int:
    print(error, file=sys.stderr)
    return status
