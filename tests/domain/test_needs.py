from datetime import timedelta

from domain.needs import Need, NeedKind, in_order
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def kinds(found):
    return [need.kind for need in in_order(found, NOON)]


def test_what_counts_nothing_is_left_out():
    assert kinds([Need(NeedKind.RED, 0), Need(NeedKind.MISSED, 2)]) == [NeedKind.MISSED]


def test_overdue_comes_before_what_is_due_soon_and_that_before_the_rest():
    found = [
        Need(NeedKind.INCOMPLETE, 9),
        Need(NeedKind.LICENCES_EXPIRING, 1, NOON + 3 * HOUR),
        Need(NeedKind.TO_RECHECK, 1, NOON - HOUR),
        Need(NeedKind.TO_CONFIRM, 1, NOON + 40 * HOUR),
    ]
    assert kinds(found) == [
        NeedKind.TO_RECHECK,
        NeedKind.LICENCES_EXPIRING,
        NeedKind.TO_CONFIRM,
        NeedKind.INCOMPLETE,
    ]


def test_a_red_alert_is_urgent_however_much_time_is_left():
    red = Need(NeedKind.RED, 1, NOON + 40 * HOUR)
    assert kinds([Need(NeedKind.TO_CONFIRM, 1, NOON + HOUR), red])[0] is NeedKind.RED
