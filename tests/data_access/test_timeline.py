"""The timeline: all kinds in one order, page by page, as far as the asker may read."""

from datetime import date, timedelta

import pytest

from data_access.codes import issue
from data_access.engine import reading, writing
from data_access.history import change
from data_access.timeline import timeline
from domain.alerts import AlertState
from domain.control import ControlKind, ControlState
from domain.dossier import PAGE_ROWS, TimelineKind
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.dossiers import hold, inspect, visit
from tests.figure_rows import raised, task
from tests.records import shop_row
from tests.rows import plant, plant_street

DAY = date(2026, 11, 18)
HOUR = timedelta(hours=1)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        known = plant(conn)
        plant_street(conn)
        cadre = hold(conn, 1)
        raised(conn, 1, NOON - HOUR, state=AlertState.CONFIRMED)
        raised(conn, 4, NOON - HOUR)
        task(conn, 1, DAY, ControlState.MISSED)
        task(conn, 1, DAY - timedelta(days=1), ControlState.DONE)
        task(conn, 1, date(2026, 11, 9), ControlState.DONE, kind=ControlKind.WEEKLY_REVIEW)
        inspect(conn, 1, date(2026, 11, 12))
        visit(conn, 1, cadre, date(2026, 11, 10), note="内部")
        change(conn, known.city, "establishment", shop_row(conn, 1), {"phone": "1"}, NOON)
        issue(conn, known.city, 1, NOON - 2 * HOUR)
        return known


def lines(engine, scope, kinds=(), page=1, shop=1):
    with reading(engine, scope.place) as conn:
        return timeline(conn, scope, shop, kinds, page)


def test_all_kinds_stand_in_one_order_newest_first(engine, who):
    found = lines(engine, who.office).lines
    assert [line.kind for line in found] == [
        TimelineKind.CHANGE,
        TimelineKind.ALERT,
        TimelineKind.CODE,
        TimelineKind.CONTROL,  # missed on the 18th: its due moment is midnight after it
        TimelineKind.CONTROL,  # the week; the daily control on time is in the calendar
        TimelineKind.INSPECTION,
        TimelineKind.VISIT,
    ]
    assert [line.at for line in found] == sorted((line.at for line in found), reverse=True)
    assert found[5].at.isoformat() == "2026-11-11T16:00:00+00:00"  # midnight in the city
    assert found[3].number == 20261118
    assert (found[1].what, found[1].outcome) == ("ai.no_mask", "confirmed")


def test_a_kind_alone_and_kinds_that_are_not_the_asker_s(engine, who):
    only = lines(engine, who.office, (TimelineKind.VISIT,)).lines
    assert [(line.what, line.outcome) for line in only] == [("on_site", "none")]
    street = Scope(Role.STREET_MANAGER, "街区", street_id=1)
    kinds = {line.kind for line in lines(engine, street).lines}
    assert kinds == {
        TimelineKind.ALERT,
        TimelineKind.CODE,
        TimelineKind.CONTROL,
        TimelineKind.INSPECTION,
    }
    assert lines(engine, street, (TimelineKind.CHANGE,)).lines == ()


def test_another_s_establishment_has_no_line(engine, who):
    assert lines(engine, who.kangbashi).lines == ()
    assert lines(engine, who.shop, shop=4).lines == ()


def test_pages_follow_each_other_without_gap_or_repeat(engine, who):
    with writing(engine) as conn:
        for n in range(2 * PAGE_ROWS):
            raised(conn, 2, NOON - n * HOUR / 10)
    pages = [lines(engine, who.city, page=page, shop=2) for page in (1, 2, 3)]
    numbers = [line.number for one in pages for line in one.lines]
    assert len(numbers) == len(set(numbers)) == 2 * PAGE_ROWS
    assert [one.more for one in pages] == [True, False, False]
    moments = [line.at for one in pages for line in one.lines]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("page", [-3, 0, 10**9])
def test_a_page_that_is_none_is_answered(engine, who, page):
    assert isinstance(lines(engine, who.city, page=page).lines, tuple)
