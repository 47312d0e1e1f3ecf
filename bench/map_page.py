"""What the map costs a browser, beside a Leaflet page written by hand with the same points.

Run against a running demonstration: .venv/bin/python -m bench.map_page --address http://127.0.0.1:8050

The other page is a folder of files: Leaflet alone, our points and banners as our server sends them,
every establishment a circle on Leaflet's canvas. Interactive is when what the page shows stands and
the main thread has been quiet for QUIET_MS since. Then, in our page, what a filter costs: from the
click to the frame after the new clusters stand.
"""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

import dash_leaflet
from playwright.sync_api import Browser, sync_playwright

from bench.overview_page import OPTIONS, VIEW, interactive, serve, sign_in, wait_for

ROUNDS = 7
FILTERS = 12
DRAWN = "document.querySelector('.nc-pin')"
BY_HAND_DRAWN = "window.ncDrawn"
DOZEN_FILTERS = f"""async () => {{
  const took = [];
  const options = [...document.querySelectorAll('.nc-filter [data-option]')]
    .filter((one) => one.offsetParent).slice(0, {FILTERS});
  for (const option of options) {{
    const begun = performance.now();
    option.click();
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    took.push(performance.now() - begun);
  }}
  return took;
}}"""
PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>
html,body,#map{height:100%;margin:0}.leaflet-container{overflow:hidden;position:relative}
.leaflet-pane,.leaflet-pane>canvas,.leaflet-layer{position:absolute;left:0;top:0}
.leaflet-overlay-pane{z-index:400}.leaflet-control-container{display:none}
</style></head><body><div id="map"></div><script src="leaflet.js"></script><script>
const summed = (steps) => { let all = 0; return steps.map((step) => all += step); };
Promise.all(['points.json', 'banners.json'].map((one) => fetch(one).then((got) => got.json())))
  .then(([told, banners]) => {
    const map = L.map('map', { preferCanvas: true, zoomSnap: 0.5 });
    const shapes = L.geoJSON(banners, { filter: (one) => one.geometry.type !== 'Point' });
    map.fitBounds(shapes.addTo(map).getBounds());
    const lats = summed(told.lats);
    const colours = { A: '#5b9', B: '#36a', C: '#eb4', D: '#a15' };
    summed(told.lons).forEach((lon, i) => {
      L.circleMarker([lats[i] / told.perDegree, lon / told.perDegree],
        { radius: 4, weight: 1, color: colours[told.risks[i]] || '#888' }).addTo(map);
    });
    requestAnimationFrame(() => requestAnimationFrame(() => { window.ncDrawn = true; }));
  });
</script></body></html>"""


def main() -> None:
    """Print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8050")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=given.chromium, args=OPTIONS)
        signed = sign_in(browser, given.address)
        bytes_whole = make_page(browser, given.address, signed, Path(folder))
        server = serve(Path(folder))
        by_hand = f"http://127.0.0.1:{server.server_address[1]}/index.html"
        theirs, ours, shell = [], [], []
        for _round in range(ROUNDS):
            theirs.append(interactive(browser, by_hand, None, BY_HAND_DRAWN, VIEW))
            ours.append(interactive(browser, f"{given.address}/map", signed, DRAWN, VIEW))
            shell.append(
                interactive(
                    browser,
                    f"{given.address}/account",
                    signed,
                    "document.querySelector('main')",
                    VIEW,
                )
            )
        print(f"interactive, medians of {ROUNDS}, nothing kept by the browser:")
        for place, what in enumerate(("ms", "ms of work on the main thread")):
            own, hand, bare = (
                statistics.median(one[place] for one in costs) for costs in (ours, theirs, shell)
            )
            print(
                f"  {what}: map {own:.0f}, Leaflet by hand {hand:.0f} = {own / hand:.2f} x "
                f"(a page of ours without a map: {bare:.0f})"
            )
        print(f"  points {bytes_whole / 1000:.1f} kB compressed")
        filters = filter_times(browser, given.address, signed)
        print(
            f"  filter to redrawn: median {statistics.median(filters):.0f} ms, "
            f"worst {max(filters):.0f} ms of {len(filters)}"
        )
        server.shutdown()
        browser.close()


def make_page(browser: Browser, address: str, signed: Any, folder: Path) -> int:
    """The page by hand as files; bytes of our points on the wire."""
    context = browser.new_context(viewport=VIEW, storage_state=signed)
    answer = context.request.get(f"{address}/map/points")
    (folder / "points.json").write_bytes(answer.body())
    length = int(answer.headers.get("content-length", 0))
    (folder / "banners.json").write_bytes(context.request.get(f"{address}/map/banners").body())
    context.close()
    (folder / "leaflet.js").write_text(leaflet(), encoding="utf-8")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    return length


def leaflet() -> str:
    """Leaflet alone, cut out of the script of dash-leaflet, where it is one module."""
    bundle = (Path(dash_leaflet.__file__).parent / "dash_leaflet.js").read_text(encoding="utf-8")
    end = bundle.index("window.L=t}(e)") + len("window.L=t}(e)")
    start = bundle.rindex('!function(t){"use strict"', 0, end)
    return f"(function(e){{{bundle[start:end]}}})({{}});"


def filter_times(browser: Browser, address: str, signed: Any) -> list[float]:
    """Milliseconds from a click on an option to the frame in which the clusters stand."""
    context = browser.new_context(viewport=VIEW, storage_state=signed)
    page = context.new_page()
    page.goto(f"{address}/map")
    wait_for(page, DRAWN)
    page.wait_for_timeout(1500)
    took: list[float] = page.evaluate(DOZEN_FILTERS)
    context.close()
    return took


if __name__ == "__main__":
    main()
