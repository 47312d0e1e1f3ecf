"""What officers and cadres record on the spot, as they do it in the dossier."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SHOP = "/establishment/24"
ANSWERS = 7


def choose(page, place, option):
    """Choose in the list that stands at `place` in the form."""
    page.locator(".nc-recordform button[aria-haspopup=listbox]").nth(place).click()
    page.get_by_role("option", name=option, exact=True).click()


def save(page):
    page.get_by_role("button", name="保存", exact=True).click()


def test_an_inspection_is_refused_until_it_is_whole_and_then_stands_in_the_list(visit):
    page = visit("city_bureau", f"{SHOP}?tab=inspections", width=390, height=844).page
    before = page.locator("ol.nc-works > li").count()
    page.get_by_role("link", name="登记监督检查").click()
    page.get_by_label("检查人员").fill("高示例")
    for name, value in (("重点项检查数", "12"), ("重点项不合格数", "0"),
                        ("一般项检查数", "26"), ("一般项不合格数", "2")):  # fmt: skip
        page.get_by_label(name).fill(value)
    save(page)
    expect(page.locator(".nc-error-text").first).to_be_visible()
    assert page.get_by_label("一般项不合格数").input_value() == "2"  # nothing typed is lost
    page.get_by_label("检查人员").fill("高示例、于示例")
    page.get_by_label("整改期限").fill("2099-01-01")
    page.get_by_label("说明").fill("地面有积水")
    save(page)
    first = page.locator("ol.nc-works > li").first
    expect(first).to_contain_text("高示例、于示例", timeout=20_000)
    expect(first).to_contain_text("基本符合")
    assert page.locator("ol.nc-works > li").count() == before + 1


def test_a_visit_with_a_problem_asks_where_it_went(visit):
    page = visit("city_bureau", f"{SHOP}?tab=visits&form=visit&part=new").page
    for place in range(1, ANSWERS + 1):
        choose(page, place, "不符合" if place == ANSWERS else "符合")
    choose(page, ANSWERS + 1, "未发现问题")
    save(page)
    expect(page.locator(".nc-error-text").first).to_be_visible()
    choose(page, ANSWERS + 1, "当场整改")
    page.get_by_label("说明").fill("操作台未清洁，当场整改")
    save(page)
    first = page.locator("ol.nc-works > li").first
    expect(first).to_contain_text("当场整改", timeout=20_000)
    expect(first).to_contain_text("6 项符合")
    expect(first).to_contain_text("不符合：环境卫生")
