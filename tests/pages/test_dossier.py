"""一企一档 as a browser opens it: every tab for everybody who sees the place, and no further."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from data_access.code_scans import count_scan
from data_access.codes import codes_of, issue
from data_access.engine import reading, writing
from data_access.schema import camera, establishment, inspection
from domain.control import ControlState
from domain.dossier import Part, parts_for
from tests import served
from tests.conftest import NOON
from tests.domain.test_field_forms import INSPECTION
from tests.dossiers import hold, inspect, visit
from tests.figure_rows import raised, task
from tests.pages.test_establishment import form_of, send
from tests.posted import open_page, words
from tests.rows import plant, plant_street

NAME = '<img src=x onerror="alert(1)">'
# What SQL narrows is tested in tests/data_access, on both engines.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        known = plant(conn)
        cadre = hold(conn, 1)
        visit(conn, 1, cadre, date(2026, 11, 2), note="内部意见")
        inspect(conn, 1, date(2026, 11, 3), rectify_by=date(2026, 11, 10))
        raised(conn, 1, NOON)
        task(conn, 1, date(2026, 11, 18), ControlState.MISSED)
        issue(conn, known.city, 1, NOON)
        return known


@pytest.fixture
def street(engine, who):
    with writing(engine) as conn:
        return plant_street(conn)


@pytest.mark.parametrize("tab", [None, *Part])
def test_every_tab_opens_for_everybody_who_sees_the_place(signed_in, who, tab):
    for scope in (who.leader, who.office):
        tree = open_page(signed_in(scope), "/establishment/1", f"?tab={tab}" if tab else "")
        assert "1号店" in words(tree)
    assert "1号店" in words(open_page(signed_in(who.shop), "/register/own", f"?tab={tab}"))


def test_the_old_address_still_opens_the_facts(signed_in, who):
    told = words(open_page(signed_in(who.office), "/register/1"))
    assert "单位名称" in told
    assert "保存" in told


def test_the_overview_says_what_needs_somebody_and_names_each_grade(signed_in, who):
    told = words(open_page(signed_in(who.office), "/establishment/1"))
    for text in (
        "风险等级",
        "包保层级",
        "量化等级",
        "1 条未办结预警",
        "检查与督导问题待整改 1 项，逾期 1 项",
        "没有登记许可证",
        "缺报 1",
        "尚未计算评分，不代表风险低",
    ):
        assert text in told, text


@pytest.mark.parametrize("path", ["/establishment/99", "/establishment/0", "/establishment/x"])
def test_what_does_not_exist_and_what_others_own_look_alike(signed_in, who, street, path):
    for scope in (who.kangbashi, street):
        client = signed_in(scope)
        foreign = words(open_page(client, "/establishment/2"))
        assert "没有找到" in foreign
        assert words(open_page(client, path)) == foreign


def test_the_manager_of_a_street_opens_a_narrower_one(signed_in, street):
    client = signed_in(street)
    for part in Part:
        told = words(open_page(client, "/establishment/1", f"?tab={part}"))
        for hidden in ("白超", "内部意见", "高娃", "13900001111", "保存", "换码"):
            assert hidden not in told, (part, hidden)
    tree = served.text(open_page(client, "/establishment/1"))
    assert [part for part in Part if f"tab={part}" in tree] == list(parts_for(street))


@pytest.mark.parametrize(
    ("state", "words_of"),
    [
        ("unpatrolled", "{}1 路，未巡查"),
        ("online", "{}1 路，在线 1 路"),
        ("offline", "{}1 路，在线 0 路"),
    ],
)
def test_a_camera_that_nobody_has_looked_at_is_not_offline(
    signed_in, who, street, engine, state, words_of
):
    with writing(engine) as conn:
        conn.execute(update(camera).where(camera.c.establishment_id == 1).values(state=state))
    office = words(open_page(signed_in(who.office), "/establishment/1"))
    assert words_of.format("摄像头 ") in office
    assert words_of.format("") in words(open_page(signed_in(street), "/establishment/1"))


def test_the_establishment_reads_no_officer_s_notes(signed_in, who):
    told = words(open_page(signed_in(who.shop), "/register/own", "?tab=visits"))
    assert "白超" in told
    assert "内部意见" not in told
    assert "13900001111" not in told


def test_a_name_that_is_markup_stays_text(signed_in, engine, who):
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 1).values(name=NAME))
    assert NAME in words(open_page(signed_in(who.office), "/establishment/1"))


@pytest.mark.parametrize(
    "query",
    ["?tab=nowhere", "?tab=timeline&kind=x&page=-1", "?tab=visits&page=９", "?tab=alerts&page=9999",
     "?tab=inspections&form=inspection&part=7"],
)  # fmt: skip
def test_odd_addresses_are_answered(signed_in, who, query):
    assert "1号店" in words(open_page(signed_in(who.office), "/establishment/1", query))


def test_an_inspection_is_recorded_and_shown(signed_in, engine, who):
    client = signed_in(who.office)
    query = "?tab=inspections&form=inspection&part=new"
    known, values = form_of(client, "/establishment/1", query)
    answer = send(client, known, values | INSPECTION | {"note": "留样标签不全"})
    assert "已保存" in json.dumps(answer.json, ensure_ascii=False)
    assert "留样标签不全" in json.dumps(answer.json, ensure_ascii=False)
    again = send(client, known, values | INSPECTION)
    assert "打开此表后有人登记了新记录" in json.dumps(again.json, ensure_ascii=False)
    with reading(engine) as conn:
        assert len(conn.execute(select(inspection)).all()) == 2


def test_who_records_nothing_gets_no_form_and_forging_one_writes_nothing(signed_in, engine, who):
    client = signed_in(who.office)
    query = "?tab=inspections&form=inspection&part=new"
    known, values = form_of(client, "/establishment/1", query)
    shop = signed_in(who.shop)
    assert served.store(open_page(shop, "/register/own", query), "record-known") is None
    send(shop, known, values | INSPECTION)
    with reading(engine) as conn:
        assert len(conn.execute(select(inspection)).all()) == 1


def press(client, act, shown, reason=""):
    button = {"type": "code-act", "act": act}
    changed = json.dumps({"act": act, "type": "code-act"}, separators=(",", ":"))
    body = {
        "output": "dossier-code.children",
        "outputs": {"id": "dossier-code", "property": "children"},
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
        "state": [
            {"id": "code-reason", "property": "value", "value": reason},
            {"id": "code-shown", "property": "data", "value": shown},
        ],
        "changedPropIds": [f"{changed}.n_clicks"],
    }
    return client.post(served.ADDRESS, json=body, headers=served.HEADERS)


def test_a_code_is_replaced_on_the_dossier_with_a_reason_by_officers_only(signed_in, engine, who):
    client = signed_in(who.office)
    shown = served.store(open_page(client, "/establishment/1", "?tab=code"), "code-shown")
    refused = press(client, "replace", shown)
    assert "请写明原因" in json.dumps(refused.json, ensure_ascii=False)
    assert press(signed_in(who.shop), "replace", shown, "x").status_code == 403
    assert press(client, "replace", shown, "贴纸损坏").status_code == 200
    with reading(engine) as conn:
        held = codes_of(conn, who.city, 1)
    assert [one.revoked_at is None for one in held] == [True, False]
    assert held[1].revoke_reason == "贴纸损坏"
    late = press(client, "revoke", shown, "再撤一次")
    assert "食安码已被他人处理" in json.dumps(late.json, ensure_ascii=False)


def test_officials_read_how_often_a_code_is_scanned_and_the_shop_does_not(signed_in, engine, who):
    with writing(engine) as conn:
        held = codes_of(conn, who.city, 1)[0]
        for back in (0, 0, 3):
            count_scan(conn, held.code, NOON - timedelta(days=back))
    page = words(open_page(signed_in(who.office), "/establishment/1", "?tab=code"))
    assert "公众扫码：今日 2 次，近30日 3 次" in page
    assert "不能判断是否异地" in page
    own = words(open_page(signed_in(who.shop), "/register/own", "?tab=code"))
    assert "食安码" in own
    assert "公众扫码" not in own
