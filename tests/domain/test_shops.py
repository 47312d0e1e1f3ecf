from domain.share import Share
from domain.shops import Shop, ShopOrder, worst_first

MOST = Share(20, 29)


def shop(number, *, days=MOST, risk="B", **more):
    return Shop(number, f"{number}号店", "small", risk, None, days, **more)


def order(shops, by):
    return [one.establishment_id for one in worst_first(shops, by)]


def test_by_control_the_lowest_share_is_first_and_few_days_are_last():
    shops = [shop(1), shop(2, days=Share(5, 29)), shop(3, days=Share(0, 9))]
    assert order(shops, ShopOrder.DAILY) == [2, 1, 3]


def test_by_alerts_overdue_ones_come_before_grave_ones():
    shops = [
        shop(1, open_alerts=5, worst=3),
        shop(2, open_alerts=1, worst=1),
        shop(3, open_alerts=1, overdue=1, worst=4),
    ]
    assert order(shops, ShopOrder.ALERTS) == [3, 2, 1]


def test_by_risk_who_was_never_assessed_stands_among_the_risky():
    shops = [shop(1, risk="A"), shop(2, risk=None), shop(3, risk="D"), shop(4, risk="C")]
    assert order(shops, ShopOrder.RISK) == [3, 4, 2, 1]
