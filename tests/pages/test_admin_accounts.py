"""The page of accounts: for its administrator only, and nothing posted widens what somebody is."""

import re

import pytest
from sqlalchemy import insert, select, update

from data_access.accounts import find, find_by_name
from data_access.engine import reading, writing
from data_access.passwords import credentials, password_fits
from data_access.schema import account, audit_log, establishment
from domain.scope import Role, Scope, system_scope
from tests.conftest import NOON
from tests.posted import links, open_page, words
from tests.pressed import body_for, press
from tests.rows import plant

SYSTEM = system_scope("test")
BAD_NAME = '<img src=x onerror=alert(1)>"><svg onload=alert(1)>{{7*7}}'
SECURITY = Scope(Role.SECURITY_ADMIN, "安管员")
OTHERS = sorted(set(Role) - {Role.SECURITY_ADMIN})
SAVE = ("accounts-save.n_clicks", 1)


def scope_of(role, name="某人"):
    places = {
        Role.BANNER_BUREAU: {"banner_adcode": "150602"},
        Role.SUPERVISION_OFFICE: {"office_id": 1},
        Role.ESTABLISHMENT: {"establishment_id": 1},
        Role.STREET_MANAGER: {"street_id": 1},
    }
    return Scope(role, name, **places.get(role, {}))


@pytest.fixture
def city(engine):
    from data_access.schema import showcase_street

    with writing(engine) as conn:
        plant(conn)
        conn.execute(
            insert(showcase_street).values(id=1, township_code="150603003", name_zh="暖阳里")
        )
        conn.execute(update(establishment).where(establishment.c.id == 2).values(name=BAD_NAME))


@pytest.fixture
def administrator(signed_in, city):
    return signed_in(SECURITY)


def form(**fields):
    named = {"name": "name", "display": "display", "role": "form-role", "place": "place"}
    given = {f"accounts-{named[key]}.value": value for key, value in fields.items()}
    return {**given, "accounts-save.n_clicks": 1}


def save(app, client, account_id=None, **fields):
    given = form(**fields) | {"accounts-edited.data": account_id}
    answer = press(app, client, "accounts-result.children", given, "accounts-save.n_clicks")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"].get("accounts-result", {}).get("children"))


def act(app, client, name, account_id):
    ident = {"act": name, "type": "accounts-sure"}
    given = {"accounts-sure": [(ident, 1)], "accounts-edited.data": account_id}
    answer = press(app, client, "accounts-result.children", given, (ident, "n_clicks"))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"].get("accounts-result", {}).get("children"))


def known(engine, name):
    with reading(engine) as conn:
        return find_by_name(conn, SYSTEM, name)


def id_of(engine, display):
    with reading(engine) as conn:
        return conn.scalar(select(account.c.id).where(account.c.display_name == display))


def test_the_list_names_every_account_with_role_and_state(signed_in, administrator):
    signed_in(scope_of(Role.BANNER_BUREAU, "东胜局"))
    shown = words(open_page(administrator, "/admin/accounts"))
    assert "安管员" in shown
    assert "东胜局" in shown
    assert "旗区监管部门" in shown
    assert "您自己" in shown


def test_the_address_narrows_the_list(signed_in, administrator):
    signed_in(scope_of(Role.BANNER_BUREAU, "东胜局"))
    shown = words(open_page(administrator, "/admin/accounts", "?role=banner_bureau"))
    assert "东胜局" in shown
    assert "您自己" not in shown
    assert "没有符合条件" in words(open_page(administrator, "/admin/accounts", "?q=' OR 1=1"))


def test_a_filter_leads_to_its_address(server_app, administrator):
    given = {
        "accounts-find.value": "东胜",
        "accounts-role.value": "auditor",
        "accounts-banner.value": "any",
        "accounts-asked.data": {"state": "disabled"},
    }
    answer = press(server_app, administrator, "accounts-where.href", given, "accounts-role.value")
    href = answer.json["response"]["accounts-where"]["href"]
    assert href == "/admin/accounts?q=%E4%B8%9C%E8%83%9C&role=auditor&state=disabled"


def test_an_account_is_made_and_its_password_shown_once(server_app, administrator, engine):
    said = save(server_app, administrator, name="wang", display="王", role="supervision_office",
                place="1")  # fmt: skip
    password = re.search(r"初始密码(\S{16})", said)[1]
    made = known(engine, "wang")
    assert (made.role, made.scope.office_id) == (Role.SUPERVISION_OFFICE, 1)
    with reading(engine) as conn:
        assert password_fits(credentials(conn, SYSTEM, "wang"), password, NOON)
        assert password not in repr(conn.execute(select(audit_log)).all())
    assert password not in words(open_page(administrator, "/admin/accounts"))


@pytest.mark.parametrize(
    ("role", "place", "bound"),
    [
        ("banner_bureau", "150603", {"banner_adcode": "150603"}),
        ("establishment", "3", {"establishment_id": 3}),
        ("street_manager", "1", {"street_id": 1}),
        ("device", "any", {}),
        ("device", "150602", {"banner_adcode": "150602"}),
        ("device", "street:1", {"street_id": 1}),
        ("city_bureau", "150602", {}),
        ("auditor", "1", {}),
    ],
)
def test_a_role_is_bound_to_its_kind_of_place_only(
    server_app, administrator, engine, role, place, bound
):
    save(server_app, administrator, name="new", display="新", role=role, place=place)
    scope = known(engine, "new").scope
    places = ("banner_adcode", "office_id", "establishment_id", "street_id")
    assert {n: getattr(scope, n) for n in places if getattr(scope, n) is not None} == bound


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "a b", "role": "auditor"}, "登录名须为"),
        ({"name": "new", "role": "auditor", "display": "  "}, "显示名称须为"),
        ({"name": "new", "role": "banner_bureau", "place": "any"}, "请为该角色选择所属范围"),
        ({"name": "new", "role": "banner_bureau", "place": "150699"}, "请为该角色选择所属范围"),
        ({"name": "new", "role": "establishment", "place": "9" * 40}, "请为该角色选择所属范围"),
        ({"name": "new", "role": "root"}, "请为该角色选择所属范围"),
        ({"name": None, "role": None, "display": None, "place": None}, "请为该角色"),
        ({"name": {"a": 1}, "role": ["auditor"], "place": [1]}, "请为该角色"),
    ],
    ids=str,
)
def test_what_will_not_do_is_said_in_words(server_app, administrator, engine, fields, said):
    assert said in save(server_app, administrator, **({"display": "x"} | fields))
    assert known(engine, "new") is None


def test_names_stay_text(server_app, administrator, engine):
    save(server_app, administrator, name="bad", display=BAD_NAME[:40], role="establishment",
         place="2")  # fmt: skip
    tree = open_page(administrator, "/admin/accounts")
    assert BAD_NAME[:40] in words(tree)
    assert BAD_NAME in words(tree)  # the establishment's
    assert "dangerously" not in str(tree)


def test_extra_fields_of_a_body_change_nothing(server_app, administrator, engine):
    own = id_of(engine, "安管员")
    for extra in (
        {"id": "role", "property": "value", "value": "city_bureau"},
        {"id": "accounts-form-role", "property": "value", "value": "city_bureau"},
    ):
        key = next(k for k in server_app.callback_map if "accounts-table.children" in k)
        body = {
            "output": key,
            "outputs": {"id": "accounts-table", "property": "children"},
            "inputs": [{"id": "accounts-changed", "property": "data", "value": 1}],
            "state": [{"id": "accounts-asked", "property": "data", "value": {}}, extra],
            "changedPropIds": ["accounts-changed.data"],
            "role": "city_bureau",
            "account_id": own,
        }
        assert administrator.post("/_dash-update-component", json=body).status_code == 400
    with reading(engine) as conn:
        assert find(conn, SYSTEM, own).role is Role.SECURITY_ADMIN


def test_nobody_makes_themselves_a_regulator(server_app, administrator, engine):
    own = id_of(engine, "安管员")
    said = save(server_app, administrator, own, display="x", role="city_bureau", place="any")
    assert "不能更改自己的账号" in said
    for name in ("disable", "password", "second_factor"):
        assert "不能更改自己的账号" in act(server_app, administrator, name, own)
    with reading(engine) as conn:
        assert find(conn, SYSTEM, own).role is Role.SECURITY_ADMIN


def test_the_last_auditor_stays(server_app, signed_in, administrator, engine):
    signed_in(scope_of(Role.AUDITOR, "审计甲"))
    auditor = id_of(engine, "审计甲")
    assert "至少一个启用" in act(server_app, administrator, "disable", auditor)
    changed = save(server_app, administrator, auditor, display="x", role="city_bureau", place="")
    assert "至少一个启用" in changed
    signed_in(scope_of(Role.AUDITOR, "审计乙"))
    assert "已停用" in act(server_app, administrator, "disable", auditor)


def test_a_disabled_account_is_out_at_once(server_app, signed_in, administrator, engine):
    browser = signed_in(scope_of(Role.CITY_BUREAU, "市局"))
    assert browser.get("/_dash-layout").status_code == 200
    act(server_app, administrator, "disable", id_of(engine, "市局"))
    assert browser.get("/_dash-layout").status_code == 401


def test_a_change_of_place_ends_the_sessions(server_app, signed_in, administrator, engine):
    browser = signed_in(scope_of(Role.BANNER_BUREAU, "旗局"))
    account_id = id_of(engine, "旗局")
    said = save(server_app, administrator, account_id, display="旗局", role="banner_bureau",
                place="150603")  # fmt: skip
    assert "已保存" in said
    assert browser.get("/_dash-layout").status_code == 401


def test_a_device_gets_a_code(server_app, signed_in, administrator, engine):
    signed_in(scope_of(Role.DEVICE, "大屏"))
    said = act(server_app, administrator, "pairing", id_of(engine, "大屏"))
    assert re.search(r"配对码[2-9A-Z]{8}", said)


@pytest.mark.parametrize("edited", [None, 0, -1, 999, "1", True, 2**40, [1], {"a": 1}])
def test_an_act_on_no_account_does_nothing(server_app, administrator, engine, edited):
    with reading(engine) as conn:
        before = conn.execute(select(audit_log)).all()
    act(server_app, administrator, "disable", edited)
    with reading(engine) as conn:
        assert conn.execute(select(audit_log)).all() == before


def test_a_button_that_is_only_drawn_does_nothing(server_app, administrator, engine):
    given = {"accounts-save.n_clicks": 0, "accounts-edited.data": None,
             "accounts-name.value": "new", "accounts-display.value": "x",
             "accounts-form-role.value": "auditor"}  # fmt: skip
    press(server_app, administrator, "accounts-result.children", given, "accounts-save.n_clicks")
    assert known(engine, "new") is None


def test_places_follow_the_role(server_app, administrator):
    def offered(role, text=None):
        given = {"accounts-form-role.value": role, "accounts-find-place.value": text}
        answer = press(
            server_app, administrator, "accounts-place.options", given, "accounts-form-role.value"
        )
        return [one["value"] for one in answer.json["response"]["accounts-place"]["options"]]

    assert offered("banner_bureau") == ["150602", "150603"]
    assert offered("supervision_office") == ["1", "2"]
    assert offered("street_manager") == ["1"]
    assert offered("device") == ["any", "150602", "150603", "street:1"]
    assert offered("establishment") == []
    assert offered("establishment", "3号") == ["3"]
    assert offered("auditor") == []
    assert offered({"x": 1}) == []


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("path", ["/admin/accounts", "/admin/sessions", "/admin/tokens"])
def test_to_every_other_role_the_pages_look_like_none(signed_in, city, role, path):
    browser = signed_in(scope_of(role))
    assert open_page(browser, path) == open_page(browser, "/nowhere/at/all")
    assert path not in links(open_page(browser, path))


@pytest.mark.parametrize("role", OTHERS)
def test_every_other_role_is_refused_each_callback(server_app, signed_in, city, role, engine):
    browser = signed_in(scope_of(role))
    pages = ("pages.admin_accounts", "pages.admin_sessions", "pages.admin_tokens")
    checked = 0
    for key, declared in server_app.callback_map.items():
        if "callback" in declared and declared["callback"].__module__ in pages:
            answer = browser.post("/_dash-update-component", json=body_for(key, declared))
            assert answer.status_code == 403, key
            checked += 1
    assert checked >= 10
