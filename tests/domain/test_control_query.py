"""What an address of the board means, and that nonsense means nothing."""

from dataclasses import replace
from datetime import date

import pytest

from domain.categories import Category
from domain.control import ControlKind
from domain.control_board import Listing, Show
from domain.control_query import Asked, Chosen, Within, is_closed
from domain.figures import Level

DAILY, WEEKLY, MONTHLY = ControlKind


@pytest.mark.parametrize(
    "query",
    [
        None,
        [],
        "kind=weekly_review",
        {},
        {"kind": "x", "list": 7, "banner": "15060", "township": "15060200１"},
        {"kind": ["weekly_review"], "banner": {"a": 1}, "township": "150602001 "},
        {"kind": {"a": 1}, "list": []},
        {"category": "bar", "at": "1506020", "page": "0", "rank": "city"},
        {"category": ["small"], "at": 150602, "page": "99999", "rank": None},
    ],
)
def test_nonsense_shows_the_board_as_it_opens(query):
    assert Asked.parse(query) == Asked()


@pytest.mark.parametrize(
    "wanted",
    [
        Asked(WEEKLY, Listing.CURRENT, Within("150602", "150602001")),
        Asked(MONTHLY, Listing.PREVIOUS, Within(banner_adcode="150603")),
        Asked(
            within=Within(office_id=3, category=Category.SMALL),
            show=Show.NOT_ON_TIME,
            on=date(2026, 11, 17),
            place="150602001",
            page=4,
            rank=Level.OFFICE,
        ),
    ],
)
def test_an_address_leads_back_to_what_was_asked(wanted):
    assert Asked.parse(wanted.query()) == wanted


def test_a_list_of_several_periods_is_cut_where_it_grows_too_long():
    asked = Asked(since=date(2026, 11, 3))
    last = date(2026, 11, 19)
    assert asked.first_before(last) == date(2026, 11, 3)
    assert replace(asked, since=date(2001, 1, 1)).first_before(last) == date(2026, 10, 20)
    assert replace(asked, since=date(2030, 1, 1)).first_before(last) is None
    assert replace(asked, since=last).first_before(last) is None
    assert Asked(WEEKLY, since=date(2026, 11, 11)).first_before(date(2026, 11, 16)) == date(
        2026, 11, 9
    )


def test_several_periods_stay_until_another_one_or_what_no_sums_tell_is_asked_for():
    asked = Asked(since=date(2026, 11, 3))
    assert Asked.parse(asked.query()) == asked
    assert asked.to(show=Show.LATE).since == asked.to(page=2).since == asked.since
    for other in ({"show": Show.STREAK}, {"on": date(2026, 11, 5)}, {"kind": WEEKLY}):
        assert asked.to(**other).since is None
    assert Asked.parse({"since": "2026-11-03", "show": "streak"}).since is None


def test_another_list_begins_at_its_first_page_and_another_part_without_its_cell():
    asked = Asked(within=Within("150602"), place="150602001", page=3)
    assert asked.to(show=Show.LATE) == Asked(
        within=Within("150602"), place="150602001", show=Show.LATE
    )
    assert asked.to(within=Within("150603")) == Asked(within=Within("150603"))
    assert asked.to(page=2).page == 2


def test_a_cell_narrows_the_list_and_keeps_the_category():
    asked = Asked(within=Within("150602", category=Category.SMALL), place="150602001")
    assert asked.listed_within == Within("150602", "150602001", category=Category.SMALL)
    city = Asked(within=Within(category=Category.SMALL), place="150603")
    assert city.listed_within == Within("150603", category=Category.SMALL)


@pytest.mark.parametrize(
    ("query", "kind", "expected"),
    [
        ({"establishment": "5"}, DAILY, Chosen(5)),
        ({"establishment": "5", "day": "2026-11-19"}, DAILY, Chosen(5, date(2026, 11, 19))),
        ({"establishment": "5", "day": "2026-11-19"}, WEEKLY, Chosen(5, date(2026, 11, 16))),
        ({"establishment": "5", "day": "2026-13-40"}, DAILY, Chosen(5)),
        ({"establishment": "5", "day": "0001-01-01"}, WEEKLY, Chosen(5)),
        ({"establishment": 5}, DAILY, None),
        ({"establishment": "5; DROP"}, DAILY, None),
        ({"establishment": "٥"}, DAILY, None),
        ({"establishment": "none"}, DAILY, None),
        ({"day": "2026-11-19"}, DAILY, None),
        (None, DAILY, None),
    ],
)
def test_a_record_is_chosen_by_establishment_and_day(query, kind, expected):
    assert Chosen.parse(query, kind) == expected


def test_a_choice_survives_its_store():
    for pick in (Chosen(7), Chosen(7, date(2026, 11, 16))):
        assert Chosen.parse(pick.data(), WEEKLY) == pick


@pytest.mark.parametrize(
    ("query", "closed"), [({"establishment": "none"}, True), ({"establishment": "5"}, False)]
)
def test_no_record_at_all_can_be_asked_for(query, closed):
    assert is_closed(query) is closed
    assert not is_closed([query])
