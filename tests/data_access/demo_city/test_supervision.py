"""Who answers for an establishment, who has been there, and what was found."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from data_access.demo_city.showcase import FEWEST, MOST
from data_access.engine import open_engine, reading
from data_access.migrate import upgrade
from data_access.schema import (
    establishment,
    figure_snapshot,
    guarantee,
    guarantor,
    guarantor_visit,
    inspection,
    penalty,
    sampling_test,
    showcase_street,
    township,
)
from domain.day_ends import KEPT
from domain.guarantors import VISIT_ITEMS, VisitCourse
from domain.inspections import verdict
from domain.measures import Measure
from domain.penalties import kinds_of
from domain.sampling import items_of
from tests.small_city import plant_small_city

NOW = datetime(2026, 11, 19, 2, 42, tzinfo=UTC)
TODAY = date(2026, 11, 19)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('supervision') / 'nuancheng.db'}")
    upgrade(engine)
    plant_small_city(engine, NOW, establishments=1500, days=8, camera_clips=0)
    yield engine
    engine.dispose()


def rows(engine, query):
    with reading(engine) as conn:
        return conn.execute(query).all()


def test_past_days_have_their_figures_marked_as_invented(town):
    kept = figure_snapshot.c
    sums = rows(
        town,
        select(kept.measure, kept.on_day, func.sum(kept.part), func.sum(kept.whole))
        .where(kept.demo)
        .group_by(kept.measure, kept.on_day),
    )
    days = {TODAY - timedelta(days=back) for back in range(1, 9)}
    assert {(row[0], row[1]) for row in sums} == {(one, day) for one in KEPT for day in days}
    assert all(row[2] <= row[3] for row in sums)
    public = [row for row in sums if row[0] == Measure.PUBLIC]
    assert all(0.9 < row[2] / row[3] < 1 for row in public)
    assert all(1480 < row[3] <= 1500 for row in public)


def test_nearly_every_establishment_has_one_cadre_of_its_tier_and_place(town):
    held = rows(
        town,
        select(
            guarantee.c.establishment_id,
            guarantor.c.tier,
            establishment.c.guarantor_tier,
            guarantor.c.banner_adcode,
            guarantor.c.township_code,
            township.c.banner_adcode.label("in_banner"),
            township.c.code,
        )
        .join(guarantor, guarantor.c.id == guarantee.c.guarantor_id)
        .join(establishment, establishment.c.id == guarantee.c.establishment_id)
        .join(township, township.c.code == establishment.c.township_code),
    )
    assert len({row.establishment_id for row in held}) == len(held)
    assert 0.97 < len(held) / 1500 < 1
    for row in held:
        assert row.tier == row.guarantor_tier
        assert row.banner_adcode == (None if row.tier == "A" else row.in_banner)
        assert row.township_code == (row.code if row.tier in "CD" else None)


def test_visits_are_of_the_holder_and_their_course_fits_the_answers(town):
    holder = {
        row.establishment_id: row
        for row in rows(
            town,
            select(guarantee.c.establishment_id, guarantee.c.guarantor_id, guarantee.c.since),
        )
    }
    visits = rows(town, select(guarantor_visit))
    assert len(visits) > 1500
    for visit in visits:
        held = holder[visit.establishment_id]
        assert visit.guarantor_id == held.guarantor_id
        assert held.since < visit.visited_on < TODAY
        assert len(visit.answers) == len(VISIT_ITEMS)
        assert ("f" in visit.answers) == (visit.course != VisitCourse.NONE)
        assert (visit.rectify_by is not None) == (visit.course == VisitCourse.DEADLINE)


def test_inspections_say_what_their_counts_say_and_fall_on_weekdays(town):
    found = rows(town, select(inspection))
    assert len(found) > 1000
    for one in found:
        assert one.result == verdict(one.key_failed, one.general_checked, one.general_failed)
        assert one.inspected_on.weekday() < 5
        assert len(one.inspectors.split("、")) == 2
    shares = Counter(one.result for one in found)
    assert shares["not_conforming"] < shares["conforming"] < shares["mostly"]


def test_penalties_are_few_numbered_by_bureau_and_published_for_a_time(town):
    found = rows(town, select(penalty))
    year = [one for one in found if one.decided_on > TODAY - timedelta(days=365)]
    assert 0.02 < len({one.establishment_id for one in year}) / 1500 < 0.04
    assert len({(one.authority, one.decision_number) for one in found}) == len(found)
    for one in found:
        assert one.decided_on < TODAY
        assert ("fine" in kinds_of(one.kinds)) == (one.fine_fen is not None)
        assert (one.published_on is None) == (one.published_until is None)


def test_samples_fail_seldom_and_then_say_what(town):
    found = rows(town, select(sampling_test))
    year = [one for one in found if one.sampled_on > TODAY - timedelta(days=365)]
    assert 0.09 < len({one.establishment_id for one in year}) / 1500 < 0.15
    failed = [one for one in found if one.conclusion == "failed"]
    assert 0.005 < len(failed) / len(found) < 0.06
    assert all(one.sampled_on < one.reported_on <= TODAY for one in found)
    for one in found:
        assert bool(items_of(one.failed_items)) == (one.conclusion == "failed")
        assert one.handled_on is None or one.conclusion == "failed"


def test_streets_have_forty_to_sixty_shops_in_one_township(town):
    shops = rows(
        town,
        select(
            showcase_street.c.name_zh,
            func.count().label("shops"),
            func.count(establishment.c.township_code.distinct()).label("places"),
        )
        .join(establishment, establishment.c.street_id == showcase_street.c.id)
        .group_by(showcase_street.c.id, showcase_street.c.name_zh),
    )
    full = [street for street in shops if FEWEST <= street.shops <= MOST]
    assert full
    assert all(street.places == 1 for street in shops)
