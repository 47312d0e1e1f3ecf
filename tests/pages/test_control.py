"""The control board as browsers ask for it: in scope, in agreement, unimpressed by forgeries."""

import json
from datetime import timedelta

import pytest

from data_access.control import submit
from data_access.control_periods import mark_missed, open_period
from data_access.engine import writing
from domain.checklists import Answer
from domain.clock import city_day
from domain.control import ControlKind
from domain.scope import system_scope
from domain.submission import Submission
from tests.conftest import NOON
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


def follow_list(browser, query, pick):
    return call(
        browser,
        [("control-list", "children")],
        [("live-control", "data", 1), ("control-chosen", "data", pick)],
        [("control-asked", "data", query)],
    )


def show_record(browser, query, pick):
    return call(
        browser,
        [("control-panel", "children")],
        [("live-control", "data", 1), ("control-chosen", "data", pick)],
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
    assert "周排查 · 未完成清单" in words
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


def test_what_is_chosen_stays_chosen_while_the_list_changes(server_app, signed_in, who, engine):
    browser = signed_in(who.city)
    query, pick = {"list": "current"}, {"establishment": "3", "day": None}
    before = follow_list(browser, query, pick).get_data(as_text=True)
    with writing(engine) as conn:
        submit(conn, SYSTEM, clean(1, TODAY), NOON)
    after = follow_list(browser, query, pick).get_data(as_text=True)
    assert ("1号店" in before, "1号店" in after) == (True, False)
    assert before.count("is-sel") == after.count("is-sel") == 1


def press(browser, pressed, clicks):
    """POST a press on one row or one arrow, as the browser sends patterns."""
    row = {"type": "control-row", "establishment": 3}
    arrow = {"type": "control-day", "start": "2026-11-18", "at": "back"}

    hit = row if pressed == "row" else arrow

    def listed(one):
        value = clicks if one is hit else None
        return [{"id": one, "property": "n_clicks", "value": value}]

    name = json.dumps(hit, sort_keys=True, separators=(",", ":"))
    body = {
        "output": "control-chosen.data",
        "outputs": {"id": "control-chosen", "property": "data"},
        "inputs": [listed(row), listed(arrow)],
        "changedPropIds": [f"{name}.n_clicks"],
        "state": [
            {
                "id": "control-chosen",
                "property": "data",
                "value": {"establishment": "5", "day": None},
            }
        ],
    }
    return browser.post(
        "/_dash-update-component", json=body, headers={"Origin": "http://localhost"}
    )


@pytest.mark.parametrize(
    ("pressed", "chosen"),
    [
        ("row", {"establishment": "3", "day": None}),
        ("arrow", {"establishment": "5", "day": "2026-11-18"}),
    ],
)
def test_a_row_opens_the_last_record_and_an_arrow_another_day(
    server_app, signed_in, who, pressed, chosen
):
    answer = press(signed_in(who.city), pressed, 1)
    assert answer.json["response"]["control-chosen"]["data"] == chosen


def test_rows_that_were_only_drawn_choose_nothing(server_app, signed_in, who):
    answer = press(signed_in(who.city), "row", None)
    assert answer.json.get("response", {}) == {}


FORGED = [None, 7, "x", [], [1], {"kind": {"a": 1}}, {"kind": [], "banner": 3, "list": {}}]


@pytest.mark.parametrize("forged", FORGED)
def test_forged_stores_are_answered_like_empty_ones(server_app, signed_in, who, forged):
    browser = signed_in(who.dongsheng)
    assert follow_list(browser, forged, forged).json == follow_list(browser, {}, None).json
    assert show_record(browser, forged, forged).json == show_record(browser, {}, None).json


def test_nobody_gets_anything_without_a_session(server_app, who):
    stranger = server_app.server.test_client()
    assert follow_list(stranger, {}, None).status_code == 401
    assert show_record(stranger, {}, None).status_code == 401
