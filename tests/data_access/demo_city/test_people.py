"""The people of the demonstration: who the register names, enough of them, and no real identity."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from data_access.demo_city.people import FEWEST, MOST
from data_access.engine import open_engine, reading
from data_access.migrate import upgrade
from data_access.schema import establishment, health_certificate, person
from domain.categories import Category
from domain.posts import Post
from tests.small_city import plant_small_city

NOW = datetime(2026, 11, 19, 2, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('people') / 'nuancheng.db'}")
    upgrade(engine)
    plant_small_city(engine, NOW, establishments=1500, days=8, camera_clips=0)
    yield engine
    engine.dispose()


def rows(engine, query):
    with reading(engine) as conn:
        return conn.execute(query).all()


def test_every_establishment_has_three_to_six(town):
    counts = rows(town, select(func.count(person.c.id)).group_by(person.c.establishment_id))
    assert len(counts) == 1500
    assert {count for (count,) in counts} <= set(range(FEWEST, MOST + 1))


def test_principal_and_officer_are_those_of_the_register(town):
    held = {
        (row.establishment_id, row.post): row.name
        for row in rows(town, select(person.c.establishment_id, person.c.post, person.c.name))
    }
    columns = (establishment.c.id, establishment.c.principal, establishment.c.safety_officer)
    for number, principal, officer in rows(town, select(*columns)):
        assert held[number, Post.PRINCIPAL] == principal
        assert held.get((number, Post.SAFETY_OFFICER), principal) == officer


def test_the_large_have_a_safety_director(town):
    joined = select(establishment.c.category, person.c.post).join(
        person, person.c.establishment_id == establishment.c.id
    )
    found = Counter(rows(town, joined))
    for category in (Category.LARGE, Category.EXTRA_LARGE):
        assert found[category, "safety_director"] == found[category, "principal"] > 0
    assert found[Category.SMALL, "safety_director"] == 0


def test_certificates_are_mostly_valid_and_some_run_out(town):
    ends = [row.expires_on for row in rows(town, select(health_certificate.c.expires_on))]
    expired = sum(day < TODAY for day in ends) / len(ends)
    due = sum(TODAY <= day <= TODAY + timedelta(days=30) for day in ends) / len(ends)
    assert 0.02 < expired < 0.04
    assert 0.05 < due < 0.09
    assert len(ends) == len(rows(town, select(person.c.id)))


def test_nobody_has_an_identity_number_and_phones_cannot_be_dialled(town):
    held = rows(town, select(person.c.identity_hash, person.c.identity_tail, person.c.phone))
    assert {(row.identity_hash, row.identity_tail) for row in held} == {(None, None)}
    assert all("****" in row.phone for row in held)
