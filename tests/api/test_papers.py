"""Records as files by scope and on record, and what anybody may learn of a printed one."""

import json
import re

import pytest
from sqlalchemy import select

from data_access.control import submit
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.paper_check import check_path
from data_access.papers_of_control import paper
from data_access.request import services
from data_access.schema import audit_log, control_finding
from tests.data_access.test_control import DAILY, DAY, MORNING, SYSTEM, failing
from tests.rows import plant

# What SQL narrows is tested in tests/data_access/test_papers_of_control.py, on both engines.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ONE = f"/papers/1/daily_control/{DAY}"
RANGE = f"/papers/1/daily_control/{DAY}/{DAY}"


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        open_period(conn, SYSTEM, DAILY, DAY, MORNING)
        submit(conn, scopes.shop, failing(), MORNING)
    return scopes


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        (f"{ONE}.pdf", b"%PDF-"),
        (f"{ONE}.docx", b"PK"),
        (f"{RANGE}.pdf", b"%PDF-"),
        (f"{RANGE}.xlsx", b"PK"),
    ],
)
def test_a_file_is_the_same_for_all_who_see_it_and_on_record(
    signed_in, engine, who, address, begins
):
    answers = [signed_in(scope).get(address) for scope in (who.shop, who.office)]
    assert answers[0].data.startswith(begins)
    assert answers[0].data == answers[1].data
    assert "150602-R-20261119-000001" in answers[0].headers["Content-Disposition"]
    with reading(engine) as conn:
        told = conn.scalars(select(audit_log.c.detail).where(audit_log.c.event == "exported"))
        assert [json.loads(one)["rows"] for one in told] == [1, 1]


@pytest.mark.parametrize("address", [f"{ONE}.pdf", f"{ONE}.docx", f"{RANGE}.pdf", f"{RANGE}.xlsx"])
def test_out_of_scope_is_not_found(signed_in, who, address):
    assert signed_in(who.kangbashi).get(address).status_code == 404
    assert signed_in(who.shop).get(address.replace("/1/", "/3/")).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"{ONE}.exe",
        f"{RANGE}.docx",
        "/papers/1/daily_control/2026-13-01.pdf",
        "/papers/1/hourly/2026-11-19.pdf",
        "/papers/1/daily_control/2026-11-18.pdf",
        "/papers/1/daily_control/2026-11-20/2026-11-19.pdf",
        "/papers/99999999999/daily_control/2026-11-19.pdf",
    ],
)
def test_what_is_no_record_is_not_found(signed_in, who, address):
    assert signed_in(who.city).get(address).status_code == 404


def test_more_than_a_file_holds_is_refused(signed_in, who):
    client = signed_in(who.city)
    assert client.get("/papers/1/daily_control/2026-01-01/2026-11-19.pdf").status_code == 400
    assert client.get("/papers/1/daily_control/2020-01-01/2026-11-19.xlsx").status_code == 400


@pytest.fixture
def printed(server_app, engine, who):
    with server_app.server.app_context(), reading(engine) as conn:
        return check_path(paper(conn, who.shop, 1, DAILY, DAY), services().settings)


def text(server_app, path):
    answer = server_app.server.test_client().get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.get_data(as_text=True)


def test_anybody_learns_that_a_record_is_ours_and_no_more(server_app, printed):
    status, told = text(server_app, printed)
    assert status == 200
    assert "核验通过：最新版本" in told
    for said in ("150602-R-20261119-000001", "1号店", "2026-11-19", "按时完成"):
        assert said in told
    assert re.search(r"SHA-256 [0-9a-f]{64}", told)
    for secret in ("刘艳", "后门缝隙", "更换门封条", "不合格"):
        assert secret not in told


def test_an_old_print_is_ours_but_not_the_newest(server_app, engine, who, printed):
    with writing(engine) as conn:
        conn.execute(control_finding.update().values(state="rectified", rectified_at=MORNING))
    status, told = text(server_app, printed)
    assert status == 200
    assert "不是最新版本" in told
    assert "第 2 版" in told


@pytest.mark.parametrize("change", ["7", "Z"])
def test_a_forged_code_vouches_for_nothing(server_app, printed, change):
    token = printed.removeprefix("/v/")
    forged = change * 3 + token[3:]
    status, told = text(server_app, f"/v/{forged}")
    assert status == 404
    assert "核验未通过" in told
    assert "1号店" not in told


def test_a_record_that_is_gone_is_said_to_be(server_app, engine, printed):
    with writing(engine) as conn:
        conn.exec_driver_sql("DELETE FROM control_finding")
        conn.exec_driver_sql("DELETE FROM control_task")
    status, told = text(server_app, printed)
    assert status == 404
    assert "没有找到这份记录" in told
