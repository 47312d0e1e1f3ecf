"""The page of API tokens: made and shown once, listed without their secret, revoked."""

import re

import pytest
from sqlalchemy import select

from data_access.engine import reading
from data_access.schema import api_token, audit_log
from tests.pages.test_admin_accounts import BAD_NAME, SECURITY, city  # noqa: F401
from tests.posted import open_page, words
from tests.pressed import press


@pytest.fixture
def administrator(signed_in, city):  # noqa: F811 - the fixture
    return signed_in(SECURITY)


def make(app, client, name="大数据局", place="any", expiry="2027-02-01", clicks=1):
    given = {"tokens-name.value": name, "tokens-place.value": place,
             "tokens-expiry.value": expiry, "tokens-save.n_clicks": clicks}  # fmt: skip
    answer = press(app, client, "tokens-result.children", given, "tokens-save.n_clicks")
    assert answer.status_code in {200, 204}, answer.get_data(as_text=True)
    response = answer.json["response"] if answer.status_code == 200 else {}
    return words(response.get("tokens-result", {}).get("children"))


def revoke(app, client, token):
    ident = {"token": token, "type": "tokens-sure"}
    given = {"tokens-sure": [(ident, 1)]}
    answer = press(app, client, "tokens-table.children", given, (ident, "n_clicks"))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"]["tokens-ask"]["children"])


def count(engine):
    with reading(engine) as conn:
        return len(conn.execute(select(api_token)).all())


def test_a_token_is_shown_once_and_opens_the_interface(server_app, administrator, engine):
    secret = re.search(r"nc_[\w-]{43}", make(server_app, administrator))[0]
    headers = {"Authorization": f"Bearer {secret}"}
    other = server_app.server.test_client()
    assert other.get("/api/v1/status", headers=headers).status_code == 200
    shown = words(open_page(administrator, "/admin/tokens"))
    assert "大数据局" in shown
    assert secret[:8] in shown
    assert secret not in shown
    with reading(engine) as conn:
        assert secret not in repr(conn.execute(select(audit_log)).all())
    assert "已撤销" in revoke(server_app, administrator, 1)
    assert other.get("/api/v1/status", headers=headers).status_code == 401
    assert "没有可撤销" in revoke(server_app, administrator, 1)


def test_a_token_of_a_banner_reads_that_banner(server_app, administrator):
    secret = re.search(r"nc_[\w-]{43}", make(server_app, administrator, place="150603"))[0]
    headers = {"Authorization": f"Bearer {secret}"}
    answer = server_app.server.test_client().get("/api/v1/establishments", headers=headers)
    assert [row["id"] for row in answer.json["items"]] == [4]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "请填写名称"),
        ({"name": None}, "请填写名称"),
        ({"name": "x" * 61}, "请填写名称"),
        ({"expiry": "2026-11-19"}, "到期日须为"),
        ({"expiry": "2028-01-01"}, "到期日须为"),
        ({"expiry": "soon"}, "到期日须为"),
        ({"expiry": 7}, "到期日须为"),
        ({"place": "150699"}, "没有这个旗区"),
        ({"place": ""}, "没有这个旗区"),
    ],
)
def test_what_will_not_do_is_said_in_words(server_app, administrator, engine, fields, said):
    assert said in make(server_app, administrator, **fields)
    assert count(engine) == 0


def test_a_forged_place_never_widens_to_the_city(server_app, administrator, engine):
    for place in (None, [], {"a": 1}, True):
        make(server_app, administrator, place=place)
    assert count(engine) == 0


def test_a_button_that_is_only_drawn_makes_nothing(server_app, administrator, engine):
    make(server_app, administrator, clicks=0)
    assert count(engine) == 0


def test_names_stay_text(server_app, administrator):
    make(server_app, administrator, name=BAD_NAME)
    tree = open_page(administrator, "/admin/tokens")
    assert BAD_NAME in words(tree)
    assert "dangerously" not in str(tree)


@pytest.mark.parametrize("token", [0, -1, 999, "x", 2**40])
def test_what_is_no_token_ends_nothing(server_app, administrator, engine, token):
    make(server_app, administrator)
    revoke(server_app, administrator, token)
    with reading(engine) as conn:
        assert conn.scalar(select(api_token.c.revoked_at)) is None
