from datetime import date

import numpy as np
import pytest
from sqlalchemy import insert, update

from data_access.alerts import Finding, raise_alert
from data_access.engine import reading, writing
from data_access.map_area import every, inside, read_area, square_km
from data_access.map_compare import part_of, standing
from data_access.map_sift import sift
from data_access.map_table import OVERLAYS, put_together, read_base, read_overlay
from data_access.schema import control_task, establishment
from domain.coordinates import Box
from domain.map_area import AreaError, AreaFault, Circle, Nearest
from domain.map_filter import GROUPS, PLACE_GROUPS, MapFilter
from domain.scope import system_scope
from tests.conftest import NOON
from tests.rows import plant

TODAY = date(2026, 11, 19)
CITY = Box(106.5, 37.5, 111.6, 41.0)
POINTS = {1: (109.98, 39.81), 2: (109.981, 39.81), 3: (0.0, 0.0), 4: (109.78, 39.60)}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for n, (lon, lat) in POINTS.items():
            place = establishment.c.id == n
            conn.execute(update(establishment).where(place).values(lon=lon, lat=lat))
        conn.execute(update(establishment).where(establishment.c.id == 2).values(risk_level="D"))
        conn.execute(update(establishment).where(establishment.c.id == 4).values(risk_level=None))
        for n, place, state in [(1, "150602001", "done"), (2, "150602001", "open")]:
            conn.execute(
                insert(control_task).values(
                    establishment_id=n,
                    kind="daily_control",
                    period_start=TODAY,
                    township_code=place,
                    category="small",
                    state=state,
                    due_at=NOON,
                )
            )
        raise_alert(
            conn,
            system_scope("patrol"),
            Finding(
                camera_id=20,
                alert_class="ai.no_mask",
                confidence=0.9,
                seen_at=NOON,
                model_name="test",
                model_sha256="0" * 64,
            ),
            NOON,
        )
    return planted


def _table(engine, scope):
    with reading(engine, scope.place) as conn:
        base = read_base(conn, scope, CITY)
        overlays = {name: read_overlay(conn, scope, base, name, TODAY) for name in OVERLAYS}
    return put_together(base, overlays, "1")


def _ids(table, found):
    return table.base.ids[found.rows].tolist()


def test_the_table_says_of_every_establishment_what_the_map_says(engine, who):
    table = _table(engine, who.city)
    said = {
        int(table.base.ids[row]): {group: table.value(group, row) for group in table.codes}
        for row in range(len(table))
    }
    assert said[2] == {
        "risk": "D",
        "hygiene": "-",
        "category": "school_canteen",
        "township": "150602001",
        "street": "",
        "banner": "150602",
        "severity": "3",
        "control": "todo",
        "kitchen": "u",
        "cadre": "-",
    }
    assert said[1]["control"] == "done"
    assert said[4]["risk"] == "-"
    assert table.base.located == 3
    assert np.isnan(table.base.lons[-1])


def test_each_asker_gets_what_lies_in_the_own_part_only(engine, who):
    area = Circle(109.98, 39.81, 50_000)
    seen = {who.city: [1, 2, 4], who.kangbashi: [4], who.office: [1, 2], who.shop: [1]}
    for scope, ids in seen.items():
        table = _table(engine, scope)
        assert _ids(table, inside(table, MapFilter(), area)) == ids


def test_a_circle_holds_what_is_no_farther_than_its_radius(engine, who):
    table = _table(engine, who.city)
    away = 85.42  # metres of a thousandth of a degree of longitude at 39.81 north
    assert _ids(table, inside(table, MapFilter(), Circle(109.98, 39.81, away - 0.2))) == [1]
    found = inside(table, MapFilter(), Circle(109.98, 39.81, away + 0.2))
    assert _ids(table, found) == [1, 2]
    assert found.metres == pytest.approx([0, away], abs=0.1)


def test_the_nearest_come_in_order_and_pass_the_filter(engine, who):
    table = _table(engine, who.city)
    assert _ids(table, inside(table, MapFilter(), Nearest(109.79, 39.6, 2))) == [4, 1]
    severe = MapFilter.parse({"risk": "D"})
    assert _ids(table, inside(table, severe, Nearest(109.78, 39.6, 3))) == [2]


def test_a_polygon_lists_the_riskiest_first_and_knows_its_size(engine, who):
    table = _table(engine, who.city)
    area = read_area("p:109.97,39.8;109.99,39.8;109.99,39.82;109.97,39.82", CITY)
    assert _ids(table, inside(table, MapFilter(), area)) == [2, 1]
    assert square_km(area) == pytest.approx(3.8, abs=0.02)
    on_the_line = read_area("p:109.98,39.8;109.99,39.8;109.99,39.82;109.98,39.82", CITY)
    assert _ids(table, inside(table, MapFilter(), on_the_line)) == [2, 1]


@pytest.mark.parametrize(
    "text", ["p:109.9,39.8;110,39.9;110,39.8;109.9,39.9", "p:109.9,39.8;110,39.8;109.95,39.8"]
)
def test_edges_that_cross_or_hold_nothing_are_refused(text):
    with pytest.raises(AreaError) as refused:
        read_area(text, CITY)
    assert refused.value.fault is AreaFault.CROSSING


def test_counts_of_a_group_follow_the_other_groups_only(engine, who):
    table = _table(engine, who.city)
    found = sift(table, MapFilter.parse({"risk": "B", "banner": "150602"}))
    assert table.base.ids[found.rows].tolist() == [1, 3]
    assert found.counts["risk"] == {"B": 2, "D": 1}
    assert found.counts["banner"] == {"150602": 2}
    assert set(found.counts) == {*GROUPS, *PLACE_GROUPS}
    assert _ids(table, every(table, MapFilter())) == [2, 1, 3, 4]


def test_two_parts_are_compared_by_their_own_rows(engine, who):
    table = _table(engine, who.city)
    with reading(engine, who.city.place) as conn:
        banner, town = (
            standing(conn, who.city, table, part_of(table, MapFilter(), part, CITY), NOON)
            for part in ("150602", "150603003")
        )
    assert (banner.establishments, banner.alerts, banner.overdue) == (3, 1, 0)
    assert (banner.severe.part, banner.severe.whole) == (1, 3)
    assert (banner.control.part, banner.control.whole) == (1, 2)
    assert (town.establishments, town.alerts) == (1, 0)
    assert town.severe.whole == 0
    assert banner.few


def test_a_part_out_of_scope_looks_like_one_that_does_not_exist(engine, who):
    table = _table(engine, who.kangbashi)
    for part in ("150602", "999999", "150602001", "x", "p:1,1"):
        with pytest.raises(AreaError):
            part_of(table, MapFilter(), part, CITY)
