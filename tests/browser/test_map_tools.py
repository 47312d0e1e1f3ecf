import re

import pytest

pytestmark = pytest.mark.browser
SUMS = ".nc-area__sums dd"


@pytest.fixture
def screen(visit):
    def open_map(query, role="city_bureau"):
        visitor = visit(role)
        visitor.open(f"/map{query}")
        visitor.page.wait_for_selector("#map-counted b")
        return visitor.page

    return open_map


def _number(text):
    return int(re.search(r"[\d,]+", text).group().replace(",", ""))


def test_a_circle_that_is_drawn_lists_what_lies_in_it(screen):
    page = screen("?at=39.6,109.8,8")
    page.click("[data-map-tool=circle]")
    box = page.locator("#map-leaflet").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=3)
    page.mouse.up()
    page.wait_for_selector(".nc-inarea li")
    whole = _number(page.locator(SUMS).first.inner_text())
    assert 0 < whole < 200
    assert page.locator(".nc-inarea li").count() == min(whole, 50)
    assert re.search(r"area=c:[\d.]+,[\d.]+,\d+$", page.url)
    page.click("[data-option='risk:B']")  # the list follows the filter
    page.wait_for_function(
        f"() => Number(document.querySelector('{SUMS}').textContent.replace(',', '')) < {whole}"
    )
    page.go_back()
    page.go_back()
    page.wait_for_selector(".nc-inarea", state="detached")
    assert "area=" not in page.url


def test_a_polygon_takes_the_keyboard_and_escape_puts_the_tool_down(screen):
    page = screen("?at=39.6,109.8,8")
    page.click("[data-map-tool=polygon]")
    box = page.locator("#map-leaflet").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    assert page.is_hidden("#map-tool-panel")
    page.click("[data-map-tool=polygon]")
    for dx, dy in ((-80, -60), (80, -60), (80, 80), (-80, 80)):
        page.mouse.click(x + dx, y + dy)
    page.keyboard.press("Enter")
    page.wait_for_selector(SUMS)
    assert page.url.count(";") == 3
    page.click("[data-map-tool=nearest]")
    form = page.locator("[data-tool-form=nearest]")
    for name, value in {"count": "7", "lon": "109.98", "lat": "39.81"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=lat]").press("Enter")
    page.wait_for_function(f"() => document.querySelector('{SUMS}').textContent === '7'")
    assert page.locator(".nc-inarea li").count() == 7


def test_paper_lies_across_and_the_view_stands_as_before(screen):
    page = screen("?at=39.6,109.8,8.5&area=c:109.8,39.6,50000")
    page.wait_for_selector(".nc-inarea li")
    place = "(() => { const v = nuancheng.map.view; return [v.getCenter().lat, v.getZoom()]; })()"
    before = page.evaluate(place)
    paper = page.pdf(prefer_css_page_size=True)
    wide, high = map(float, re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)", paper).groups())
    assert wide > high
    page.wait_for_selector(".nc-body--map:not(.is-paper)")
    assert page.evaluate(place) == pytest.approx(before, abs=0.001)
    page.emulate_media(media="print")
    said = page.inner_text("#map-paper")
    assert "半径 50,000 米" in said
    assert "演示数据" in said
    assert page.is_visible("#map-legend")
    assert page.is_hidden(".nc-take")


def test_two_places_are_compared_and_the_address_says_which(screen):
    page = screen("?compare=150602~150603")
    page.wait_for_selector(".nc-compare__t")
    assert page.input_value("[data-compare=a]") == "150602"
    page.select_option("[data-compare=b]", "150627")
    page.wait_for_selector("#map-compared >> text=伊金霍洛旗")
    assert "compare=150602~150627" in page.url


def test_a_map_that_the_server_gathers_looks_and_counts_the_same(visit):
    visitor = visit("city_bureau")
    page = visitor.page
    page.route("**/map/points*", lambda route: route.fulfill(json={"many": 200}))
    visitor.open("/map")
    page.wait_for_selector(".nc-pin")
    said = [_number(part) for part in page.locator("#map-counted b").all_inner_texts()]
    assert said[-1] == 200
    assert _drawn(page) == said[0] > 0
    page.click("[data-option='risk:B']")
    page.wait_for_function("() => document.querySelectorAll('#map-counted b').length === 3")
    page.wait_for_function(
        "() => nuancheng.map.served.told().passing === "
        "Number(document.querySelector(\"[data-option='risk:B'] b\").textContent)"
    )
    assert _drawn(page) == _number(page.locator("#map-counted b").first.inner_text())
    page.fill("#map-search", "食堂")
    page.locator("#map-results .nc-side__rows button").first.click()
    page.wait_for_selector(".nc-chosen")  # flown to, though its point was not here


def _drawn(page):
    """Establishments that clusters and single markers stand for."""
    clusters = page.locator(".nc-pin--cluster .nc-cl text").all_text_contents()
    singles = page.locator(".nc-pin:not(.nc-chosen):not(.nc-pin--cluster)").count()
    return sum(_number(text) for text in clusters) + singles
