"""The page of checklists: what bureaus read, draft, preview and publish; forged posts too."""

import pytest
from sqlalchemy import func, select

from data_access.checklist_publishing import publish
from data_access.checklists import in_force
from data_access.engine import reading, writing
from data_access.schema import checklist
from domain.checklist_changes import ITEM_FIELDS
from domain.control import ControlKind
from tests.conftest import NOON
from tests.posted import links, open_page, post, words
from tests.pressed import press
from tests.rows import plant

PAGE = "/control/checklists"
DAILY = ControlKind.DAILY_CONTROL
ITEM = {
    "group": "C",
    "zh": "门封条完好",
    "en": "Door seals whole",
    "key": ["yes"],
    "scope": "all",
    "categories": ["small"],
    "source": "",
    "article": "",
}
EMPTY = {"added": [], "retired": []}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def drafted(*items, **more):
    return {"added": list(items), "retired": [], **more}


def made(engine):
    with reading(engine) as conn:
        return conn.scalar(select(func.count()).select_from(checklist)) - len(ControlKind)


def take_up(app, browser, item, draft=EMPTY):
    given = {f"checklists-new-{name}.value": item.get(name) for name in ITEM_FIELDS}
    given |= {"checklists-add.n_clicks": 1, "checklists-draft.data": draft}
    answer = press(app, browser, "checklists-draft.data", given, "checklists-add.n_clicks")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]


def rearrange(app, browser, pressed, draft):
    given = {pressed["type"]: [(pressed, 1)], "checklists-draft.data": draft}
    return press(app, browser, "checklists-draft.data", given, (pressed, "n_clicks"))


def follow(app, browser, draft, day="2026-11-20", query=None):
    given = {
        "checklists-draft.data": draft,
        "checklists-day.value": day,
        "checklists-asked.data": query,
    }
    return press(app, browser, "checklists-preview.children", given, "checklists-draft.data")


def preview(app, browser, draft, **more):
    answer = follow(app, browser, draft, **more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"]["checklists-preview"]["children"])


def put(app, browser, draft, day="2026-11-20", note="试点", query=None):
    given = {
        "checklists-publish.n_clicks": 1,
        "checklists-draft.data": draft,
        "checklists-day.value": day,
        "checklists-note.value": note,
        "checklists-asked.data": query,
    }
    return press(app, browser, "checklists-said.children", given, "checklists-publish.n_clicks")


def said(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"]["checklists-said"]["children"])


def test_a_bureau_reads_the_list_in_force_with_basis_scope_and_confidence(signed_in, who):
    told = words(open_page(signed_in(who.city), PAGE))
    for text in (
        "第 1 版",
        "现行",
        "40 项，其中关键项 19 项",
        "进货",
        "食品安全法 第53、55条",
        "通用",
        "平台规则",
    ):
        assert text in told.replace("到货", "进货"), text
    assert "已接入摄像头的单位" in told
    assert "随系统提供" in told


def test_weekly_and_monthly_lists_have_their_own_address(signed_in, who):
    browser = signed_in(who.dongsheng)
    told = open_page(browser, PAGE, "?kind=weekly_review&list=city")
    assert "周" in words(told)
    assert "14 项，其中关键项" in words(told)
    assert f"{PAGE}?kind=monthly_dispatch&list=city" in links(told)
    assert "去修订本级检查表" in words(told)


def test_an_item_is_drafted_previewed_and_published(signed_in, who, server_app, engine):
    browser = signed_in(who.dongsheng)
    assert "本旗区还没有自己的检查表" in words(open_page(browser, PAGE))
    answer = take_up(server_app, browser, ITEM)
    draft = answer["checklists-draft"]["data"]
    assert draft == {"added": [ITEM], "retired": []}
    assert answer["checklists-new-zh"]["value"] == ""
    told = preview(server_app, browser, draft)
    for text in (
        "影响 2 家在营单位",
        "小型餐饮",
        "交通街道",
        "罕台镇",
        "小型餐饮23435",
        "第 2 版",
    ):
        assert text in told, text
    assert "滨河街道" not in told
    assert made(engine) == 0
    answer = put(server_app, browser, draft)
    assert "第 2 版已发布" in said(answer)
    assert answer.json["response"]["checklists-draft"]["data"] == EMPTY
    assert "待生效" in words(answer.json["response"]["checklists-versions"]["children"])
    told = words(open_page(browser, PAGE, "?version=2&with=1"))
    for text in ("第 2 版与第 1 版比较", "新增", "C06", "门封条完好", "东胜区增加", "小型餐饮"):
        assert text in told, text


def test_a_local_item_is_retired_from_the_page(signed_in, who, server_app, engine):
    browser = signed_in(who.city)
    put(server_app, browser, drafted(ITEM))
    pressed = {"type": "checklists-retire", "item": "daily.C06"}
    draft = rearrange(server_app, browser, pressed, EMPTY).json["response"]["checklists-draft"]
    assert draft["data"] == {"added": [], "retired": ["daily.C06"]}
    told = preview(server_app, browser, draft["data"], day="2026-12-01")
    assert "影响 2 家在营单位" in told
    assert "第 3 版" in said(put(server_app, browser, draft["data"], day="2026-12-01"))
    undo = {"type": "checklists-drop", "place": "retired:daily.C06"}
    answer = rearrange(server_app, browser, undo, draft["data"])
    assert answer.json["response"]["checklists-draft"]["data"] == EMPTY


def test_what_is_wrong_is_said_by_the_name_of_its_field(signed_in, who, server_app, engine):
    browser = signed_in(who.city)
    answer = take_up(server_app, browser, ITEM | {"zh": "", "group": None, "article": "第3条"})
    told = words(answer["checklists-problems"]["children"])
    for text in ("分组：", "检查内容（中文）：请填写此项", "依据文件：填了条款就要写明是哪个文件"):
        assert text in told
    assert "生效日期：最早从 2026-11-20 起" in preview(
        server_app, browser, drafted(ITEM), day="2026-11-19"
    )
    assert "修订原因：请填写此项" in said(put(server_app, browser, drafted(ITEM), note=" "))
    assert "草案里还没有" in said(put(server_app, browser, EMPTY))
    many = drafted(*(ITEM | {"zh": f"第{n}项"} for n in range(41)))
    assert "一份检查表最多 80 项" in said(put(server_app, browser, many))
    assert made(engine) == 0


@pytest.mark.parametrize(
    "draft",
    [
        None,
        7,
        [],
        {"added": 7, "retired": {}},
        {"added": [None, 7, [[]], {"zh": {}}], "retired": [None, {}, "x" * 9000]},
        {"added": [ITEM | {"categories": [{}, []], "scope": 10**30}], "retired": []},
        {"added": [ITEM | {"zh": "a\x00b"}] * 500, "retired": ["daily.B01"]},
    ],
)
def test_forged_drafts_break_nothing_and_publish_nothing(signed_in, who, server_app, engine, draft):
    browser = signed_in(who.dongsheng)
    for day in ("2026-11-20", None, [], "9999-99-99"):
        assert follow(server_app, browser, draft, day=day).status_code == 200
        assert put(server_app, browser, draft, day=day, note={}).status_code == 200
    for pressed in (
        {"type": "checklists-retire", "item": "daily.B01"},
        {"type": "checklists-drop", "place": "added:x"},
    ):
        assert rearrange(server_app, browser, pressed, draft).status_code == 200
    assert made(engine) == 0


def test_the_list_that_is_changed_is_the_askers_whatever_the_address_says(
    signed_in, who, server_app, engine
):
    browser = signed_in(who.kangbashi)
    for number, forged in enumerate(({"list": "city"}, {"list": "150602"})):
        item = ITEM | {"zh": f"第{number}项"}
        assert "已发布" in said(put(server_app, browser, drafted(item), query=forged))
    with reading(engine) as conn:
        day = NOON.date().replace(day=20)
        assert in_force(conn, DAILY, None, day).version == 1
        assert in_force(conn, DAILY, "150602", day).version == 1
        assert in_force(conn, DAILY, "150603", day).version == 3


def test_anothers_list_and_version_are_not_there(signed_in, who, engine):
    with writing(engine) as conn:
        draft = drafted(ITEM, effective_from="2026-11-20", note="x")
        publish(conn, who.dongsheng, DAILY, draft, NOON)
    browser = signed_in(who.kangbashi)
    told = words(open_page(browser, PAGE, "?version=2"))
    assert "门封条完好" not in told
    assert "没有这一版" in told
    answer = post(
        browser,
        [("_pages_content", "children"), ("_pages_store", "data")],
        [
            ("_pages_location", "pathname", PAGE),
            ("_pages_location", "search", "?list=150602"),
        ],
    )
    assert "门封条完好" not in answer.get_data(as_text=True)
    assert "东胜区" in words(open_page(signed_in(who.city), PAGE))


@pytest.mark.parametrize("name", ["leader", "office", "shop"])
def test_others_neither_see_nor_change(signed_in, who, server_app, engine, name):
    browser = signed_in(getattr(who, name))
    assert follow(server_app, browser, drafted(ITEM)).status_code == 403
    assert put(server_app, browser, drafted(ITEM)).status_code == 403
    assert made(engine) == 0
