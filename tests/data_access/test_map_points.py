from datetime import date
from itertools import accumulate

import pytest
from sqlalchemy import insert, update

from data_access.alerts import Finding, raise_alert
from data_access.engine import reading, writing
from data_access.map_points import CATEGORY_LETTERS, PER_DEGREE, point_columns
from data_access.schema import control_task, establishment
from domain.categories import Category
from domain.scope import system_scope
from tests.conftest import NOON
from tests.rows import plant

TODAY = date(2026, 11, 19)


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
        columns = point_columns(conn, who.city, TODAY)
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
    letters = {letter: code for code, letter in CATEGORY_LETTERS.items()}
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
        assert list(accumulate(point_columns(conn, who.kangbashi, TODAY).ids)) == [4]
        assert list(accumulate(point_columns(conn, who.office, TODAY).ids)) == [1, 2]
        assert list(accumulate(point_columns(conn, who.shop, TODAY).ids)) == [1]


@pytest.mark.parametrize("status", ["closed", "moved", "filed", "merged"])
def test_what_has_left_the_register_is_not_drawn(engine, who, status):
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 1).values(status=status))
        columns = point_columns(conn, who.city, TODAY)
    assert list(accumulate(columns.ids)) == [2, 4, 3]
    assert columns.severities == "3--"
