"""Trends: what is followed over time, in which steps, and beside which earlier stretch."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.share import Share


class Followed(StrEnum):
    """What a trend is of, as stored.

    DAILY_CONTROL: answered of due. ALERTS: rectified of found.
    """

    DAILY_CONTROL = "daily_control"
    ALERTS = "alerts"


class Span(StrEnum):
    """Length of one step."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


STEPS: dict[Span, int] = {Span.DAY: 30, Span.WEEK: 12, Span.MONTH: 12}
"""Steps a trend shows; the stretch before it, which it is compared with, is as long."""


def span_start(span: Span, day: date) -> date:
    """First day of the step that holds `day`: the day, its Monday, or the first of its month."""
    if span is Span.DAY:
        return day
    if span is Span.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def step_end(span: Span, start: date) -> date:
    """Last day of the step that begins on `start`."""
    longest = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 31}[span]
    return span_start(span, start + timedelta(days=longest)) - timedelta(days=1)


def starts(span: Span, day: date, number: int) -> tuple[date, ...]:
    """Starts of the last `number` steps, oldest first, the one that holds `day` last."""
    found = [span_start(span, day)]
    while len(found) < number:
        found.append(span_start(span, found[-1] - timedelta(days=1)))
    return tuple(reversed(found))


def step_before(span: Span, start: date) -> date:
    """Start of the step that lies a whole stretch earlier."""
    return starts(span, start, STEPS[span] + 1)[0]


@dataclass(frozen=True, slots=True)
class Point:
    """One step, and the one that lies a whole stretch earlier."""

    start: date
    share: Share
    before: Share


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over STEPS of a span, oldest first; the last one is not over yet."""

    of: Followed
    span: Span
    points: tuple[Point, ...]
