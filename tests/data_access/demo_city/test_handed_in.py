"""What the demonstration hands in is what a form could have handed in."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from data_access.demo_city.handed_in import device, seconds, signature, statement
from domain.control import ControlKind
from domain.pace import LONGEST_S
from domain.signature import is_signature
from domain.statement_reading import statement_of

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_signatures_are_signatures_and_each_hand_has_its_own():
    written = {signature(hand) for hand in range(300)}
    assert len(written) == 300
    assert [one for one in written if not is_signature(one)] == []


def test_looking_takes_seconds():
    drawn = seconds(np.random.default_rng(1), 60, 34)
    assert drawn.shape == (60, 34)
    assert 3 <= float(np.median(drawn)) <= 5
    assert drawn.max() <= LONGEST_S


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        (ControlKind.WEEKLY_REVIEW, date(2026, 11, 16)),
        (ControlKind.MONTHLY_DISPATCH, date(2026, 11, 1)),
    ],
)
def test_words_are_read_back_as_those_of_a_form(kind, start):
    for lot in range(12):
        words = statement(kind, start, "王强", "刘艳", AT, lot)
        assert statement_of(kind, words, start).data() == words
    assert statement(ControlKind.DAILY_CONTROL, start, "王强", "刘艳", AT, 1) is None


def test_a_phone_keeps_its_name():
    assert device(7) == device(7) != device(8)
    assert len(device(11_266)) == 16
