"""`python app.py rebuild`: roll-ups counted anew from the facts, and what differed."""

from argparse import ArgumentParser, Namespace

from data_access import alert_rollup, control_rollup
from data_access.changes import Topic, bump
from data_access.engine import writing
from data_access.opening import open_database
from settings import Settings

NAME = "rebuild"
HELP = "count the roll-ups of control and alerts anew, and say what differed"
SHOWN = 20


def add_arguments(parser: ArgumentParser) -> None:
    """None."""


def run(_arguments: Namespace, settings: Settings) -> int:
    """Rebuild in one transaction; 1 when figures were wrong (they are right now), else 0."""
    engine = open_database(settings)
    try:
        with writing(engine) as conn:
            # First: on PostgreSQL this holds back all who would write these figures meanwhile.
            bump(conn, Topic.ALERTS, Topic.CONTROL)
            wrong = {
                "alerts": [str(key) for key in alert_rollup.rebuild(conn)],
                "control": [str(key) for key in control_rollup.rebuild(conn)],
            }
    finally:
        engine.dispose()
    for name, keys in wrong.items():
        print(f"{name}: {len(keys)} figures differed" if keys else f"{name}: nothing differed")
        for key in keys[:SHOWN]:
            print(f"  {key}")
        if len(keys) > SHOWN:
            print(f"  and {len(keys) - SHOWN} more")
    return 1 if any(wrong.values()) else 0
