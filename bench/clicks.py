"""Fifty people clicking for a minute on two web processes, alone and beside the patrol, in turn.

Nothing is measured before the patrol has made all its clips and has looked at each camera once:
that happens once in the life of a demonstration and is no part of watching cameras. Run on a data
directory with a demonstration city in it; nothing else may run on it:
.venv/bin/python -m bench.clicks --data-dir data
"""

import argparse
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, func, select
from urllib3.util import Retry

import settings
from api.csrf import HEADER
from api.told import HEADER as TOLD
from data_access.engine import open_engine, reading
from data_access.heartbeats import heartbeats
from data_access.schema import camera
from domain.clock import utc_now
from domain.kitchen import CameraState
from domain.scope import system_scope

T = TypeVar("T")

USERS = 50
SECONDS = 60
ROUNDS = 2
THINK_S = (1.0, 4.0)
HEARS_EVERY_S = 5.0  # the pace of 总览 and of the map
PAGES = ("/", "/map", "/alerts", "/control", "/register", "/videowall")
ROLES = ("city_bureau", "banner_bureau", "supervision_office", "municipal_leader")
CALLBACKS = "/_dash-update-component"
BENCH = system_scope("bench")
PAGE_OUTPUT = "_pages_content.children..._pages_store.data"


@dataclass
class Taken:
    """What the users saw: milliseconds a click, and every answer that was no success."""

    clicks_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class User:
    """One signed-in person; `click` opens a page and everything that fills it."""

    def __init__(self, address: str, role: str) -> None:
        self.address = address
        self.http = requests.Session()
        self.http.headers["Origin"] = address
        # Like a browser: a kept connection that the server has just closed is opened anew.
        again = Retry(connect=0, read=1, allowed_methods=None)
        self.http.mount(address, HTTPAdapter(max_retries=again))
        page = self.http.get(f"{address}/sign-in", timeout=60).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
        form = {"role": role, "csrf_token": token}
        self.http.post(f"{address}/sign-in/demo", data=form, timeout=60).raise_for_status()
        self.http.get(address, timeout=60)  # the page brings the token that callbacks send back
        self.http.headers[HEADER] = self.http.cookies["nuancheng-token"]
        self.known = self.http.get(f"{address}/_dash-dependencies", timeout=60).json()

    def click(self, path: str, taken: Taken) -> None:
        """Open a page as a browser does: the tree, then the callbacks that hang on live numbers."""
        began = time.perf_counter()
        tree = self._post(PAGE_OUTPUT, self._page(path), taken)
        for one in self.known:
            names = {item["id"] for item in one["inputs"]}
            filled = one["output"].strip(".").rpartition(".")[0]
            if not names or not all(name.startswith("live-") for name in names):
                continue
            if one.get("prevent_initial_call"):  # its part came with the tree
                continue
            if one.get("clientside_function") or f'"{filled.split(".")[0]}"' not in tree:
                continue
            self._post(one["output"].strip("."), self._call(one), taken)
        taken.clicks_ms.append(1000 * (time.perf_counter() - began))

    def _post(self, _name: str, body: dict, taken: Taken) -> str:
        answer = self.http.post(self.address + CALLBACKS, json=body, timeout=60)
        if answer.status_code not in {200, 204}:
            taken.errors.append(f"{answer.status_code} {body['output'][:60]}")
        return answer.text

    def hear(self) -> None:
        """What the doorbell tells a browser goes with its questions from then on."""
        told = self.http.get(f"{self.address}/live/numbers", timeout=60).json()["numbers"]
        self.http.headers[TOLD] = ",".join(f"{topic}={number}" for topic, number in told.items())

    def _page(self, path: str) -> dict:
        return {
            "output": f"..{PAGE_OUTPUT}..",
            "outputs": [_property("_pages_content.children"), _property("_pages_store.data")],
            "inputs": [
                _property("_pages_location.pathname") | {"value": path},
                _property("_pages_location.search") | {"value": ""},
            ],
            "changedPropIds": ["_pages_location.pathname"],
            "state": [],
        }

    def _call(self, one: dict) -> dict:
        outputs = [_property(name) for name in one["output"].strip(".").split("...")]
        several = one["output"].startswith("..")
        return {
            "output": one["output"],
            "outputs": outputs if several else outputs[0],
            "inputs": [
                {"id": item["id"], "property": item["property"], "value": 1}
                for item in one["inputs"]
            ],
            "changedPropIds": [f"{one['inputs'][0]['id']}.{one['inputs'][0]['property']}"],
            "state": [
                {"id": item["id"], "property": item["property"]} for item in one.get("state", [])
            ],
        }


def main() -> None:
    """Print clicks, errors and p95 without and with the patrol, and the ratio of each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    data = parser.parse_args().data_dir.absolute()
    engine = open_engine(settings.load(data_dir=data).database_url)
    port = _free_port()
    _with_patrol(data, port, engine, lambda: _wait_for_looks(engine))
    web = _start("serve", data, port)
    ratios = []
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        users = [User(address, ROLES[n % len(ROLES)]) for n in range(USERS)]
        _minute(users)  # caches fill
        for _round in range(ROUNDS):
            alone = _minute(users)
            beside = _with_patrol(data, port, engine, lambda: _minute(users))
            ratios.append(_p95(beside) / _p95(alone))
            _report("alone", alone)
            _report("beside the patrol", beside)
    finally:
        _stop(web)
    shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"the patrol raises p95 {statistics.median(ratios):.2f} x (rounds: {shown})")


def _report(words: str, taken: Taken) -> None:
    print(
        f"{words}: {len(taken.clicks_ms)} clicks, {len(taken.errors)} errors, median "
        f"{statistics.median(taken.clicks_ms):.0f} ms, p95 {_p95(taken):.0f} ms a whole page "
        f"(load {os.getloadavg()[0]:.1f})",
        flush=True,
    )
    for text in sorted(set(taken.errors))[:5]:
        print(f"  {text}")


def _with_patrol(data: Path, port: int, engine: Engine, call: Callable[[], T]) -> T:
    """`call()` while a patrol is at work."""
    began = utc_now()
    patrol = _start("patrol", data, port)
    try:
        while not _beats_since(engine, began):
            time.sleep(0.5)
        return call()
    finally:
        _stop(patrol)


def _beats_since(engine: Engine, began: datetime) -> bool:
    with reading(engine) as conn:
        beat = heartbeats(conn, BENCH).get("patrol")
    return beat is not None and beat.at > began


def _wait_for_looks(engine: Engine) -> None:
    while True:
        with reading(engine) as conn:
            left = conn.scalar(select(func.count()).where(camera.c.state == CameraState.PREPARING))
        if not left:
            return
        print(f"{left} cameras are still to be looked at", flush=True)
        time.sleep(10)


def _minute(users: list[User]) -> Taken:
    taken, ends_at = Taken(), time.monotonic() + SECONDS

    def sit(user: User, dice: random.Random) -> None:
        heard_at = 0.0
        while time.monotonic() < ends_at:
            if time.monotonic() > heard_at + HEARS_EVERY_S:
                user.hear()
                heard_at = time.monotonic()
            user.click(dice.choice(PAGES), taken)
            time.sleep(dice.uniform(*THINK_S))

    seats = [
        threading.Thread(target=sit, args=(user, random.Random(number)))
        for number, user in enumerate(users)
    ]
    for seat in seats:
        seat.start()
    for seat in seats:
        seat.join()
    return taken


def _p95(taken: Taken) -> float:
    return statistics.quantiles(taken.clicks_ms, n=20)[-1]


def _property(name: str) -> dict:
    component, _, prop = name.rpartition(".")
    return {"id": component, "property": prop}


def _start(command: str, data: Path, port: int) -> subprocess.Popen:
    given = {
        "SERVER__PORT": str(port),
        "SERVER__WORKERS": "2",
        "SECURITY__SIGN_IN_ATTEMPTS_PER_MIN": "1000",
    }
    environment = {**os.environ, **{f"NUANCHENG_{key}": value for key, value in given.items()}}
    return subprocess.Popen(
        [sys.executable, "app.py", command, "--data-dir", str(data)], env=environment
    )


def _stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


def _wait(address: str) -> None:
    for _try in range(240):
        try:
            if requests.get(f"{address}/healthz", timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.25)
    raise SystemExit("the web processes do not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
