"""Options of a filter rail."""

from datetime import date

import pytest

from components.filter_rail import since_options

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        ((None, None), ["不限"]),
        ((TODAY, None), ["今天"]),
        ((date(2026, 11, 13), None), ["近 7 天"]),
        ((date(2026, 10, 21), None), ["近 30 天"]),
        ((TODAY, TODAY), []),
        ((date(2026, 11, 1), None), []),
    ],
)
def test_a_span_is_chosen_only_while_it_has_no_last_day(days, chosen):
    items = since_options("不限", TODAY, days, "/alerts?since={}".format)
    options = [item.children for item in items]
    on = [one for one in options if one.className == "nc-opt on"]
    assert [one.children[1].children for one in on] == chosen
    assert options[1].href == "/alerts?since=2026-11-19"
