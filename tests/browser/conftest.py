"""The whole product as a newcomer starts it, with a small city, driven in Chromium."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.map_layers import map_layers

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
SMALL_CITY = {
    "DEMO__ESTABLISHMENTS": "200",
    "DEMO__DAYS": "12",
    "DEMO__CAMERA_CLIPS": "10",
    "PATROL__LOOKS_PER_MIN": "120",
    "SECURITY__SIGN_IN_ATTEMPTS_PER_MIN": "300",
}


@pytest.fixture(scope="package")
def address(tmp_path_factory) -> Iterator[str]:
    """`python app.py` with every process of it; stopped by SIGTERM, which must end it cleanly."""
    data = tmp_path_factory.mktemp("data")
    environment = {**os.environ, **{f"NUANCHENG_{key}": value for key, value in SMALL_CITY.items()}}
    environment["NUANCHENG_MAP__LAYERS"] = map_layers(data)
    environment["NUANCHENG_SERVER__PORT"] = str(_free_port())
    with (data / "log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "app.py", "--data-dir", str(data)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        said = ""
        for line in running.stdout:
            said += line
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                break
        else:
            pytest.fail(f"app.py ended: {said}\n{(data / 'log').read_text()}")
        yield found.group()
        running.send_signal(signal.SIGTERM)
        said, _ = running.communicate(timeout=30)
        assert running.returncode == 0, said


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Visitor:
    """One signed-in person at one screen, and everything the browser complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._watch)
        page.on("response", self._judge)

    def sign_in(self, role: str) -> None:
        """As the button of the role does, without waiting for two screens to be drawn."""
        shown = self.page.request.get(f"{self.address}/sign-in").text()
        answer = self.page.request.post(
            f"{self.address}/sign-in/demo",
            form={"csrf_token": re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown)[1],
                  "role": role},
            headers={"Origin": self.address, "Referer": f"{self.address}/sign-in"},
            max_redirects=0,
        )  # fmt: skip
        assert answer.status == 302, answer.text()

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("main")

    def _hear(self, message) -> None:
        if message.type in {"error", "warning"} and "GPU stall" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _watch(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"outside request: {request.url}")

    def _judge(self, response) -> None:
        # The fallback font is made in the background of the first start; until then it is absent.
        if response.status >= 400 and "/fonts/" not in response.url:
            self.complaints.append(f"{response.status} {response.url}")


@pytest.fixture
def visit(chromium, address):
    """A person at a screen: `visit(role, path, width=…, height=…)`; complaints fail the test.

    With None for a path the page is still blank: for what must be there before a screen is.
    """
    opened = []

    def as_role(role: str, path: str | None = "/", width: int = 1440, height: int = 900) -> Visitor:
        context = chromium.new_context(viewport={"width": width, "height": height})
        visitor = Visitor(context.new_page(), address)
        opened.append((context, visitor))
        visitor.sign_in(role)
        if path:
            visitor.open(path)
        return visitor

    yield as_role
    for context, visitor in opened:
        context.close()
        assert not visitor.complaints


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
