from datetime import date
from itertools import accumulate

import pytest
from sqlalchemy import insert, select, update

from data_access.alerts import Finding, raise_alert
from data_access.changes import Topic
from data_access.engine import reading, writing
from data_access.map_points import PER_DEGREE, category_letters, point_changes, point_columns
from data_access.schema import camera, control_task, establishment, guarantee, guarantor
from domain.categories import Category
from domain.coordinates import Box
from domain.datum import Datum
from domain.scope import system_scope
from tests.conftest import NOON
from tests.rows import plant

TODAY = date(2026, 11, 19)
CITY = Box(106.5, 37.5, 111.6, 41.0)


def test_what_is_kept_is_asked_for_by_what_changes_it(engine, who):
    asked = {}

    def kept(name, topics, build, *_key):
        asked[name] = set(topics)
        return build(conn, who.city)

    with reading(engine) as conn:
        columns = point_columns(conn, who.city, TODAY, CITY, kept=kept)
        assert columns == point_columns(conn, who.city, TODAY, CITY)
    assert asked == {
        "map.register": {Topic.REGISTER, Topic.RISK},
        "map.controls": {Topic.CONTROL, Topic.REGISTER},
        "map.kitchens": {Topic.CAMERAS, Topic.REGISTER},
        "map.cadres": {Topic.REGISTER},
    }


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for n, lon, lat in [(1, 109.99001, 39.81), (2, 109.98, 39.82), (4, 109.78, 39.60)]:
            place = establishment.c.id == n
            conn.execute(update(establishment).where(place).values(lon=lon, lat=lat))
        conn.execute(update(establishment).where(establishment.c.id == 2).values(risk_level=None))
        for n, day, state in [(1, TODAY, "done"), (2, TODAY, "open"), (4, date(2026, 11, 18), "x")]:
            conn.execute(
                insert(control_task).values(
                    establishment_id=n,
                    kind="daily_control",
                    period_start=day,
                    township_code="150602001",
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


def test_columns_unpack_to_the_rows_with_the_unlocated_last(engine, who):
    with reading(engine) as conn:
        columns = point_columns(conn, who.city, TODAY, CITY)
    assert list(accumulate(columns.ids)) == [1, 2, 4, 3]
    assert columns.located == 3
    assert [lon / PER_DEGREE for lon in accumulate(columns.lons)] == [109.99001, 109.98, 109.78]
    assert [lat / PER_DEGREE for lat in accumulate(columns.lats)] == [39.81, 39.82, 39.60]
    assert [columns.townships[place] for place in accumulate(columns.places)] == [
        "150602001",
        "150602001",
        "150603003",
        "150602101",
    ]
    letters = {letter: code for code, letter in category_letters().items()}
    assert [letters[letter] for letter in columns.categories] == [
        Category.SMALL,
        Category.SCHOOL_CANTEEN,
        Category.MEDIUM,
        Category.SMALL,
    ]
    assert columns.risks == "B-BB"
    assert columns.severities == "-3--"
    assert columns.controls == "do--"


def test_each_asker_gets_own_points_only(engine, who):
    with reading(engine) as conn:
        assert list(accumulate(point_columns(conn, who.kangbashi, TODAY, CITY).ids)) == [4]
        assert list(accumulate(point_columns(conn, who.office, TODAY, CITY).ids)) == [1, 2]
        assert list(accumulate(point_columns(conn, who.shop, TODAY, CITY).ids)) == [1]


@pytest.mark.parametrize("status", ["closed", "moved", "filed", "merged"])
def test_what_has_left_the_register_is_not_drawn(engine, who, status):
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 1).values(status=status))
        columns = point_columns(conn, who.city, TODAY, CITY)
    assert list(accumulate(columns.ids)) == [2, 4, 3]
    assert columns.severities == "3--"


def test_kitchen_cadre_and_grade_of_each(engine, who):
    with writing(engine) as conn:
        conn.execute(update(camera).where(camera.c.establishment_id == 1).values(state="online"))
        conn.execute(update(camera).where(camera.c.establishment_id == 2).values(state="offline"))
        conn.execute(update(establishment).where(establishment.c.id == 4).values(hygiene_grade="A"))
        cadre = {"name": "王", "position": "干部", "tier": "D", "created_at": NOON}
        conn.execute(insert(guarantor).values(id=1, **cadre, updated_at=NOON))
        for number, until in ((1, None), (2, TODAY)):
            conn.execute(
                insert(guarantee).values(
                    guarantor_id=1,
                    establishment_id=number,
                    township_code="150602001",
                    since=date(2026, 1, 1),
                    until=until,
                )
            )
        columns = point_columns(conn, who.city, TODAY, CITY)
        cameras = conn.execute(select(camera.c.establishment_id)).scalars().all()
    wanted = {1: "o", 2: "f"}
    ids = list(accumulate(columns.ids))
    assert columns.kitchens == "".join(
        "-" if number not in cameras else wanted.get(number, "u") for number in ids
    )
    assert dict(zip(ids, columns.cadres, strict=True)) == {1: "h", 2: "-", 4: "-", 3: "-"}
    assert dict(zip(ids, columns.grades, strict=True))[4] == "A"


def test_a_point_outside_the_city_locates_nothing(engine, who):
    with writing(engine) as conn:
        for number, lon, lat in ((1, 0.0, 0.0), (2, 39.81, 109.98)):
            place = establishment.c.id == number
            conn.execute(update(establishment).where(place).values(lon=lon, lat=lat))
        columns = point_columns(conn, who.city, TODAY, CITY)
    assert columns.located == 1
    assert columns.ids[0] == 4
    assert len(columns.lons) == 1


def test_on_a_map_in_gcj02_the_points_stand_some_480_m_away(engine, who):
    with reading(engine) as conn:
        here = point_columns(conn, who.city, TODAY, CITY)
        there = point_columns(conn, who.city, TODAY, CITY, Datum.GCJ02)
        same = point_columns(conn, who.city, TODAY, CITY, Datum.CGCS2000)
    assert same == here
    east = (there.lons[0] - here.lons[0]) / PER_DEGREE * 111_320 * 0.768
    north = (there.lats[0] - here.lats[0]) / PER_DEGREE * 111_320
    assert (east**2 + north**2) ** 0.5 == pytest.approx(480, abs=60)


def test_changes_hold_the_rows_that_differ_and_nothing_else(engine, who):
    with writing(engine) as conn:
        old = point_columns(conn, who.city, TODAY, CITY)
        values = establishment.update()
        conn.execute(values.where(establishment.c.id == 2).values(risk_level="D"))
        conn.execute(values.where(establishment.c.id == 1).values(status="closed"))
        conn.execute(values.where(establishment.c.id == 3).values(lon=110.0, lat=39.8))
        new = point_columns(conn, who.city, TODAY, CITY)
    changes = point_changes(old, new)
    assert changes.gone == [1]
    assert {row[0] for row in changes.rows} == {2, 3}
    moved = next(row for row in changes.rows if row[0] == 3)
    assert moved[1:4] == [11_000_000, 3_980_000, "150602101"]
    assert point_changes(new, new).rows == []
