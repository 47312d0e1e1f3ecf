"""Messages at the edge: which stay, which go first, and what is counted instead of shown."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SAY = "([text, kind]) => window.nuancheng.say(text, kind)"
SAY_WITH_UNDO = """([text, kind]) => window.nuancheng.say(text, kind, {
  words: "撤销", press: () => { window.undone = true; },
})"""
PLAIN_MS, UNDO_MS, LONG_MS = 5_000, 10_000, 60_000


@pytest.fixture
def page(visit):
    visitor = visit("city_bureau", None)
    visitor.page.clock.install()
    visitor.open("/account")
    visitor.page.wait_for_selector("#shell-find")
    return visitor.page


def _say(page, *texts, kind="error"):
    for text in texts:
        page.evaluate(SAY, [text, kind])


def _texts(page):
    return page.locator(".nc-toast[data-text] > span")


def _more(page):
    return page.locator(".nc-toast--more")


def test_messages_are_few_plain_text_and_go_by_themselves(page):
    _say(page, *(f"<b>第{number}条</b>" for number in range(6)), kind="ok")
    expect(_texts(page)).to_have_text(["<b>第3条</b>", "<b>第4条</b>", "<b>第5条</b>"])
    expect(_more(page)).to_have_count(0)
    page.clock.run_for(PLAIN_MS + 100)
    expect(_texts(page)).to_have_count(0)


def test_an_error_stays_until_it_is_closed(page):
    _say(page, "没有保存")
    expect(page.locator(".nc-toast--error")).to_have_attribute("role", "alert")
    page.clock.run_for(LONG_MS)
    expect(_texts(page)).to_have_text(["没有保存"])
    page.click(".nc-toast--error [aria-label=关闭]")
    expect(_texts(page)).to_have_count(0)


def test_an_undo_has_its_whole_time_and_the_oldest_plain_message_leaves_first(page):
    page.evaluate(SAY_WITH_UNDO, ["已删除 1 家", "ok"])
    _say(page, "没有保存")
    _say(page, "甲", "乙", "丙", kind="ok")
    expect(_texts(page)).to_have_text(["已删除 1 家", "没有保存", "丙"])
    page.clock.run_for(UNDO_MS - 1_000)
    expect(_texts(page)).to_have_text(["已删除 1 家", "没有保存"])
    page.click(".nc-toast >> text=撤销")
    assert page.evaluate("window.undone")
    expect(_texts(page)).to_have_text(["没有保存"])


def test_an_undo_goes_after_its_time(page):
    page.evaluate(SAY_WITH_UNDO, ["已删除 1 家", "ok"])
    page.clock.run_for(UNDO_MS + 100)
    expect(_texts(page)).to_have_count(0)


def test_errors_beyond_three_are_counted_and_come_back_when_there_is_room(page):
    _say(page, "错一", "错二", "错三", "错四", "错五")
    expect(_texts(page)).to_have_text(["错三", "错四", "错五"])
    expect(_more(page)).to_contain_text("另有 2 条")
    page.click(".nc-toast:has-text('错四') [aria-label=关闭]")
    expect(_texts(page)).to_have_text(["错二", "错三", "错五"])
    expect(_more(page)).to_contain_text("另有 1 条")
    _say(page, "错一")  # said again: shown, and not counted besides
    expect(_texts(page)).to_have_text(["错三", "错五", "错一"])
    expect(_more(page)).to_contain_text("另有 1 条")
    page.click(".nc-toast--more >> text=全部关闭")
    expect(page.locator(".nc-toast")).to_have_count(0)


def test_weeks_of_errors_are_three_and_a_number(page):
    _say(page, *(f"第 {number} 次没有读到" for number in range(200)))
    expect(_texts(page)).to_have_count(3)
    expect(_more(page)).to_contain_text("另有 197 条")
    box = page.locator("#shell-toasts").bounding_box()
    assert box["height"] < 260


def test_an_error_gives_way_to_news_and_comes_back_after_it(page):
    _say(page, "错一", "错二", "错三")
    _say(page, "已保存", kind="ok")
    expect(_texts(page)).to_have_text(["错二", "错三", "已保存"])
    page.clock.run_for(PLAIN_MS + 100)
    expect(_texts(page)).to_have_text(["错一", "错二", "错三"])
    expect(_more(page)).to_have_count(0)


def test_time_stands_still_while_the_pointer_or_the_focus_rests_on_one(page):
    _say(page, "甲", "乙", kind="ok")
    page.hover(".nc-toast:has-text('甲')")
    page.clock.run_for(LONG_MS)
    expect(_texts(page)).to_have_text(["甲", "乙"])
    page.focus(".nc-toast:has-text('乙') button")
    page.mouse.move(5, 5)
    page.clock.run_for(LONG_MS)
    expect(_texts(page)).to_have_text(["甲", "乙"])
    page.focus("#shell-find")
    page.clock.run_for(PLAIN_MS + 100)
    expect(_texts(page)).to_have_count(0)


def test_closing_leaves_the_mouse_at_the_work_and_the_keys_at_the_next_message(page):
    page.focus("#shell-find")
    _say(page, "错一", "错二", "错三")
    page.click(".nc-toast:has-text('错三') [aria-label=关闭]")
    expect(page.locator("#shell-find")).to_be_focused()
    page.focus(".nc-toast:has-text('错二') button")
    page.keyboard.press("Enter")
    expect(page.locator(".nc-toast:has-text('错一') button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#shell-find")).to_be_focused()
