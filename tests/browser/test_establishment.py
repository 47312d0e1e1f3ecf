"""A record as an officer works on it: edited, in conflict, suspended, and its history read."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
RECORD = "/register/21"
SAVED = re.compile("已保存")


def save(page):
    page.get_by_role("button", name="保存", exact=True).click()


def test_a_draft_outlives_a_reload_and_a_save_ends_it(visit):
    visitor = visit("city_bureau", None)
    page = visitor.page
    page.on("dialog", lambda dialog: dialog.accept())
    visitor.open("/register/20")
    address = page.get_by_label("地址")
    address.fill("暖城路 20 号")
    expect(page.locator("#record-dirty")).to_contain_text("有未保存的修改")
    page.reload()
    expect(address).to_have_value("暖城路 20 号")
    save(page)
    expect(page.locator(".nc-note")).to_contain_text(SAVED)
    expect(page.locator("#record-dirty")).to_be_empty()
    page.reload()
    expect(address).to_have_value("暖城路 20 号")
    expect(page.locator("#record-dirty")).to_be_empty()


def test_two_officers_at_one_record_lose_nothing(visit):
    first, second = visit("city_bureau", None), visit("city_bureau", None)
    for visitor in (first, second):
        visitor.open(RECORD)
        expect(visitor.page.get_by_label("地址")).to_be_visible()
    second.page.get_by_label("主要负责人").fill("乙改的")
    first.page.get_by_label("联系电话").fill("13800001234")
    save(first.page)
    expect(first.page.locator(".nc-note")).to_contain_text(SAVED)
    expect(second.page.locator("#record-news")).to_contain_text("刚刚有更新", timeout=20_000)
    save(second.page)
    expect(second.page.locator(".nc-conflict")).to_contain_text("联系电话")
    expect(second.page.get_by_label("主要负责人")).to_have_value("乙改的")
    expect(second.page.get_by_label("联系电话")).to_have_value("13800001234")
    save(second.page)
    expect(second.page.locator(".nc-note").first).to_contain_text(SAVED)
    second.open(f"{RECORD}?tab=history")
    changes = second.page.locator(".nc-changes")
    expect(changes).to_contain_text("13800001234")
    expect(changes).to_contain_text("乙改的")


def test_a_swapped_point_is_put_right_with_one_click(visit):
    visitor = visit("city_bureau", "/register/22")
    page = visitor.page
    lon, lat = page.get_by_label("经度"), page.get_by_label("纬度")
    there = lon.input_value(), lat.input_value()
    lon.fill(there[1] or "39.8")
    lat.fill(there[0] or "109.9")
    save(page)
    page.get_by_role("button", name="采用").click()
    expect(lon).to_have_value(there[0] or "109.9")


def test_a_shop_is_suspended_and_its_history_says_so(visit):
    visitor = visit("city_bureau", "/register/23?tab=status")
    page = visitor.page
    page.locator("button[aria-haspopup=listbox]").first.click()
    page.get_by_role("option", name="停业").click()
    page.get_by_label("原因").fill("装修")
    page.get_by_role("button", name="登记变更").click()
    expect(page.locator(".nc-tl")).to_contain_text("已生效")
    expect(page.locator(".nc-record__head .nc-chip")).to_have_text("停业")
    page.get_by_role("link", name="变更记录").click()
    expect(page.locator(".nc-changes")).to_contain_text("停业")


def test_an_establishment_adds_a_person_on_a_phone(visit):
    visitor = visit(
        "establishment", "/register/own?tab=people&form=person&part=new", width=390, height=844
    )
    page = visitor.page
    page.get_by_label("姓名").fill("王小丽")
    page.locator("button[aria-haspopup=listbox]").first.click()
    page.get_by_role("option", name="厨师", exact=True).click()
    save(page)
    expect(page.locator(".nc-people")).to_contain_text("王小丽")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
