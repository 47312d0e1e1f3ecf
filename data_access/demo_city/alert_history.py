"""Alerts of the months before now: calibrated, without pictures, and marked as such."""

from dataclasses import dataclass

import numpy as np

from data_access.demo_city.alert_mix import (
    LICENCE_EXPIRING,
    SEVERITY_SHARES,
    class_weights,
    day_weights,
    hour_curve,
)
from data_access.demo_city.cameras import Cameras
from data_access.demo_city.establishments import Register
from data_access.demo_city.licences import Licences
from data_access.demo_city.plan import (
    ALERTS_FOUND,
    ALERTS_RECTIFIED,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NEVER,
    Flags,
    Floats,
    Ints,
    Plan,
    Texts,
    share_out,
    texts,
)
from domain.alert_classes import ALERT_CLASSES
from domain.alerts import AlertState
from settings import Demo

CLASSES = texts(list(ALERT_CLASSES))
_FULL_DAYS = Demo().days
# Confirmed, overdue and still not rectified. Older ones have been driven to an end by the bureau.
_STUCK_SHARE = 0.01
_STUCK_MS = 12 * DAY_MS
_FALSE_SHARE_AT_LEAST = 0.03
_NIGHT_BEGINS_MS = 22 * HOUR_MS + 30 * MINUTE_MS
_NIGHT_MS = 9 * HOUR_MS
_MORNING_MS = 90 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Alerts:
    """Alerts as arrays of equal length, rising by `raised_at`; moments in ms, NEVER for none.

    Attributes:
        kind: Index into CLASSES.
        owner: Index of the establishment in the register.
        camera: Index of the camera, -1 for none.
        state: AlertState at the plan's moment.
    """

    kind: Ints
    owner: Ints
    camera: Ints
    raised_at: Ints
    confirmed_at: Ints
    rectified_at: Ints
    closed_at: Ints
    state: Texts

    def __len__(self) -> int:
        return len(self.kind)


def draw_alerts(plan: Plan, register: Register, cameras: Cameras, licences: Licences) -> Alerts:
    """Draw the history: numbers found and rectified are exact at the plan's size and days."""
    expiring = np.flatnonzero(licences.alert_at != NEVER)
    found = max(_calibrated(plan, ALERTS_FOUND), len(expiring))
    kinds = _kinds(plan, found, len(expiring))
    raised = _raised_at(plan, kinds)
    camera = _cameras(plan, register, cameras, kinds)
    kinds = np.concatenate([kinds, np.full(len(expiring), _number(LICENCE_EXPIRING))])
    raised = np.concatenate([raised, licences.alert_at[expiring]])
    owner = np.concatenate([cameras.owner[camera], expiring])
    camera = np.concatenate([camera, np.full(len(expiring), -1)])
    renewed = np.concatenate(
        [np.full(len(raised) - len(expiring), NEVER), licences.renewed_at[expiring]]
    )
    order = np.argsort(raised, kind="stable")
    kinds, raised, owner, camera = kinds[order], raised[order], owner[order], camera[order]
    camera = np.where(np.isin(kinds, _without_camera()), -1, camera)
    confirmed, rectified, closed = _planned_times(
        plan, kinds, raised, register.conduct[owner], renewed[order]
    )
    return _as_of_now(
        plan, Alerts(kinds, owner, camera, raised, confirmed, rectified, closed, texts([]))
    )


def _calibrated(plan: Plan, published: int) -> int:
    return round(plan.scaled(published) * plan.demo.days / _FULL_DAYS)


def _number(alert_class: str) -> int:
    return list(ALERT_CLASSES).index(alert_class)


def _without_camera() -> list[int]:
    return [n for n, name in enumerate(CLASSES) if name.startswith("licence.")]


def _kinds(plan: Plan, found: int, expiring: int) -> Ints:
    """Class of each alert but the expiring licences: severities in exact shares, then classes."""
    counts = share_out(found, list(SEVERITY_SHARES.values()))
    yellow = list(SEVERITY_SHARES).index(ALERT_CLASSES[LICENCE_EXPIRING].severity)
    counts[yellow] = max(counts[yellow] - expiring, 0)
    kinds: list[int] = []
    for severity, count in zip(SEVERITY_SHARES, counts, strict=True):
        weights = class_weights(severity)
        for name, share in zip(weights, share_out(count, list(weights.values())), strict=True):
            kinds += [_number(name)] * share
    return plan.rng("alert kinds").permutation(np.array(kinds, dtype=np.int64))


def _raised_at(plan: Plan, kinds: Ints) -> Ints:
    """Moments by the rhythm of week and day; today only what has passed of it."""
    rng = plan.rng("alert times")
    curves = np.array([hour_curve(name) for name in CLASSES])
    hour_now = (plan.now_ms - plan.first_ms - plan.demo.days * DAY_MS) / HOUR_MS
    passed = np.array([np.interp(hour_now, np.arange(25), curve) for curve in curves])
    weights = day_weights(plan.first_day.weekday(), plan.demo.days + 1)
    weights[-1] *= passed[kinds].mean() if len(kinds) else 0
    day = rng.choice(plan.demo.days + 1, len(kinds), p=weights / weights.sum())
    day = np.where((day == plan.demo.days) & (passed[kinds] == 0), plan.demo.days - 1, day)
    share = rng.random(len(kinds)) * np.where(day == plan.demo.days, passed[kinds], 1.0)
    hour = np.zeros(len(kinds))
    for number, curve in enumerate(curves):
        mine = kinds == number
        hour[mine] = np.interp(share[mine], curve, np.arange(25))
    moments = plan.first_ms + day * DAY_MS + (hour * HOUR_MS).astype(np.int64)
    return np.minimum(moments, plan.now_ms - 1)


def _cameras(plan: Plan, register: Register, cameras: Cameras, kinds: Ints) -> Ints:
    """A camera for each alert: worse run, more often. Those with a clip tell the truth, so none."""
    open_all_along = np.isnat(register.suspended_on) & (
        register.opened_on < np.datetime64(plan.first_day)
    )
    weight = np.exp(-0.55 * register.conduct) * open_all_along
    weights = weight[cameras.owner] * (cameras.clip < 0)
    limits = np.cumsum(weights)
    drawn = plan.rng("alert cameras").random(len(kinds)) * limits[-1]
    found: Ints = np.minimum(np.searchsorted(limits, drawn, side="right"), len(limits) - 1)
    return found


def _planned_times(
    plan: Plan, kinds: Ints, raised: Ints, conduct: Floats, renewed: Ints
) -> tuple[Ints, Ints, Ints]:
    """When people take their steps, now or later than now; in working hours unless it is urgent."""
    rng = plan.rng("alert steps")
    count = len(kinds)
    confirm_within, rectify_within = clocks(kinds)
    urgent = np.isin(kinds, [n for n, c in enumerate(ALERT_CLASSES.values()) if c.severity == 1])
    confirmed = raised + (confirm_within * rng.gamma(1.4, 0.16, count)).astype(np.int64)
    confirmed = np.where(urgent, confirmed, _by_day(plan, confirmed))
    spread = np.exp(np.log(0.34) + 0.6 * rng.standard_normal(count) - 0.1 * conduct)
    rectified = raised + (rectify_within * spread).astype(np.int64)
    rectified = np.maximum(_by_day(plan, rectified), confirmed + _minutes(rng, 10, 50, count))
    stuck = (rng.random(count) < _STUCK_SHARE) & (raised > plan.now_ms - _STUCK_MS)
    rectified[stuck] = plan.now_ms + DAY_MS
    licence = kinds == _number(LICENCE_EXPIRING)
    rectified = np.where(
        licence, np.where(renewed == NEVER, plan.now_ms + DAY_MS, renewed), rectified
    )
    confirmed = np.where(licence, np.minimum(confirmed, rectified - 20 * MINUTE_MS), confirmed)
    closed = rectified + (rng.gamma(2.0, 8.0, count) * HOUR_MS).astype(np.int64)
    closed = np.maximum(_by_day(plan, closed), rectified + _minutes(rng, 15, 90, count))
    return confirmed, rectified, closed


def clocks(kinds: Ints) -> tuple[Ints, Ints]:
    """Milliseconds to judge and to rectify alerts of these kinds (indexes into CLASSES)."""
    facts = list(ALERT_CLASSES.values())
    confirm = np.array([round(f.confirm_within.total_seconds() * 1000) for f in facts])
    rectify = np.array([round(f.rectify_within.total_seconds() * 1000) for f in facts])
    return confirm[kinds], rectify[kinds]


def _by_day(plan: Plan, moments: Ints) -> Ints:
    """What would fall into the night happens in the first hours of the morning."""
    into_night = (moments - plan.first_ms - _NIGHT_BEGINS_MS) % DAY_MS
    morning = moments - into_night + _NIGHT_MS + into_night * _MORNING_MS // _NIGHT_MS
    return np.where(into_night < _NIGHT_MS, morning, moments)


def _minutes(rng: np.random.Generator, low: int, high: int, count: int) -> Ints:
    return rng.integers(low * MINUTE_MS, high * MINUTE_MS, count)


def _as_of_now(plan: Plan, planned: Alerts) -> Alerts:
    """Cut the plans at now; false alarms make up what the published figure leaves unrectified."""
    now = plan.now_ms
    judged = planned.confirmed_at <= now
    ripe = judged & (planned.rectified_at <= now)
    false = _false_alarms(plan, planned, judged, ripe)
    rectified = ripe & ~false
    closed = rectified & (planned.closed_at <= now)
    state = np.where(judged, AlertState.CONFIRMED.value, AlertState.RAISED.value).astype(object)
    state[rectified] = AlertState.RECTIFIED.value
    state[closed] = AlertState.CLOSED.value
    state[false] = AlertState.FALSE.value
    return Alerts(
        kind=planned.kind,
        owner=planned.owner,
        camera=planned.camera,
        raised_at=planned.raised_at,
        confirmed_at=np.where(judged & ~false, planned.confirmed_at, NEVER),
        rectified_at=np.where(rectified, planned.rectified_at, NEVER),
        closed_at=np.where(closed, planned.closed_at, np.where(false, planned.confirmed_at, NEVER)),
        state=state,
    )


def _false_alarms(plan: Plan, planned: Alerts, judged: Flags, ripe: Flags) -> Flags:
    rng = plan.rng("false alarms")
    by_machine = planned.camera >= 0
    candidates = rng.permutation(np.flatnonzero(ripe & by_machine))
    wanted = int(ripe.sum()) - _calibrated(plan, ALERTS_RECTIFIED)
    wanted = min(max(wanted, round(_FALSE_SHARE_AT_LEAST * len(candidates))), len(candidates))
    false = np.zeros(len(planned), dtype=bool)
    false[candidates[:wanted]] = True
    recent = judged & ~ripe & by_machine
    return false | (recent & (rng.random(len(planned)) < 0.05))
