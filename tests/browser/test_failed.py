"""A panel that could not be read says so where it stands, and comes when it is asked again."""

import json

import pytest

pytestmark = pytest.mark.browser
ANSWERS = "**/_dash-update-component*"
FAILURE = {"error": "系统处理时出错，已记录", "id": "ab12"}


def break_answers(page, part):
    """Every answer that fills `part` fails from now on."""

    def answer(route):
        if f'"id":"{part}"' in (route.request.post_data or ""):
            route.fulfill(status=500, content_type="application/json", body=json.dumps(FAILURE))
        else:
            route.continue_()

    page.route(ANSWERS, answer)


@pytest.mark.parametrize(
    ("role", "path", "part", "filled"),
    [
        ("system_admin", "/admin/jobs", "jobs-table", "#jobs-table table"),
        ("city_bureau", "/register", "register-grid", "#register-grid .nc-reg__name"),
    ],
)
def test_a_failed_panel_offers_to_try_again(visit, role, path, part, filled):
    visitor = visit(role, None)
    break_answers(visitor.page, part)
    visitor.open(path)
    failed = visitor.page.locator(".nc-error[data-failed]").first
    failed.wait_for()
    assert "系统处理时出错，已记录 (ab12)" in failed.inner_text()
    assert visitor.page.locator(f"#{part} .nc-skels").count() == 0
    assert visitor.page.locator(".nc-toast").count() == 0
    visitor.page.unroute(ANSWERS)
    failed.get_by_role("button").click()
    visitor.page.locator(filled).first.wait_for()
    visitor.page.locator(".nc-error[data-failed]").first.wait_for(state="detached")
    visitor.complaints.clear()  # the answers that this test broke


def test_a_page_whose_frame_does_not_come_says_so_and_opens_again(visit):
    part = "_dash-dependencies"
    visitor = visit("system_admin", None)
    visitor.page.route(
        f"**/{part}",
        lambda route: route.fulfill(
            status=500, content_type="application/json", body=json.dumps(FAILURE)
        ),
    )
    visitor.page.goto(visitor.address + "/admin/jobs")
    told = visitor.page.locator(".nc-unopened .nc-error")
    told.wait_for()
    assert "页面没有打开" in told.inner_text()
    assert "系统处理时出错，已记录 (ab12)" in told.inner_text()
    assert not visitor.page.locator("#react-entry-point").is_visible()
    visitor.page.unroute(f"**/{part}")
    told.get_by_role("button").click()
    visitor.page.locator("#jobs-table table").wait_for()
    visitor.complaints.clear()  # the answers that this test broke


def test_a_panel_of_an_ended_session_leads_to_the_sign_in(visit):
    visitor = visit("system_admin", "/admin/jobs")
    visitor.page.locator("#jobs-table table").wait_for()
    visitor.page.context.clear_cookies()
    visitor.page.click(".nc-seg a >> nth=0")
    visitor.page.wait_for_url("**/sign-in?next=*")
    assert visitor.page.locator("input[name=password]").is_visible()
    visitor.complaints.clear()  # 401


def test_the_rail_counts_what_needs_somebody(visit):
    page = visit("city_bureau").page
    badge = page.locator('#nc-rail a[href="/alerts"] .nc-rail__n')
    badge.wait_for(state="visible")
    before = page.locator('#nc-rail a[href="/videowall"]').bounding_box()
    assert badge.inner_text().isdecimal()
    named = page.locator('#nc-rail a[href="/alerts"]')
    assert "件预警未办结" in named.text_content()
    badge.evaluate("badge => { badge.hidden = true; }")
    assert page.locator('#nc-rail a[href="/videowall"]').bounding_box() == before
