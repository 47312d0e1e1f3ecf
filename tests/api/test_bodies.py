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
    """A record is chosen on the board of control (`pages.control.show_record`)."""
    return (
        '{"output":"control-panel.children",'
        '"outputs":{"id":"control-panel","property":"children"},'
        '"inputs":[{"id":"live-control","property":"data","value":1},'
        '{"id":"control-done","property":"data","value":null},'
        '{"id":"control-chosen","property":"data","value":{"establishment":' + value + "}}],"
        '"changedPropIds":["control-chosen.data"],'
        '"state":[{"id":"control-asked","property":"data","value":{}}]}'
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
