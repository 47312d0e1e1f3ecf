"""Nobody is led off this site, however the address is dressed up."""

import pytest

from api.addresses import home, path_of, safe_next
from domain.scope import Role
from tests.signing_in import new_browser, person, send, sign_in

ELSEWHERE = [
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example/",
    "HTTPS:evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/a\r\nSet-Cookie: x",
    "/a\\..\\..//evil.example",
    "evil.example",
    "@evil.example",
    "/\x00/evil.example",
    "//[::1",
    "http://localhost@evil.example",
    "",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_only_paths_of_ours_are_followed(target):
    assert safe_next(target) == "/"


@pytest.mark.parametrize("target", ["/alerts?x=1", "/alerts/7", "/a?next=//evil.example", "/"])
def test_paths_of_ours_are_kept(target):
    assert safe_next(target) == target


def test_nothing_asked_for_is_the_start_page():
    assert safe_next(None) == "/"
    assert path_of(None) == ""
    assert path_of("//[::1") == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_every_way_to_be_led_away_leads_home(server_app, engine, target):
    person(engine)
    browser = new_browser(server_app)
    assert sign_in(browser, next=target).location == "/"
    assert browser.get("/sign-in", query_string={"next": target}).location == "/"
    answer = send(
        browser, "/account/password", old="Warm-Town-2026", new="New-Town-2027",
        again="New-Town-2027", next=target,
    )  # fmt: skip
    assert answer.location == "/"


def test_the_language_leads_back_to_the_page_but_not_to_another_site(server_app):
    browser = new_browser(server_app)
    token = send  # the form of the sign-in page carries it
    answer = token(browser, "/language?to=en", page="/sign-in")
    assert answer.location == "/"
    browser.environ_base["HTTP_REFERER"] = "http://evil.example//evil.example"
    assert token(browser, "/language?to=en", page="/sign-in").location == "/"


@pytest.mark.parametrize(
    ("role", "begins"),
    [
        (Role.CITY_BUREAU, "/"),
        (Role.ESTABLISHMENT, "/control"),
        (Role.SECURITY_ADMIN, "/admin/accounts"),
        (Role.SYSTEM_ADMIN, "/admin/jobs"),
        (Role.AUDITOR, "/admin/audit"),
        (Role.DEVICE, "/videowall"),
    ],
)
def test_each_role_begins_at_its_own_work(role, begins):
    assert home(role) == begins
    assert home(role, "/alerts") == "/alerts"
