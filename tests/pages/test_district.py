"""Places as browsers ask for them: what is not the asker's looks like what does not exist."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access.engine import reading, writing
from data_access.schema import (
    alert,
    audit_log,
    banner,
    establishment,
    guarantee,
    guarantor,
    inspection,
    risk_history,
    showcase_street,
    township,
)
from domain.control import ControlState
from domain.measures import Measure
from tests.conftest import NOON
from tests.figure_rows import noted, raised, roll_up, task
from tests.posted import LIVE, filled, links, open_page, post, words
from tests.rows import plant

TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
HEAD = [("area-head", "children"), ("area-kpis", "children")]
TABLE = [("area-table", "children"), ("area-exports", "children")]
WATCHED = [("area-watched", "children"), ("area-improved", "children"), ("area-moved", "children")]
MORE = [("area-categories", "children"), ("area-more", "children")]
SIDE = [
    *(("area-daily", "figure"), ("area-daily-words", "children")),
    *(("area-daily-table", "children"), ("area-risk", "children")),
]
ORDER = [("area-order", "data", "daily")]
CALLS = ((HEAD, LIVE), (TABLE, [*ORDER, *LIVE]), (WATCHED, LIVE), (MORE, LIVE))
NOWHERE = "没有找到这个页面"


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for shop, state in ((1, ControlState.DONE), (3, ControlState.OPEN), (4, ControlState.DONE)):
            task(conn, shop, TODAY, state)
            task(conn, shop, TODAY - DAY, ControlState.MISSED if shop == 1 else ControlState.DONE)
        raised(conn, 4, NOON, severity=1)
        raised(conn, 1, NOON, severity=2)
        conn.execute(update(establishment).where(establishment.c.id == 2).values(risk_level=None))
        roll_up(conn)
    return planted


def asked(**place):
    return [("area-asked", "data", place)]


def test_a_city_role_begins_with_the_banners(who, signed_in):
    page = open_page(signed_in(who.leader), "/district")
    assert {"/district/150602", "/district/150603"} <= set(links(page))
    assert "旗区对比" in words(page)


def test_a_bureau_begins_with_its_banner_and_an_office_with_itself(who, signed_in):
    assert "东胜区3 家餐饮单位" in words(open_page(signed_in(who.dongsheng), "/district"))
    office = words(open_page(signed_in(who.office), "/district"))
    assert "交通市场监督管理所2 家餐饮单位" in office
    assert "工作量" in office


def test_a_banner_shows_its_share_and_itself_beside_the_city(who, signed_in):
    title, cards = filled(signed_in(who.city), HEAD, LIVE, asked(banner="150602"))
    assert "东胜区3 家餐饮单位　·　占全市 75.0%　·　1 街道 1 镇" in words(title)
    daily = words(cards[1])
    assert "今日日管控" in daily
    assert "50.0%" in daily
    assert "低于全市 16.7 百分点" in daily
    assert "1 / 2 家" in daily


def test_figures_without_cases_are_a_dash(who, signed_in):
    _title, cards = filled(signed_in(who.city), HEAD, LIVE, asked(banner="150602"))
    assert "本周周排查" in words(cards[2])
    assert "—" in words(cards[2])
    assert "0 / 0" in words(cards[2])


def test_the_way_down_has_a_page_each(who, signed_in):
    browser = signed_in(who.city)
    banner_ = open_page(browser, "/district/150602")
    assert "/district/150602/150602001" in links(banner_)
    town = open_page(browser, "/district/150602/150602001")
    assert {"/establishment/1", "/establishment/2", "/office/1"} <= set(links(town))
    office = open_page(browser, "/office/1")
    assert "/district/150602/150602001" in links(office)
    assert "罕台镇" not in words(office)


@pytest.mark.parametrize(
    "path",
    [
        "/district/150603",
        "/district/159999",
        "/district/1506",
        "/district/x",
        "/district/150602/1",
        "/district/150603/150603003",
        "/district/150602/150603003",
        "/district/150602/150602001/1",
        "/office/2",
        "/office/9",
        "/office/x",
        "/office/1/2",
    ],
)
def test_another_place_and_none_look_alike(who, signed_in, path):
    browser = signed_in(who.dongsheng)
    nowhere = open_page(browser, "/district/000000")
    assert open_page(browser, path) == nowhere
    assert NOWHERE in words(nowhere)


def test_a_query_cannot_smuggle_another_place_in(who, signed_in):
    browser = signed_in(who.dongsheng)
    assert NOWHERE in words(open_page(browser, "/district/150602", "?adcode=150603"))
    assert NOWHERE in words(open_page(browser, "/office/1", "?office=2"))
    assert "滨河" not in str(open_page(browser, "/district/150602", "?township=150603003"))


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"banner": "150603"},
        {"banner": "159999"},
        {"banner": 150602},
        {"banner": ["150602"]},
        {"banner": "150602' OR 1=1"},
        {"banner": "150602", "township": "150603003"},
        {"office": "2"},
        {"office": "1", "township": "150602001"},
        None,
        "150602",
    ],
)
def test_forged_places_get_nothing(who, signed_in, place):
    browser = signed_in(who.dongsheng)
    for outputs, inputs in CALLS:
        state = [("area-asked", "data", place)]
        assert post(browser, outputs, inputs, state).status_code == 403


def test_an_office_may_not_look_at_its_whole_banner(who, signed_in):
    browser = signed_in(who.office)
    assert NOWHERE in words(open_page(browser, "/district/150602"))
    assert post(browser, HEAD, LIVE, asked(banner="150602")).status_code == 403
    town = open_page(browser, "/district/150602/150602001")
    assert "交通街道2 家餐饮单位" in words(town)


def test_establishments_have_no_places(who, signed_in):
    browser = signed_in(who.shop)
    for path in ("/district", "/district/150602", "/office/1"):
        assert NOWHERE in words(open_page(browser, path))
    assert post(browser, HEAD, LIVE, asked(banner="150602")).status_code == 403
    assert browser.get("/export/district.csv?banner=150602").status_code == 403


def test_a_township_that_was_moved_keeps_its_page_under_the_right_address(who, signed_in, engine):
    with writing(engine) as conn:
        conn.execute(
            update(township).where(township.c.code == "150602001").values(banner_adcode="150603")
        )
    page = open_page(signed_in(who.city), "/district/150602/150602001")
    assert "交通街道2 家餐饮单位" in words(page)
    assert "'data': '/district/150603/150602001'" in str(page)
    new = words(open_page(signed_in(who.kangbashi), "/district"))
    assert "康巴什区3 家餐饮单位" in new
    assert NOWHERE in words(open_page(signed_in(who.dongsheng), "/district/150602/150602001"))


def test_an_empty_banner_says_so_without_numbers(who, signed_in, engine):
    with writing(engine) as conn:
        conn.execute(insert(banner).values(adcode="150626", name_zh="乌审旗", name_en="Uxin"))
    page = open_page(signed_in(who.city), "/district/150626")
    assert "乌审旗0 家餐饮单位" in words(page)
    assert "目前没有需要重点关注的单位" in words(page)
    assert "这里还没有监管所" in words(page)
    assert "—" in words(page)


def test_the_watch_list_says_why_and_stays_inside(who, signed_in):
    browser = signed_in(who.city)
    tree = filled(browser, WATCHED, LIVE, asked(banner="150602"))[0]
    own = words(tree)
    assert links(tree)["/establishment/1"] == "1号店"
    assert links(tree)["/map?establishment=1"] == "交通街道"
    assert "1号店交通街道 · 橙色预警未办结" in own
    assert "4号店" not in own
    other = words(filled(browser, WATCHED, LIVE, asked(banner="150603"))[0])
    assert "4号店滨河街道 · 红色预警未办结" in other


def test_risk_that_was_never_assessed_is_a_part_of_its_own(who, signed_in):
    live = [("live-control", "data", 1), ("live-register", "data", 1)]
    mix = filled(signed_in(who.dongsheng), SIDE, live, asked(banner="150602"))[3]
    bar = mix[0]["props"]["children"][1]["props"]
    assert bar["aria-label"] == "A 0.0%，B 66.7%，C 0.0%，D 0.0%，未评定 33.3%"


def test_small_places_are_shown_apart_with_the_reason(who, signed_in):
    table, _ = filled(signed_in(who.city), TABLE, [*ORDER, *LIVE], asked(banner="150602"))
    text = words(table)
    assert "不排名（例数太少）" in text
    assert "交通街道单位太少" in text
    assert "东胜区合计3" in text
    assert "滨河街道" not in text


def test_the_order_changes_the_middle_column_and_the_export(who, signed_in):
    order = [("area-order", "data", "risk"), *LIVE]
    table, files = filled(signed_in(who.city), TABLE, order, asked(banner="150602"))
    assert "此刻 C+D 占比 %" in words(table)
    assert "/export/district.csv?banner=150602&order=risk" in links(files)


def test_a_day_that_is_over_and_a_week_have_their_own_figures(who, signed_in):
    browser = signed_in(who.city)
    yesterday = open_page(browser, "/district/150602", "?day=2026-11-18")
    assert "11/18日管控" in words(yesterday)
    lists = [href for href in links(yesterday) if href.startswith("/control")]
    assert any("on=2026-11-18" in href for href in lists)
    week = words(open_page(browser, "/district/150602", "?period=week"))
    assert "本周日管控" in week
    assert "2 / 4 次" in week


def test_workload_counts_what_waits_and_compares_with_the_mean(who, signed_in, engine):
    with writing(engine) as conn:
        conn.execute(
            update(alert)
            .where(alert.c.establishment_id == 1)
            .values(state="rectified", rectified_at=NOON - 3 * DAY, confirmed_at=NOON + DAY / 24)
        )
        conn.execute(
            insert(inspection),
            [_inspected(1, TODAY - 400 * DAY), _inspected(2, TODAY - 10 * DAY)],
        )
        conn.execute(update(establishment).values(opened_on=TODAY - 1000 * DAY))
        conn.execute(
            insert(guarantor).values(
                id=1,
                name="巴图",
                position="副镇长",
                tier="C",
                township_code="150602001",
                created_at=NOON,
                updated_at=NOON,
            )
        )
        for shop, since in ((1, TODAY - 300 * DAY), (2, TODAY - 170 * DAY)):
            conn.execute(
                insert(guarantee).values(
                    guarantor_id=1,
                    establishment_id=shop,
                    township_code="150602001",
                    since=since,
                )
            )
        conn.execute(
            insert(showcase_street).values(id=7, township_code="150602001", name_zh="暖阳里")
        )
    office = words(open_page(signed_in(who.city), "/office/1"))
    assert "超期复核件，整改后超过48小时1同旗区平均 1.0" in office
    assert "超期未检查家，按风险等级应检频次1同旗区平均 1.0" in office
    assert "30日内应督导家1" in office
    assert "超期未督导家1" in office
    assert "确认用时小时，近30日中位数1.0" in office
    assert "人均单位家，按监管所在用账号—" in office
    town = words(open_page(signed_in(who.office), "/district/150602/150602001"))
    assert "巴图副镇长" in town
    assert "暖阳里" in town


def _inspected(shop, day):
    return {
        "establishment_id": shop,
        "township_code": "150602001",
        "kind": "routine",
        "inspected_on": day,
        "inspectors": "甲、乙",
        "key_checked": 5,
        "key_failed": 0,
        "general_checked": 5,
        "general_failed": 0,
        "result": "conforming",
        "rule_version": 1,
        "recorded_at": NOON,
    }


def test_the_export_holds_what_the_table_shows(who, signed_in, engine):
    with writing(engine) as conn:
        conn.execute(
            update(establishment).where(establishment.c.id == 1).values(name='=HYPERLINK("x")')
        )
    browser = signed_in(who.dongsheng)
    answer = browser.get("/export/district.csv?banner=150602&day=2026-11-18")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    end = lines.index([])
    head, *rows = lines[end + 1 :]
    note = dict(lines[:end])
    assert (note["范围"], note["账号"]) == ("东胜区", "东胜局")
    assert note["时段"] == "11/18（11月18日）"
    named = [dict(zip(head, line, strict=True)) for line in rows]
    assert [line["地区"] for line in named] == ["交通街道", "罕台镇", "合计"]
    assert [line["11/18日管控应报"] for line in named] == ["1", "1", "2"]
    assert named[-1]["11/18日管控（%）"] == "50.0"
    town = browser.get("/export/district.csv?township=150602001").data.decode("utf-8-sig")
    assert "'=HYPERLINK" in town
    with reading(engine) as conn:
        recorded = conn.execute(select(audit_log.c.event)).scalars().all()
    assert recorded.count("exported") == 2


@pytest.mark.parametrize("query", ["banner=150603", "office=2", "township=150603003"])
def test_an_export_of_another_place_is_refused(who, signed_in, query):
    assert signed_in(who.dongsheng).get(f"/export/district.xlsx?{query}").status_code == 403


def test_an_earlier_day_shows_the_cameras_and_the_risk_of_its_end(who, signed_in, engine):
    with writing(engine) as conn:
        noted(conn, Measure.ONLINE, TODAY - DAY, "150602001", 1, 2)
        noted(conn, Measure.ONLINE, TODAY - 8 * DAY, "150602001", 1, 1)
        conn.execute(
            insert(risk_history).values(
                establishment_id=1,
                on_day=TODAY - 2 * DAY,
                township_code="150602001",
                score=80,
                level="D",
                cause="first",
                table_version=1,
            )
        )
    browser = signed_in(who.city)
    page = open_page(browser, "/district/150602", "?day=2026-11-18")
    shown = words(page)
    assert "11/18 后厨在线率" in shown
    assert "50.0%" in shown
    assert "1 / 2 路当日结束时，没有逐路清单▼50.0 较上周同日" in shown
    assert "%，11/18 的评分，今日在册单位" in shown
    assert not any(one.startswith("/videowall") for one in links(page))
    _title, cards = filled(browser, HEAD, LIVE, asked(banner="150602", day="2026-11-18"))
    assert "1 / 2 路" in words(cards[0])
    mix = filled(
        browser,
        SIDE,
        [("live-control", "data", 1), ("live-register", "data", 1)],
        asked(banner="150602", day="2026-11-18"),
    )[3]
    assert words(mix).startswith("东胜区33.366.733.3全市25.075.025.0")


def test_a_day_that_nobody_noted_says_so(who, signed_in):
    shown = words(open_page(signed_in(who.city), "/district/150602", "?day=2026-11-10"))
    assert "当日没有留存" in shown
    assert "当日还没有风险评分" in shown
