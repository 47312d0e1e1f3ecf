import re

import pytest

pytestmark = pytest.mark.browser
PIN = ".nc-pin:not(.nc-chosen)"


@pytest.fixture
def screen(visit):
    def open_map(role="city_bureau", query=""):
        visitor = visit(role, f"/map{query}")
        _drawn_anew(visitor.page)
        return visitor.page

    return open_map


def _drawn_anew(page):
    """Until the map stands: its counts are there, and two frames have gone by."""
    page.wait_for_selector("#map-counted b")
    page.evaluate(
        "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
    )


def _shown(page):
    """Establishments in view, and in all, as the map says."""
    numbers = re.findall(r"[\d,]+", page.inner_text(".nc-mapcount"))
    return int(numbers[0].replace(",", "")), int(numbers[-1].replace(",", ""))


def _drawn(page):
    """Establishments that clusters and single markers in view stand for."""
    clusters = page.locator(".nc-pin--cluster .nc-cl text").all_text_contents()
    singles = page.locator(f"{PIN}:not(.nc-pin--cluster)").count()
    return sum(int(text.replace(",", "")) for text in clusters) + singles


def _moved_by(page, act):
    """Do something that moves the map, and wait until it has."""
    page.evaluate(
        "() => { window.ncMoved = new Promise((go) => "
        "nuancheng.map.view.once('moveend', () => go())); }"
    )
    act()
    page.evaluate("() => window.ncMoved")
    _drawn_anew(page)


def _place(page):
    """Where the map stands: it must not move by itself."""
    return page.evaluate(
        "() => { const v = nuancheng.map.view; "
        "return [v.getCenter().lat, v.getCenter().lng, v.getZoom()]; }"
    )


def test_clusters_stand_for_exactly_the_establishments_that_are_counted(screen):
    page = screen()
    shown, total = _shown(page)
    assert _drawn(page) == shown
    assert 0 < shown <= total == 200


def test_a_filter_changes_counts_and_clusters_together_and_leaves_the_view_alone(screen):
    page = screen()
    view = _place(page)
    page.click(".nc-grade[title='较高']")  # risk C
    _drawn_anew(page)
    shown, _total = _shown(page)
    assert 0 < shown < 200
    assert _drawn(page) == shown
    assert "risk=C" in page.url
    assert _place(page) == view
    page.click("text=重置")
    _drawn_anew(page)
    assert _drawn(page) == _shown(page)[0] > shown
    assert "risk" not in page.url


def test_filters_that_follow_each_other_within_20_ms_lose_nothing(screen):
    """The layer of dash-leaflet lost an update that came while it was drawing."""
    page = screen()
    page.evaluate("""async () => {
      for (const option of ["risk:C", "risk:D", "severity:3", "risk:C", "severity:3", "risk:B"]) {
        document.querySelector(`[data-option="${option}"]`).click();
        await new Promise((go) => setTimeout(go, 20));
      }
    }""")
    _drawn_anew(page)
    assert "risk=B,D" in page.url
    pressed = page.locator("[data-option^='risk:'][aria-pressed=true]")
    wanted = sum(int(text) for text in pressed.locator("b").all_text_contents())
    assert wanted == page.evaluate("nuancheng.map.passing().length")
    assert _drawn(page) == _shown(page)[0] <= wanted


def test_the_counts_of_a_group_follow_the_other_groups(screen):
    page = screen()
    count = page.locator("[data-option='category:small'] b")
    before = int(count.inner_text())
    page.click("[data-option='risk:C']")
    _drawn_anew(page)
    assert 0 < int(count.inner_text()) < before
    page.click("[data-option='category:small']")  # its own group keeps what it would show
    _drawn_anew(page)
    assert page.locator("[data-option='category:small']").get_attribute("aria-pressed") == "false"
    assert 0 < int(count.inner_text()) < before


def test_back_undoes_a_filter_and_leaves_page_and_view_standing(screen):
    page = screen()
    page.evaluate("document.querySelector('#map-leaflet').dataset.same = '1'")
    _moved_by(page, lambda: page.click("[data-map-act='zoom-in']"))
    view = _place(page)
    page.click("[data-option='risk:D']")
    _drawn_anew(page)
    page.go_back()
    _drawn_anew(page)
    assert "risk" not in page.url
    assert page.get_attribute("[data-option='risk:A']", "aria-pressed") == "true"
    assert page.get_attribute("#map-leaflet", "data-same") == "1"
    assert _place(page) == view


def test_an_address_shows_another_person_the_same(screen):
    page = screen(query="?risk=C&mode=area&by=hygiene&at=39.6,109.8,8.5")
    pressed = page.locator(".nc-grade[aria-pressed=true]")
    assert pressed.count() == 1
    assert pressed.first.get_attribute("title") == "较高"
    assert page.input_value("#map-by") == "hygiene"
    assert page.get_attribute("[data-mode=area]", "aria-pressed") == "true"
    assert _place(page) == pytest.approx([39.6, 109.8, 8.5], abs=0.01)


def test_what_the_address_names_and_nobody_knows_is_left_out_and_said(screen):
    page = screen(query="?banner=999999&risk=X&mode=<b>&at=1,2&establishment=0")
    assert "不在您辖区内" in page.inner_text("#shell-toasts")
    assert _drawn(page) == _shown(page)[0] > 0


def test_modes_show_density_and_shares_with_a_legend_that_says_so(screen):
    page = screen()
    page.click("[data-mode=heat]")
    page.wait_for_selector(".nc-heatlayer:not([hidden])")
    assert page.locator(PIN).count() == 0
    assert "每平方公里" in page.inner_text("#map-ramp")
    page.click("[data-mode=area]")
    page.wait_for_selector(".nc-ad[class*=nc-share]")
    assert "按旗区" in page.inner_text("#map-ramp")
    page.select_option("#map-by", "cadre")
    page.wait_for_selector("#map-ramp >> text=未落实包保占比")
    page.click("[data-mode=cluster]")
    page.wait_for_selector(PIN)
    assert page.inner_text("#map-legend").strip().endswith("未落实包保占比")
    assert page.locator("[class*=nc-share--][class*=nc-ad]").count() == 0


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


def test_the_name_of_the_chosen_one_does_not_cover_its_sign(screen):
    page = screen()
    number = page.evaluate(
        """() => {
          const { view, pins, data } = nuancheng.map, table = data.table();
          const i = [...table.placed].findIndex(Boolean);
          view.setView(pins.latLng({ x: table.x[i], y: table.y[i] }), 18, { animate: false });
          return table.ids[i];
        }"""
    )
    first = page.locator(f"[data-establishment='{number}']")
    first.hover()
    page.wait_for_selector(".leaflet-tooltip-top")
    first.click()
    page.wait_for_selector(".nc-chosen__sign")
    page.wait_for_selector(".leaflet-tooltip-bottom")
    tip, sign = (
        page.locator(one).bounding_box() for one in (".leaflet-tooltip-bottom", ".nc-chosen__sign")
    )
    assert tip["y"] >= sign["y"] + sign["height"]


def test_the_keyboard_reaches_and_opens_a_marker(screen):
    page = screen()
    before = _drawn(page)
    button = page.locator(".nc-pin--cluster .nc-pin__b").first
    button.focus()
    _moved_by(page, lambda: page.keyboard.press("Enter"))
    assert _drawn(page) < before  # zoomed into the cluster


def test_a_bureau_sees_its_own_banner_only(screen):
    page = screen(role="banner_bureau")
    shown, total = _shown(page)
    assert total < 200
    assert _drawn(page) == shown
    assert page.locator(".nc-ad--on").count() == 1
    assert page.locator(".nc-ad--off").count() == 8
