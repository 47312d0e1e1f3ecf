"""Which alerts the history holds: shares of severities and classes, rhythm of day and week.

Severity shares are those of domain/glossary.md; the shares of classes within a severity and all
rhythms are invented (docs/demo-city.md).
"""

import numpy as np

from data_access.demo_city.plan import Floats
from domain.alert_classes import ALERT_CLASSES, Severity

SEVERITY_SHARES = {
    Severity.RED: 0.8,
    Severity.ORANGE: 7.0,
    Severity.YELLOW: 33.0,
    Severity.BLUE: 59.2,
}

LICENCE_EXPIRING = "licence.licence_expiring"
"""Not drawn here: these come from the licences themselves."""

_CLASS_WEIGHTS = {
    "ai.no_hat": 6.0,
    "ai.no_mask": 7.5,
    "ai.no_workwear": 3.5,
    "ai.no_gloves": 2.5,
    "ai.smoking": 2.0,
    "ai.phone": 24.0,
    "ai.shirtless": 5.0,
    "ai.intruder": 0.9,
    "ai.unattended_flame": 0.5,
    "ai.smoke_fire": 0.06,
    "ai.rodent": 0.24,
    "ai.pest": 0.7,
    "ai.bin_uncovered": 4.5,
    "ai.bin_overflow": 1.8,
    "ai.floor_dirty": 3.0,
    "ai.clutter": 30.2,
    "ai.raw_cooked_mixed": 1.6,
    "ai.food_on_floor": 1.3,
    "ai.uncovered_overnight": 0.5,
    "device.camera_offline": 2.4,
    "device.camera_covered": 0.6,
    "device.camera_moved": 0.5,
    "device.camera_frozen": 0.3,
    "licence.certificate_expiring": 0.4,
}

# Alerts per hour of the day. Kitchens are busy before noon and before supper.
_KITCHEN_HOURS = (0, 0, 0, 0, 0, 1, 2, 4, 6, 9, 15, 18, 14, 8, 4, 5, 8, 13, 15, 10, 6, 3, 2, 1)
_NIGHT_HOURS = (14, 14, 12, 10, 8, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 8, 12)
_ANY_HOUR = (2, 2, 2, 2, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 5, 4, 3, 2)
_OFFICE_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 12, 6, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
_WEEKDAYS = (0.98, 1.0, 1.0, 1.02, 1.1, 1.06, 0.9)
_START_OVER_END = 1.12  # fewer are found as kitchens learn


def class_weights(severity: Severity) -> dict[str, float]:
    """Weights of the classes that are drawn for one severity."""
    return {
        name: weight
        for name, weight in _CLASS_WEIGHTS.items()
        if ALERT_CLASSES[name].severity is severity
    }


def hour_curve(alert_class: str) -> Floats:
    """Share of a class's alerts raised before each full hour of the day: 25 values, 0 to 1."""
    hours = _KITCHEN_HOURS
    if alert_class == "ai.uncovered_overnight":
        hours = _NIGHT_HOURS
    elif alert_class.startswith("device."):
        hours = _ANY_HOUR
    elif alert_class.startswith("licence."):
        hours = _OFFICE_HOURS
    sums = np.concatenate([[0.0], np.cumsum(hours)])
    shares: Floats = sums / sums[-1]
    return shares


def day_weights(first_weekday: int, days: int) -> Floats:
    """Relative number of alerts on each day, the first of them on `first_weekday` (0 = Monday)."""
    weekdays = np.array([_WEEKDAYS[(first_weekday + n) % 7] for n in range(days)])
    return weekdays * np.linspace(_START_OVER_END, 1.0, days)
