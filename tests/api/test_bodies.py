"""What a callback is sent can always be repeated in its answer."""

import pytest

from data_access.engine import writing
from tests.rows import plant


@pytest.fixture
def asking(signed_in, engine):
    with writing(engine) as conn:
        who = plant(conn)
    return signed_in(who.city)


def chosen(value):
    """A press that repeats what the page kept (`pages.control.choose`)."""
    return (
        '{"output":"control-chosen.data","outputs":{"id":"control-chosen","property":"data"},'
        '"inputs":[[],[{"id":{"at":"next","start":"2026-11-01","type":"control-day"},'
        '"property":"n_clicks","value":1}]],'
        '"changedPropIds":["{\\"at\\":\\"next\\",\\"start\\":\\"2026-11-01\\",'
        '\\"type\\":\\"control-day\\"}.n_clicks"],'
        '"state":[{"id":"control-chosen","property":"data","value":{"establishment":'
        + value
        + "}}]}"
    )


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ('"3"', 200),
        ("1" + "0" * 30, 200),
        ('"\\ud800"', 400),
        ("NaN", 400),
        ("1e999", 400),
        ("[" * 5000 + "]" * 5000, 400),
    ],
    ids=["a text", "a long number", "half a character", "no number", "too large", "too deep"],
)
def test_what_comes_back_is_an_answer_and_no_failure(asking, value, status):
    answer = asking.post(
        "/_dash-update-component", data=chosen(value), content_type="application/json"
    )
    assert answer.status_code == status
