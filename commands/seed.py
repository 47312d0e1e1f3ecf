"""`python app.py seed`: make the demonstration city, or make it anew in another size."""

import sys
from argparse import ArgumentParser, Namespace

from pydantic import ValidationError
from sqlalchemy import Engine
from tqdm import tqdm

from data_access.demo_city.make import Holding, holding, make_city
from data_access.engine import safe_url
from data_access.opening import open_database
from data_access.places import PlacesError
from domain.clock import utc_now
from settings import Demo, Settings

NAME = "seed"
HELP = "make the demonstration city (stop the program first)"


def add_arguments(parser: ArgumentParser) -> None:
    """Size and seed; what is not given comes from config.yaml."""
    parser.add_argument("--establishments", type=int, metavar="N", help="how many (default 11,266)")
    parser.add_argument("--days", type=int, metavar="N", help="of history before today")
    parser.add_argument("--seed", type=int, metavar="N", help="another number, another city")
    parser.add_argument(
        "--force", action="store_true", help="replace the demonstration city that is there"
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """0: made; 1: refused or not possible; 2: a number is out of bounds."""
    try:
        demo = wanted(settings.demo, arguments)
    except ValidationError as error:
        for item in error.errors():
            print(f"--{item['loc'][0]}: {item['msg']} (given: {item['input']})", file=sys.stderr)
        return 2
    engine = open_database(settings)
    try:
        refusal = why_not(engine, force=arguments.force)
        if refusal:
            print(refusal, file=sys.stderr)
            return 1
        _make(engine, settings.model_copy(update={"demo": demo}))
    except PlacesError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    print(f"demonstration city: {demo.establishments:,} establishments, {demo.days} days")
    return 0


def wanted(demo: Demo, arguments: Namespace) -> Demo:
    """The configured demonstration with what the command line changes.

    Raises:
        ValidationError: A number is out of bounds.
    """
    given = {name: getattr(arguments, name) for name in ("establishments", "days", "seed")}
    changed = {name: value for name, value in given.items() if value is not None}
    return Demo.model_validate(demo.model_dump() | changed)


def why_not(engine: Engine, *, force: bool) -> str | None:
    """Why nothing may be made in this database, None when it may."""
    held = holding(engine)
    where = safe_url(str(engine.url))
    if held is Holding.REGISTER:
        return f"{where} holds a real register, which is never replaced by a demonstration."
    if held is Holding.DEMO and not force:
        return f"{where} holds a demonstration city; --force replaces it."
    return None


def _make(engine: Engine, settings: Settings) -> None:
    with tqdm(total=100, unit="%", disable=None, leave=False) as bar:

        def report(step: str, share: float) -> None:
            bar.set_description_str(step)
            bar.n = round(share * 100)
            bar.refresh()

        make_city(engine, settings, utc_now(), report)
