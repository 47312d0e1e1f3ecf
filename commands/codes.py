"""`python app.py codes`: give a 食安码 to every establishment of the register that has none."""

from argparse import ArgumentParser, Namespace

from data_access.codes import issue_missing
from data_access.engine import writing
from data_access.opening import open_database
from domain.clock import utc_now
from domain.scope import system_scope
from settings import Settings

NAME = "codes"
HELP = "give a food code to every establishment of the register that has none"


def add_arguments(parser: ArgumentParser) -> None:
    """None."""


def run(_arguments: Namespace, settings: Settings) -> int:
    """Issue in one transaction."""
    engine = open_database(settings)
    try:
        with writing(engine) as conn:
            print(f"{issue_missing(conn, system_scope('codes'), utc_now())} codes issued")
    finally:
        engine.dispose()
    return 0
