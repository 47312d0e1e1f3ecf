"""Whether screens that stay open grow: nodes and heap of a page while the city goes on living.

    python app.py &
    python -m bench.soak --address http://127.0.0.1:8050 --minutes 10 /videowall / /map
    python -m bench.soak --pan --minutes 60 /map

With --pan a person keeps dragging, zooming and filtering the map all the while.
Prints both at the start (after half a minute, when everything is drawn) and at the end, each after
a garbage collection, and their ratio.
"""

import argparse

from playwright.sync_api import CDPSession, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
SETTLED_MS = 30_000
STEP_MS = 500
HOME_EVERY = 16  # steps: then the whole city again, with the filter as at first
STEP = """(k) => {
  const { map } = window.nuancheng;
  if (k % 4 === 0) map.view.zoomIn();
  else map.view.panBy([(k % 3) * 240 - 240, (k % 5) * 120 - 240]);
  if (k % 8 === 7) document.querySelector(`[data-option="risk:${'ABCD'[k % 4]}"]`).click();
}"""
HOME = """() => {
  document.querySelector('#map-reset').click();
  document.querySelector('[data-map-act=home]').click();
}"""


def main() -> None:
    """Open every path in a page of its own, wait, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8050")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pan", action="store_true", help="keep moving the map (path /map)")
    parser.add_argument("paths", nargs="*", default=["/videowall"])
    wanted = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        first = context.new_page()
        first.goto(f"{wanted.address}/sign-in")
        first.click("button[value=municipal_leader]")
        first.wait_for_selector("main")
        pages = {path: context.new_page() for path in wanted.paths}
        for path, page in pages.items():
            page.goto(wanted.address + path)
        first.close()
        meters = {path: context.new_cdp_session(page) for path, page in pages.items()}
        wait = next(iter(pages.values()))
        wait.wait_for_timeout(SETTLED_MS)
        if wanted.pan:
            pan(pages["/map"], HOME_EVERY)
        before = {path: measured(meter) for path, meter in meters.items()}
        if wanted.pan:
            pan(pages["/map"], int(wanted.minutes * 60_000 / STEP_MS))
        else:
            wait.wait_for_timeout(wanted.minutes * 60_000)
        report(before, {path: measured(meter) for path, meter in meters.items()}, pages)
        browser.close()


def pan(page: Page, steps: int) -> None:
    """Move the map `steps` times and leave it at the whole city."""
    for k in range(steps):
        if k % HOME_EVERY == 0:
            page.evaluate(HOME)
            page.keyboard.press("Shift")  # a person is there: without a sign the session ends
        else:
            page.evaluate(STEP, k)
        page.wait_for_timeout(STEP_MS)
    page.evaluate(HOME)
    page.wait_for_timeout(2 * STEP_MS)


def measured(meter: CDPSession) -> tuple[int, int]:
    """DOM nodes and used heap in bytes, after a garbage collection."""
    meter.send("Performance.enable")
    meter.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}
    return int(found["Nodes"]), int(found["JSHeapUsedSize"])


def report(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]], pages: dict[str, Page]
) -> None:
    """One line a page."""
    for path in pages:
        (nodes, heap), (nodes_now, heap_now) = before[path], after[path]
        print(
            f"{path:12} nodes {nodes} -> {nodes_now} ({nodes_now / nodes:.2f} x)   "
            f"heap {heap / 1e6:.1f} -> {heap_now / 1e6:.1f} MB ({heap_now / heap:.2f} x)"
        )


if __name__ == "__main__":
    main()
