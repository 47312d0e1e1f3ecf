"""Licences, their renewals, and which of them raised the alert 许可证即将到期."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from data_access.demo_city.establishments import Register
from data_access.demo_city.plan import DAY_MS, HOUR_MS, NEVER, Days, Ints, Plan
from domain.categories import CATEGORIES, Category, CategoryGroup
from domain.identifiers import LicenceSubject, make_licence_number

WARN_BEFORE = timedelta(days=30)
_VALID = np.timedelta64(5 * 365 + 1, "D")
_RENEWED_SHARE = 0.045  # renewed within the months of the history
_DUE_SHARE = 0.005  # runs out within the next thirty days
_EXPIRED_SHARE = 0.0006
_ALERT_HOUR_MS = 8 * HOUR_MS  # after the nightly look at the register


@dataclass(frozen=True, slots=True)
class Licences:
    """One licence an establishment, in the register's order.

    Attributes:
        alert_at: Moment its expiry alert was raised, ms; NEVER for most.
        renewed_at: Moment it was renewed after that alert, ms; NEVER when it was not.
    """

    number: list[str]
    issued_on: Days
    expires_on: Days
    alert_at: Ints
    renewed_at: Ints


def draw_licences(plan: Plan, register: Register) -> Licences:
    """Draw a licence for each establishment, most of them far from their end."""
    rng = plan.rng("licences")
    count = len(register)
    today = np.datetime64(plan.today)
    opened = register.opened_on
    expires = today + rng.integers(31, 1790, count).astype("m8[D]")
    lot = rng.random(count)
    old = opened < today - _VALID
    due = old & (lot < _DUE_SHARE)
    expired = old & (lot >= _DUE_SHARE) & (lot < _DUE_SHARE + _EXPIRED_SHARE)
    renewed = old & (lot > 1 - _RENEWED_SHARE)
    expires[due] = today + rng.integers(22, 30, count)[due].astype("m8[D]")
    expires[expired] = today - rng.integers(1, 12, count)[expired].astype("m8[D]")
    former_end = today - rng.integers(0, plan.demo.days + 25, count).astype("m8[D]") + 25
    renewed_on = former_end - rng.integers(5, 28, count).astype("m8[D]")
    renewed &= renewed_on < today
    issued = np.where(renewed, renewed_on, np.maximum(expires - _VALID, opened))
    expires = np.where(renewed | (issued == opened), issued + _VALID, expires)
    ends: Days = np.where(renewed, former_end, expires)
    warned_for: Days = np.subtract(ends, np.timedelta64(WARN_BEFORE))
    alert_at = _city_ms(plan, warned_for, today) + _ALERT_HOUR_MS
    raised = (renewed | due | expired) & (alert_at >= plan.first_ms) & (alert_at < plan.now_ms)
    renewed_at = _city_ms(plan, issued, today) + (10 + 6 * rng.random(count)) * HOUR_MS
    return Licences(
        number=_numbers(register),
        issued_on=issued,
        expires_on=expires,
        alert_at=np.where(raised, alert_at, NEVER),
        renewed_at=np.where(raised & renewed, renewed_at.astype(np.int64), NEVER),
    )


def _city_ms(plan: Plan, days: Days, today: np.datetime64) -> Ints:
    """Midnight in the city; the city keeps one offset all year."""
    since = (days.astype("M8[D]") - today).astype(np.int64) * DAY_MS
    return since + plan.first_ms + plan.demo.days * DAY_MS


def _numbers(register: Register) -> list[str]:
    """Numbers in the order of the register, counted by county and kind of business."""
    used: dict[tuple[LicenceSubject, str], int] = {}
    found = []
    for category, adcode in zip(register.category, register.banner_adcode, strict=True):
        canteen = CATEGORIES[Category(category)].group is CategoryGroup.CANTEEN
        subject = LicenceSubject.CANTEEN if canteen else LicenceSubject.CATERING
        used[subject, adcode] = used.get((subject, adcode), 0) + 1
        found.append(make_licence_number(subject, adcode, used[subject, adcode]))
    return found
