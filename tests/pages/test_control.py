"""The control board as browsers ask for it: in scope, in agreement, unimpressed by forgeries."""

import csv
import io
import json
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from data_access import control_rollup
from data_access.control import submit
from data_access.control_duties import duty_ids, listed_start
from data_access.control_periods import mark_missed, open_period
from data_access.engine import reading, writing
from data_access.schema import audit_log, control_task
from domain.checklists import Answer
from domain.clock import city_day
from domain.control import ControlKind
from domain.control_query import Asked
from domain.scope import system_scope
from domain.submission import Submission
from tests.conftest import NOON
from tests.figure_links import numbers
from tests.pressed import press
from tests.rows import plant
from tests.sheets import asked

SYSTEM = system_scope("scheduler")
DAILY = ControlKind.DAILY_CONTROL
TODAY = city_day(NOON)


@pytest.fixture
def who(engine):
    """Yesterday only shop 1 answered; today nobody has."""
    with writing(engine) as conn:
        planted = plant(conn)
        for back in (1, 0):
            now = NOON - timedelta(days=back)
            mark_missed(conn, SYSTEM, now)
            for kind in ControlKind:
                open_period(conn, SYSTEM, kind, city_day(now), now)
            if back:
                submit(conn, SYSTEM, clean(1, city_day(now)), now)
    return planted


def clean(shop, day) -> Submission:
    answers = {item.id: Answer.PASS for item in asked(DAILY)}
    return Submission(shop, DAILY, day, "刘艳", answers)


def call(browser, output, inputs, state=()):
    """POST one callback; `inputs` and `state` are (id, property, value)."""
    outputs = [{"id": one, "property": name} for one, name in output]
    text = "...".join(f"{one}.{name}" for one, name in output)

    def listed(values):
        return [{"id": key, "property": name, "value": value} for key, name, value in values]

    body = {
        "output": f"..{text}.." if len(output) > 1 else text,
        "outputs": outputs if len(output) > 1 else outputs[0],
        "inputs": listed(inputs),
        "changedPropIds": [f"{inputs[0][0]}.{inputs[0][1]}"],
        "state": listed(state),
    }
    return browser.post(
        "/_dash-update-component", json=body, headers={"Origin": "http://localhost"}
    )


def page(browser, query=""):
    answer = call(
        browser,
        [("_pages_content", "children"), ("_pages_store", "data")],
        [("_pages_location", "pathname", "/control"), ("_pages_location", "search", query)],
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["_pages_content"]["children"]


def follow_list(browser, query, pick, shown=None):
    return call(
        browser,
        [("control-list", "children"), ("control-note", "children"), ("control-shown", "data")],
        [
            ("live-control", "data", 1),
            ("control-done", "data", None),
            ("control-again", "data", None),
        ],
        [
            ("control-shown", "data", shown),
            ("control-chosen", "data", pick),
            ("control-asked", "data", query),
        ],
    )


def show_record(browser, query, pick):
    return call(
        browser,
        [("control-panel", "children")],
        [
            ("live-control", "data", 1),
            ("control-done", "data", None),
            ("control-chosen", "data", pick),
        ],
        [("control-asked", "data", query)],
    )


def text_of(tree) -> str:
    """All words of a tree, in order."""
    if isinstance(tree, str):
        return tree + " "
    if isinstance(tree, list):
        return "".join(map(text_of, tree))
    if isinstance(tree, dict):
        props = tree.get("props", tree)
        return text_of(props.get("children", ""))
    return f"{tree} " if isinstance(tree, int) else ""


def test_the_board_opens_with_who_missed_yesterday_and_the_first_record(server_app, signed_in, who):
    words = text_of(page(signed_in(who.city)))
    assert "昨日未完成  3" in words
    assert "日管控未完成清单" in words
    assert "共 3 家" in words
    assert "东胜区" in words
    assert "每日食品安全检查记录" in words


@pytest.mark.parametrize(("asker", "shops"), [("dongsheng", {2, 3}), ("office", {2})])
def test_a_list_holds_only_what_the_asker_sees(server_app, signed_in, who, asker, shops):
    words = text_of(page(signed_in(getattr(who, asker))))
    for n in (2, 3, 4):
        assert (f"{n}号店" in words) is (n in shops)


def test_the_address_narrows_the_board(server_app, signed_in, who):
    tree = page(signed_in(who.city), "?kind=weekly_review&list=current&township=150603003")
    words = text_of(tree)
    assert "周排查未完成清单" in words
    assert "4号店" in words
    assert "1号店" not in words
    assert "滨河街道" in words


def test_an_establishment_sees_itself_and_no_rivals(server_app, signed_in, who):
    words = text_of(page(signed_in(who.shop), "?establishment=3"))
    assert "没有这条记录" in words
    own = text_of(page(signed_in(who.shop)))
    assert "1号店" in own
    assert "待完成" in own
    for rival in ("2号店", "3号店", "4号店", "东胜区"):
        assert rival not in own


def test_a_record_follows_what_is_chosen(server_app, signed_in, who):
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    browser = signed_in(who.city)

    def words(day):
        answer = show_record(browser, {}, {"establishment": "1", "day": day})
        return text_of(answer.json["response"]["control-panel"]["children"])

    assert words(None) == words(yesterday)
    assert "34 / 34" in words(yesterday)
    open_one = words(TODAY.isoformat())
    assert "0 / 34" in open_one
    assert "查看最近一次填报" in open_one


def test_a_record_of_another_scope_reads_like_one_that_does_not_exist(server_app, signed_in, who):
    browser = signed_in(who.office)
    foreign = show_record(browser, {}, {"establishment": "4", "day": None})
    missing = show_record(browser, {}, {"establishment": "999", "day": None})
    assert foreign.json == missing.json


def rows_of(tree):
    """Establishments of the rows of a list, in order."""
    found = []
    if isinstance(tree, list):
        return [one for part in tree for one in rows_of(part)]
    if isinstance(tree, dict):
        props = tree.get("props", tree)
        found = [int(props["data-shop"])] if "data-shop" in props else []
        found += rows_of(props.get("children"))
    return found


def test_a_refresh_leaves_the_rows_where_they_are_and_says_what_changed(
    server_app, signed_in, who, engine
):
    browser = signed_in(who.city)
    query, pick = {"list": "current"}, {"establishment": "3", "day": None}
    first = follow_list(browser, query, pick).json["response"]
    shown = first["control-shown"]["data"]
    assert rows_of(first["control-list"]) == [one for one, _start in shown] == [2, 3, 4, 1]
    with writing(engine) as conn:
        submit(conn, SYSTEM, clean(1, TODAY), NOON)
    after = follow_list(browser, query, pick, shown).json["response"]
    assert rows_of(after["control-list"]) == [2, 3, 4, 1]
    words = text_of(after["control-list"])
    assert "1 家已离开清单" in words
    assert "按时完成" in words
    assert after["control-note"]["children"] == "共 3 家"
    assert json.dumps(after).count("is-sel") == 1
    anew = follow_list(browser, query, pick, []).json["response"]
    assert rows_of(anew["control-list"]) == [2, 3, 4]
    assert anew["control-shown"]["data"] == [[one, "2026-11-19"] for one in (2, 3, 4)]


def test_a_browser_cannot_name_rows_of_others(server_app, signed_in, who):
    day = "2026-11-18"
    forged = [[4, day], [1, day], [2, day], ["3", day], [True, day], [-1, day], 5, [1], [1, "x"]]
    answer = follow_list(signed_in(who.office), {}, None, forged).json
    assert rows_of(answer["response"]["control-list"]) == [1, 2]


def test_a_category_narrows_cards_calendar_and_list(server_app, signed_in, who):
    words = text_of(page(signed_in(who.city), "?category=medium"))
    assert "4号店" in words
    assert "2号店" not in words
    assert "应报 1" in " ".join(words.split())
    assert "中型餐饮" in words


def test_a_cell_narrows_the_list_alone(server_app, signed_in, who):
    day = (TODAY - timedelta(days=1)).isoformat()
    query = f"?list=current&show=not_on_time&on={day}&at=150602"
    tree = page(signed_in(who.city), query)
    words = text_of(tree)
    assert rows_of(tree) == [2, 3]
    assert "日管控未按时清单" in words
    assert "康巴什区" in words


def test_places_are_ranked_with_how_it_comes_about(server_app, signed_in, who):
    words = text_of(page(signed_in(who.city), "?rank=office"))
    assert "交通市场监督管理所" in words
    assert "不排名" in words
    assert "免报不计" in words


def test_nobody_reads_a_record_when_it_is_closed(server_app, signed_in, who):
    words = text_of(page(signed_in(who.city), "?establishment=none"))
    assert "没有选中的记录" in words


FORGED = [None, 7, "x", [], [1], {"kind": {"a": 1}}, {"kind": [], "banner": 3, "list": {}}]


@pytest.mark.parametrize("forged", FORGED)
def test_forged_stores_are_answered_like_empty_ones(server_app, signed_in, who, forged):
    browser = signed_in(who.dongsheng)
    expected = follow_list(browser, {}, None).json
    assert follow_list(browser, forged, forged, {"a": forged}).json == expected
    assert show_record(browser, forged, forged).json == show_record(browser, {}, None).json


def test_nobody_gets_anything_without_a_session(server_app, who):
    stranger = server_app.server.test_client()
    assert follow_list(stranger, {}, None).status_code == 401
    assert show_record(stranger, {}, None).status_code == 401


def ask(app, browser, act, **given):
    answer = press(
        app,
        browser,
        "control-act-agreed.data",
        {"control-act.data": {"act": act} | given, "control-asked.data": {}},
        "control-act.data",
    )
    return answer.json["response"]


def confirm(app, browser, note, agreed, **given):
    return press(
        app,
        browser,
        "control-act-told.children",
        {
            "control-act-do.n_clicks": 1,
            "control-act.data": given,
            "control-asked.data": {},
            "control-act-note.value": note,
            "control-act-agreed.data": agreed,
        },
        "control-act-do.n_clicks",
    ).json["response"]


def states(engine):
    with reading(engine) as conn:
        rows = conn.execute(
            select(control_task.c.establishment_id, control_task.c.state, control_task.c.reason)
            .where(
                control_task.c.kind == DAILY,
                control_task.c.period_start == TODAY - timedelta(days=1),
            )
            .order_by(control_task.c.establishment_id)
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def test_excusing_many_is_looked_at_done_and_taken_back(server_app, signed_in, who, engine):
    browser, before = signed_in(who.dongsheng), states(engine)
    asked = ask(server_app, browser, "excuse", ids=[1, 2, 3, 4])
    words = text_of(asked["control-act-what"]["children"])
    # Shop 1 has answered, shop 4 is of another bureau.
    for part in ("共 2 家", "2号店", "按时完成 1 家", "1 家当期没有任务"):
        assert part in words
    assert "4号店" not in words
    assert (asked["control-act-agreed"]["data"], asked["control-dialog"]["hidden"]) == (2, False)
    done = confirm(server_app, browser, " 停电 ", 2, act="excuse", ids=[1, 2, 3, 4])
    told = next(value["data"] for name, value in done.items() if name.startswith("shell-toast"))
    assert told["text"] == "已免报 2 家"
    assert {shop for shop, (state, _why) in states(engine).items() if state == "excused"} == {2, 3}
    assert states(engine)[2][1] == "停电（东胜局）"
    undo = told["undo"]["data"]
    press(
        server_app,
        browser,
        "shell-toast.data",
        {"control-act-undo.data": undo},
        "control-act-undo.data",
    )
    assert states(engine) == before
    with reading(engine) as conn:
        assert set(control_rollup.rebuild(conn)) == set()


def test_those_who_missed_are_reminded_and_the_list_says_so(server_app, signed_in, who):
    browser = signed_in(who.dongsheng)
    asked = ask(server_app, browser, "remind", ids=[1, 2, 3])
    assert asked["control-act-agreed"]["data"] == 2
    done = confirm(server_app, browser, "请尽快", 2, act="remind", ids=[1, 2, 3])
    told = next(value["data"] for name, value in done.items() if name.startswith("shell-toast"))
    assert (told["text"], told["undo"]) == ("已提醒 2 家", None)
    assert text_of(page(browser)).count("已提醒 1 次 · 未读") == 2
    again = str(confirm(server_app, browser, "", 2, act="remind", ids=[2, 3]))
    assert "2 家刚提醒过" in again


def test_all_of_a_list_can_be_meant(server_app, signed_in, who):
    asked = ask(server_app, signed_in(who.city), "excuse", all=True)
    assert asked["control-act-agreed"]["data"] == 3


@pytest.mark.parametrize(
    ("note", "agreed", "words"),
    [("", 2, "请写明免报原因"), ("停电", 3, "清单刚刚有变化")],
)
def test_nothing_is_excused_without_a_reason_or_against_what_was_agreed(
    server_app, signed_in, who, engine, note, agreed, words
):
    before = states(engine)
    done = confirm(server_app, signed_in(who.dongsheng), note, agreed, act="excuse", ids=[2, 3])
    assert words in str(done)
    assert states(engine) == before


def test_who_only_reads_gets_no_buttons_and_no_answer(server_app, signed_in, who, engine):
    browser, before = signed_in(who.leader), states(engine)
    assert "data-act=excuse" not in json.dumps(page(browser))
    answer = press(
        server_app,
        browser,
        "control-act-told.children",
        {
            "control-act-do.n_clicks": 1,
            "control-act.data": {"act": "excuse", "ids": [2]},
            "control-asked.data": {},
            "control-act-note.value": "停电",
            "control-act-agreed.data": 1,
        },
        "control-act-do.n_clicks",
    )
    assert answer.status_code in {403, 404}
    assert states(engine) == before


def length(engine, scope, href):
    """How many duties the facts hold of the list at an address."""
    asked = Asked.parse(dict(parse_qsl(urlsplit(href).query)))
    start = listed_start(asked.kind, asked.listing, asked.on or TODAY)
    with reading(engine, scope.place) as conn:
        ids = duty_ids(conn, scope, asked.kind, start, within=asked.listed_within, show=asked.show)
    return len(ids)


@pytest.mark.parametrize(
    ("asker", "query"),
    [
        ("city", ""),
        ("dongsheng", "?kind=weekly_review&list=current"),
        ("office", "?category=small"),
        ("leader", "?list=current&show=due&at=150602001"),
    ],
)
def test_every_number_of_the_board_opens_a_list_as_long(
    server_app, signed_in, who, engine, asker, query
):
    scope = getattr(who, asker)
    tree = page(signed_in(scope), query)
    found = dict(numbers(tree))
    assert len(found) > 5
    assert {href: length(engine, scope, href) for href in found} == found
    cells = dict(cells_of(tree))
    assert cells
    assert {href: length(engine, scope, href) for href in cells} == cells


def cells_of(tree):
    """Address of each cell of the calendar → how many were not on time, by its words."""
    if isinstance(tree, list):
        return [one for part in tree for one in cells_of(part)]
    if not isinstance(tree, dict):
        return []
    props = tree.get("props", tree)
    said = re.search(r"(?:按时|已完成) (\d+) / 应报 (\d+)", props.get("title") or "")
    if props.get("role") == "gridcell" and said and "href" in props:
        return [(props["href"], int(said[2]) - int(said[1]))]
    return cells_of(props.get("children"))


def test_an_export_holds_every_row_of_the_list_and_no_other(server_app, signed_in, who, engine):
    browser = signed_in(who.dongsheng)
    text = browser.get("/export/control.csv?list=previous").get_data().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    rows = lines[lines.index([]) + 2 :]
    assert [row[1] for row in rows] == ["2号店", "3号店"]
    assert ["条数", "2"] in lines
    with reading(engine) as conn:
        events = list(conn.scalars(select(audit_log.c.event)))
    assert events.count("exported") == 1
    assert signed_in(who.shop).get("/export/control.csv").status_code in {403, 404}


def test_a_workbook_of_too_many_rows_is_refused_and_says_what_to_do(
    signed_in, who, engine, monkeypatch
):
    monkeypatch.setattr("api.exports_control.MOST_XLSX_ROWS", 1)
    answer = signed_in(who.dongsheng).get("/export/control.xlsx?list=previous")
    assert answer.status_code == 422
    assert "超过一个工作簿的上限" in answer.json["error"]
    with reading(engine) as conn:
        assert "exported" not in set(conn.scalars(select(audit_log.c.event)))
