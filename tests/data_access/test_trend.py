"""Trends are sums of the roll-ups, kept with them by every writer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from data_access import alert_rollup, control_rollup, trend_rollup
from data_access.control import excuse_duty, submit
from data_access.control_periods import mark_missed, open_period
from data_access.engine import reading, writing
from data_access.schema import control_rollup as sums
from data_access.schema import trend_rollup as kept
from data_access.standing import city_trend
from data_access.trend import trend
from domain.alerts import AlertState
from domain.checklists import Answer
from domain.control import ControlKind, ControlState
from domain.scope import NotAllowedError, system_scope
from domain.share import Share
from domain.submission import Submission
from domain.trend import Followed, Span
from tests.conftest import NOON
from tests.figure_rows import raised, roll_up, task
from tests.rows import plant
from tests.sheets import asked

SYSTEM = system_scope("test")
TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
DAILY = ControlKind.DAILY_CONTROL


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def test_steps_of_all_three_spans_hold_the_same_duties(engine, who):
    with writing(engine) as conn:
        for back, state in (
            (0, ControlState.DONE),
            (3, ControlState.MISSED),
            (40, ControlState.LATE),
        ):
            task(conn, 1, TODAY - back * DAY, state)
        task(conn, 4, TODAY, ControlState.EXCUSED)
        roll_up(conn)
        days = trend(conn, who.city, Followed.DAILY_CONTROL, Span.DAY, TODAY).points
        weeks = trend(conn, who.city, Followed.DAILY_CONTROL, Span.WEEK, TODAY).points
        months = trend(conn, who.city, Followed.DAILY_CONTROL, Span.MONTH, TODAY).points
    assert (len(days), len(weeks), len(months)) == (30, 12, 12)
    assert (days[-1].share, days[-4].share) == (Share(1, 1), Share(0, 1))
    assert days[-11].before == Share(1, 1)
    assert weeks[-1].share == Share(1, 2)
    assert [one.share for one in months[-2:]] == [Share(1, 1), Share(1, 2)]


def test_each_asker_sees_its_own_places(engine, who):
    with writing(engine) as conn:
        task(conn, 1, TODAY, ControlState.DONE)
        task(conn, 4, TODAY, ControlState.MISSED)
        roll_up(conn)

    def last(asker):
        with reading(engine, asker.place) as conn:
            return trend(conn, asker, Followed.DAILY_CONTROL, Span.WEEK, TODAY).points[-1].share

    assert [last(one) for one in (who.city, who.dongsheng, who.kangbashi, who.office)] == [
        Share(1, 2),
        Share(1, 1),
        Share(0, 1),
        Share(1, 1),
    ]
    with reading(engine, who.office.place) as conn:
        city = city_trend(conn, who.office, Followed.DAILY_CONTROL, Span.WEEK, TODAY)
        assert city.points[-1].share == Share(1, 2)
        with pytest.raises(NotAllowedError):
            city_trend(conn, who.shop, Followed.DAILY_CONTROL, Span.WEEK, TODAY)


def test_writers_keep_what_a_rebuild_finds(engine, who):
    answers = {item.id: Answer.PASS for item in asked(DAILY)}
    with writing(engine) as conn:
        for back in (2, 1, 0):
            open_period(conn, SYSTEM, DAILY, TODAY - back * DAY, NOON - back * DAY)
        submit(conn, SYSTEM, Submission(1, DAILY, TODAY, "甲", answers), NOON)
        excuse_duty(conn, SYSTEM, 3, DAILY, TODAY, "停电", NOON)
        mark_missed(conn, SYSTEM, NOON)
        assert trend_rollup.rebuild(conn, Followed.DAILY_CONTROL) == []
        assert control_rollup.rebuild(conn) == []
        found = trend(conn, who.city, Followed.DAILY_CONTROL, Span.DAY, TODAY).points
    assert [one.share for one in found[-3:]] == [Share(0, 4), Share(0, 4), Share(1, 3)]


def test_a_wrong_sum_is_found_and_mended(engine, who):
    with writing(engine) as conn:
        raised(conn, 1, NOON, state=AlertState.CLOSED, rectified_at=NOON)
        roll_up(conn)
        conn.execute(update(kept).where(kept.c.span == "week").values(part=7))
        wrong = alert_rollup.rebuild(conn)
        assert [(key[0], key[1]) for key in wrong] == [("alerts", "week")]
        assert alert_rollup.rebuild(conn) == []


def test_purchases_are_counted_where_they_were_answered(engine, who):
    sheet = [item.id for item in asked(DAILY)]
    passed = dict.fromkeys(sheet, Answer.PASS)
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, TODAY, NOON)
        submit(conn, SYSTEM, Submission(1, DAILY, TODAY, "甲", passed), NOON)
        none = {**passed, "daily.B01": Answer.NOT_APPLICABLE}
        submit(conn, SYSTEM, Submission(3, DAILY, TODAY, "乙", none), NOON)
        assert control_rollup.rebuild(conn) == []
        rows = conn.execute(sums.select()).all()
    assert sum(row.purchases_passed for row in rows) == 1
    assert sum(row.purchases_failed for row in rows) == 0
