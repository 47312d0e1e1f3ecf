"""Seconds before each tap, two characters an item."""

import pytest

from domain.pace import LONGEST_S, pack_pace, unpack_pace

ASKED = ["daily.A01", "daily.A02", "daily.A03", "daily.A04"]


def test_pace_comes_back_in_the_order_of_the_items():
    given = {"daily.A03": 40, "daily.A01": 3, "daily.A02": None, "daily.X99": 5}
    text = pack_pace(given, ASKED)
    assert text == "03..14.."
    assert unpack_pace(text) == (3, None, 40, None)


def test_a_long_look_is_cut_and_a_clock_that_went_back_is_nothing():
    assert unpack_pace(pack_pace({"daily.A01": 10**9, "daily.A02": -5}, ASKED[:2])) == (
        LONGEST_S,
        0,
    )


def test_half_an_item_is_no_pace():
    with pytest.raises(ValueError, match="3 characters"):
        unpack_pace("03.")
