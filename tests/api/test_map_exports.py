import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from data_access.engine import reading, writing
from data_access.schema import audit_log, establishment
from tests.posted import LIVE, filled, words
from tests.rows import plant

AREA = "c:109.98,39.81,500"


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for n, lon in ((1, 109.98), (2, 109.981), (3, 109.9), (4, 109.982)):
            place = establishment.c.id == n
            conn.execute(update(establishment).where(place).values(lon=lon, lat=39.81))
        formula = update(establishment).where(establishment.c.id == 2)
        conn.execute(formula.values(name='=HYPERLINK("x")', risk_level="D"))
    return planted


def _csv(browser, query=""):
    answer = browser.get(f"/export/map.csv{query}")
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    end = lines.index([])
    head, *rows = lines[end + 1 :]
    return dict(lines[:end]), [dict(zip(head, row, strict=True)) for row in rows]


def test_the_file_holds_what_the_list_of_the_area_shows(server_app, signed_in, who):
    browser = signed_in(who.city)
    note, rows = _csv(browser, f"?area={AREA}&risk=B,D")
    assert [row["单位名称"] for row in rows] == ["1号店", '\'=HYPERLINK("x")', "4号店"]
    assert [row["距离（米）"] for row in rows] == ["0", "85", "171"]
    assert note["条数"] == "3"
    assert note["范围"].endswith("c:109.98000,39.81000,500")
    assert "较低" in note["筛选"]
    assert note["导出时间"].startswith("2026-11-19 12:00:00")
    listed = _listed(browser, {"area": AREA, "filter": {"risk": "B,D"}})
    assert words(listed).count("号店") == 2
    assert "单位3" in words(listed)


def test_without_an_area_it_is_the_filter_and_as_a_workbook_the_same(server_app, signed_in, who):
    browser = signed_in(who.dongsheng)
    _note, rows = _csv(browser, "?risk=B")
    book = load_workbook(io.BytesIO(browser.get("/export/map.xlsx?risk=B").data))
    _head, *table = book.worksheets[1].iter_rows(values_only=True)
    assert [row["单位名称"] for row in rows] == [row[0] for row in table] == ["1号店", "3号店"]


def test_the_audit_log_knows_who_took_what(server_app, signed_in, who, engine):
    _csv(signed_in(who.office), f"?area={AREA}")
    with reading(engine) as conn:
        query = select(audit_log.c.detail).where(audit_log.c.event == "exported")
        told = conn.execute(query).scalar_one()
    assert '"area":"c:109.98000,39.81000,500"' in told
    assert '"rows":2' in told


def test_a_forged_area_is_answered_in_words(server_app, signed_in, who):
    browser = signed_in(who.city)
    for area in ("c:0,0,5", "p:109.9,39.8;110,39.9;110,39.8;109.9,39.9", "<script>"):
        answer = browser.get("/export/map.csv", query_string={"area": area})
        assert answer.status_code == 400
        assert "重新圈定" in answer.get_data(as_text=True)
        listed = _listed(browser, {"area": area})
        assert "重新圈定" in words(listed)


@pytest.mark.parametrize("told", [None, [], "x", {"filter": 3, "area": 7}, {"area": {"a": 1}}])
def test_a_forged_question_never_breaks(server_app, signed_in, who, told):
    browser = signed_in(who.city)
    drawn = _listed(browser, told)
    compared = filled(browser, [("map-compared", "children")], [("map-pair", "data", told), *LIVE])
    assert not any(f"{number}号店" in words([drawn, compared]) for number in range(1, 5))


def test_two_parts_stand_side_by_side(server_app, signed_in, who):
    browser = signed_in(who.city)
    told = {"a": "150602", "b": AREA, "filter": {"banner": "150603"}}
    found = filled(browser, [("map-compared", "children")], [("map-pair", "data", told), *LIVE])[0]
    said = words(found)
    assert "东胜区" in said
    assert "单位33+0" in said
    assert "不足 10 家" in said
    other = signed_in(who.kangbashi)
    found = filled(other, [("map-compared", "children")], [("map-pair", "data", told), *LIVE])[0]
    assert "A：" in words(found)
    assert "东胜区" not in words(found)


def _listed(browser, told):
    outputs = [("map-area", "children"), ("map-taken", "children"), ("map-paper", "children")]
    return filled(browser, outputs, [("map-asked", "data", told), *LIVE])[0]
