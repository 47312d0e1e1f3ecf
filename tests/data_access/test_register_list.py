import pytest

from data_access.engine import reading, writing
from data_access.figures import categories
from data_access.league import league
from data_access.register_list import count, every, order, rows
from data_access.register_options import option_counts
from domain.figures import Level
from domain.register_columns import COLUMNS, ListLayout, SortKey, sort_keys
from domain.register_filter import OPTIONS, RegisterFilter
from tests.conftest import NOON
from tests.listed import ALL, TODAY, plant_listed


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant_listed(conn)


@pytest.fixture
def counted(engine, who):
    def ask(scope, **query):
        with reading(engine, scope.place) as conn:
            return count(conn, scope, RegisterFilter.parse(query), TODAY)

    return ask


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, 3),
        ({"status": "closed"}, 1),
        ({"status": ALL}, 4),
        ({"category": "small", "status": ALL}, 2),
        ({"banner": "150602"}, 2),
        ({"township": "150602001"}, 2),
        ({"office": "1"}, 2),
        ({"risk": "D"}, 1),
        ({"risk": "-", "status": ALL}, 1),
        ({"tier": "C"}, 1),
        ({"hygiene": "-"}, 2),
        ({"licence": "valid"}, 1),
        ({"licence": "expiring"}, 1),
        ({"licence": "expired", "status": ALL}, 1),
        ({"licence": "missing"}, 1),
        ({"licence": "number_invalid", "status": ALL}, 1),
        ({"licence": "valid,number_invalid", "status": ALL}, 2),
        ({"camera": "online"}, 1),
        ({"camera": "offline"}, 1),
        ({"camera": "none"}, 1),
        ({"camera": "unpatrolled", "status": ALL}, 1),
        ({"point": "located"}, 1),
        ({"point": "unlocated"}, 2),
        ({"information": "complete"}, 1),
        ({"information": "incomplete"}, 2),
        ({"q": "面馆"}, 1),
        ({"q": "DSM"}, 1),
        ({"q": "ma0k1234"}, 1),
        ({"q": "0000016"}, 1),
        ({"q": "西街 面馆"}, 1),
        ({"q": "西街 酒店"}, 0),
        ({"q": "%"}, 0),
        ({"q": "_号店"}, 0),
        ({"q": "' OR 1=1 --"}, 0),
        ({"q": "JY21506020000040"}, 1),  # its holder is closed
        ({"q": "jy21506020000040", "status": "active"}, 0),
        ({"q": "JY2150602000004"}, 0),  # a part of a number does not say which record is meant
        ({"since": "2026-11-01"}, 0),
        ({"since": "2024-08-01"}, 3),
        ({"batch": "1"}, 0),
        ({"street": "1"}, 0),
    ],
)
def test_each_dimension_narrows_the_list(counted, who, query, wanted):
    assert counted(who.city, **query) == wanted


def test_nobody_counts_beyond_the_own_scope(counted, who):
    assert counted(who.dongsheng, status=ALL) == 3
    assert counted(who.kangbashi, status=ALL) == 1
    assert counted(who.office, status=ALL) == 2
    assert counted(who.shop, status=ALL) == 1
    assert counted(who.dongsheng, status=ALL, banner="150603") == 0
    assert counted(who.office, status=ALL, township="150602101") == 0


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("id", [1, 2, 3, 4]),
        ("-id", [4, 3, 2, 1]),
        ("licence_expires_on", [3, 2, 1, 4]),  # unknown stands last either way
        ("-licence_expires_on", [1, 2, 3, 4]),
        ("-risk", [4, 1, 2, 3]),
        ("risk,-id", [2, 1, 4, 3]),
        ("category", [4, 1, 3, 2]),
        ("-cameras", [1, 2, 3, 4]),
        ("banner", [1, 2, 3, 4]),
        ("office", [1, 2, 4, 3]),
        ("status", [1, 2, 4, 3]),
    ],
)
def test_rows_stand_in_the_order_asked_for(engine, who, sort, wanted):
    with reading(engine) as conn:
        found = order(
            conn,
            who.city,
            RegisterFilter.parse({"status": ALL}),
            sort_keys(sort.split(",")),
            TODAY,
        )
    assert list(found) == wanted


def test_every_column_sorts_both_ways_without_losing_a_row(engine, who):
    with reading(engine, who.dongsheng.place) as conn:
        for name, column in COLUMNS.items():
            for descending in (False, True) if column.sortable else ():
                keys = (SortKey(name, descending),)
                found = order(
                    conn, who.dongsheng, RegisterFilter.parse({"status": ALL}), keys, TODAY
                )
                assert sorted(found) == [1, 2, 3], name


@pytest.mark.parametrize(
    "text",
    ["name; DROP TABLE establishment", "version", "-", "", "name desc", "information", "--risk"],
)
def test_what_is_no_column_never_reaches_the_database(text):
    assert sort_keys([text]) == (SortKey("name"),)
    assert ListLayout.parse({"sort": text, "columns": text}).sort == (SortKey("name"),)
    assert set(ListLayout.parse({"columns": f"{text},risk"}).columns) <= {
        "name",
        "risk",
        "information",
    }


def test_order_and_columns_stand_in_the_address(who):
    shown = ListLayout((SortKey("risk", descending=True), SortKey("name")), ("name", "phone"))
    assert shown.query() == {"sort": "-risk,name", "columns": "name,phone"}
    assert ListLayout.parse(shown.query()) == shown
    assert ListLayout.parse({"columns": "phone,phone"}) == ListLayout(columns=("name", "phone"))
    assert ListLayout().query() == {}


def test_a_row_says_what_the_register_holds(engine, who):
    with reading(engine, who.dongsheng.place) as conn:
        first, second, third = rows(
            conn,
            who.dongsheng,
            RegisterFilter.parse({"status": ALL}),
            sort_keys(["id"]),
            TODAY,
            0,
            10,
        )
    assert (first.name, first.banner_zh, first.township_zh) == ("东胜面馆", "东胜区", "交通街道")
    assert (first.office_zh, third.office_zh) == ("交通市场监督管理所", None)
    assert (first.licence_number, first.licence_state) == ("JY21506020000016", "valid")
    assert (third.licence_state, third.licence_number_valid) == ("expired", False)
    assert (first.camera_online, first.camera_total, second.camera_unusable) == (1, 1, 1)
    assert first.missing_facts == ()
    assert "licence" in third.missing_facts


def test_what_is_missing_for_the_public_and_the_filter_agree(engine, who):
    for information in ("complete", "incomplete"):
        with reading(engine) as conn:
            listed = every(
                conn,
                who.city,
                RegisterFilter.parse({"status": ALL, "information": information}),
                sort_keys([]),
                TODAY,
            )
            found = {(not row.missing_facts) for row in listed}
        assert found == {information == "complete"}


def test_a_list_shows_nobody_else_s_rows(engine, who):
    for scope, wanted in ((who.dongsheng, {1, 2, 3}), (who.kangbashi, {4}), (who.office, {1, 2})):
        with reading(engine, scope.place) as conn:
            listed = every(conn, scope, RegisterFilter.parse({"status": ALL}), sort_keys([]), TODAY)
            assert {row.id for row in listed} == wanted


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"status": ALL},
        {"risk": "D", "status": ALL},
        {"licence": "number_invalid", "status": ALL},
        {"banner": "150602", "camera": "offline"},
        {"q": "店", "hygiene": "-"},
        {"q": "JY21506020000040"},
    ],
)
def test_the_count_beside_an_option_is_the_list_that_it_opens(engine, who, query):
    wanted = RegisterFilter.parse(query)
    for scope in (who.city, who.dongsheng):
        with reading(engine, scope.place) as conn:
            told = option_counts(conn, scope, wanted, TODAY)
            assert told.total == count(conn, scope, wanted, TODAY)
            for name, options in OPTIONS.items():
                for option in options:
                    alone = RegisterFilter.parse({**query, name: option})
                    assert told.options[name][option] == count(conn, scope, alone, TODAY)
            for place, sizes in (("banner", told.banners), ("township", told.townships)):
                for code, n in sizes.items():
                    kept = wanted.without("banner").without("township")
                    there = RegisterFilter.parse({**kept.query(), place: code})
                    assert n == count(conn, scope, there, TODAY)


def test_figures_of_other_screens_are_the_lists_that_they_open(engine, who, counted):
    for scope in (who.city, who.dongsheng, who.office):
        with reading(engine, scope.place) as conn:
            listed = categories(conn, scope, TODAY)
            by_category = {row.category: row.establishments for row in listed}
            table = league(conn, scope, Level.BANNER, TODAY, NOON)
        assert sum(by_category.values()) == counted(scope)
        for category, n in by_category.items():
            assert n == counted(scope, category=category)
        for row in table.rows:
            for level, n in row.figures.risk.items():
                assert n == counted(scope, banner=row.code, risk=level or "-")
