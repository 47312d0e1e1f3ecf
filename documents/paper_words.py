"""Days, moments and shares as papers spell them."""

from datetime import date, datetime

from domain.clock import CITY_TIME
from domain.share import Share


def day(value: date | str) -> str:
    """2026年11月19日, of a day or its ISO form."""
    one = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{one.year}年{one.month}月{one.day}日"


def moment(at: datetime) -> str:
    """2026年11月19日 08:05, in the city."""
    local = at.astimezone(CITY_TIME)
    return f"{day(local.date())} {local:%H:%M}"


def share(one: Share) -> str:
    """Percentage with its two numbers."""
    if one.percent is None:
        return "—（0/0）"
    return f"{one.percent:.1f}%（{one.part}/{one.whole}）"
