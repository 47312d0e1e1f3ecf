"""Search finds what was typed, within the scope, on both engines, whatever was typed."""

import pytest
from sqlalchemy import func, insert, select, update

from data_access import search
from data_access.engine import reading, writing
from data_access.schema import alert, establishment, licence, township
from data_access.search import LONGEST, alert_numbered, cleaned, establishments, places
from domain.pinyin import initials
from tests.conftest import NOON
from tests.figure_rows import raised
from tests.rows import plant

HOSTILE = [
    "'; DROP TABLE establishment; --",
    "%' OR '1'='1",
    "\0\0\0",
    "<script>alert(1)</script>",
    "\\",
    "____",
    "%%",
    "*[a-z]*",
    "9" * 400,
    "﷽" * 60,
    "a\u202eb",
]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        names = {1: "暖阳100%面馆", 2: "KFC肯德基餐厅", 3: "面馆老店", 4: "重庆小面"}
        for number, name in names.items():
            known = {"name": name, "name_initials": initials(name)}
            conn.execute(update(establishment).where(establishment.c.id == number).values(**known))
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 1)
            .values(credit_code="92150602MA0K12340X")
        )
        facts = {"establishment_id": 1, "number_valid": True}
        conn.execute(insert(licence), [{**facts, "number": "JY21506020000012"}])
    return planted


def found(engine, scope, text, **more):
    with reading(engine) as conn:
        return [one.id for one in establishments(conn, scope, text, **more)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("面馆", [3, 1]),  # what begins so comes first
        ("100%", [1]),
        ("%", []),  # too short, and no wildcard
        ("__", []),
        ("nymg", []),  # a part of the initials is looked for, and 100 stands between
        ("ny100mg", [1]),
        ("NY1", [1]),
        ("mgld", [3]),
        ("kfc", [2]),
        ("ct", []),  # two letters are looked for at the beginning only
        ("cqx", [4]),
        ("kdjct", [2]),
        ("jy2150602000001", [1]),
        ("92150602ma", [1]),
        ("２１", []),  # full width
        ("  面馆老店 ", [3]),
        ("面馆　老店", []),
        ("", []),
        ("面", []),
    ],
)
def test_establishments_by_name_initials_licence_or_credit_code(engine, who, text, ids):
    assert found(engine, who.city, text) == ids


def test_full_width_signs_are_plain_ones(engine, who):
    assert found(engine, who.city, "ＫＦＣ") == [2]
    assert found(engine, who.city, "１００％") == [1]


def test_the_search_stays_in_scope_and_is_bounded(engine, who):
    assert found(engine, who.city, "面") == []
    assert found(engine, who.dongsheng, "重庆") == []
    assert found(engine, who.kangbashi, "重庆") == [4]
    assert found(engine, who.office, "面馆") == [1]
    assert found(engine, who.shop, "面馆") == [1]
    assert found(engine, who.shop, "mgld") == []
    assert found(engine, who.kangbashi, "92150602MA") == []
    assert found(engine, who.kangbashi, "JY2150602000001") == []
    assert len(found(engine, who.city, "面馆", limit=1)) == 1
    with pytest.raises(ValueError, match="limit"):
        found(engine, who.city, "面馆", limit=51)


def test_what_is_closed_is_not_found(engine, who):
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 3).values(status="closed"))
    assert found(engine, who.city, "面馆") == [1]


@pytest.mark.parametrize("text", ["JY21506020000012", "92150602MA0K12340X", "JY215"])
def test_what_is_closed_is_found_by_its_number_behind_what_stands(engine, who, text):
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 1).values(status="closed"))
        values = {"establishment_id": 4, "number_valid": True, "number": "JY21506030000019"}
        conn.execute(insert(licence), [values])
    assert found(engine, who.city, text) == ([4, 1] if text == "JY215" else [1])
    assert found(engine, who.kangbashi, text) == ([4] if text == "JY215" else [])
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 1).values(status="merged"))
    assert 1 not in found(engine, who.city, text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_finds_nothing_and_breaks_nothing(engine, who, text):
    with reading(engine) as conn:
        assert establishments(conn, who.city, text) == []
        assert places(conn, who.city, text) == []
        assert alert_numbered(conn, who.city, text) is None
    assert len(cleaned(text)) <= LONGEST


def test_places_by_name_english_name_or_initials(engine, who):
    with reading(engine) as conn:
        conn_places = [one.code for one in places(conn, who.city, "东胜")]
        assert conn_places == ["150602"]
        assert [one.code for one in places(conn, who.city, "kangbashi")] == ["150603"]
        assert [one.code for one in places(conn, who.city, "bhjd")] == ["150603003"]
        assert [one.code for one in places(conn, who.dongsheng, "滨河")] == []
        assert [one.banner_zh for one in places(conn, who.city, "罕台")] == ["东胜区"]


def test_the_place_of_those_without_a_township_is_no_place(engine, who):
    with writing(engine) as conn:
        row = {"code": "150602000", "banner_adcode": "150602", "name_zh": "未分乡镇"}
        conn.execute(insert(township).values(**row, kind="未分乡镇"))
    with reading(engine) as conn:
        assert places(conn, who.city, "未分") == []


@pytest.mark.parametrize("form", ["{n}", "000{n}", "YJ-20261119-0000{n}", "yj202611190000{n}"])
def test_an_alert_by_its_number_within_the_scope(engine, who, form):
    with writing(engine) as conn:
        raised(conn, 1, NOON)
        number = conn.scalar(select(func.max(alert.c.id)))
    text = form.format(n=number)
    with reading(engine) as conn:
        assert alert_numbered(conn, who.dongsheng, text).id == number
        assert alert_numbered(conn, who.kangbashi, text) is None
        assert alert_numbered(conn, who.city, f"{text}9") is None


def test_initials_are_found_through_the_index(engine, who):
    """The prefix of initials must not walk through every row of a province."""
    with reading(engine, who.dongsheng.place) as conn:
        begins = search._begins(conn, establishment.c.name_initials, "cqx")
        asked = select(establishment.c.id).where(begins)
        plain = asked.compile(engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        if engine.dialect.name == "postgresql":  # so few rows would be walked through otherwise
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = " ".join(str(row) for row in conn.exec_driver_sql(f"{explain} {plain}"))
    assert "ix_establishment_initials" in plan
