"""`python app.py`: everything at once, from an empty data directory to a watched city."""

import http.client
import logging
import signal
import sys
import time
from argparse import ArgumentParser, Namespace

from tqdm import tqdm

from api.fonts import FILE
from api.network import is_loopback
from commands.serve import address, address_problem
from data_access.demo_accounts import ensure_demo_accounts, holds_demo
from data_access.demo_city.make import ensure_city
from data_access.engine import reading, writing
from data_access.opening import open_database
from data_access.secret_key import secret_key
from domain.clock import utc_now
from domain.scope import system_scope
from jobs.supervisor import Child, Supervisor, start_process
from settings import ROOT, Settings

NAME = "run"
HELP = "everything at once: web, patrol, schedule, and the demo feed (the default)"

logger = logging.getLogger(__name__)
# How often the address is tried until the first page can be asked for.
TRY_EVERY_S = 0.5
# All children start together, and somebody waits only for the pages.
BEHIND_THE_WEB = 10


def add_arguments(parser: ArgumentParser) -> None:
    """No options of its own."""


def run(arguments: Namespace, settings: Settings) -> int:
    """Prepare, then keep the processes; 0 when stopped, 1 when it cannot start or go on."""
    problem = address_problem(settings.server.host, settings.server.port)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    secret_key(settings)  # refused now, in words, rather than by a dying child
    demo = prepare(settings)
    supervisor = Supervisor(
        children(arguments, settings, demo=demo),
        start_process,
        restarts_per_min=settings.jobs.restarts_per_min,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.ask_to_stop())
    status = supervisor.run(Announcement(settings, demo=demo))
    print("stopped" if status == 0 else "stopped: a process died too often, see above", flush=True)
    return status


def prepare(settings: Settings) -> bool:
    """Migrate, and make the demonstration city on the first start; True when it is there.

    Raises:
        DatabaseError: The database cannot be used.
    """
    engine = open_database(settings)
    try:
        with tqdm(total=100, unit="%", desc="演示城市", disable=None, leave=False) as bar:

            def report(step: str, share: float) -> None:
                bar.set_description_str(step)
                bar.n = round(share * 100)
                bar.refresh()

            if ensure_city(engine, settings, utc_now(), report):
                bar.write("the demonstration city is made")
        with reading(engine) as conn:
            demo = holds_demo(conn)
        if demo:
            with writing(engine) as conn:
                ensure_demo_accounts(conn, system_scope("run"), utc_now())
    finally:
        engine.dispose()
    return demo


def children(arguments: Namespace, settings: Settings, *, demo: bool) -> list[Child]:
    """The processes of this installation."""
    options = ["--data-dir", str(settings.data_dir)]
    if arguments.config is not None:
        options += ["--config", str(arguments.config)]
    names = ["serve", "patrol", "schedule"]
    if demo and settings.demo.enabled:
        names.append("demo-feed")
    once = [] if (settings.data_dir / "fonts" / FILE).is_file() else ["fonts"]
    program = (sys.executable, str(ROOT / "app.py"))
    return [
        Child(
            name,
            (*program, name, *options),
            once=name in once,
            nice=0 if name == "serve" else BEHIND_THE_WEB,
        )
        for name in [*names, *once]
    ]


class Announcement:
    """Says the address once, when it answers."""

    def __init__(self, settings: Settings, *, demo: bool) -> None:
        self._settings = settings
        self._demo = demo
        self._said = False
        self._next_try = 0.0

    def __call__(self) -> None:
        """Try the address, unless it was announced or tried a moment ago."""
        if self._said or time.monotonic() < self._next_try:
            return
        self._next_try = time.monotonic() + TRY_EVERY_S
        if not answers(self._settings):
            return
        self._said = True
        server = self._settings.server
        print(
            f"{self._settings.city.platform_zh}: http://{address(server.host, server.port)}",
            flush=True,
        )
        if self._demo and self._settings.demo.enabled and is_loopback(server.host):
            print("demonstration city: choose a role on the sign-in page", flush=True)
        else:
            print("make an account: python app.py account add NAME --role ROLE", flush=True)


def answers(settings: Settings) -> bool:
    """Whether the web process answers now."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.server.host, settings.server.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.server.port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
