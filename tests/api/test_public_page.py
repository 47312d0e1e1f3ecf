"""The page behind a 食安码: for anybody, an allow-list, and a plain answer to every forged code."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import OperationalError

from data_access.codes import code_path, issue, revoke
from data_access.engine import writing
from data_access.request import install, services
from data_access.schema import (
    code_scan,
    establishment,
    establishment_code,
    health_certificate,
    person,
)
from domain.alerts import AlertState
from domain.clock import city_day
from tests.conftest import NOON
from tests.dossiers import hold, inspect, visit
from tests.figure_rows import raised
from tests.records import give_licence
from tests.rows import plant

TODAY = city_day(NOON)
NAME = "<script>alert(1)</script>面馆"


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        known = plant(conn)
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 1)
            .values(
                name=NAME,
                address="团结路1号",
                principal="秘密负责人",
                phone="13811112222",
                hygiene_grade="A",
            )
        )
        give_licence(conn, 1)
        for number, name, until in ((1, "欧阳安全", 30), (2, "王过期", -1)):
            conn.execute(
                insert(person).values(
                    id=number,
                    establishment_id=1,
                    township_code="150602001",
                    name=name,
                    post="safety_officer",
                    phone="13900003333",
                    identity_tail="123X",
                    created_at=NOON,
                    updated_at=NOON,
                )
            )
            conn.execute(
                insert(health_certificate).values(
                    person_id=number,
                    establishment_id=1,
                    township_code="150602001",
                    number=f"秘密证号{number}",
                    expires_on=TODAY + timedelta(days=until),
                )
            )
        visit(conn, 1, hold(conn, 1), TODAY, note="秘密督导")
        inspect(conn, 1, TODAY - timedelta(days=9), note="秘密说明", rectified_on=TODAY)
        inspect(conn, 1, TODAY, published_on=None, result="not_conforming")
        raised(conn, 1, NOON, state=AlertState.CLOSED)
        raised(conn, 1, NOON, state=AlertState.CONFIRMED)
        raised(conn, 1, NOON, state=AlertState.RAISED)
        raised(conn, 1, NOON - timedelta(days=40), state=AlertState.CONFIRMED)
        return known


@pytest.fixture
def anonymous(server_app):
    return server_app.server.test_client()


def path_of(server_app, code):
    with server_app.server.app_context():
        return code_path(code, services().settings)


@pytest.fixture
def path(server_app, engine, who):
    with writing(engine) as conn:
        return path_of(server_app, issue(conn, who.city, 1, NOON))


def text(client, address):
    answer = client.get(address, headers={"Accept": "text/html"})
    return answer.status_code, answer.get_data(as_text=True)


def test_everybody_reads_the_allow_list(anonymous, path):
    status, told = text(anonymous, path)
    assert status == 200
    for shown in (
        "团结路1号",
        "JY21506020000012",
        "欧*",
        "王*",
        "1 人 / 在岗 2 人",
        "基本符合",
        "良好（微笑）",
        "年度等级 A",
        "经人工确认 2 项，已整改 1 项",
        "1 路，尚未巡查，状态未知",
        "12315",
        "数据截至 2026-11-19 12:00",
    ):
        assert shown in told, shown


def test_nothing_else_leaves_the_house(anonymous, path):
    _status, told = text(anonymous, path)
    for hidden in (
        "欧阳",
        "秘密",
        "13811112222",
        "13900003333",
        "123X",
        "高娃",
        "白超",
        "不符合",  # not published yet
        "/establishment/",
        "演示数据",
    ):
        assert hidden not in told, hidden


def test_a_name_that_is_a_script_stays_a_name(anonymous, path):
    _status, told = text(anonymous, path)
    assert "<script" not in told
    assert "&lt;script&gt;alert(1)" in told


def test_the_page_is_light_whole_and_kept_by_nobody(anonymous, path):
    answer = anonymous.get(path)
    body = answer.get_data(as_text=True)
    assert len(answer.data) < 50_000
    assert '<link rel="stylesheet"' not in body
    assert "src=" not in body
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_no_data_is_said_aloud(anonymous, server_app, engine, who):
    with writing(engine) as conn:
        code = issue(conn, who.city, 4, NOON)
    _status, told = text(anonymous, path_of(server_app, code))
    assert told.count("暂无数据") >= 5
    assert "暂无已公示的检查结果" in told


@pytest.mark.parametrize("change", ["signature", "code", "cut", "none", "long", "odd"])
def test_a_forged_address_gets_a_designed_answer(anonymous, path, change):
    token = path.removeprefix("/c/")
    flipped = "0" if token[-1] != "0" else "1"
    forged = {
        "signature": token[:-1] + flipped,
        "code": ("0" if token[0] != "0" else "1") + token[1:],
        "cut": token[:20],
        "none": "x",
        "long": "A" * 4000,
        "odd": "%3Cscript%3E",
    }[change]
    status, told = text(anonymous, f"/c/{forged}")
    assert status == 404
    assert "这不是有效的食安码" in told
    assert "12315" in told
    assert "<script" not in told


def test_a_code_of_ours_that_is_gone_from_the_records_says_so(anonymous, server_app, who):
    status, told = text(anonymous, path_of(server_app, "0" * 16))
    assert status == 404
    assert "没有找到这张食安码" in told


@pytest.mark.parametrize(("replace_it", "words"), [(True, "换发新码"), (False, "请勿凭它判断")])
def test_an_old_sticker_says_that_it_holds_no_longer(
    anonymous, engine, path, who, replace_it, words
):
    with writing(engine) as conn:
        code = conn.scalar(select(establishment_code.c.code))
        revoke(conn, who.city, 1, code, "店主更换", NOON, replace=replace_it)
    status, told = text(anonymous, path)
    assert status == 404
    assert "2026-11-19 停用" in told
    assert words in told
    assert "店主更换" not in told
    assert NAME not in told


def test_the_sticker_of_a_merged_record_leads_on(anonymous, server_app, engine, path, who):
    with writing(engine) as conn:
        merged = {"status": "merged", "merged_into_id": 2}
        conn.execute(update(establishment).where(establishment.c.id == 1).values(**merged))
    status, page = text(anonymous, path)
    assert status == 404
    assert "已并入「2号店」" in page
    assert "还没有新的食安码" in page
    with writing(engine) as conn:
        code = issue(conn, who.city, 2, NOON)
    page = text(anonymous, path)[1]
    assert f'href="{path_of(server_app, code)}"' in page


def test_who_has_left_the_register_says_so(anonymous, engine, path):
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 1).values(status="closed"))
    assert "注销" in text(anonymous, path)[1]


def test_those_who_are_signed_in_are_offered_their_own_way_on(signed_in, path, who):
    assert 'href="/establishment/1"' in text(signed_in(who.office), path)[1]
    assert 'href="/control?kind=daily_control"' in text(signed_in(who.shop), path)[1]
    for scope in (who.shop, replace(who.shop, establishment_id=2)):
        assert "/establishment/1" not in text(signed_in(scope), path)[1]


def counted(engine):
    with writing(engine) as conn:
        return conn.execute(select(code_scan.c.scans, code_scan.c.revoked)).one_or_none()


def test_a_scan_is_counted_once_an_address_and_minute_and_of_nobody_signed_in(
    anonymous, signed_in, engine, path, who
):
    signed_in(who.office).get(path)
    anonymous.get("/c/x")
    assert counted(engine) is None
    for _ in range(3):
        assert anonymous.get(path).status_code == 200
    assert counted(engine) == (1, 0)


def test_a_scan_of_a_revoked_sticker_is_counted_as_one(anonymous, engine, path, who):
    with writing(engine) as conn:
        code = conn.scalar(select(establishment_code.c.code))
        revoke(conn, who.city, 1, code, "遗失", NOON, replace=True)
    anonymous.get(path)
    assert counted(engine) == (1, 1)


def test_a_busy_database_keeps_nobody_from_the_page(anonymous, path, who, monkeypatch):
    def busy(*_arguments):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr("api.public_page.count_scan", busy)
    assert anonymous.get(path).status_code == 200


def test_trying_codes_is_slowed_down(anonymous, server_app):
    held = services_of(server_app)
    security = held.settings.security.model_copy(update={"public_pages_per_min": 3})
    settings = held.settings.model_copy(update={"security": security})
    install(server_app.server, replace(held, settings=settings))
    assert [anonymous.get("/c/x").status_code for _ in range(4)] == [404, 404, 404, 429]


def services_of(server_app):
    with server_app.server.app_context():
        return services()
