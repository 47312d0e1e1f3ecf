"""The pages of the risk score: what each role sees, and what forged requests get."""

import pytest
from sqlalchemy import func, select

from components.risk_draft import content_of
from data_access.engine import reading
from data_access.schema import risk_override, risk_table
from domain.risk_shipped import FIRST
from domain.risk_table import TableRefusedError, as_content, from_content
from tests.data_access.test_risk import city
from tests.posted import links, open_page, post, words

SAID = ("risk-case-said", "children")
CASE = [SAID, ("risk-case-body", "children"), ("risk-case-seen", "data")]


@pytest.fixture
def who(engine):
    return city(engine)


def change(browser, number, **given):
    values = {"level": "D", "reason": "事故", "ends": "2026-12-31"} | given
    answer = post(
        browser,
        CASE,
        [("risk-change-save", "n_clicks", 1), ("risk-change-withdraw", "n_clicks", 0)],
        [
            ("risk-case-id", "data", number),
            ("risk-case-seen", "data", 0),
            ("risk-change-level", "value", values["level"]),
            ("risk-change-reason", "value", values["reason"]),
            ("risk-change-ends", "value", values["ends"]),
        ],
    )
    assert answer.status_code == 200
    found = answer.json["response"]  # what stays as it is is left out
    return words(found["risk-case-said"]["children"]), found.get("risk-case-seen", {}).get("data")


def fields():
    """Values and ids of the draft's numbers, as a browser sends them."""
    found = []
    for cell, rule in as_content(FIRST)["cells"].items():
        parts = {"cap": rule["cap"], "unknown": rule["unknown"]}
        for at, (limit, points) in enumerate(rule.get("steps", [])):
            parts |= {f"at:{at}": limit, f"points:{at}": points}
        parts |= {f"choice:{kind}": points for kind, points in rule.get("choices", {}).items()}
        found += [({"type": "risk-field", "cell": cell, "part": p}, v) for p, v in parts.items()]
    return found


def preview(browser, typed):
    body = {
        "output": "risk-draft-shown.children",
        "outputs": {"id": "risk-draft-shown", "property": "children"},
        "inputs": [{"id": "risk-draft-preview", "property": "n_clicks", "value": 1}],
        "changedPropIds": ["risk-draft-preview.n_clicks"],
        "state": [
            [{"id": one, "property": "value", "value": value} for one, value in typed],
            [{"id": one, "property": "id", "value": one} for one, value in typed],
            {"id": "risk-draft-band", "property": "value", "value": 20},
            {"id": "risk-draft-new-days", "property": "value", "value": 90},
        ],
    }
    return browser.post("/_dash-update-component", json=body)


def test_officials_read_how_it_works_and_where_their_part_stands(signed_in, who):
    for scope in (who.city, who.leader, who.kangbashi, who.office):
        told = words(open_page(signed_in(scope), "/risk"))
        for text in ("等级分布", "监督检查逾期", "人工调整", "评分表", "示例分值", "业态与规模"):
            assert text in told
        assert ("修订评分表" in told) is (scope is who.city)
    assert "1号店" not in words(open_page(signed_in(who.kangbashi), "/risk"))


def test_a_score_is_explained_and_changed_by_those_who_may(signed_in, who, engine):
    browser = signed_in(who.kangbashi)
    told = words(open_page(browser, "/risk/4"))
    for text in ("4号店", "近30日日管控缺报", "不符合", "静态风险因素", "撤回人工调整"):
        assert text in told
    assert "人工调整" not in words(open_page(signed_in(who.leader), "/risk/4"))
    assert "/establishment/4?tab=inspections" in links(open_page(browser, "/risk/4"))
    said, seen = change(browser, 4)
    assert "已保存" in said
    assert seen > 0
    assert "别人刚调整过" in change(browser, 4)[0]
    assert "请写明原因" in change(browser, 4, reason=" ")[0]


@pytest.mark.parametrize("number", [1, 0, -1, 10**20, "1", None, True, [1], {"id": 1}])
def test_a_forged_change_of_anothers_shop_finds_nothing(signed_in, who, engine, number):
    assert "没有找到" in change(signed_in(who.kangbashi), number)[0]
    with reading(engine) as conn:
        own = risk_override.c.establishment_id == 1
        assert conn.scalar(select(func.count()).select_from(risk_override).where(own)) == 0


@pytest.mark.parametrize("path", ["/risk/1", "/risk/0", "/risk/x", "/risk/99999999999999"])
def test_a_page_of_nobody_says_so(signed_in, who, path):
    assert "没有找到" in words(open_page(signed_in(who.kangbashi), path))


def test_a_draft_is_previewed_and_what_is_wrong_is_named(signed_in, who, engine):
    browser = signed_in(who.city)
    assert "发布新版本" in words(open_page(browser, "/risk/draft"))
    good = preview(browser, fields()).json["response"]["risk-draft-shown"]["children"]
    assert "共 0 家等级变化" in words(good)
    wrong = [(one, 99 if one["part"] == "points:0" else value) for one, value in fields()]
    told = preview(browser, wrong).json["response"]["risk-draft-shown"]["children"]
    assert "近30日日管控缺报" in words(told)
    assert "超过该项最高分" in words(told)
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(risk_table)) == 0


def test_only_the_city_bureau_may_draft(signed_in, who):
    for scope in (who.kangbashi, who.leader, who.office, who.shop):
        assert preview(signed_in(scope), fields()).status_code == 403


def test_a_shop_asks_for_no_list(signed_in, who):
    answer = post(signed_in(who.shop), [("risk-body", "children")], [("live-register", "data", 2)])
    assert answer.status_code == 403


def test_a_step_is_added_and_another_taken_out_of_a_draft():
    def of(more):
        typed = {(one["cell"], one["part"]): value for one, value in fields()} | more
        return content_of([({"cell": cell, "part": p}, v) for (cell, p), v in typed.items()])

    def missed(more):
        content = of({("daily_missed", part): value for part, value in more.items()})
        table = from_content(2, {**content, "widest_band": 20, "new_days": 90}, example=True)
        return table.rules["daily_missed"].steps

    added = missed({"at:4": 4, "points:4": 12})  # written last, stands fourth
    assert added == ((1, 3), (2, 7), (3, 11), (4, 12), (5, 13))
    assert missed({"at:4": None, "points:4": None}) == ((1, 3), (2, 7), (3, 11), (5, 13))
    assert missed({"at:1": None, "points:1": None}) == ((1, 3), (3, 11), (5, 13))
    with pytest.raises(TableRefusedError, match="not_a_number"):
        missed({"at:4": None, "points:4": 12})
    none = {f"{part}:{at}": None for at in range(4) for part in ("at", "points")}
    with pytest.raises(TableRefusedError, match="steps"):
        missed(none)


def test_a_draft_offers_room_for_steps_but_not_for_states(signed_in, who):
    page = str(open_page(signed_in(who.city), "/risk/draft"))
    assert "'cell': 'daily_missed', 'part': 'at:6'" not in page  # six at most
    assert "'cell': 'daily_missed', 'part': 'at:5'" in page
    assert "'cell': 'cold_room', 'part': 'at:1'" not in page
