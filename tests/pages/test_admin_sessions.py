"""Open sessions: seen by the security administrator and ended at once, everywhere."""

import pytest
from sqlalchemy import select

from data_access.engine import reading
from data_access.schema import account, audit_log, sign_in_session
from domain.scope import Role, Scope
from tests.pages.test_admin_accounts import BAD_NAME, SECURITY, city, scope_of  # noqa: F401
from tests.posted import open_page, words
from tests.pressed import press


@pytest.fixture
def administrator(signed_in, city):  # noqa: F811 - the fixture
    return signed_in(SECURITY)


def sessions_of(engine, display):
    with reading(engine) as conn:
        query = (
            select(sign_in_session.c.id, sign_in_session.c.account_id)
            .join(account)
            .where(account.c.display_name == display)
        )
        return conn.execute(query).all()


def end(app, client, session, query=None):
    ident = {"session": session, "type": "sessions-sure"}
    given = {"sessions-sure": [(ident, 1)], "sessions-asked.data": query or {}}
    answer = press(app, client, "sessions-body.children", given, (ident, "n_clicks"))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"].get("sessions-ask", {}).get("children"))


def test_the_list_says_whose_from_where_and_which_is_this(signed_in, administrator):
    signed_in(scope_of(Role.CITY_BUREAU, BAD_NAME[:40]))
    tree = open_page(administrator, "/admin/sessions")
    shown = words(tree)
    assert "2 个在线会话" in shown
    assert BAD_NAME[:40] in shown
    assert shown.count("本次会话") == 1
    assert "dangerously" not in str(tree)


def test_an_ended_session_opens_nothing(server_app, signed_in, administrator, engine):
    browser = signed_in(scope_of(Role.CITY_BUREAU, "市局"))
    ((session, _account),) = sessions_of(engine, "市局")
    assert "已终止 1 个会话" in end(server_app, administrator, session)
    assert browser.get("/_dash-layout").status_code == 401
    assert "会话已经结束" in end(server_app, administrator, session)
    with reading(engine) as conn:
        row = conn.execute(select(audit_log).order_by(audit_log.c.id.desc()).limit(1)).one()
    assert (row.event, row.object_kind, row.object_id, row.actor) == (
        "session_ended",
        "session",
        str(session),
        "安管员",
    )


def test_all_sessions_of_one_account_end_together(server_app, signed_in, administrator, engine):
    browser, other = signed_in(scope_of(Role.CITY_BUREAU, "市局")), signed_in(
        Scope(Role.MUNICIPAL_LEADER, "领导")
    )  # fmt: skip
    ((_session, account_id),) = sessions_of(engine, "市局")
    query = {"account": str(account_id)}
    assert "全部终止" in words(
        open_page(administrator, "/admin/sessions", f"?account={account_id}")
    )
    assert "已终止 1 个会话" in end(server_app, administrator, 0, query)
    assert browser.get("/_dash-layout").status_code == 401
    assert other.get("/_dash-layout").status_code == 200


def test_what_only_looks_like_all_sessions_ends_none(server_app, signed_in, administrator, engine):
    browser = signed_in(scope_of(Role.CITY_BUREAU, "市局"))
    ((_session, account_id),) = sessions_of(engine, "市局")
    end(server_app, administrator, False, {"account": str(account_id)})
    assert browser.get("/_dash-layout").status_code == 200


@pytest.mark.parametrize("session", [0, -1, 999, 2**31, "x", True])
def test_what_is_no_session_ends_nothing(server_app, administrator, engine, session):
    with reading(engine) as conn:
        before = conn.execute(select(sign_in_session)).all()
    end(server_app, administrator, session, {"account": "x"})
    with reading(engine) as conn:
        assert conn.execute(select(sign_in_session)).all() == before


def test_somebody_is_asked_first(server_app, administrator, engine):
    ident = {"session": 1, "type": "sessions-end"}
    given = {"sessions-end": [(ident, 1)]}
    answer = press(server_app, administrator, "sessions-ask.children", given, (ident, "n_clicks"))
    assert "确认终止" in words(answer.json["response"]["sessions-ask"]["children"])
    with reading(engine) as conn:
        assert conn.scalar(select(sign_in_session.c.ended_at)) is None
