"""Whether screens that stay open grow: nodes and heap of a page while the city goes on living.

    python app.py &
    python -m bench.soak --address http://127.0.0.1:8050 --minutes 10 /videowall / /map
    python -m bench.soak --pan --minutes 60 /map

With --pan a person keeps dragging, zooming and filtering the map all the while.
Prints both at the start (after half a minute, when everything is drawn), after each tenth of the
time and at the end, each after a garbage collection, and the ratio of end and start.
"""

import argparse

from playwright.sync_api import CDPSession, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium-headless-shell"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
SETTLED_MS = 30_000
PARTS = 10
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
    parser.add_argument("--step-ms", type=int, default=500, help="between two moves of it")
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
            pan(pages["/map"], HOME_EVERY, wanted.step_ms)
        found = [sample(meters)]
        for _part in range(PARTS):
            if wanted.pan:
                steps = int(wanted.minutes * 60_000 / PARTS / wanted.step_ms)
                pan(pages["/map"], steps, wanted.step_ms)
            else:
                wait.wait_for_timeout(wanted.minutes * 60_000 / PARTS)
            found.append(sample(meters))
        report(found)
        browser.close()


def pan(page: Page, steps: int, step_ms: int) -> None:
    """Move the map `steps` times and leave it at the whole city."""
    for k in range(steps):
        if k % HOME_EVERY == 0:
            page.evaluate(HOME)
            page.keyboard.press("Shift")  # a person is there: without a sign the session ends
        else:
            page.evaluate(STEP, k)
        page.wait_for_timeout(step_ms)
    page.evaluate(HOME)
    page.wait_for_timeout(2 * step_ms)


def sample(meters: dict[str, CDPSession]) -> dict[str, tuple[int, int]]:
    """DOM nodes and used heap in bytes of every page, after a garbage collection; said at once."""
    found = {}
    for path, meter in meters.items():
        meter.send("Performance.enable")
        meter.send("HeapProfiler.collectGarbage")
        told = {
            one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]
        }
        found[path] = int(told["Nodes"]), int(told["JSHeapUsedSize"])
        print(f"{path:12} nodes {found[path][0]}   heap {found[path][1] / 1e6:.1f} MB", flush=True)
    return found


def report(found: list[dict[str, tuple[int, int]]]) -> None:
    """One line a page: the end beside the start."""
    for path, (nodes, heap) in found[0].items():
        nodes_now, heap_now = found[-1][path]
        print(f"{path:12} nodes {nodes_now / nodes:.2f} x   heap {heap_now / heap:.2f} x")


if __name__ == "__main__":
    main()
