"""The frame as a tree: pages by role, keys, menu, and what scripts find in it."""

import pytest

from components.key_help import key_help
from components.plain import plain
from components.rail import ON_A_PHONE, NavItem, letters, rail
from components.shell import SHELL_WORDS, Viewer, shell
from components.states import loading
from components.theme import CATEGORICAL, EDGE, GRID, INK, MUTE, RISK, SEQUENTIAL, SEVERITY, SURFACE
from components.toast import Undo, toast
from settings import ROOT
from tests.posted import links, words

PAGES = [
    NavItem("/", "总览", "grid"),
    NavItem("/map", "地图", "map"),
    NavItem("/register", "主体库", "store"),
    NavItem("/control", "管控", "clipboard"),
    NavItem("/account", "我的账号", ""),
]


@pytest.fixture
def in_request(built_app):
    with built_app.server.test_request_context():
        yield


def find(component, **wanted):
    """Every part of a tree whose properties are as wanted."""
    found = []
    if hasattr(component, "_traverse"):
        for part in [component, *component._traverse()]:
            props = part.to_plotly_json()["props"] if hasattr(part, "to_plotly_json") else {}
            if all(props.get(name) == value for name, value in wanted.items()):
                found.append(part)
    return found


def drawn(pages=PAGES, *, account_page=True, demo=True, finds_places=True):
    return shell(
        pages=pages,
        viewer=Viewer("李队", "基层监管所", "交通所", 7, account_page, finds_places),
        language="zh",
        demo=demo,
        numbers={"alerts": 3},
        live={"fallbackPollS": 30, "staleAfterS": 60, "edition": "abc"},
        form_token="t0ken",
        platform="云梦市 · 云梦食安",
    )


def test_the_rail_shows_pages_with_an_icon_only(in_request):
    assert [link.href for link in find(rail(PAGES), className=None) if hasattr(link, "href")] == [
        "/",
        "/map",
        "/register",
        "/control",
    ]


def test_a_phone_gets_a_sheet_only_when_there_are_too_many_pages(in_request):
    few = [NavItem(f"/{n}", str(n), "grid") for n in range(ON_A_PHONE + 1)]
    assert find(rail(few), className="nc-rail__more") == []
    assert len(find(rail([*few, NavItem("/x", "x", "map")]), className="nc-rail__more")) == 1


def test_no_key_leads_to_two_pages():
    many = [NavItem(f"/{path}", path, "grid") for path in ("map", "media", "mail", "m", "register")]
    found = letters([*PAGES, *many])
    assert len(set(found.values())) == len(found)
    assert found["/"] == "o"
    assert found["/map"] == "m"
    assert "/m" not in found  # its only letter is taken
    assert "/account" not in found


def test_the_help_lists_the_keys_of_this_person_only(in_request):
    text = words(plain(key_help(PAGES, letters(PAGES))))
    assert "GM地图" in text
    assert "视频墙" not in text


def test_the_menu_leads_to_the_account_where_there_is_a_page(in_request):
    assert "/account" in links(plain(drawn()))
    assert "/account" not in links(plain(drawn(account_page=False)))


def test_every_form_of_the_frame_carries_the_token(in_request):
    forms = [part for part in find(drawn()) if type(part).__name__ == "Form"]
    assert {form.action for form in forms} == {"/sign-out", "/language?to=en"}
    assert {form.children.value for form in forms} == {"t0ken"}


def test_invented_rows_say_so_in_the_bar_and_on_walls(in_request):
    assert words(plain(drawn())).count("演示数据") == 2
    assert "演示数据" not in words(plain(drawn(demo=False)))


def test_a_toast_is_a_new_value_every_time(in_request):
    first, again = toast("ok", "已保存"), toast("ok", "已保存")
    assert first["mark"] != again["mark"]
    assert first["undo"] is None
    offered = toast("ok", "已删除 3 家", Undo("register-undo", {"batch": 9}))["undo"]
    assert offered == {"store": "register-undo", "data": {"batch": 9}, "words": "撤销"}


def test_a_skeleton_says_what_it_waits_for(in_request):
    drawn_cards = loading(6, "cards", "指标").to_plotly_json()["props"]
    assert len(drawn_cards["children"]) == 6
    assert drawn_cards["data-slow"].startswith("指标")
    assert drawn_cards["aria-busy"] == "true"


def test_colours_of_figures_are_tokens_so_that_the_dark_theme_knows_them():
    css = (ROOT / "assets/css/10-tokens.css").read_text(encoding="utf-8")
    start = css.index('[data-nc="bureau"] {')
    light = css[start : css.index('[data-nc="bureau"][data-bs-theme="dark"]')].upper()
    used = {INK["bureau"], MUTE["bureau"], GRID["bureau"], SURFACE["bureau"], EDGE["bureau"]}
    used |= {*CATEGORICAL["bureau"], *SEQUENTIAL["bureau"]}
    used |= {*SEVERITY["bureau"].values(), *RISK["bureau"].values()}
    assert {colour for colour in used if colour.upper() not in light} == set()


def test_an_administrator_is_promised_pages_and_nothing_else(in_request):
    def promised(**known):
        return find(drawn(**known), id=SHELL_WORDS)[0].data["find"]

    assert promised(finds_places=False) == "页面名称"
    assert promised() == "单位、首字母、许可证号、地点、预警号"
