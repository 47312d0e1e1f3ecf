"""The main job, end to end: a bare face in a rendered kitchen becomes a closed alert."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
# The first start renders the clips before a camera can be looked at.
ARRIVES_WITHIN_MS = 240_000
REAL = "/alerts?kind=ai.no_mask&state=raised"


@pytest.fixture(scope="package")
def arrived(chromium, address):
    """Address of an alert that came by itself, seen first on an open video wall."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.click("button[value=municipal_leader]")
    page.goto(f"{address}/videowall")
    finding = page.locator(".nc-tile .nc-tile__st.al").first
    expect(finding).to_contain_text("未戴口罩", timeout=ARRIVES_WITHIN_MS)
    page.goto(address + REAL)
    pictured = page.locator(".nc-queue__row:has(img)").first
    expect(pictured).to_be_visible(timeout=20_000)
    link = pictured.get_attribute("href")
    context.close()
    return link


def test_evidence_is_a_picture_and_its_hash(visit, arrived):
    visitor = visit("city_bureau", arrived)
    page = visitor.page
    expect(page.locator("h1")).to_contain_text("未戴口罩")
    picture = page.locator("img[src*='/media/evidence/']").first
    expect(picture).to_be_visible()
    assert (
        picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")
        >= 320
    )
    expect(page.locator(".nc-files")).to_contain_text("SHA-256")


def test_a_shop_with_the_alert_is_on_the_map(visit, arrived):
    visitor = visit("city_bureau", arrived)
    name = visitor.page.locator(".nc-case__t a").first.inner_text()
    visitor.page.locator(".nc-case__t a[href^='/map']").click()
    visitor.page.wait_for_url(re.compile("/map"))
    card = visitor.page.locator("aside.nc-est")
    expect(card).to_contain_text(name, timeout=15_000)
    expect(card).to_contain_text("未戴口罩")


def test_an_alert_is_confirmed_rectified_and_closed(visit, arrived):
    visitor = visit("city_bureau", arrived)
    page = visitor.page
    expect(page.locator(".nc-tl .is-done")).to_have_count(1)
    page.get_by_role("button", name="确认").first.click()
    expect(page.locator(".nc-tl .is-done")).to_have_count(2)
    page.locator("textarea").first.fill("已佩戴口罩，现场查看")
    page.get_by_role("button", name="整改").first.click()
    expect(page.locator(".nc-tl .is-done")).to_have_count(3)
    page.get_by_role("button", name="办结").first.click()
    expect(page.locator(".nc-state")).to_contain_text("已办结")


def test_a_leader_may_look_and_not_judge(visit, arrived):
    visitor = visit("municipal_leader", arrived)
    expect(visitor.page.locator("h1")).to_contain_text("未戴口罩")
    expect(visitor.page.get_by_role("button", name="确认")).to_have_count(0)


@pytest.mark.parametrize("role", ["city_bureau", "supervision_office", "establishment"])
def test_every_role_can_walk_its_screens(visit, role):
    visitor = visit(role, "/alerts")
    paths = visitor.page.locator("#nc-rail a[href^='/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert "/alerts" in paths
    for path in dict.fromkeys(paths):
        visitor.open(path)
        expect(visitor.page.locator("main").first).to_be_visible()
        expect(visitor.page.locator(".nc-skel")).to_have_count(0, timeout=20_000)
        assert visitor.page.locator(".nc-error").count() == 0, path
