import re

import pytest

pytestmark = pytest.mark.browser
PIN = ".nc-pin:not(.nc-chosen)"


@pytest.fixture
def screen(visit):
    def open_map(role="city_bureau", query=""):
        visitor = visit(role)
        visitor.open(f"/map{query}")
        visitor.page.wait_for_selector(PIN)
        visitor.page.wait_for_timeout(400)
        return visitor.page

    return open_map


def _shown(page):
    """Establishments on the map, and in all, as the map says."""
    return [int(n.replace(",", "")) for n in re.findall(r"[\d,]+", page.inner_text(".nc-mapcount"))]


def _drawn(page):
    """Establishments that clusters and single markers in view stand for."""
    clusters = page.locator(".nc-pin--cluster .nc-cl text").all_text_contents()
    singles = page.locator(f"{PIN}:not(.nc-pin--cluster)").count()
    return sum(int(text.replace(",", "")) for text in clusters) + singles


def test_clusters_stand_for_exactly_the_establishments_that_are_counted(screen):
    page = screen()
    shown, total = _shown(page)
    assert _drawn(page) == shown
    assert 0 < shown <= total == 200


def test_a_filter_changes_counts_and_clusters_together_and_leaves_the_view_alone(screen):
    page = screen()
    view = page.evaluate("document.querySelector('.leaflet-map-pane').style.transform")
    page.click(".nc-grade[title='较高']")  # risk C
    page.wait_for_timeout(500)
    shown, _total = _shown(page)
    assert 0 < shown < 200
    assert _drawn(page) == shown
    assert "risk=C" in page.url
    assert page.evaluate("document.querySelector('.leaflet-map-pane').style.transform") == view
    page.click("text=重置")
    page.wait_for_timeout(500)
    assert _drawn(page) == _shown(page)[0] > shown
    assert "risk" not in page.url


def test_quick_clicks_lose_nothing(screen):
    page = screen()
    for title in ("低", "较低", "较高", "低", "较低"):
        page.click(f".nc-grade[title='{title}']")
    page.wait_for_timeout(700)
    assert _drawn(page) == _shown(page)[0]


def test_a_filter_in_the_address_is_set_on_arrival(screen):
    page = screen(query="?risk=C")
    pressed = page.locator(".nc-grade[aria-pressed=true]")
    assert pressed.count() == 1
    assert pressed.first.get_attribute("title") == "较高"
    assert _drawn(page) == _shown(page)[0]


def test_a_marker_opens_the_card_and_the_card_closes(screen):
    page = screen()
    page.fill("#map-search", "餐")
    page.fill("#map-search", "食堂")
    row = page.locator("#map-results .nc-side__rows button").first
    name = row.locator("b").inner_text()
    row.click()
    page.wait_for_selector(".nc-est.is-open .nc-est__h")
    assert page.inner_text(".nc-est__h h2") == name
    assert "establishment=" in page.url
    page.click(".nc-est__x")
    page.wait_for_selector(".nc-est:not(.is-open)")
    assert "establishment=" not in page.url


def test_the_keyboard_reaches_and_opens_a_marker(screen):
    page = screen()
    before = _drawn(page)
    button = page.locator(".nc-pin--cluster .nc-pin__b").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(900)
    assert _drawn(page) < before  # zoomed into the cluster


def test_a_bureau_sees_its_own_banner_only(screen):
    page = screen(role="banner_bureau")
    shown, total = _shown(page)
    assert total < 200
    assert _drawn(page) == shown
    assert page.locator(".nc-ad--on").count() == 1
    assert page.locator(".nc-ad--off").count() == 8
