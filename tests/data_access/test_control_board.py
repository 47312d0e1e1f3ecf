"""The board: summaries, heat, lists and records agree with the facts and with the scope."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from data_access.control import excuse_duty, submit
from data_access.control_beside import beside
from data_access.control_board import heat, period_summaries
from data_access.control_duties import duties, duty_ids
from data_access.control_periods import mark_missed, open_period
from data_access.control_record import record
from data_access.engine import reading, writing
from data_access.schema import control_task, establishment
from domain.categories import Category
from domain.checklists import Answer
from domain.control import ControlKind, ControlState
from domain.control_board import STREAK_PERIODS, SUMMED, Listing
from domain.control_query import Within
from domain.figures import Completion
from domain.scope import NotAllowedError, system_scope
from domain.submission import ControlFinding, Submission
from tests.rows import plant
from tests.sheets import asked

SYSTEM = system_scope("scheduler")
DAILY, WEEKLY, MONTHLY = ControlKind
TODAY = date(2026, 11, 19)  # Thursday
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)


def clean(shop: int, start: date, kind: ControlKind = DAILY) -> Submission:
    category = Category.SCHOOL_CANTEEN if shop == 2 else Category.SMALL
    category = Category.MEDIUM if shop == 4 else category
    answers = {item.id: Answer.PASS for item in asked(kind, category)}
    return Submission(shop, kind, start, "刘艳", answers)


@pytest.fixture
def who(engine):
    """Four days: shop 1 answers all, 2 all but today, 3 none, 4 all but yesterday."""
    with writing(engine) as conn:
        planted = plant(conn)
        conn.execute(update(establishment).where(establishment.c.id == 3).values(risk_level=None))
        for back in (3, 2, 1, 0):
            day, now = TODAY - timedelta(days=back), NOON - timedelta(days=back)
            mark_missed(conn, SYSTEM, now)
            for kind in ControlKind:
                open_period(conn, SYSTEM, kind, day, now)
            shops = [1, 2, 4] if back > 1 else [1, 2] if back else [1, 4]
            for shop in shops:
                submit(conn, SYSTEM, clean(shop, day), now)
        submit(conn, SYSTEM, clean(1, date(2026, 11, 16), WEEKLY), NOON)
    return planted


def test_summaries_count_each_running_period_and_the_one_before(engine, who):
    with reading(engine) as conn:
        daily, weekly, monthly = period_summaries(conn, who.city, NOON)
    assert daily.current == Completion(open=2, done=2)
    assert daily.previous == Completion(done=2, missed=2)
    assert weekly.current == Completion(open=3, done=1)
    assert (weekly.start, weekly.end) == (date(2026, 11, 16), date(2026, 11, 22))
    assert weekly.previous.due == 0
    assert monthly.current.open == 4
    assert daily.time_share == 0.5


@pytest.mark.parametrize(
    ("asker", "expected"),
    [
        ("dongsheng", Completion(open=2, done=1)),
        ("kangbashi", Completion(done=1)),
        ("office", Completion(open=1, done=1)),
        ("shop", Completion(done=1)),
    ],
)
def test_summaries_hold_only_what_the_asker_sees(engine, who, asker, expected):
    with reading(engine) as conn:
        daily = period_summaries(conn, getattr(who, asker), NOON)[0]
    assert daily.current == expected


def test_heat_rows_are_banners_for_the_city_and_townships_below(engine, who):
    with reading(engine) as conn:
        city = heat(conn, who.city, DAILY, TODAY)
        banner = heat(conn, who.dongsheng, DAILY, TODAY)
        narrowed = heat(conn, who.city, DAILY, TODAY, Within(banner_adcode="150602"))
    assert city.by_banner
    assert [row.name_zh for row in city.rows] == ["东胜区", "康巴什区"]
    assert city.starts[-1] == TODAY
    assert len(city.starts) == len(city.rows[0].cells) == 30
    assert city.rows[1].cells[-2:] == (Completion(missed=1), Completion(done=1))
    assert not banner.by_banner
    # Best first by the days that are over, whatever today brings.
    assert [row.code for row in banner.rows] == ["150602001", "150602101"]
    assert narrowed.rows == banner.rows


def test_the_list_of_a_period_holds_as_many_as_its_figure_says(engine, who):
    with reading(engine) as conn:
        summary = period_summaries(conn, who.city, NOON)[0]
        today = duties(conn, who.city, DAILY, Listing.CURRENT, TODAY)
        before = duties(conn, who.city, DAILY, Listing.PREVIOUS, TODAY)
    assert today.total == len(today.rows) == summary.current.open + summary.current.missed
    assert before.total == len(before.rows) == summary.previous.open + summary.previous.missed
    assert [(row.establishment_id, row.streak) for row in before.rows] == [(3, 3), (4, 1)]
    assert [(row.establishment_id, row.state, row.streak) for row in today.rows] == [
        (3, ControlState.OPEN, 3),
        (2, ControlState.OPEN, 0),
    ]
    assert before.start == TODAY - timedelta(days=1)


def test_an_excused_day_neither_breaks_nor_lengthens_a_streak(engine, who):
    with writing(engine) as conn:
        excuse_duty(conn, SYSTEM, 3, DAILY, TODAY - timedelta(days=2), "停电", NOON)
        found = duties(conn, SYSTEM, DAILY, Listing.PREVIOUS, TODAY)
    assert [(row.establishment_id, row.streak) for row in found.rows] == [(3, 2), (4, 1)]


def test_a_streak_is_counted_over_a_bounded_time(engine, who):
    with writing(engine) as conn:
        for back in range(4, 40):
            day = TODAY - timedelta(days=back)
            open_period(conn, SYSTEM, DAILY, day, NOON - timedelta(days=back))
        mark_missed(conn, SYSTEM, NOON)
        found = duties(conn, SYSTEM, DAILY, Listing.PREVIOUS, TODAY)
    assert found.rows[0].streak == STREAK_PERIODS


def test_lists_are_bounded_narrowed_and_scoped(engine, who):
    with reading(engine) as conn:
        cut = duties(conn, who.city, DAILY, Listing.PREVIOUS, TODAY, limit=1)
        assert (len(cut.rows), cut.total) == (1, 2)
        narrow = Within(township_code="150603003")
        there = duties(conn, who.city, DAILY, Listing.PREVIOUS, TODAY, within=narrow)
        assert ([row.establishment_id for row in there.rows], there.total) == ([4], 1)
        # Naming a place outside the scope opens nothing.
        beyond = duties(conn, who.dongsheng, DAILY, Listing.PREVIOUS, TODAY, within=narrow)
        assert (beyond.rows, beyond.total) == ((), 0)


@pytest.mark.parametrize("asker", ["city", "dongsheng", "office"])
def test_a_list_of_several_days_holds_the_duties_of_each(engine, who, asker):
    scope, first = getattr(who, asker), TODAY - timedelta(days=3)
    with reading(engine) as conn:
        for show in SUMMED:
            every = [
                (one, start)
                for start in (TODAY - timedelta(days=back) for back in range(4))
                for one in duty_ids(conn, scope, DAILY, start, show=show)
            ]
            pages, page = [], 1
            while True:
                part = duties(
                    conn,
                    scope,
                    DAILY,
                    Listing.CURRENT,
                    TODAY,
                    show=show,
                    page=page,
                    limit=3,
                    first=first,
                )
                pages += [row.key for row in part.rows]
                page += 1
                if page > part.pages:
                    break
            assert part.total == len(pages) == len(every)
            assert sorted(pages) == sorted(every)
            assert [start for _one, start in pages] == sorted(
                (start for _one, start in pages), reverse=True
            )


def test_each_duty_of_several_days_has_the_streak_up_to_its_own_day(engine, who):
    with reading(engine) as conn:
        found = duties(
            conn, who.city, DAILY, Listing.PREVIOUS, TODAY, first=TODAY - timedelta(days=2)
        )
    streaks = {row.key: row.streak for row in found.rows}
    assert streaks[3, TODAY - timedelta(days=1)] == 3
    assert streaks[3, TODAY - timedelta(days=2)] == 2


@pytest.mark.parametrize(
    "read",
    [
        lambda conn, scope: heat(conn, scope, DAILY, TODAY),
        lambda conn, scope: duties(conn, scope, DAILY, Listing.CURRENT, TODAY),
    ],
    ids=["heat", "unanswered"],
)
def test_an_establishment_sees_no_rivals(engine, who, read):
    with reading(engine) as conn, pytest.raises(NotAllowedError):
        read(conn, who.shop)


def test_a_record_shows_answers_findings_and_its_neighbours(engine, who):
    finding = ControlFinding("daily.H02", "门缝过大", "换门封条", "刘艳", NOON)
    with writing(engine) as conn:
        asked = clean(2, TODAY)
        answers = dict(asked.answers) | {"daily.H02": Answer.FAIL}
        given = Submission(2, DAILY, TODAY, "刘艳", answers, (finding,))
        submit(conn, SYSTEM, given, NOON)
        found = record(conn, who.office, 2, DAILY, TODAY)
        around = beside(conn, who.office, found)
    assert (found.state, found.submitted_by, found.submitted_at) == ("done", "刘艳", NOON)
    assert (found.count(Answer.PASS), found.count(Answer.FAIL), found.count(None)) == (37, 1, 0)
    assert around.cases["daily.H02"].measure == "换门封条"
    assert [case.item for case in around.open_cases] == ["daily.H02"]
    days = [TODAY - timedelta(days=back) for back in (3, 2, 1, 0)]
    assert around.course == tuple((day, ControlState.DONE) for day in days)
    assert (found.earlier, found.later) == (TODAY - timedelta(days=1), None)


def test_without_a_day_the_last_answered_record_is_shown(engine, who):
    with reading(engine) as conn:
        found = record(conn, who.city, 2, DAILY)
        never = record(conn, who.city, 3, DAILY)
    assert (found.start, found.last_answered) == (TODAY - timedelta(days=1),) * 2
    assert (never.start, never.state, never.last_answered) == (TODAY, ControlState.OPEN, None)
    assert never.count(None) == len(never.items) == 34


def test_answers_stay_when_the_establishment_changes(engine, who):
    with writing(engine) as conn:
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 1)
            .values(cold_room=True, category="medium")
        )
        found = record(conn, who.city, 1, DAILY, TODAY)
    assert len(found.items) == found.count(Answer.PASS) == 34
    assert found.category == Category.SMALL


def test_a_record_out_of_scope_or_of_no_duty_is_not_there(engine, who):
    with reading(engine) as conn:
        assert record(conn, who.office, 4, DAILY, TODAY) is None
        assert record(conn, who.shop, 2, DAILY) is None
        assert record(conn, who.city, 1, DAILY, TODAY + timedelta(days=1)) is None
        assert record(conn, who.city, 99, DAILY) is None
        assert conn.scalar(select(func.count()).select_from(control_task)) > 0
