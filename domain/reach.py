"""Which days figures are of: a day, or its week or month up to it; and what they compare with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from domain.trend import Span, span_start

_FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of days that ends with `day`.

    Attributes:
        span: A day, or the part of its week or month up to it.
        day: The last day of it.
        today: City day; a reach that ends with it is still running.
    """

    span: Span
    day: date
    today: date

    @property
    def since(self) -> date:
        """Its first day."""
        return span_start(self.span, self.day)

    @property
    def running(self) -> bool:
        """Whether its last day is not over."""
        return self.day == self.today

    @property
    def before(self) -> tuple[date, date]:
        """First and last day of what it compares with, as many days into the period before.

        A day compares with the same weekday a week earlier, because kitchens keep a weekly rhythm;
        a month that is shorter than the days gone by ends with its own last day.
        """
        if self.span is not Span.MONTH:
            week = timedelta(days=7)
            return self.since - week, self.day - week
        last = self.since - timedelta(days=1)
        first = last.replace(day=1)
        return first, min(last, first + (self.day - self.since))

    @classmethod
    def parse(cls, query: Mapping[str, Any], today: date) -> Self:
        """What an address asks for; nonsense and coming days become today."""
        period, text = query.get("period"), query.get("day")
        span = Span(period) if isinstance(period, str) and period in set(Span) else Span.DAY
        day = today
        if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            try:
                day = min(today, max(_FIRST, date.fromisoformat(text)))
            except ValueError:
                day = today
        return cls(span, day, today)

    def query(self) -> dict[str, str]:
        """What `parse` reads back; only what differs from today."""
        found = {} if self.span is Span.DAY else {"period": str(self.span)}
        return found if self.running else found | {"day": self.day.isoformat()}
