from datetime import date

from domain.figures import Figures, League, Level, Row
from domain.league_order import Order, TooSmall, order_of, placed, weak
from domain.ranking import Smallest
from domain.share import Share

CITY = Figures(establishments=100, reached=Share(90, 100), alerts_found=2, risk={"A": 90, "C": 10})


def row(code, part, whole, establishments=50, alerts=1):
    figures = Figures(
        establishments=establishments,
        reached=Share(part, whole),
        alerts_found=alerts,
        risk={"A": establishments - 5, "D": 5} if establishments > 5 else {},
    )
    return Row(code, code, code, "镇", figures)


def league(*rows):
    return League(Level.TOWNSHIP, date(2026, 11, 19), rows, Figures())


def test_ties_share_a_rank_and_small_ones_stand_apart_with_the_reason():
    found = league(
        row("a", 40, 50), row("b", 45, 50), row("c", 45, 50), row("d", 9, 10), row("e", 5, 5, 5)
    )
    rows = placed(found, Order.DAILY, CITY, Smallest(20, 20))
    assert [(one.row.code, one.rank, one.reason) for one in rows] == [
        ("b", 1, None),
        ("c", 1, None),
        ("a", 3, None),
        ("d", None, TooSmall.CASES),
        ("e", None, TooSmall.ESTABLISHMENTS),
    ]
    assert [one.weak for one in rows] == [False, False, True, False, False]


def test_places_of_nothing_are_left_out_unless_something_happened_there():
    rows = placed(
        league(row("a", 0, 0, 0, 0), row("b", 0, 0, 0, 3)), Order.DAILY, CITY, Smallest(20, 20)
    )
    assert [(one.row.code, one.reason) for one in rows] == [("b", TooSmall.ESTABLISHMENTS)]


def test_fewer_alerts_and_less_risk_are_better():
    found = league(row("a", 1, 50, 100, 4), row("b", 1, 50, 100, 1), row("c", 1, 50, 20, 1))
    by_alerts = placed(found, Order.ALERTS, CITY, Smallest(20, 20))
    assert [(one.row.code, one.rank) for one in by_alerts] == [("b", 1), ("a", 2), ("c", 3)]
    assert [one.weak for one in by_alerts] == [False, True, True]
    by_risk = placed(found, Order.RISK, CITY, Smallest(20, 20))
    assert [(one.row.code, one.rank) for one in by_risk] == [("a", 1), ("b", 1), ("c", 3)]


def test_nothing_is_weak_without_a_reference():
    assert not weak(Order.DAILY, 10.0, None)
    assert not weak(Order.RISK, None, 10.0)


def test_unknown_orders_are_daily_control():
    assert [order_of(one) for one in ("risk", "x", None, 3)] == [
        Order.RISK,
        Order.DAILY,
        Order.DAILY,
        Order.DAILY,
    ]
