import json

import pytest

from data_access.engine import writing
from domain.scope import Role, Scope
from tests.listed import ALL, plant_listed
from tests.posted import filled, links, open_page, post, words


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant_listed(conn)


def _block(browser, query="", asked=None):
    """Names that a block of the grid shows, and the length of the list."""
    answer = filled(
        browser,
        ("register-grid", "getRowsResponse"),
        [("register-grid", "getRowsRequest", asked or {"startRow": 0, "endRow": 100})],
        [("register-asked", "data", query)],
    )
    return [row["name"] for row in answer["rowData"]], answer["rowCount"]


def test_the_page_shows_how_many_and_every_filter_with_its_count(server_app, signed_in, who):
    browser = signed_in(who.city)
    tree = open_page(browser, "/register")
    assert "3 家餐饮单位" in words(tree)
    found = links(tree)
    assert found["/register?risk=D"].endswith("1")
    assert found["/register?licence=missing"].endswith("1")


def test_each_link_of_the_rail_leads_to_as_many_rows_as_it_says(server_app, signed_in, who):
    browser = signed_in(who.city)
    tree = open_page(browser, "/register")
    options = {
        href: text
        for href, text in links(tree).items()
        if href.startswith("/register?") and "status=" not in href and text[-1:].isdigit()
    }
    assert len(options) > 30
    for href, text in options.items():
        _names, n = _block(browser, href.partition("?")[2])
        assert text.endswith(str(n)), href


def test_a_filter_of_the_address_narrows_rows_and_shows_as_a_chip(server_app, signed_in, who):
    browser = signed_in(who.city)
    tree = open_page(browser, "/register", "?risk=D&sort=-risk")
    assert "1 家餐饮单位" in words(tree)
    assert "风险等级：D 高" in words(tree)
    assert "/register?sort=-risk" in links(tree)  # the chip's way out keeps the order
    assert _block(browser, "risk=D") == (["4号店"], 1)


def test_paper_says_how_much_of_which_list_it_holds(signed_in, who, monkeypatch):
    browser = signed_in(who.city)
    whole = words(open_page(browser, "/register"))
    assert "已打印全部 3 家" in whole
    assert "筛选：无（全部在册单位）" in whole
    monkeypatch.setattr("pages._register_parts.CARDS_PER_PAGE", 2)
    first = words(open_page(browser, "/register", "?sort=-risk,name"))
    assert "仅打印 2 家，共 3 家（第 1 至 2 家），其余未印" in first
    assert "排序：风险等级 ↓、单位名称 ↑" in first
    last = words(open_page(browser, "/register", "?page=2"))
    assert "仅打印 1 家，共 3 家（第 3 至 3 家），其余未印" in last
    narrowed = words(open_page(browser, "/register", "?risk=D&q=4号店"))
    assert "筛选：文字：4号店；风险等级：D 高" in narrowed
    none = words(open_page(browser, "/register", "?q=没有这家"))
    assert "已打印" not in none
    assert "仅打印" not in none


def test_a_bureau_sees_its_own_rows_whatever_a_browser_claims(server_app, signed_in, who):
    for query in ("", f"status={ALL}", "banner=150603", "batch=1", "q=4号店", "office=2"):
        names, n = _block(signed_in(who.dongsheng), query)
        assert "4号店" not in names
        assert n == len(names) <= 3
    tree = open_page(signed_in(who.dongsheng), "/register", "?banner=150603")
    assert "滨河" not in json.dumps(tree, ensure_ascii=False)


@pytest.mark.parametrize("asker", ["shop"])
def test_an_establishment_finds_no_such_page_and_no_such_callback(
    server_app, signed_in, who, asker
):
    browser = signed_in(getattr(who, asker))
    assert "家餐饮单位" not in words(open_page(browser, "/register"))
    answer = post(
        browser,
        [("register-grid", "getRowsResponse")],
        [("register-grid", "getRowsRequest", {"startRow": 0})],
        [("register-asked", "data", "")],
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        {"startRow": -5},
        {"startRow": "0; DROP TABLE establishment"},
        {"startRow": True},
        {"startRow": 10**12},
        {"sortModel": [{"colId": "password_hash", "sort": "asc'--"}]},
        {"filterModel": {"name": {"filter": "' OR 1=1 --"}}},
        [],
        "x",
        {"startRow": None},
    ],
)
def test_a_forged_question_of_the_grid_is_answered_within_the_own_list(
    server_app, signed_in, who, asked
):
    names, n = _block(signed_in(who.kangbashi), "sort=name;--&columns=password_hash", asked)
    assert n == 1
    assert set(names) <= {"4号店"}


@pytest.mark.parametrize("query", [None, 7, ["risk=D"], {"risk": "D"}, "x" * 100_000, "risk=%00"])
def test_a_forged_address_shows_the_plain_list(server_app, signed_in, who, query):
    assert _block(signed_in(who.city), query)[1] == 3


def test_columns_and_order_of_the_address_become_the_grid_s(server_app, signed_in, who):
    tree = open_page(signed_in(who.city), "/register", "?columns=phone,id&sort=-id")
    grid = _grid(tree)
    assert [one["field"] for one in grid["columnDefs"]] == ["name", "phone", "id"]
    assert [one.get("sort") for one in grid["columnDefs"]] == [None, None, "desc"]


def test_nothing_found_is_said_with_a_way_back(server_app, signed_in, who):
    tree = open_page(signed_in(who.city), "/register", "?q=没有这样的店")
    assert "没有符合条件的单位" in words(tree)
    assert "/register?all=1" in links(tree)


def test_only_those_who_may_are_offered_export_and_bulk_change(server_app, signed_in, who, engine):
    leader = open_page(signed_in(who.leader), "/register", "?risk=D")
    assert "/export/register.csv?risk=D" in links(leader)
    assert "/stickers/list.pdf?risk=D" in links(leader)
    assert "修改全部" not in words(leader)
    city = open_page(signed_in(who.city), "/register", "?risk=D")
    assert "修改全部 1 家" in words(city)
    for page in ("/register/new", "/register/duplicates", "/register/import", "/register/batches"):
        assert page in links(city)
        assert page not in links(leader)


def test_a_text_in_the_search_field_leads_to_its_address(server_app, signed_in, who):
    def asked(text, order="name", query=""):
        return filled(
            signed_in(who.city),
            ("register-go", "href"),
            [("register-find", "value", text), ("register-sort", "value", order)],
            [("register-asked", "data", query)],
        )

    assert asked("面馆") == "/register?q=%E9%9D%A2%E9%A6%86"
    assert asked("", query="q=x&risk=D") == "/register?risk=D"
    assert asked("", order="-risk") == "/register?sort=-risk"
    assert asked("", query="q=x") == "/register?all=1"


def _grid(tree):
    if isinstance(tree, list):
        return next((found for one in tree if (found := _grid(one))), None)
    if not isinstance(tree, dict):
        return None
    if tree.get("type") == "AgGrid":
        return tree["props"]
    return next((found for one in tree.values() if (found := _grid(one))), None)


def test_a_street_manager_sees_the_street_and_no_more(server_app, signed_in, who, engine):
    from sqlalchemy import insert

    from data_access.schema import showcase_street
    from tests.listed import put

    with writing(engine) as conn:
        conn.execute(
            insert(showcase_street).values(id=1, township_code="150602001", name_zh="暖阳里")
        )
        put(conn, 2, street_id=1)
    manager = Scope(Role.STREET_MANAGER, "街区", street_id=1)
    assert _block(signed_in(manager), f"status={ALL}") == (["2号店"], 1)


def test_a_view_is_kept_as_the_address_reads_it_whatever_a_browser_sends(
    server_app, signed_in, who
):
    browser = signed_in(who.city)
    body = {
        "output": "..register-kept.children...view-wrong.children..",
        "outputs": [
            {"id": "register-kept", "property": "children"},
            {"id": "view-wrong", "property": "children"},
        ],
        "inputs": [{"id": "register-view-save", "property": "n_clicks", "value": 1}, []],
        "changedPropIds": ["register-view-save.n_clicks"],
        "state": [
            {"id": "register-view-name", "property": "value", "value": "高风险"},
            {"id": "register-kept-query", "property": "data", "value": "risk=D&a=\0"},
        ],
    }
    answer = browser.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert "/register?risk=D" in links(answer.json["response"]["register-kept"]["children"])
