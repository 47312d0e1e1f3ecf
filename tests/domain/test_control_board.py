"""Where a part of a list of several periods lies."""

from datetime import date

import pytest

from domain.control_board import Part, part_of

LENGTHS = {date(2026, 11, 1): 5, date(2026, 11, 2): 0, date(2026, 11, 3): 2, date(2026, 11, 4): 3}


@pytest.mark.parametrize(
    ("skip", "limit", "part"),
    [
        (0, 3, Part(date(2026, 11, 4), date(2026, 11, 4), 0)),
        (1, 3, Part(date(2026, 11, 3), date(2026, 11, 4), 1)),
        (3, 2, Part(date(2026, 11, 3), date(2026, 11, 3), 0)),
        (4, 9, Part(date(2026, 11, 1), date(2026, 11, 3), 1)),
        (9, 9, Part(date(2026, 11, 1), date(2026, 11, 1), 4)),
        (10, 9, None),
    ],
)
def test_a_part_names_the_periods_it_is_of_and_what_comes_before_in_them(skip, limit, part):
    assert part_of(LENGTHS, skip, limit) == part


def test_a_list_of_nothing_has_no_part():
    assert part_of({}, 0, 50) is None
