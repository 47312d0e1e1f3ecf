"""The list of findings: filter, page and counts agree, and nobody sees another's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data_access.engine import reading, writing
from data_access.finding_list import counts, page
from domain.control import ControlKind
from domain.finding_filter import FindingFilter, FindingGroup
from tests.conftest import NOON
from tests.planted_findings import TODAY, plant_findings

ANY = FindingFilter(group=FindingGroup.ALL)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant_findings(conn)


def ids(conn, scope, wanted):
    return [row.case.id for row in page(conn, scope, wanted, NOON, offset=0, limit=50)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (FindingFilter(), [8, 2, 6, 5, 3, 4]),
        (FindingFilter(group=FindingGroup.OPEN), [8, 2, 6, 5, 4]),
        (FindingFilter(group=FindingGroup.RECTIFIED), [3]),
        (FindingFilter(group=FindingGroup.CLOSED), [1]),  # 7 is older than 90 days
        (replace(ANY, since=TODAY - timedelta(days=300)), [8, 2, 6, 5, 3, 4, 1, 7]),
        (replace(ANY, until=TODAY - timedelta(days=20)), [8, 1]),
        (FindingFilter(overdue=True), [8, 2, 6]),
        (FindingFilter(repeat=True), [2]),
        (FindingFilter(kind=ControlKind.WEEKLY_REVIEW), [4]),
        (replace(ANY, item="daily.H"), [2, 6, 3, 1]),
        (replace(ANY, item="daily.H01"), [2, 1]),
        (replace(ANY, item="daily.H0"), []),
        (FindingFilter(banner_adcode="150603"), [6]),
        (FindingFilter(township_code="150602101"), [5]),
        (FindingFilter(office_id=1), [8, 2, 3, 4]),
        (FindingFilter(establishment_id=2), [4]),
    ],
)
def test_a_filter_lists_what_it_says_and_counts_as_many(engine, who, wanted, found):
    with reading(engine) as conn:
        assert ids(conn, who.city, wanted) == found
        assert counts(conn, who.city, wanted, NOON).total == len(found)


def test_every_count_is_the_list_it_opens(engine, who):
    wanted = replace(ANY, since=TODAY - timedelta(days=300), item="daily.H01")
    with reading(engine) as conn:
        sizes = counts(conn, who.city, wanted, NOON)

        def size(**changed):
            return len(ids(conn, who.city, replace(wanted, **changed)))

        assert sizes.by_group == {group: size(group=group) for group in FindingGroup}
        assert (sizes.overdue, sizes.repeat) == (size(overdue=True), size(repeat=True))
        assert sizes.by_kind == {
            kind: number for kind in ControlKind if (number := size(kind=kind, item=None))
        }
        assert sizes.by_item_group == {one: size(item=one) for one in sizes.by_item_group}
        assert sizes.by_item == {
            one: size(item=one) for one in ("daily.H01", "daily.H02", "daily.H03")
        }
        assert sizes.by_banner == {one: size(banner_adcode=one) for one in sizes.by_banner}


def test_rivals_and_other_bureaus_stay_invisible(engine, who):
    with reading(engine) as conn:
        assert ids(conn, who.shop, FindingFilter()) == [8, 2, 3]
        assert ids(conn, who.shop, FindingFilter(establishment_id=2)) == []
        assert ids(conn, who.kangbashi, FindingFilter()) == [6]
        assert counts(conn, who.kangbashi, FindingFilter(), NOON).by_banner == {"150603": 1}


def test_rows_say_what_was_asked_and_where(engine, who):
    with reading(engine) as conn:
        row = page(conn, who.city, FindingFilter(overdue=True), NOON, offset=1, limit=1)[0]
    assert (row.item.code, row.banner_zh, row.township_zh) == ("H01", "东胜区", "交通街道")
