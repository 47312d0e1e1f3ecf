import re

import pytest
from playwright.sync_api import expect

from domain.coordinates import gcj02_to_wgs84, wgs84_to_gcj02

pytestmark = pytest.mark.browser
SUMS = ".nc-area__sums dd"
PIN = ".nc-pin:not(.nc-chosen)"
PLACE = "() => { const v = nuancheng.map.view; return [v.getCenter().lat, v.getCenter().lng]; }"


@pytest.fixture
def screen(visit):
    def open_map(query="", before=""):
        visitor = visit("city_bureau", None)
        if before:
            visitor.page.add_init_script(before)
        visitor.open(f"/map{query}")
        visitor.page.wait_for_selector("#map-counted b")
        return visitor

    return open_map


def _choose(page, name):
    page.click("[data-map-act=layers]")
    page.click(f"#map-layers button:has-text('{name}')")


def _under(page, x, y):
    """Degrees that the map shows at a place of the screen."""
    return page.evaluate(
        """([x, y]) => { const box = document.querySelector('#map-leaflet').getBoundingClientRect();
        const at = nuancheng.map.view.containerPointToLatLng([x - box.left, y - box.top]);
        return [at.lng, at.lat]; }""",
        [x, y],
    )


def test_a_local_file_of_tiles_is_chosen_named_and_shared(screen):
    page = screen().page
    _choose(page, "离线底图")
    page.wait_for_function(
        """() => [...document.querySelectorAll('img.leaflet-tile')].some((one) =>
        one.src.includes('/map/tiles/0/') && one.complete && one.naturalWidth === 256)"""
    )
    assert page.inner_text("#map-review") == "GS(2026)0001号 · 测试图源"
    assert page.locator("#map-layers").is_hidden()
    assert "layer=" in page.url
    page.reload()
    page.wait_for_selector("img.leaflet-tile")
    _choose(page, "只显示边界")
    page.wait_for_selector("img.leaflet-tile", state="detached")
    assert "layer=" not in page.url


def test_a_shifted_layer_shows_and_takes_points_where_they_are(screen):
    page = screen("?at=39.6,109.8,8").page
    _choose(page, "离线底图")
    for lon, lat in ((109.98, 39.81), (107.2, 38.4), (111.1, 40.4)):
        there = page.evaluate("(at) => nuancheng.map.datum.shown(at)", {"lng": lon, "lat": lat})
        assert (there["lng"], there["lat"]) == pytest.approx(wgs84_to_gcj02(lon, lat), abs=1e-9)
        back = page.evaluate("(at) => nuancheng.map.datum.real(at)", there)
        assert (back["lng"], back["lat"]) == pytest.approx((lon, lat), abs=1e-8)
    box = page.locator("#map-leaflet").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown = _under(page, x, y)
    page.click("[data-map-tool=circle]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=3)
    page.mouse.up()
    page.wait_for_selector(SUMS)
    lon, lat = map(float, re.search(r"area=c:([\d.]+),([\d.]+),", page.url).groups())
    assert (lon, lat) == pytest.approx(gcj02_to_wgs84(*shown), abs=2e-5)
    assert abs(lon - shown[0]) > 0.004  # else nothing was shifted
    inside = page.inner_text(SUMS)
    drawn = "() => { const all = Object.values(nuancheng.map.view._layers);"
    drawn += " const at = all.find((one) => one.getRadius && one.options.pane === 'shape');"
    drawn += " return [at.getLatLng().lng, at.getLatLng().lat]; }"
    assert page.evaluate(drawn) == pytest.approx(shown, abs=2e-5)
    _choose(page, "只显示边界")
    page.wait_for_selector(".leaflet-tile", state="detached")
    assert page.evaluate(drawn) == pytest.approx((lon, lat), abs=1e-6)
    assert page.inner_text(SUMS) == inside  # the same area, whatever it is drawn on


@pytest.mark.parametrize("tool", ["polygon", "nearest"])
def test_every_tool_works_on_a_shifted_layer(screen, tool):
    page = screen("?at=39.6,109.8,8").page
    _choose(page, "离线底图")
    box = page.locator("#map-leaflet").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.click(f"[data-map-tool={tool}]")
    if tool == "polygon":
        for dx, dy in ((-80, -60), (80, -60), (80, 80)):
            page.mouse.click(x + dx, y + dy)
        page.keyboard.press("Enter")
        wanted = gcj02_to_wgs84(*_under(page, x - 80, y - 60))
    else:
        page.mouse.click(x, y)
        wanted = gcj02_to_wgs84(*_under(page, x, y))
    page.wait_for_selector(SUMS)
    lon, lat = map(float, re.search(r"area=[pn]:([\d.]+),([\d.]+)", page.url).groups())
    assert (lon, lat) == pytest.approx(wanted, abs=2e-5)


def test_a_dead_layer_is_said_and_takes_nothing_away(screen):
    visitor = screen()
    page = visitor.page
    _choose(page, "坏底图")
    page.wait_for_selector("#map-notice:not([hidden])")
    assert "坏底图" in page.inner_text("#map-notice")
    assert page.locator("img.leaflet-tile").count() == 0
    assert page.locator(PIN).count() > 0
    assert page.locator("#map-leaflet path").count() > 0  # the boundaries
    assert all("503" in told for told in visitor.complaints)
    visitor.complaints.clear()
    _choose(page, "只显示边界")
    page.wait_for_selector("#map-notice", state="hidden")


def test_full_screen_and_back_keep_the_tools_at_hand(screen):
    page = screen().page
    full = page.locator("[data-map-act=full]")
    full.click()
    page.wait_for_function("() => document.fullscreenElement")
    assert page.evaluate("() => document.fullscreenElement.className").count("nc-body--map")
    page.wait_for_function(
        "() => document.querySelector('[data-map-act=full]').title === '退出全屏'"
    )
    page.click("[data-option='risk:D']")
    page.wait_for_selector("[data-option='risk:D'][aria-pressed=true]")
    full.click()
    page.wait_for_function("() => !document.fullscreenElement")
    expect(full).to_have_attribute("title", "全屏")


def test_the_small_map_shows_what_is_in_view(screen):
    page = screen().page
    frame = page.locator("#map-inset rect")
    page.wait_for_function("() => +document.querySelector('#map-inset rect').getAttribute('width')")
    before = float(frame.get_attribute("width")), float(frame.get_attribute("x"))
    page.click("[data-map-act=zoom-in]")
    page.wait_for_function(
        f"() => +document.querySelector('#map-inset rect').getAttribute('width') < {before[0]}"
    )
    page.click("[data-map-act=home]")
    page.wait_for_function(
        f"() => Math.abs(document.querySelector('#map-inset rect').getAttribute('width')"
        f" - {before[0]}) < 1"
    )


def test_the_keyboard_moves_the_map_and_leaves_it(screen):
    page = screen().page
    box = page.locator("#map-leaflet")
    box.focus()
    lat, lng = page.evaluate(PLACE)
    zoom = page.evaluate("() => nuancheng.map.view.getZoom()")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => nuancheng.map.view.getCenter().lng > {lng} + 0.01")
    page.wait_for_function("() => !nuancheng.map.view._panAnim._inProgress")  # else keys are lost
    page.keyboard.press("ArrowUp")
    page.wait_for_function(f"() => nuancheng.map.view.getCenter().lat > {lat} + 0.01")
    page.keyboard.press("+")
    page.wait_for_function(f"() => nuancheng.map.view.getZoom() > {zoom}")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") != "map-leaflet"


def test_the_map_needs_no_webgl(screen):
    """What a machine without a graphics card refuses is not even asked for."""
    page = screen(
        before="""window.ncAsked = [];
        const given = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
          window.ncAsked.push(kind);
          return /webgl|webgpu/.test(kind) ? null : given.call(this, kind, ...more);
        };"""
    ).page
    page.click("[data-mode=heat]")
    page.wait_for_selector(".nc-heatlayer:not([hidden])")
    page.click("[data-mode=area]")
    page.wait_for_selector(".nc-ad[class*=nc-share]")
    asked = set(page.evaluate("() => window.ncAsked"))
    assert asked <= {"2d"}
