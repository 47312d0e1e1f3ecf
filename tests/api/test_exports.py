import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.schema import audit_log, dataset
from domain.register_columns import COLUMNS
from domain.scope import Role, Scope
from domain.spreadsheet import restored
from tests.conftest import NOON
from tests.listed import ALL, plant_listed, put

EVERY = ",".join(COLUMNS)
ADDRESS = '+1+1\u0001,"引号"\n第二行'
NASTY = '=HYPERLINK("x")'


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant_listed(conn)
        put(conn, 2, name=NASTY, principal="'-5", phone="-12", address=ADDRESS)
        put(conn, 3, name="@SUM(A1)", principal="\t=1")
    return planted


def _csv(browser, query=""):
    """Note lines and rows by column."""
    answer = browser.get(f"/export/register.csv{query}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    end = lines.index([])
    head, *rows = lines[end + 1 :]
    return dict(lines[:end]), [dict(zip(head, row, strict=True)) for row in rows]


def _xlsx(browser, query=""):
    answer = browser.get(f"/export/register.xlsx{query}")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data))
    about, table = book.worksheets
    head, *rows = table.iter_rows()
    names = [cell.value for cell in head]
    return dict(about.values), [dict(zip(names, row, strict=True)) for row in rows]


def test_the_file_holds_what_the_list_shows(server_app, signed_in, who):
    note, rows = _csv(signed_in(who.city), "?risk=D&columns=name,risk")
    assert rows == [{"单位名称": "4号店", "风险等级": "D 高"}]
    assert note["筛选"] == "风险等级：D 高"
    assert note["条数"] == "1"
    assert note["列"] == "单位名称、风险等级"
    assert note["账号"] == "市局"
    assert note["导出时间"].startswith("2026-11-19 12:00:00")
    assert "演示数据" not in note


def test_an_export_of_the_demonstration_says_so(server_app, signed_in, who, engine):
    with writing(engine) as conn:
        conn.execute(
            dataset.insert().values(kind="demo", parameters={}, started_at=NOON, finished_at=NOON)
        )
    assert "演示数据" in _csv(signed_in(who.city))[0]
    assert "演示数据" in _xlsx(signed_in(who.city))[0]


def test_no_cell_of_the_csv_is_a_formula_and_all_are_read_back_exactly(server_app, signed_in, who):
    _note, rows = _csv(signed_in(who.city), f"?status={ALL}&columns={EVERY}&sort=id")
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell and cell != "-12"]
    second, third = rows[1], rows[2]
    assert restored(second["单位名称"]) == NASTY
    assert restored(second["负责人"]) == "'-5"
    assert second["联系电话"] == "-12"
    assert restored(second["地址"]) == ADDRESS
    assert restored(third["单位名称"]) == "@SUM(A1)"
    assert restored(third["负责人"]) == "\t=1"


def test_no_cell_of_the_workbook_is_a_formula(server_app, signed_in, who):
    _note, rows = _xlsx(signed_in(who.city), f"?status={ALL}&columns={EVERY}&sort=id")
    cells = [cell for row in rows for cell in row.values() if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    second = rows[1]
    assert second["单位名称"].value == NASTY
    assert second["单位名称"].quotePrefix
    assert second["负责人"].value == "'-5"
    assert second["地址"].value == ADDRESS.replace("\u0001", "")  # XML knows no control characters


def test_both_files_hold_the_same(server_app, signed_in, who):
    query = "?columns=name,licence_number,licence,cameras,information&sort=-licence_expires_on"
    _note, one = _csv(signed_in(who.city), query)
    _about, other = _xlsx(signed_in(who.city), query)
    texts = [{name: cell.value or "" for name, cell in row.items()} for row in other]
    assert [{name: restored(cell) for name, cell in row.items()} for row in one] == texts


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nobody_exports_beyond_the_own_scope(server_app, signed_in, who, ending):
    read = _csv if ending == "csv" else _xlsx
    for query in (f"?status={ALL}", f"?status={ALL}&banner=150603", "?q=4号店", "?sort=id;--"):
        _note, rows = read(signed_in(who.dongsheng), query)
        assert "4号店" not in str([[getattr(c, "value", c) for c in row.values()] for row in rows])
    assert len(read(signed_in(who.dongsheng), f"?status={ALL}")[1]) == 3


def test_those_who_may_not_export_get_nothing(server_app, signed_in, who, engine):
    for scope in (who.shop, Scope(Role.AUDITOR, "审计")):
        assert signed_in(scope).get("/export/register.csv").status_code in {403, 404}
    assert server_app.server.test_client().get("/export/register.csv").status_code in {302, 401}
    with reading(engine) as conn:
        events = conn.scalars(select(audit_log.c.event))
        assert "exported" not in list(events)


def test_the_audit_log_knows_what_was_exported(server_app, signed_in, who, engine):
    _csv(signed_in(who.dongsheng), f"?status={ALL}&columns=name,phone")
    with reading(engine) as conn:
        row = (
            conn.execute(select(audit_log).where(audit_log.c.event == "exported")).mappings().one()
        )
    assert row["actor"] == "东胜局"
    assert '"rows":3' in row["detail"]
    assert '"columns":["name","phone"]' in row["detail"]
    assert "closed" in row["detail"]


def test_exports_are_counted_and_too_many_wait(server_app, signed_in, who):
    from data_access.request import services

    with server_app.server.app_context():
        most = services().settings.security.expensive_calls_per_min
    browser = signed_in(who.city)
    answers = [browser.get("/export/register.csv?risk=D").status_code for _n in range(most + 1)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {200}
