from datetime import date, timedelta

import pytest

from data_access import figures
from data_access.alert_queue import counts
from data_access.engine import reading, writing
from domain.alert_filter import QueueFilter
from domain.alerts import AlertState
from domain.categories import Category
from domain.clock import city_moment
from domain.control import ControlKind, ControlState
from domain.scope import NotAllowedError
from domain.share import Share
from tests.conftest import NOON
from tests.figure_rows import raised, roll_up, task
from tests.rows import plant

TODAY = date(2026, 11, 19)
HOUR = timedelta(hours=1)


@pytest.fixture
def city(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        task(conn, 1, TODAY, ControlState.DONE)
        task(conn, 2, TODAY, ControlState.EXCUSED)
        task(conn, 3, TODAY, ControlState.OPEN)
        task(conn, 4, TODAY, ControlState.LATE)
        week_ago = TODAY - timedelta(days=7)
        before, after = NOON - timedelta(days=7, hours=1), NOON - timedelta(days=7) + HOUR
        task(conn, 1, week_ago, ControlState.DONE, submitted_at=before)
        task(conn, 3, week_ago, ControlState.DONE, submitted_at=after)
        task(conn, 4, week_ago, ControlState.MISSED)
        raised(conn, 1, NOON - HOUR, severity=1)
        raised(conn, 1, NOON - 2 * HOUR, severity=3, state=AlertState.CLOSED, rectified_at=NOON)
        raised(conn, 4, NOON - HOUR, severity=2, state=AlertState.FALSE)
        raised(conn, 3, NOON - timedelta(days=1, hours=1), severity=3)
        raised(conn, 3, NOON - timedelta(days=1) + HOUR, severity=3)
        roll_up(conn)
    return planted


def test_categories_count_the_register_and_the_day_without_excused(engine, city):
    with reading(engine) as conn:
        rows = {row.category: row for row in figures.categories(conn, city.city, TODAY)}
    assert len(rows) == 11
    assert rows[Category.SMALL].establishments == 2
    assert rows[Category.SMALL].daily.answered == Share(1, 2)
    canteen = rows[Category.SCHOOL_CANTEEN].daily
    assert (canteen.excused, canteen.answered) == (1, Share(0, 0))
    assert canteen.answered.percent is None


def test_late_answers_count_as_answered_but_not_as_on_time(engine, city):
    with reading(engine) as conn:
        rows = {row.category: row for row in figures.categories(conn, city.kangbashi, TODAY)}
    daily = rows[Category.MEDIUM].daily
    assert (daily.answered, daily.on_time) == (Share(1, 1), Share(0, 1))
    assert rows[Category.SMALL].establishments == 0


def test_an_earlier_day_is_read_at_the_same_clock_time(engine, city):
    with reading(engine) as conn:
        then = figures.answered_before(conn, city.city, ControlKind.DAILY_CONTROL, TODAY, NOON)
        own = figures.answered_before(conn, city.kangbashi, ControlKind.DAILY_CONTROL, TODAY, NOON)
    assert then == Share(1, 3)
    assert own == Share(0, 1)


def test_a_running_month_is_compared_at_the_same_age(engine, city):
    start = city_moment(date(2026, 10, 1))
    kind = ControlKind.MONTHLY_DISPATCH
    with writing(engine) as conn:
        for shop, at in ((1, start + timedelta(days=18)), (3, start + timedelta(days=19))):
            task(conn, shop, date(2026, 10, 1), ControlState.DONE, kind=kind, submitted_at=at)
        assert figures.answered_before(conn, city.city, kind, TODAY, NOON) == Share(1, 2)


def test_today_is_compared_with_yesterday_at_the_same_clock_time(engine, city):
    with reading(engine) as conn:
        today = figures.found_by_severity(conn, city.city, TODAY)
        assert figures.alerts_same_time_yesterday(conn, city.city, TODAY, NOON) == 1
        assert figures.alerts_same_time_yesterday(conn, city.kangbashi, TODAY, NOON) == 0
        by_fact = figures.alerts_between(conn, city.city, city_moment(TODAY), NOON)
    assert today == {1: 1, 2: 1, 3: 1, 4: 0}
    assert by_fact == sum(today.values())


def test_open_alerts_leave_out_closed_and_false_ones(engine, city):
    with reading(engine) as conn:
        whole = figures.open_alerts(conn, city.city, NOON)
        assert whole.by_severity == {1: 1, 2: 0, 3: 2, 4: 0}
        assert whole.overdue == {1: 0, 2: 0, 3: 1, 4: 0}
        none = {1: 0, 2: 0, 3: 0, 4: 0}
        assert figures.open_alerts(conn, city.kangbashi, NOON).by_severity == none
        assert figures.open_alerts(conn, city.shop, NOON).by_severity == {**none, 1: 1}


def test_open_and_overdue_equal_the_queue_behind_them(engine, city):
    with writing(engine) as conn:
        late = NOON - timedelta(days=9)
        raised(conn, 2, late, severity=2, state=AlertState.CONFIRMED)
        raised(conn, 2, late, severity=2, state=AlertState.RECTIFIED, rectified_at=NOON - HOUR)
        raised(conn, 4, late, severity=4, state=AlertState.RECTIFIED, rectified_at=late)
        for scope in (city.city, city.dongsheng, city.office, city.shop):
            found = figures.open_alerts(conn, scope, NOON)
            listed = counts(conn, scope, QueueFilter(), NOON)
            assert found.by_severity == listed.by_severity
            assert sum(found.overdue.values()) == listed.overdue


def test_since_start_counts_what_became_of_every_alert(engine, city):
    with reading(engine) as conn:
        assert figures.since_start(conn, city.city) == Share(1, 5)
        assert figures.since_start(conn, city.office).whole == 2


def test_one_establishment_gets_no_sums(engine, city):
    with reading(engine) as conn:
        for read in (
            lambda: figures.since_start(conn, city.shop),
            lambda: figures.categories(conn, city.shop, TODAY),
            lambda: figures.found_by_severity(conn, city.shop, TODAY),
        ):
            with pytest.raises(NotAllowedError):
                read()
