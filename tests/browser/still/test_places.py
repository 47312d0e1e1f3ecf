"""From the city down to one establishment and back, as somebody does it with mouse and keys."""

import re

from playwright.sync_api import expect

BANNER = re.compile(r"/district/\d{6}$")
TOWN = re.compile(r"/district/\d{6}/\d{9}$")
SLOW_MS = 20_000


def test_down_to_an_establishment_and_back_by_crumb_and_back_button(visit):
    visitor = visit("city_bureau")
    page = visitor.page
    visitor.open("/district")
    city = page.locator("#area-head h1").inner_text()
    page.locator(".nc-leaguetable tbody tr .nm a").first.click()
    page.wait_for_url(BANNER)
    title = page.locator("#area-head h1")
    expect(title).not_to_have_text(city, timeout=SLOW_MS)
    banner = title.inner_text()
    page.locator(".nc-leaguetable tbody tr .nm a").first.press("Enter")
    page.wait_for_url(TOWN)
    expect(title).not_to_have_text(banner, timeout=SLOW_MS)
    town = title.inner_text()
    crumbs = page.locator("#shell-crumb li")
    expect(crumbs).to_have_text(["全市", banner, town], timeout=SLOW_MS)
    page.locator(".nc-shoptable tbody .nm a").first.click()
    page.wait_for_url("**/establishment/*")
    page.locator("#shell-crumb a", has_text=town).click()
    page.wait_for_url(TOWN)
    expect(page.locator("#area-head h1")).to_have_text(town, timeout=SLOW_MS)
    page.locator("#shell-crumb a", has_text=banner).click()
    expect(page.locator("#area-head h1")).to_have_text(banner, timeout=SLOW_MS)
    page.go_back()
    expect(page.locator("#area-head h1")).to_have_text(town, timeout=SLOW_MS)
    assert visitor.complaints == []


def test_the_open_tab_of_a_place_and_of_a_dossier_is_told_to_a_screen_reader(visit):
    visitor = visit("city_bureau")
    page = visitor.page
    visitor.open("/district")
    title = page.locator("#area-head h1")
    city = title.inner_text()
    page.locator(".nc-leaguetable tbody tr .nm a").first.click()
    page.wait_for_url(BANNER)
    expect(title).not_to_have_text(city, timeout=SLOW_MS)
    page.locator(".nc-leaguetable tbody tr .nm a").first.click()
    page.wait_for_url(TOWN)
    current = page.locator("main nav a[aria-current=page]")
    expect(current).to_have_text(["今日"], timeout=SLOW_MS)
    page.get_by_role("link", name="本周", exact=True).click()
    expect(current).to_have_text(["本周"], timeout=SLOW_MS)
    visitor.open("/establishment/1")
    expect(current).to_have_text(["概览"], timeout=SLOW_MS)
    page.get_by_role("link", name="时间线", exact=True).click()
    expect(current.first).to_have_text("时间线", timeout=SLOW_MS)
    expect(page.locator("main .nc-subnav [aria-current]")).to_have_count(1)
    assert visitor.complaints == []


def test_order_day_and_period_stand_in_the_address(visit):
    visitor = visit("banner_bureau")
    page = visitor.page
    visitor.open("/district")
    page.get_by_role("button", name="风险", exact=True).click()
    expect(page.locator(".nc-leaguetable th.bar")).to_contain_text("C+D", timeout=SLOW_MS)
    page.wait_for_url("**order=risk*")
    page.get_by_role("link", name="本周", exact=True).click()
    page.wait_for_url("**period=week*")
    expect(page.locator("#area-kpis")).to_contain_text("本周日管控", timeout=SLOW_MS)
    picker = page.locator("#area-day")
    first = picker.evaluate("one => one.max.slice(0, 8) + '01'")
    picker.evaluate(
        """(one, day) => {
          one.value = day;
          one.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        first,
    )
    page.wait_for_url(f"**day={first}*")
    assert visitor.complaints == []
