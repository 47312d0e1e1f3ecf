"""The product driven in Chromium."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.product import product

CHROMIUM = "/usr/bin/chromium-headless-shell"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="package")
def address(tmp_path_factory) -> Iterator[str]:
    """Where the product of these tests answers."""
    with product(tmp_path_factory.mktemp("data")) as found:
        yield found


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
