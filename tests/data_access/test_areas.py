"""Places as the asker may see them; what is narrowed stays narrowed in every query."""

import pytest
from sqlalchemy import func, select, update

from data_access.areas import find
from data_access.engine import reading, writing
from data_access.schema import establishment, supervision_office, township
from data_access.scoping import in_scope
from domain.area import Area, AreaKind, home
from tests.rows import plant

TOWN = Area("150602", "150602001")


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def counted(conn, scope):
    seen = in_scope(scope, establishment.c.township_code, establishment.c.id)
    return conn.scalar(select(func.count()).select_from(establishment).where(seen))


@pytest.mark.parametrize(
    ("area", "leader", "dongsheng", "kangbashi", "office"),
    [
        (Area(), 4, None, None, None),
        (Area("150602"), 3, 3, None, None),
        (Area("150603"), 1, None, 1, None),
        (Area("159999"), None, None, None, None),
        (TOWN, 2, 2, None, 2),
        (Area("150602", "150602101"), 1, 1, None, None),
        (Area("150602", "150602999"), None, None, None, None),
        (Area(office=1), 2, 2, None, 2),
        (Area(office=2), 1, None, 1, None),
        (Area(office=9), None, None, None, None),
    ],
)
def test_a_place_is_found_by_those_who_see_all_of_it(
    engine, who, area, leader, dongsheng, kangbashi, office
):
    expected = {"leader": leader, "dongsheng": dongsheng, "kangbashi": kangbashi, "office": office}
    for name, establishments in expected.items():
        scope = getattr(who, name)
        with reading(engine, scope.place) as conn:
            found = find(conn, scope, area)
            assert (found and counted(conn, found.scope)) == establishments, name
    with reading(engine, who.shop.place) as conn:
        assert find(conn, who.shop, area) is None


def test_a_township_that_was_moved_is_found_where_it_lies_now(engine, who):
    with writing(engine) as conn:
        moved = update(township).where(township.c.code == "150602001")
        conn.execute(moved.values(banner_adcode="150603"))
        found = find(conn, who.city, TOWN)
        assert found.area == Area("150603", "150602001")
        assert found.banner_zh == "康巴什区"
        assert counted(conn, found.scope) == 2
        assert find(conn, who.dongsheng, TOWN) is None
        assert find(conn, who.kangbashi, TOWN).area.banner == "150603"
        # An office of the old banner no longer brings its bureau to the township.
        assert counted(conn, find(conn, who.dongsheng, Area(office=1)).scope) == 0


def test_names_and_kind(engine, who):
    with writing(engine) as conn:
        found = find(conn, who.leader, TOWN)
        name = conn.scalar(select(supervision_office.c.name_zh).where(supervision_office.c.id == 1))
    assert (found.name_zh, found.kind, found.office) == ("交通街道", "街道", (1, name))
    assert found.area.kind is AreaKind.TOWNSHIP


def test_home_is_all_that_an_asker_sees(who):
    assert home(who.leader) == Area()
    assert home(who.dongsheng) == Area("150602")
    assert home(who.office) == Area(office=1)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "150602",
        {"banner": 150602},
        {"banner": "15060２"},
        {"banner": ""},
        {"banner": "150602", "township": ""},
        {"township": "150602001' OR 1=1"},
        {"office": "0"},
        {"office": "99999999999"},
        {"office": 1},
        {"office": "1", "township": "150602001"},
        {"banner": ["150602"]},
    ],
)
def test_malformed_places_are_none(given):
    assert Area.parse(given) is None


def test_a_store_reads_back_what_it_was_filled_with():
    for area in (Area(), Area("150602"), TOWN, Area("150602", office=3)):
        assert Area.parse(area.data()) == area
