"""The control board as people use it: filter, cells, list, record, acts, and the way back."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SHOP = "tr[data-shop]"


@pytest.fixture
def board(visit):
    def open_board(role="city_bureau", query="", **size):
        page = visit(role, f"/control{query}", **size).page
        page.wait_for_selector(".nc-duties")
        page.wait_for_selector("#control-heat a[tabindex='0']")
        return page

    return open_board


def note(page):
    return int(re.sub(r"\D", "", page.inner_text("#control-note")))


def test_a_filter_and_a_cell_lead_to_their_list_and_back(board):
    page = board()
    whole = note(page)
    page.click(".nc-fold summary")
    page.click(".nc-fold a:has-text('小型餐饮')")
    page.wait_for_url(re.compile("category=small"))
    page.wait_for_selector(".nc-pagehead a[title*='小型餐饮']")
    assert 0 < note(page) <= whole
    cell = page.locator("#control-heat a[role=gridcell]").nth(25)
    said = re.search(r"按时 ([\d,]+) / 应报 ([\d,]+)", cell.get_attribute("title"))
    done, due = (int(one.replace(",", "")) for one in said.groups())
    cell.click()
    page.wait_for_url(re.compile(r"category=small.*on=\d{4}-\d\d-\d\d.*at=\d{6}"))
    page.wait_for_selector("#control-heat a.is-on")
    assert note(page) == due - done
    page.go_back()
    page.go_back()
    page.wait_for_selector(".nc-pagehead a[title*='小型餐饮']", state="detached")
    assert note(page) == whole
    assert page.url.endswith("/control")


def test_arrows_move_between_cells_and_enter_opens_one(board):
    page = board()
    first = page.locator("#control-heat a[tabindex='0']")
    assert first.count() == 1
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    at = page.evaluate("document.activeElement.getAttribute('href')")
    assert at == page.locator("#control-heat [role=row]").nth(1).locator("a[role=gridcell]").nth(
        1
    ).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_selector("#control-heat a.is-on")
    assert page.url.endswith(at)


def test_a_row_opens_its_record_and_back_closes_it(board):
    page = board()
    row = page.locator(SHOP).nth(1)
    name = row.locator(".nc-rowbtn").inner_text()
    row.locator(".nc-rowbtn").click()
    expect(page.locator("#control-panel h2 + p")).to_contain_text(name)
    assert re.search(r"establishment=\d+&day=\d{4}-\d\d-\d\d", page.url)
    page.click("#control-panel .nc-course button >> nth=-2")
    expect(page.locator("#control-panel .nc-course button").last).to_have_class(re.compile("is-on"))
    page.reload()
    expect(page.locator("#control-panel h2 + p")).to_contain_text(name)
    page.click("#control-panel [data-act=close]")
    expect(page.locator("#control-panel")).to_be_hidden()
    page.go_back()
    page.wait_for_url(re.compile(r"/control$"))
    expect(page.locator("#control-panel")).to_be_visible()


def test_reminding_and_excusing_ask_first_and_say_what_was_done(board):
    page = board()
    fresh = [  # the clock reminds too, and nobody is reminded twice within minutes
        at for at, told in enumerate(page.locator(SHOP).all_inner_texts()) if "已提醒" not in told
    ]
    for at in fresh[:2]:
        page.locator(f"{SHOP} [data-tick]").nth(at).click()
    remind = page.locator(".nc-over__a [data-act=remind]")
    expect(remind).to_contain_text("2")
    # A refresh leaves the ticks.
    page.evaluate("window.dash_clientside.set_props('live-control', { data: 123456 })")
    expect(remind).to_contain_text("2")
    remind.click()
    expect(page.locator("#control-act-what")).to_contain_text("共 2 家")
    page.click("#control-act-do")
    expect(page.locator(".nc-toast")).to_contain_text("已提醒 2 家")
    expect(page.locator(SHOP).nth(fresh[0])).to_contain_text("已提醒 1 次 · 未读")
    expect(remind).to_be_disabled()
    name = page.locator(f"{SHOP} .nc-rowbtn").nth(2).inner_text()
    page.locator(f"{SHOP} .nc-rowbtn").nth(2).click()
    expect(page.locator("#control-panel h2 + p")).to_contain_text(name)
    state = page.locator("#control-panel .st")
    owed = state.inner_text()  # 缺报, or 待完成 in the hours before anything is due
    page.click("#control-panel [data-act=excuse]")
    expect(page.locator("#control-act-what")).to_contain_text("共 1 家")
    page.click("#control-act-do")
    expect(page.locator("#control-act-told")).to_contain_text("请写明免报原因")
    page.fill("#control-act-note", "停电")
    page.click("#control-act-do")
    expect(page.locator("#control-panel")).to_contain_text("本期免报：停电")
    expect(page.locator(".nc-over__changed")).to_contain_text("1 家已离开清单")
    page.click(".nc-toast:has-text('已免报') .nc-linkbtn")
    expect(state).to_have_text(owed)


def test_on_a_phone_the_record_is_a_sheet(board):
    page = board(width=390, height=844)
    expect(page.locator("#control-panel")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(f"{SHOP} .nc-rowbtn").first.click()
    expect(page.locator("#control-panel")).to_be_visible()
    expect(page.locator("#control-panel [data-act=remind]")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#control-panel")).to_be_hidden()


def test_a_calendar_that_is_drawn_anew_keeps_the_keyboard_and_the_place(board):
    page = board(width=390, height=844)
    grid, cells = "#control-heat [role=grid]", "#control-heat a[role=gridcell]"
    page.locator(cells).nth(3).focus()
    side = page.evaluate(
        """async (grid) => {
            const one = document.querySelector(grid);
            one.scrollLeft -= 40;
            // Of a move a page hears with the next frame.
            await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
            return one.scrollLeft;
        }""",
        grid,
    )
    page.evaluate("dash_clientside.set_props('control-heat', { children: null })")
    page.wait_for_selector(grid, state="detached")
    page.evaluate("dash_clientside.set_props('live-control', { data: 10 ** 9 })")
    expect(page.locator(f"{cells}[tabindex='0']")).to_have_count(1)
    expect(page.locator(cells).nth(3)).to_be_focused()
    assert page.evaluate("(grid) => document.querySelector(grid).scrollLeft", grid) == side
