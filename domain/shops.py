"""Establishments beside each other: of a street today, or of an office over 30 days."""

from dataclasses import dataclass
from enum import StrEnum

from domain.control import ControlState
from domain.ranking import ranks
from domain.share import Share


@dataclass(frozen=True, slots=True)
class Shop:
    """One establishment as the list shows it.

    Attributes:
        today: State of today's daily control, None where none is due.
        days: Daily control answered, of due, over the last 30 days that are over.
        states: State on each of these days, oldest first.
        open_alerts: Not ended.
        overdue: Of these, past their clock.
        worst: Gravest severity among the open ones, None without any.
        online: Cameras online.
        cameras: All of its cameras.
    """

    establishment_id: int
    name: str
    category: str
    risk_level: str | None
    today: ControlState | None
    days: Share
    states: tuple[ControlState | None, ...] = ()
    open_alerts: int = 0
    overdue: int = 0
    worst: int | None = None
    online: int = 0
    cameras: int = 0


class ShopOrder(StrEnum):
    """What a list of establishments is sorted by, the worst first."""

    DAILY = "daily"
    ALERTS = "alerts"
    RISK = "risk"


_RISK = {"D": 0, "C": 1, None: 2, "B": 3, "A": 4}


def worst_first(shops: list[Shop], order: ShopOrder) -> list[Shop]:
    """Sorted; those with too few duties to judge stand at the end of the order by control."""
    place = ranks({shop.establishment_id: shop.days for shop in shops}, lowest_first=True)
    last = len(shops) + 1

    def by_alerts(shop: Shop) -> tuple[int, ...]:
        return (-shop.overdue, shop.worst or 9, -shop.open_alerts)

    def key(shop: Shop) -> tuple[int, ...]:
        daily = place[shop.establishment_id] or last
        if order is ShopOrder.ALERTS:
            return (*by_alerts(shop), daily, shop.establishment_id)
        if order is ShopOrder.RISK:
            return (_RISK[shop.risk_level], *by_alerts(shop), daily, shop.establishment_id)
        return (daily, *by_alerts(shop), shop.establishment_id)

    return sorted(shops, key=key)
