import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.browser.settled import settled

pytestmark = pytest.mark.browser
ROW = ".ag-center-cols-container .ag-row"
NAME = ".nc-reg__name"
TOP = "document.querySelector('.ag-body-viewport').scrollTop"


@pytest.fixture
def screen(visit):
    def open_list(role="city_bureau", query="", **size):
        visitor = visit(role, f"/register{query}", **size)
        visitor.page.wait_for_selector("#register-total")
        return visitor.page

    return open_list


def _total(page):
    return int(page.inner_text("#register-total").replace(",", ""))


def _listed(page, n):
    """Wait until the list holds `n` and the grid shows its rows."""
    page.wait_for_selector(f"#register-total:text-is('{n:,}')")
    page.wait_for_selector(NAME)
    settled(page)


def test_a_filter_an_order_and_the_way_back(screen):
    page = screen()
    whole = _total(page)
    risky = page.locator(".nc-reg__rail a[title='C 较高']")
    n = int(risky.locator("b").last.inner_text())
    assert 0 < n < whole
    risky.click()
    _listed(page, n)
    assert page.url.endswith("/register?risk=C")
    first = page.locator(NAME).first.inner_text()
    page.click(".ag-header-cell[col-id=name]")
    page.wait_for_url("**/register?risk=C&sort=-name")
    expect(page.locator(NAME).first).not_to_have_text(first)
    page.go_back()
    page.wait_for_url("**/register?risk=C")
    page.go_back()
    _listed(page, whole)


def test_an_address_shows_another_person_the_same_list(screen):
    page = screen(query="?risk=C&sort=-name&columns=name,phone")
    page.wait_for_selector(NAME)
    n, first = _total(page), page.locator(NAME).first.inner_text()
    other = screen(role="municipal_leader", query="?risk=C&sort=-name&columns=name,phone")
    other.wait_for_selector(NAME)
    assert (_total(other), other.locator(NAME).first.inner_text()) == (n, first)
    assert other.locator(".ag-header-cell[col-id=phone]").count() == 1
    assert other.locator(".ag-header-cell[col-id=risk]").count() == 0
    assert other.locator("#register-bulk-all").count() == 0


def test_a_search_and_an_export_hold_the_same_rows(screen, tmp_path):
    page = screen()
    page.fill("#register-find", "食堂")
    page.press("#register-find", "Enter")
    page.wait_for_url(re.compile(r"q=%E9%A3%9F"))
    page.wait_for_selector(".nc-reg__chips >> text=食堂")
    n = _total(page)
    with page.expect_download() as coming:
        page.click("text=导出 CSV")
    path = tmp_path / "list.csv"
    coming.value.save_as(path)
    lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert ["条数", str(n)] in lines
    rows = lines[lines.index([]) + 2 :]
    assert len(rows) == n > 0
    assert all("食堂" in "".join(row) for row in rows)


def test_a_refresh_moves_neither_scroll_nor_selection(screen):
    page = screen()
    page.wait_for_selector(NAME)
    page.evaluate("document.querySelector('.ag-body-viewport').scrollTop = 3000")
    settled(page)
    page.locator(".ag-selection-checkbox input").nth(5).click()
    page.wait_for_selector("#register-chosen-n:has-text('1')")
    shown = page.locator(NAME).first.inner_text()
    top = page.evaluate(TOP)
    assert top > 1000
    page.evaluate("window.dash_clientside.set_props('live-register', { data: 123456 })")
    settled(page)
    assert page.evaluate(TOP) == top
    assert page.locator(NAME).first.inner_text() == shown
    assert "1" in page.inner_text("#register-chosen-n")


def test_the_keyboard_opens_a_row(screen):
    page = screen()
    page.wait_for_selector(NAME)
    second = page.locator("[row-index='1'] .nc-reg__name").first.inner_text()
    page.locator(".ag-header-cell[col-id=category]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/register/\d+$"))
    expect(page.locator("h1")).to_contain_text(second)


def test_a_view_that_opens_by_itself_stands_in_the_address(screen):
    """Else sorting, sharing or exporting from there would be of a wider list than is seen."""
    page = screen(role="banner_bureau", query="?risk=C")
    n = _total(page)
    page.click("#register-views-open")
    page.fill("#register-view-name", "较高风险")
    page.click("#register-view-save")
    page.click('[id*=\'"act":"first"\']')
    page.wait_for_selector('[id*=\'"act":"first"\'].on')
    page.keyboard.press("Escape")
    page.goto(page.url.replace("?risk=C", "?all=1"))
    page.wait_for_selector(".nc-reg")
    page.click("#nc-rail a[href='/register']")
    page.wait_for_url("**/register?risk=C")
    _listed(page, n)
    page.reload()
    page.wait_for_url("**/register?risk=C")
    page.click(".ag-header-cell[col-id=name]")
    page.wait_for_url("**/register?risk=C&sort=-name")
    settled(page)
    assert _total(page) == n
    page.click("#register-views-open")
    page.click('[id*=\'"act":"delete"\']')
    expect(page.locator('[id*=\'"act":"delete"\']')).to_have_count(0)


def test_many_are_changed_and_changed_back(screen):
    page = screen(query="?risk=C")
    n = _total(page)
    page.click("#register-bulk-all")
    page.click("#register-bulk-field")
    page.click(".dash-dropdown-option:has-text('量化等级')")
    settled(page)
    page.click("#register-bulk-value")
    page.click(".dash-dropdown-option:has-text('（空）')")
    page.wait_for_selector("#register-bulk-told p")
    assert f"共 {n} 家" in page.inner_text("#register-bulk-told")
    page.click("#register-bulk-do:not([disabled])")
    page.click("text=查看批次，可以撤销")
    page.wait_for_url("**/register/batches")
    page.locator(".nc-batches button").first.click()
    page.click("#batches-ask-yes:visible")
    page.wait_for_selector("text=已撤销")
    assert page.locator(".nc-rail a.on, #nc-rail a.on").first.get_attribute("href") == "/register"


def test_on_a_phone_the_list_is_cards_with_a_drawer_of_filters(screen):
    page = screen(width=390, height=844)
    cards = page.locator(".nc-reg__card")
    assert cards.count() == 50
    assert not page.locator(".nc-reg__grid").is_visible()
    page.click("#register-filters")
    page.locator(".nc-reg__rail a[title='D 高']").click()
    page.wait_for_url("**/register?risk=D")
    settled(page)
    assert cards.count() == min(50, _total(page))
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_a_bureau_lists_its_own_banner_only(screen):
    whole = _total(screen())
    page = screen(role="banner_bureau", query="?columns=name,banner")
    page.wait_for_selector(NAME)
    assert 0 < _total(page) < whole
    names = set(page.locator(f"{ROW} [col-id=banner]").all_inner_texts())
    assert len(names) == 1


def test_tab_leaves_the_grid_instead_of_walking_every_cell(visit):
    page = visit("city_bureau").page
    page.goto(page.url.rstrip("/") + "/register")
    page.locator("#register-grid .nc-reg__name").first.wait_for()
    page.locator("#register-grid .ag-header-cell").first.focus()
    at = "document.activeElement.closest('#register-grid .ag-cell') !== null"
    for _header in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(at):
            break
    assert page.evaluate(at)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#register-grid') === null")
