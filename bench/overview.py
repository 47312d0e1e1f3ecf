"""What 总览 costs: warm beside an empty callback, and cold at three years of history.

Run on a data directory with a city in it: .venv/bin/python -m bench.overview --data-dir data

For the second part the database is copied, and its daily duties and alerts are repeated backwards
until they reach three years (of the whole city 12 million duties, half a million alerts: 4 GB in
the folder for temporary files); the roll-ups are counted anew from them. Cold times are processor
time of this process, which SQLite works in too.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dash import Input, Output, callback
from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

import settings as configuration
from api.application import create_app
from api.sessions import begin
from bench.growing import repeat_alerts, repeat_duties
from data_access import trend_rollup
from data_access.accounts import find
from data_access.engine import open_engine, reading, writing
from data_access.request import Services
from data_access.schema import account
from data_access.sessions import Method
from data_access.sqlite import sqlite3
from domain.scope import OFFICIALS, system_scope
from domain.trend import Followed
from tests.posted import LIVE, post

ROLES = OFFICIALS  # as every module with callbacks says
ROUNDS = 200
COLD_ROUNDS = 15
EMPTY = ("bench-empty", "children")
ORDER = [("overview-order", "data", "daily")]
ALERTS_LIVE = [("live-alerts", "data", 1)]
CONTROL_LIVE = [("live-control", "data", 1), ("live-register", "data", 1)]
REGISTER_LIVE = list(reversed(CONTROL_LIVE))


@dataclass(frozen=True)
class Asked:
    """One callback: its outputs and inputs."""

    outputs: list[tuple[str, str]]
    inputs: list[Any]


def _children(*ids: str) -> list[tuple[str, str]]:
    return [(one, "children") for one in ids]


def _span(span: str) -> list[Any]:
    return [("overview-steps", "data", span)]


_DAILY = [("overview-daily", "figure"), *_children("overview-daily-words", "overview-daily-table")]
_ALERTS = [
    ("overview-alerts", "figure"),
    *_children("overview-alerts-words", "overview-alerts-table", "overview-alerts-note"),
]
CALLBACKS = {
    "title and verdict": Asked(_children("overview-head", "overview-verdict"), LIVE),
    "needs": Asked(_children("overview-needs"), LIVE),
    "figures and five": Asked(_children("overview-kpis", "overview-five"), LIVE),
    "league": Asked(_children("overview-league"), [*ORDER, *LIVE]),
    "categories": Asked(_children("overview-categories"), CONTROL_LIVE),
    **{
        f"daily control by {span}": Asked(_DAILY, [*_span(span), *REGISTER_LIVE])
        for span in ("day", "week", "month")
    },
    "alerts by day": Asked(_ALERTS, [*_span("day"), *ALERTS_LIVE]),
    "alerts by month": Asked(_ALERTS, [*_span("month"), *ALERTS_LIVE]),
}


@callback(Output(*EMPTY), Input("bench-empty", "n_clicks"))
def nothing(_clicks: int | None) -> str:
    """The least a Dash callback can do."""
    return ""


def main() -> None:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    given = configuration.load(data_dir=parser.parse_args().data_dir)
    server = create_app(given).server
    browser = sign_in(server)
    warm(browser)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "nuancheng.db"
        copy_database(given.data_dir, copy)
        reach = grow(f"sqlite:///{copy}")
        now: Services = server.extensions["nuancheng"]
        before, after = cold(
            server, browser, [now, replace(now, engine=open_engine(f"sqlite:///{copy}"))]
        )
    print(f"cold, at {reach[0]:,} daily duties and {reach[1]:,} alerts beside what is there now,")
    print(f"processor time, medians of {COLD_ROUNDS}:")
    for name, took_ms in before.items():
        ratio = after[name] / took_ms
        print(f"  {name}: {took_ms:.1f} ms, {after[name]:.1f} ms = {ratio:.2f} x")
    whole, grown = sum(before.values()), sum(after.values())
    print(f"  all: {whole:.1f} ms, {grown:.1f} ms = {grown / whole:.2f} x")


def warm(browser: FlaskClient) -> None:
    """p95 of every callback with its answer kept, beside the empty one."""

    def empty() -> None:
        require(post(browser, [EMPTY], [("bench-empty", "n_clicks", 1)]))

    for _warm in range(20):
        empty()
    floor_ms = p95_ms(empty)
    print(f"empty callback: p95 {floor_ms:.2f} ms")
    for name, asked in CALLBACKS.items():
        ask(browser, asked)
        took_ms = p95_ms(lambda asked=asked: ask(browser, asked))
        print(f"  {name}: p95 {took_ms:.2f} ms = {took_ms / floor_ms:.1f} x")


def cold(
    server: Any, browser: FlaskClient, held: list[Services]
) -> tuple[dict[str, float], dict[str, float]]:
    """Median of every callback with nothing kept, on both databases by turns."""
    found: list[dict[str, list[float]]] = [{name: [] for name in CALLBACKS} for _one in held]
    for _round in range(COLD_ROUNDS):
        for name, asked in CALLBACKS.items():
            for services, took in zip(held, found, strict=True):
                server.extensions["nuancheng"] = services
                services.cache.clear()
                began = time.process_time()
                ask(browser, asked)
                took[name].append(1000 * (time.process_time() - began))
    before, after = (
        {name: statistics.median(times) for name, times in took.items()} for took in found
    )
    return before, after


def copy_database(data_dir: Path, copy: Path) -> None:
    """The database with what still lies in its write-ahead log: our own session, for one."""
    with (
        closing(sqlite3.connect(data_dir / "nuancheng.db")) as old,
        closing(sqlite3.connect(copy)) as new,
    ):
        old.backup(new)


def grow(url: str) -> tuple[int, int]:
    """Repeat duties and alerts backwards to three years; how many there are of each then."""
    engine = open_engine(url)
    duties, alerts = repeat_duties(engine), repeat_alerts(engine)
    with writing(engine) as conn:
        for measure in Followed:
            trend_rollup.rebuild(conn, measure)
    engine.dispose()
    return duties, alerts


def ask(browser: FlaskClient, asked: Asked) -> None:
    """Post one callback."""
    require(post(browser, asked.outputs, asked.inputs))


def p95_ms(call: Callable[[], None]) -> float:
    """95th percentile of ROUNDS calls."""
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.quantiles(took, n=20)[-1]


def require(answer: Any) -> None:
    """Stop when a callback fails: the time of an error says nothing."""
    if answer.status_code != 200:
        raise SystemExit(f"the callback answered {answer.status}")


def sign_in(server: Any) -> FlaskClient:
    """A browser with the session of the demonstration's city account."""
    held: Services = server.extensions["nuancheng"]
    with reading(held.engine) as conn:
        found = conn.execute(select(account.c.id).where(account.c.username == "demo-city")).first()
        if found is None:
            raise SystemExit("no demonstration city here: python app.py seed --data-dir …")
        signed_in = find(conn, system_scope("bench"), found.id)
    browser: FlaskClient = server.test_client()
    with server.test_request_context():
        begin(signed_in, Method.DEMO)
        browser.environ_base["HTTP_X_CSRFTOKEN"] = generate_csrf()
        values = dict(session)
    with browser.session_transaction() as kept:
        kept.update(values)
    return browser


if __name__ == "__main__":
    main()
