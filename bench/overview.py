"""What a warm callback of 总览 costs beside an empty Dash callback behind the same sign-in.

Run on a data directory with a city in it: .venv/bin/python -m bench.overview --data-dir data
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from dash import Input, Output, callback
from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

import settings as configuration
from api.sessions import begin
from app import create_app
from data_access.accounts import find
from data_access.engine import reading
from data_access.request import Services
from data_access.schema import account
from data_access.sessions import Method
from domain.scope import system_scope
from tests.posted import LIVE, post

ROUNDS = 200
EMPTY = ("bench-empty", "children")
ORDER = [("overview-order", "data", "daily")]
ALERTS_LIVE = [("live-alerts", "data", 1)]
CATEGORY_LIVE = [("live-control", "data", 1), ("live-register", "data", 1)]
CALLBACKS = {
    "title": ([("overview-head", "children")], LIVE, []),
    "verdict and figures": (
        [("overview-verdict", "children"), ("overview-kpis", "children")],
        LIVE,
        [],
    ),
    "league": ([("overview-league", "children")], LIVE, ORDER),
    "daily trend": (
        [
            ("overview-daily", "figure"),
            ("overview-daily-words", "children"),
            ("overview-daily-table", "children"),
        ],
        LIVE,
        [],
    ),
    "alerts": (
        [
            ("overview-alerts", "figure"),
            ("overview-alerts-words", "children"),
            ("overview-alerts-table", "children"),
            ("overview-alerts-note", "children"),
        ],
        ALERTS_LIVE,
        [],
    ),
    "categories": ([("overview-categories", "children")], CATEGORY_LIVE, []),
}


@callback(Output(*EMPTY), Input("bench-empty", "n_clicks"))
def nothing(_clicks: int | None) -> str:
    """The least a Dash callback can do."""
    return ""


def main() -> None:
    """Print p95 of every callback, cold once and warm, and its ratio to the empty one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    given = configuration.load(data_dir=parser.parse_args().data_dir)
    app = create_app(given)
    browser = sign_in(app.server)

    def empty() -> None:
        require(post(browser, [EMPTY], [("bench-empty", "n_clicks", 1)]))

    for _warm in range(20):
        empty()
    floor_ms = p95_ms(empty)
    print(f"empty callback: p95 {floor_ms:.2f} ms")
    for name, (outputs, inputs, state) in CALLBACKS.items():

        def ask(outputs: list = outputs, inputs: list = inputs, state: list = state) -> None:
            require(post(browser, outputs, inputs, state))

        began = time.perf_counter()
        ask()
        cold_ms = 1000 * (time.perf_counter() - began)
        warm_ms = p95_ms(ask)
        print(f"{name}: cold {cold_ms:.0f} ms, p95 {warm_ms:.2f} ms = {warm_ms / floor_ms:.1f} x")


def p95_ms(ask: Callable[[], None]) -> float:
    """95th percentile of ROUNDS calls."""
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.quantiles(took, n=20)[-1]


def require(answer: object) -> None:
    """Stop when a callback fails: the time of an error says nothing."""
    if answer.status_code != 200:
        raise SystemExit(f"the callback answered {answer.status}")


def sign_in(server: object) -> FlaskClient:
    """A browser with the session of the demonstration's city account."""
    held: Services = server.extensions["nuancheng"]
    with reading(held.engine) as conn:
        found = conn.execute(select(account.c.id).where(account.c.username == "demo-city")).first()
        if found is None:
            raise SystemExit("no demonstration city here: python app.py seed --data-dir …")
        signed_in = find(conn, system_scope("bench"), found.id)
    browser = server.test_client()
    with server.test_request_context():
        begin(signed_in, Method.DEMO)
        browser.environ_base["HTTP_X_CSRFTOKEN"] = generate_csrf()
        values = dict(session)
    with browser.session_transaction() as kept:
        kept.update(values)
    return browser


if __name__ == "__main__":
    main()
