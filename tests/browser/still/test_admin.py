"""Pages of administrators in a browser: names stay text, secrets are shown once, drawers work."""

import re

import pytest

pytestmark = pytest.mark.browser
PAYLOAD = "<img src=x onerror=alert(1)>{{7*7}}"
WIDER = "() => document.documentElement.scrollWidth > innerWidth"
NAME = "payload.one"


def fill(page, **fields):
    for name, value in fields.items():
        page.fill(f"#accounts-{name}", value)


def test_an_account_is_made_asked_about_and_disabled_and_its_name_stays_text(visit):
    visitor = visit("security_admin", None)
    page = visitor.page
    page.on("dialog", lambda _dialog: visitor.complaints.append("a script ran"))
    visitor.open("/admin/accounts")
    page.click("text=新增账号")
    page.wait_for_selector("#accounts-save")
    fill(page, name=NAME, display=PAYLOAD)
    page.select_option("#accounts-form-role", "banner_bureau")
    page.click("#accounts-save")
    secret = page.wait_for_selector(".nc-secret__text").inner_text()
    assert re.fullmatch(r"\S{16}", secret)
    page.keyboard.press("Escape")
    page.wait_for_selector(".nc-secret__text", state="detached")
    row = page.wait_for_selector(f"tr:has-text('{NAME}')")
    assert PAYLOAD in row.inner_text()
    assert secret not in page.content()
    row.query_selector("button").click()
    page.click("button:has-text('停用账号')")
    page.click(".nc-ask .nc-btn--danger")
    page.wait_for_selector("text=已停用，其会话已全部终止")
    assert page.is_visible("button:has-text('启用账号')")


def test_the_auditor_finds_what_was_done_and_checks_the_chain(visit):
    visitor = visit("auditor", None, width=390, height=844)
    page = visitor.page
    page.on("dialog", lambda _dialog: visitor.complaints.append("a script ran"))
    visitor.open("/admin/audit")
    page.click("#audit-verify")
    page.wait_for_selector("text=链条完整")
    page.click(".nc-log summary >> nth=0")
    assert page.is_visible(".nc-log__more >> nth=0")
    page.select_option("#audit-event", "sign_in")
    page.wait_for_url("**/admin/audit?event=sign_in")
    assert not page.evaluate(WIDER)


@pytest.mark.parametrize(
    "path", ["/admin/accounts", "/admin/sessions", "/admin/tokens", "/admin/models"]
)
def test_nothing_is_wider_than_the_screen(visit, path):
    page = visit("security_admin", path).page
    page.wait_for_selector(".nc-admin")
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(WIDER), width
