"""What the page of 总览 costs a browser, beside a static page with the same charts.

Run against a running demonstration: .venv/bin/python -m bench.overview_page --address http://127.0.0.1:8050

The static page is the finished 总览 itself, its tree as plain HTML and its two figures drawn by the
same plotly, from a server that holds its three files packed with brotli 11. Interactive is when
what the screen shows stands and the main thread has been quiet for QUIET_MS since. On a usual
screen the charts of 总览 lie below the fold and come when they are near, while those of the static
page come at once; on a high screen both draw them. Rounds alternate, because the ratio is what
counts; other programs on the machine move the processor time of the main thread least.
"""

import argparse
import http.server
import mimetypes
import os
import shutil
import statistics
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import brotli
import plotly
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROUNDS = 7
QUIET_MS = 100
PACKING_MS, MOST_VISITS = 20_000, 6
VIEW = {"width": 1440, "height": 900}
HIGH_VIEW = {"width": 1440, "height": 2600}
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
READY = (
    "document.querySelectorAll('.nc-bkpi').length > 9 && document.querySelector('.nc-leaguetable')"
)
CHARTS = "document.querySelectorAll('.js-plotly-plot .main-svg').length > 3"

Cost = tuple[float, float]
"""Milliseconds until interactive, and of processor time of the main thread."""

# Long tasks push the moment back: a page that is drawn but does not answer is not interactive.
WATCH = """
window.ncLast = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) ncLast = Math.max(ncLast, one.startTime + one.duration);
}).observe({ type: 'longtask', buffered: true });
"""
INTERACTIVE = f"""() => new Promise((done) => {{
  const stood = performance.now();
  const look = () => {{
    const last = Math.max(stood, window.ncLast || 0);
    if (performance.now() - last >= {QUIET_MS}) done(last); else setTimeout(look, 20);
  }};
  look();
}})"""


def main() -> None:
    """Print medians and sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8050")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=given.chromium, args=OPTIONS)
        signed = sign_in(browser, given.address)
        make_static(browser, given.address, signed, Path(folder))
        server = serve(Path(folder))
        static = f"http://127.0.0.1:{server.server_address[1]}/index.html"
        rouse(browser, given.address, signed)
        print(f"interactive, medians of {ROUNDS}, nothing kept by the browser:")
        drawn = f"{READY} && {CHARTS}"
        for words, view, ours in (
            ("first screen", VIEW, READY),
            ("with charts", HIGH_VIEW, drawn),
        ):
            pairs = [
                (
                    interactive(browser, static, None, drawn, view),
                    interactive(browser, f"{given.address}/", signed, ours, view),
                )
                for _round in range(ROUNDS)
            ]
            report(words, *zip(*pairs, strict=True))
        report_sizes(browser, given.address, signed)
        server.shutdown()
        browser.close()


def report(words: str, static: Sequence[Cost], ours: Sequence[Cost]) -> None:
    """One line: medians of both, and the median of the ratios of each round."""
    parts = []
    for name, at in (("until interactive", 0), ("processor", 1)):
        own, other = (statistics.median(one[at] for one in costs) for costs in (ours, static))
        ratio = statistics.median(a[at] / b[at] for a, b in zip(ours, static, strict=True))
        parts.append(f"{name} {own:.0f} and {other:.0f} ms = {ratio:.2f} x")
    load = os.getloadavg()[0]
    print(f"  {words}, 总览 and static page: {'; '.join(parts)} (load {load:.1f})")


def rouse(browser: Browser, address: str, signed: Any) -> None:
    """Visit until the server has packed its files: the next visit is no smaller."""
    last = float("inf")
    for _visit in range(MOST_VISITS):
        context = browser.new_context(viewport=HIGH_VIEW, storage_state=signed)
        page = context.new_page()
        taken = counted(context, page)
        page.goto(f"{address}/")
        wait_for(page, f"{READY} && {CHARTS}")
        page.wait_for_timeout(PACKING_MS)
        size = taken()
        context.close()
        if size > 0.98 * last:
            return
        last = size


def wait_for(page: Page, condition: str) -> None:
    """Until a condition holds; Playwright's own way needs `eval`, which our policy forbids."""
    page.evaluate(
        f"() => new Promise((done) => {{ const look = () => ({condition}) ? done() "
        ": setTimeout(look, 20); look(); })"
    )


def sign_in(browser: Browser, address: str) -> Any:
    """State of a browser that is signed in as the demonstration's city."""
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.click("button[value=city_bureau]")
    page.wait_for_url(f"{address}/")
    wait_for(page, READY)
    state = context.storage_state()
    context.close()
    return state


def make_static(browser: Browser, address: str, signed: Any, folder: Path) -> None:
    """The finished page as files: its HTML, its styles, plotly, and the two figures."""
    context = browser.new_context(viewport=VIEW, storage_state=signed)
    page = context.new_page()
    page.goto(f"{address}/")
    wait_for(page, READY)
    reveal(page)
    wait_for(page, CHARTS)
    styles = page.evaluate(
        "async () => (await Promise.all([...document.querySelectorAll('link[rel=stylesheet]')]"
        ".map(async (one) => (await fetch(one.href)).text()))).join('\\n')"
    )
    figures = page.evaluate(
        "JSON.stringify([...document.querySelectorAll('.js-plotly-plot')]"
        ".map((one) => ({ data: one.data, layout: one.layout })))"
    )
    body = page.evaluate(
        "document.querySelectorAll('.js-plotly-plot').forEach((one) => one.replaceChildren());"
        "document.querySelector('.nc-app').outerHTML"
    )
    context.close()
    shutil.copy(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", folder)
    (folder / "style.css").write_text(styles, encoding="utf-8")
    (folder / "index.html").write_text(
        '<!DOCTYPE html><html lang="zh-CN" data-bs-theme="light" data-nc="bureau"><head>'
        '<meta charset="utf-8"><link rel="stylesheet" href="style.css"></head><body>'
        f'{body}<script src="plotly.min.js"></script><script>{figures_script(figures)}</script>'
        "</body></html>",
        encoding="utf-8",
    )


def figures_script(figures: str) -> str:
    """Draw each figure where it stood."""
    return (
        f"const figures = {figures};"
        "document.querySelectorAll('.js-plotly-plot').forEach((one, at) => {"
        "one.className = '';"
        "Plotly.newPlot(one, figures[at].data, figures[at].layout, { displayModeBar: false }); });"
    )


class Files(http.server.BaseHTTPRequestHandler):
    """Three packed files out of memory, without a word in the terminal."""

    protocol_version = "HTTP/1.1"
    packed: ClassVar[dict[str, tuple[str, bytes]]] = {}

    def do_GET(self) -> None:
        """One file."""
        kind, body = self.packed.get(self.path, ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        if body:
            self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing."""


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    """A server of the files of a folder on a free port."""
    for path in folder.iterdir():
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        Files.packed[f"/{path.name}"] = (kind, brotli.compress(path.read_bytes(), quality=11))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def interactive(
    browser: Browser, address: str, signed: Any, ready: str, view: dict[str, int]
) -> Cost:
    """From the start of the navigation, in a browser that has kept nothing."""
    context = browser.new_context(viewport=view, storage_state=signed)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    wait_for(page, ready)
    took = page.evaluate(INTERACTIVE)
    measured = {
        one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]
    }
    context.close()
    return took, 1000 * measured["TaskDuration"]


def report_sizes(browser: Browser, address: str, signed: Any) -> None:
    """Bytes over the wire: first visit without and with the charts, and a repeat visit."""
    context = browser.new_context(viewport=VIEW, storage_state=signed)
    page = context.new_page()
    taken = counted(context, page)
    page.goto(f"{address}/")
    wait_for(page, READY)
    page.wait_for_timeout(1500)
    first = taken()
    reveal(page)
    wait_for(page, CHARTS)
    page.wait_for_timeout(1500)
    whole = taken()
    page.goto(f"{address}/")
    wait_for(page, READY)
    reveal(page)
    wait_for(page, CHARTS)
    page.wait_for_timeout(1500)
    again = taken() - whole
    context.close()
    print(f"  first screen {first / 1e6:.2f} MB, with charts {whole / 1e6:.2f} MB, compressed")
    print(f"  repeat visit with charts {again / 1e3:.0f} kB")


def counted(context: BrowserContext, page: Page) -> Any:
    """Bytes received so far, headers included, as the network layer counts them."""
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}

    def add(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.loadingFinished", add)
    return lambda: sum(sizes.values())


def reveal(page: Page) -> None:
    """Scroll to the charts."""
    page.evaluate("document.getElementById('overview-frame').scrollIntoView()")


if __name__ == "__main__":
    main()
