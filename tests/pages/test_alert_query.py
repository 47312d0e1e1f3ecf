from datetime import date

import pytest

from domain.alert_filter import QueueFilter, StateGroup
from pages._address_parts import LAST_PAGE, page_of
from pages._alert_query import address, parse

FULL = QueueFilter(
    state=StateGroup.JUDGED,
    severity=2,
    alert_class="ai.no_mask",
    banner_adcode="150602",
    township_code="150602001",
    establishment_id=7,
    raised_from=date(2026, 11, 1),
    raised_until=date(2026, 11, 19),
    overdue=True,
)


def query_of(text):
    return dict(pair.split("=") for pair in text.partition("?")[2].split("&"))


@pytest.mark.parametrize("wanted", [QueueFilter(), FULL])
def test_an_address_keeps_the_whole_filter(wanted):
    assert parse(query_of(address(wanted))) == wanted


def test_an_address_keeps_the_page():
    assert page_of(query_of(address(FULL, 3))) == 3
    assert "page" not in address(FULL, 1)


@pytest.mark.parametrize(
    "query",
    [
        {"state": "everything"},
        {"severity": "5"},
        {"severity": "1; DROP TABLE alert"},
        {"kind": "ai.unicorn"},
        {"banner": "15060"},
        {"township": "１５０６０２００１"},
        {"establishment": "-1"},
        {"since": "2026-13-01"},
        {"until": "yesterday"},
        {"overdue": "true"},
        {"unknown": "1"},
        {"severity": ["1"], "state": None, "banner": 150602},
    ],
)
def test_what_makes_no_sense_is_left_out(query):
    assert parse(query) == QueueFilter()


@pytest.mark.parametrize(
    ("page", "read"), [("0", 1), ("x", 1), (None, 1), ("-3", 1), ("999999", LAST_PAGE)]
)
def test_a_page_is_a_number_within_bounds(page, read):
    assert page_of({"page": page}) == read
