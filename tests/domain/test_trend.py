from datetime import date

import pytest

from domain.trend import Span, span_start, starts, step_before, step_end

DAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("span", "start"),
    [(Span.DAY, DAY), (Span.WEEK, date(2026, 11, 16)), (Span.MONTH, date(2026, 11, 1))],
)
def test_a_step_begins_where_its_span_does(span, start):
    assert span_start(span, DAY) == start


def test_steps_follow_each_other_over_the_turn_of_a_year():
    assert starts(Span.MONTH, date(2026, 2, 3), 4) == (
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
    assert starts(Span.WEEK, date(2026, 1, 1), 2) == (date(2025, 12, 22), date(2025, 12, 29))


@pytest.mark.parametrize(
    ("span", "start", "end", "before"),
    [
        (Span.DAY, DAY, DAY, date(2026, 10, 20)),
        (Span.WEEK, date(2026, 11, 16), date(2026, 11, 22), date(2026, 8, 24)),
        (Span.MONTH, date(2026, 2, 1), date(2026, 2, 28), date(2025, 2, 1)),
        (Span.MONTH, date(2026, 12, 1), date(2026, 12, 31), date(2025, 12, 1)),
    ],
)
def test_a_step_has_an_end_and_one_that_it_is_compared_with(span, start, end, before):
    assert step_end(span, start) == end
    assert step_before(span, start) == before
