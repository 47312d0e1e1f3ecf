"""What it costs a browser to keep 总览 with its charts fresh, seen and unseen.

Run against a running demonstration, whose feed moves the figures:
.venv/bin/python -m bench.live_refresh --address http://127.0.0.1:8050
Several addresses are watched at the same time, so that they see the same changes.
"""

import argparse
import os
import shutil
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.overview_page import CHARTS, HIGH_VIEW, OPTIONS, READY, sign_in, wait_for

SECONDS = 60
SETTLE_MS = 4000
UNSEEN = """() => {
  Object.defineProperty(document, 'hidden', { get: () => true });
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


class Watched:
    """One screen of 总览 and what it has cost since the last look."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._calls = 0
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._before: dict[str, Any] = {}
        page.on("request", self._count)

    def _count(self, request: Any) -> None:
        self._calls += request.url.count("/_dash-update-component")

    def since(self) -> dict[str, float]:
        """Callbacks, and milliseconds of processor time of the main thread."""
        told = self._session.send("Performance.getMetrics")["metrics"]
        now = {one["name"]: one["value"] for one in told} | {"calls": self._calls}
        names = {"calls": 1, "ScriptDuration": 1000, "TaskDuration": 1000}
        spent = {name: by * (now[name] - self._before.get(name, 0)) for name, by in names.items()}
        self._before = now
        return spent


def main() -> None:
    """Print a minute of looking and a minute of looking away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", nargs="+", default=["http://127.0.0.1:8050"])
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=given.chromium, args=OPTIONS)
        screens = {}
        for address in given.address:
            signed = sign_in(browser, address)
            page = browser.new_context(viewport=HIGH_VIEW, storage_state=signed).new_page()
            page.goto(f"{address}/")
            wait_for(page, f"{READY} && {CHARTS}")
            page.wait_for_timeout(SETTLE_MS)
            screens[address] = Watched(page)
        for words in ("seen", "unseen"):
            for one in screens.values():
                if words == "unseen":
                    one.page.evaluate(UNSEEN)
                one.since()
            next(iter(screens.values())).page.wait_for_timeout(1000 * SECONDS)
            for address, one in screens.items():
                spent = one.since()
                print(
                    f"{words}, {address}: {spent['calls']:.0f} callbacks, "
                    f"{spent['ScriptDuration']:.0f} ms of scripts, {spent['TaskDuration']:.0f} ms "
                    f"of the main thread in {SECONDS} s (load {os.getloadavg()[0]:.1f})"
                )
        browser.close()


if __name__ == "__main__":
    main()
