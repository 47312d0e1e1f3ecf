"""Duties of the past months and of today: who handed in when, who was late, closed or silent."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data_access.demo_city.closures import (
    Closures,
    category_numbers,
    closed_throughout,
    rest_reasons,
)
from data_access.demo_city.establishments import CATEGORY_CODES, Register
from data_access.demo_city.hours import Hours
from data_access.demo_city.plan import (
    DAY_MS,
    HOUR_MS,
    NEVER,
    Flags,
    Floats,
    Ints,
    Plan,
    Texts,
    days_of,
    texts,
)
from data_access.demo_city.rhythm import LATE_SHARE, curve, on_time_share
from domain.categories import Category
from domain.control import (
    ControlKind,
    ControlState,
    begins_at,
    due_at,
    locks_at,
    next_start,
    period_start,
)
from domain.operating import REASON_REST, REASON_SUSPENDED

STATES = texts([state.value for state in ControlState])
OPEN, DONE, LATE, MISSED, EXCUSED = range(len(STATES))

# Log-odds of being on time, against the mean of the banner.
_CATEGORY_ODDS = {
    Category.EXTRA_LARGE: 1.6,
    Category.LARGE: 1.1,
    Category.MEDIUM: 0.4,
    Category.SCHOOL_CANTEEN: 1.8,
    Category.ELDERLY_CARE_CANTEEN: 0.9,
    Category.MEDICAL_CANTEEN: 1.2,
    Category.GOVERNMENT_CANTEEN: 0.7,
    Category.CHILDCARE_CANTEEN: 1.2,
    Category.MOBILE_BANQUET: -0.6,
}
_CONDUCT_ODDS = 0.75
_WEEKDAY_ODDS = (0.1, 0.08, 0.06, 0.04, 0.0, -0.14, -0.24)
_TREND_ODDS = (-0.16, 0.16)  # from the first period to the last
_HABIT = 0.1  # how far a record strays from the usual hour of its establishment


@dataclass(frozen=True, slots=True)
class Duties:
    """Duties of one kind, shape (establishments, periods) each.

    Attributes:
        due_ms: Milliseconds.
        owed: The establishment had opened.
        state: Index into STATES.
        submitted_at: Milliseconds, NEVER for none.
        reason: Why excused, None otherwise.
    """

    kind: ControlKind
    starts: list[date]
    due_ms: Ints
    owed: Flags
    state: Ints
    submitted_at: Ints
    reason: Texts


def draw_duties(
    plan: Plan, register: Register, closures: Closures, hours: Hours, kind: ControlKind
) -> Duties:
    """Draw every duty of `kind` from the first day of the history to now."""
    rng = plan.rng(kind)
    starts = _starts(plan, kind)
    begin, due, locks = _limits(kind, starts)
    later = hours.after_midnight[:, None] * HOUR_MS
    due, locks = due + later, locks + later
    shape = (len(register), len(starts))
    on_time = rng.random(shape, dtype=np.float32) < _chances(register, kind, starts)
    late = ~on_time & (rng.random(shape, dtype=np.float32) < LATE_SHARE[kind])
    submitted = np.where(on_time, begin + _hours(rng, kind, starts, shape), NEVER)
    after_due = due + ((locks - due) * rng.random(shape, dtype=np.float32) ** 1.5).astype(np.int64)
    submitted = np.where(late, np.minimum(after_due, locks - 1), submitted)
    submitted[(submitted > plan.now_ms) | (submitted < _opened_ms(plan, register))] = NEVER
    state = np.where(plan.now_ms < locks, OPEN, MISSED) * np.ones(shape, dtype=np.int64)
    state[submitted != NEVER] = LATE
    state[(submitted != NEVER) & (submitted < due)] = DONE
    rest = rest_reasons(kind, starts)[category_numbers(register)]
    if kind is ControlKind.DAILY_CONTROL:
        rest[hours.rests(starts)] = REASON_REST
    closed = closed_throughout(closures, plan, kind, starts)
    excused = closed | (rest != None)  # noqa: E711 - elementwise
    state[excused] = EXCUSED
    submitted[excused] = NEVER
    rest[closed] = np.broadcast_to(closures.reason[:, None], shape)[closed]
    gone = _out_of_business(register, starts)
    state[gone], submitted[gone], rest[gone] = EXCUSED, NEVER, REASON_SUSPENDED
    return Duties(kind, starts, due, _owed(plan, register, starts), state, submitted, rest)


def _opened_ms(plan: Plan, register: Register) -> Ints:
    """Midnight before the first day of business; shape (establishments, 1)."""
    days = (register.opened_on - np.datetime64(plan.first_day)).astype(np.int64)
    return (plan.first_ms + days * DAY_MS)[:, None]


def _starts(plan: Plan, kind: ControlKind) -> list[date]:
    """Periods that began within the history; always the present one."""
    if kind is ControlKind.DAILY_CONTROL:
        return days_of(plan.first_day, plan.demo.days + 1)
    present = period_start(kind, plan.today)
    start = period_start(kind, plan.first_day + timedelta(days=-1))
    found = []
    while start <= present:
        if start >= plan.first_day or start == present:
            found.append(start)
        start = next_start(kind, start)
    return found


def _limits(kind: ControlKind, starts: list[date]) -> tuple[Ints, Ints, Ints]:
    due = [due_at(kind, start) for start in starts]
    moments = [(begins_at(s), d, locks_at(kind, d)) for s, d in zip(starts, due, strict=True)]
    found = np.array([[round(m.timestamp() * 1000) for m in row] for row in moments])
    return found[:, 0], found[:, 1], found[:, 2]


def _chances(register: Register, kind: ControlKind, starts: list[date]) -> Floats:
    """Chance of each duty to be met on time; the mean of a banner is the one it is known for."""
    odds = _CONDUCT_ODDS * register.conduct
    by_category = np.array([_CATEGORY_ODDS.get(Category(kind), 0.0) for kind in CATEGORY_CODES])
    odds = odds + by_category[category_numbers(register)]
    banners = register.banner_adcode
    for adcode in sorted(set(banners)):
        here = banners == adcode
        odds[here] += _shift(odds[here], on_time_share(kind, adcode))
    weekday = np.array([_WEEKDAY_ODDS[start.weekday()] for start in starts])
    if kind is not ControlKind.DAILY_CONTROL:
        weekday = np.zeros(len(starts))
    over_time = weekday + np.linspace(*_TREND_ODDS, len(starts))
    chances: Floats = 1 / (1 + np.exp(-(odds[:, None] + over_time[None, :])))
    return chances


def _shift(odds: Floats, mean: float) -> float:
    """What to add to `odds` so that the chances have this mean."""
    low, high = -10.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-(odds + middle)))).mean() < mean:
            low = middle
        else:
            high = middle
    return low


def _hours(
    rng: np.random.Generator, kind: ControlKind, starts: list[date], shape: tuple[int, int]
) -> Ints:
    """Milliseconds from the beginning of the period to the record: each has its usual hour."""
    usual = rng.random(shape[0], dtype=np.float32)[:, None]
    place = usual + _HABIT * rng.standard_normal(shape, dtype=np.float32)
    place = 1 - np.abs(1 - place % 2)  # folded back into 0 to 1, and still evenly spread
    hours = np.empty(shape, dtype=np.float32)
    for column, start in enumerate(starts):
        values = curve(kind, start)
        hours[:, column] = np.interp(place[:, column], values, np.arange(len(values)))
    return (hours * HOUR_MS).astype(np.int64)


def _owed(plan: Plan, register: Register, starts: list[date]) -> Flags:
    """From the first period that began after the opening; the present one as soon as it opened."""
    since = np.array([*starts[:-1], plan.today], dtype="M8[D]")
    return register.opened_on[:, None] <= since[None, :]


def _out_of_business(register: Register, starts: list[date]) -> Flags:
    suspended = register.suspended_on[:, None]
    return ~np.isnat(suspended) & (np.array(starts, dtype="M8[D]")[None, :] >= suspended)
