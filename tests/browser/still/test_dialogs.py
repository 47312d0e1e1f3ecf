"""Where the keyboard stands around a dialog: in it, kept in it, and back, also after an act."""

import pytest
from playwright.sync_api import expect

from tests.browser.settled import settled

pytestmark = pytest.mark.browser
OPENER = "#register-columns-open"
DIALOG = "#register-columns-dialog"
WITHIN = "id => document.getElementById(id).contains(document.activeElement)"
# What a callback does that answers with a list anew: equal elements, and not the same ones.
REDRAW = "one => one.replaceWith(one.cloneNode(true))"
DAY = {"namespace": "dash_core_components", "type": "DatePickerSingle", "props": {"id": "a-day"}}


@pytest.fixture
def page(visit):
    page = visit("city_bureau", "/register").page
    page.wait_for_selector(".nc-reg__name")
    return page


def _open(page, opener=OPENER, dialog=DIALOG):
    page.focus(opener)
    page.keyboard.press("Enter")
    expect(page.locator(dialog)).to_be_visible()


def _close(page, dialog=DIALOG):
    page.keyboard.press("Escape")
    expect(page.locator(dialog)).to_be_hidden()


def test_the_focus_goes_in_goes_round_and_comes_back_with_escape(page):
    _open(page)
    stops = page.locator(f"{DIALOG} :is(button, input):not(:disabled)")
    expect(stops.first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(stops.last).to_be_focused()
    page.keyboard.press("Tab")
    expect(stops.first).to_be_focused()
    for _step in range(stops.count() + 1):
        page.keyboard.press("Tab")
        assert page.evaluate(WITHIN, DIALOG[1:])
    _close(page)
    expect(page.locator(OPENER)).to_be_focused()


def test_an_opener_drawn_anew_meanwhile_has_the_focus_again(page):
    _open(page)
    page.eval_on_selector(OPENER, REDRAW)
    _close(page)
    expect(page.locator(OPENER)).to_be_focused()


def test_an_opener_drawn_anew_after_the_dialog_closed_has_the_focus_again(page):
    _open(page)
    _close(page)
    expect(page.locator(OPENER)).to_be_focused()
    page.eval_on_selector(OPENER, REDRAW)
    expect(page.locator(OPENER)).to_be_focused()


def test_a_list_that_is_away_for_a_moment_takes_the_focus_when_it_is_back(page):
    _open(page)
    page.evaluate(
        "id => { window.kept = document.getElementById(id); window.at = kept.parentElement;"
        " kept.remove(); }",
        OPENER[1:],
    )
    _close(page)
    expect(page.locator("main :focus")).to_be_visible()
    page.evaluate("at.append(kept)")
    expect(page.locator(OPENER)).to_be_focused()


def test_without_its_opener_the_focus_goes_to_what_stood_beside_it_or_to_the_page(page):
    _open(page)
    page.eval_on_selector(OPENER, "one => { one.parentElement.id = 'beside'; one.remove(); }")
    _close(page)
    expect(page.locator("#beside :focus")).to_be_visible()
    _open(page, "#beside button >> nth=0", ".nc-dialog__back:not([hidden])")
    page.evaluate(
        "document.querySelectorAll('#register-screen > :not(.nc-dialog__back)')"
        ".forEach(one => one.remove())"
    )
    _close(page, "#register-views")
    expect(page.locator("main")).to_be_focused()


def test_a_focus_that_somebody_has_moved_is_left_where_it_is(page):
    _open(page)
    _close(page)
    page.focus("#shell-find")
    page.eval_on_selector(OPENER, REDRAW)
    page.evaluate("document.body.append(document.createElement('i'))")
    expect(page.locator("#shell-find")).to_be_focused()


def test_escape_in_an_open_list_closes_the_list_only(page):
    _open(page, "#register-bulk-all", "#register-bulk")
    choice = page.locator("#register-bulk-field")
    choice.click()
    expect(choice).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(choice).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#register-bulk")).to_be_visible()
    assert page.evaluate(WITHIN, "register-bulk")
    _close(page, "#register-bulk")
    expect(page.locator("#register-bulk-all")).to_be_focused()


def test_escape_in_an_open_calendar_closes_the_calendar_only(page):
    _open(page, "#register-bulk-all", "#register-bulk")
    settled(page)  # the preview of nothing would wipe it out again
    page.evaluate("day => dash_clientside.set_props('register-bulk-told', { children: day })", DAY)
    calendar = page.locator("#register-bulk .dash-datepicker-input-wrapper")
    calendar.click()
    expect(calendar).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(calendar).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#register-bulk")).to_be_visible()


def test_after_an_act_the_focus_is_at_its_list(visit):
    page = visit("city_bureau", "/control").page
    tick = page.locator(".nc-over tbody [data-tick]").first
    tick.click()
    remind = page.locator(".nc-over__a [data-act=remind]")
    expect(remind).to_be_enabled()
    remind.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#control-act-what")).to_contain_text("共 1 家")
    page.focus("#control-act-do")
    page.keyboard.press("Enter")
    expect(page.locator("#control-dialog")).to_be_hidden()
    expect(remind).to_be_disabled()  # nothing is ticked any more
    expect(page.locator(".nc-over :focus")).to_be_visible()
