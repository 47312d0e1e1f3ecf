"""What an address of the board means, and that nonsense means nothing."""

from datetime import date

import pytest

from data_access.control_board import Within
from domain.control import ControlKind
from domain.control_board import Listing
from pages._control_query import Asked, Chosen, address, asked, chosen

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
    ],
)
def test_nonsense_shows_the_board_as_it_opens(query):
    assert asked(query) == Asked()


@pytest.mark.parametrize(
    "wanted",
    [
        Asked(WEEKLY, Listing.CURRENT, Within("150602", "150602001")),
        Asked(MONTHLY, Listing.PREVIOUS, Within(banner_adcode="150603")),
    ],
)
def test_an_address_leads_back_to_what_was_asked(wanted):
    query = dict(pair.split("=") for pair in address(wanted).partition("?")[2].split("&"))
    assert asked(query) == wanted


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
        ({"day": "2026-11-19"}, DAILY, None),
        (None, DAILY, None),
    ],
)
def test_a_record_is_chosen_by_establishment_and_day(query, kind, expected):
    assert chosen(query, kind) == expected


def test_a_choice_survives_its_store():
    for pick in (Chosen(7), Chosen(7, date(2026, 11, 16))):
        assert chosen(pick.data(), WEEKLY) == pick
