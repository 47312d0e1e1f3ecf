from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from data_access.engine import reading, writing
from data_access.register import card, counts, named, unlocated
from data_access.schema import camera, camera_look, establishment, licence
from tests.conftest import NOON
from tests.rows import plant


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 1)
            .values(
                name="暖阳100%面馆",
                lon=109.99,
                lat=39.81,
                guarantor_tier="D",
                hygiene_grade="A",
                credit_code="92150602MA0K12340X",
            )
        )
        conn.execute(
            insert(licence),
            [
                {
                    "establishment_id": 1,
                    "number": number,
                    "number_valid": True,
                    "expires_on": expires_on,
                }
                for number, expires_on in [
                    ("JY21506020000012", date(2024, 1, 1)),
                    ("JY21506020000020", date(2029, 1, 1)),
                ]
            ],
        )
    return planted


def test_a_card_keeps_the_three_grades_apart(engine, who):
    with reading(engine) as conn:
        found = card(conn, who.city, 1)
    assert (found.risk_level, found.guarantor_tier, found.hygiene_grade) == ("B", "D", "A")
    assert (found.banner_zh, found.township_zh) == ("东胜区", "交通街道")
    assert found.licence.number == "JY21506020000020"  # the one that runs longest
    assert found.cameras == {"unpatrolled": 1}
    assert found.look is None


def test_a_card_shows_the_newest_picture(engine, who):
    with writing(engine) as conn:
        extra = {"establishment_id": 1, "township_code": "150602001", "label": "C-02"}
        conn.execute(insert(camera).values(id=11, position="prep", state="online", **extra))
        for camera_id, age_min in [(10, 5), (11, 90)]:
            conn.execute(
                insert(camera_look).values(
                    camera_id=camera_id,
                    taken_at=NOON - timedelta(minutes=age_min),
                    path="x",
                    width_px=1,
                    height_px=1,
                    boxes=[],
                    model_sha256="0" * 64,
                )
            )
        found = card(conn, who.city, 1)
    assert (found.look.camera_id, found.look.position) == (10, "cooking")
    assert found.cameras == {"online": 1, "unpatrolled": 1}


def test_what_is_out_of_scope_looks_like_what_does_not_exist(engine, who):
    with reading(engine) as conn:
        assert card(conn, who.dongsheng, 4) is None
        assert card(conn, who.office, 3) is None
        assert card(conn, who.shop, 2) is None
        assert card(conn, who.city, 999) is None
        assert card(conn, who.shop, 1).id == 1
        assert [item.id for item in named(conn, who.dongsheng, [1, 3, 4, 999])] == [1, 3]


@pytest.mark.parametrize("status", ["closed", "moved", "filed", "merged"])
def test_counts_agree_with_each_other_and_leave_out_who_has_left(engine, who, status):
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 3).values(status=status))
        found = counts(conn, who.city)
        assert found.total == 3
        assert sum(found.by_category.values()) == sum(found.by_banner.values()) == 3
        assert found.by_banner == {"150602": 2, "150603": 1}
        assert found.by_status == {"active": 3, status: 1}
        assert found.unlocated == 2
        assert counts(conn, who.dongsheng).total == 2
        assert counts(conn, who.shop).by_category == {"small": 1}
        assert [item.id for item in unlocated(conn, who.city)] == [2, 4]
