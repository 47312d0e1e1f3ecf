"""Alerts of the history as rows, each with the events that brought it to its state."""

from typing import Any

import numpy as np

from data_access.demo_city.alert_history import CLASSES, Alerts, clocks
from data_access.demo_city.bulk import Bulk
from data_access.demo_city.cameras import Cameras
from data_access.demo_city.establishments import Register
from data_access.demo_city.officers import Post
from data_access.demo_city.plan import DAY_MS, MINUTE_MS, NEVER, Ints, Plan, Texts, texts
from data_access.demo_city.remarks import DISMISSALS, RECTIFICATIONS
from data_access.schema import alert, alert_event
from domain.alert_classes import ALERT_CLASSES
from domain.alerts import AlertState, Step

RAISED_BY = "演示历史"
"""Actor of the first event: no model saw anything, and nobody may think one did."""

_MEAN_SIGHTINGS = 1.6


def write_alerts(
    bulk: Bulk,
    plan: Plan,
    register: Register,
    cameras: Cameras,
    alerts: Alerts,
    posts: dict[str, Post],
) -> None:
    """Write rows of `alert` and `alert_event`.

    Args:
        bulk: Where to.
        plan: Source of chance.
        register: Whose alerts.
        cameras: What they were seen on.
        alerts: What happened when.
        posts: Who is in charge, by township.
    """
    bulk.insert(alert, _columns(plan, register, cameras, alerts))
    _write_events(bulk, plan, register, alerts, posts)


def _columns(plan: Plan, register: Register, cameras: Cameras, alerts: Alerts) -> dict[str, Any]:
    ids = np.arange(1, len(alerts) + 1)
    severity = np.array([int(fact.severity) for fact in ALERT_CLASSES.values()])
    confirm_within, rectify_within = clocks(alerts.kind)
    sightings, last_seen = _sightings(plan, alerts)
    dates = (alerts.raised_at - plan.first_ms) // DAY_MS
    return {
        "id": ids,
        "establishment_id": register.ids[alerts.owner],
        "township_code": register.township_code[alerts.owner],
        "camera_id": _camera_ids(cameras, alerts),
        "alert_class": CLASSES[alerts.kind],
        "severity": severity[alerts.kind],
        "state": alerts.state,
        "raised_at": alerts.raised_at,
        "raised_on": np.datetime64(plan.first_day) + dates,
        "last_seen_at": last_seen,
        "sightings": sightings,
        "confidence": _confidence(plan, alerts),
        "confirm_by": alerts.raised_at + confirm_within,
        "rectify_by": alerts.raised_at + rectify_within,
        "confirmed_at": alerts.confirmed_at,
        "rectified_at": alerts.rectified_at,
        "closed_at": alerts.closed_at,
        "demo_history": True,
        "dedupe_key": [f"demo:{number:08d}" for number in ids.tolist()],
        "version": _steps_taken(alerts) + 1,
    }


def _camera_ids(cameras: Cameras, alerts: Alerts) -> Texts:
    found: Texts = cameras.ids[alerts.camera].astype(object)
    found[alerts.camera < 0] = None
    return found


def _sightings(plan: Plan, alerts: Alerts) -> tuple[Ints, Ints]:
    """How often it was seen before it went away, within the thirty minutes that merge."""
    rng = plan.rng("sightings")
    seen = np.minimum(rng.geometric(1 / _MEAN_SIGHTINGS, len(alerts)), 9)
    seen[alerts.camera < 0] = 1
    last = alerts.raised_at + (seen - 1) * rng.integers(4, 24, len(alerts)) * MINUTE_MS
    return seen, np.minimum(last, plan.now_ms)


def _confidence(plan: Plan, alerts: Alerts) -> Any:
    """Only what a camera saw has a score, as the real ones do."""
    score = np.round(0.5 + 0.48 * plan.rng("confidence").beta(3, 2, len(alerts)), 3)
    by_ai = np.array([name.startswith("ai.") for name in CLASSES])[alerts.kind]
    return np.where(by_ai, score, np.nan)


def _steps_taken(alerts: Alerts) -> Ints:
    steps: Ints = (
        (alerts.confirmed_at != NEVER).astype(np.int64)
        + (alerts.rectified_at != NEVER)
        + (alerts.closed_at != NEVER)
    )
    return steps


def _write_events(
    bulk: Bulk, plan: Plan, register: Register, alerts: Alerts, posts: dict[str, Post]
) -> None:
    rng = plan.rng("actors")
    officer = _officers(rng, register, alerts, posts)
    notes = _proofs(rng, alerts)
    dismissal = texts(DISMISSALS)[rng.integers(0, len(DISMISSALS), len(alerts))]
    false = alerts.state == AlertState.FALSE.value
    nothing = np.full(len(alerts), None, dtype=object)
    author = np.full(len(alerts), RAISED_BY, dtype=object)
    shop = register.safety_officer[alerts.owner]
    dismissed_at = np.where(false, alerts.closed_at, NEVER)
    closed_at = np.where(false, NEVER, alerts.closed_at)
    stages = [
        (Step.RAISE, alerts.raised_at, author, nothing),
        (Step.DISMISS, dismissed_at, officer, dismissal),
        (Step.CONFIRM, alerts.confirmed_at, officer, nothing),
        (Step.RECTIFY, alerts.rectified_at, shop, notes),
        (Step.CLOSE, closed_at, officer, nothing),
    ]
    number = np.concatenate([np.arange(len(alerts)) + 1] * len(stages))
    at = np.concatenate([moments for _, moments, _, _ in stages])
    step = np.repeat(texts([step.value for step, *_ in stages]), len(alerts))
    actor = np.concatenate([actors for *_, actors, _ in stages])
    note = np.concatenate([remark for *_, remark in stages])
    happened = np.flatnonzero(at != NEVER)
    order = happened[np.lexsort((number[happened], at[happened]))]
    bulk.insert(
        alert_event,
        {
            "id": np.arange(1, len(order) + 1),
            "alert_id": number[order],
            "at": at[order],
            "step": step[order],
            "actor": actor[order],
            "note": note[order],
        },
    )


def _proofs(rng: np.random.Generator, alerts: Alerts) -> Texts:
    """What the establishment writes when it has put things right."""
    choices = [RECTIFICATIONS[name] for name in CLASSES]
    lots = rng.random(len(alerts)).tolist()
    return texts(
        [
            choices[kind][int(lot * len(choices[kind]))]
            for kind, lot in zip(alerts.kind.tolist(), lots, strict=True)
        ]
    )


def _officers(
    rng: np.random.Generator, register: Register, alerts: Alerts, posts: dict[str, Post]
) -> Texts:
    """The officer in charge of each alert: one of the post of its township."""
    places = register.township_code[alerts.owner]
    lots = rng.random(len(alerts)).tolist()
    return texts(
        [
            posts[code].officers[int(lot * len(posts[code].officers))]
            for code, lot in zip(places, lots, strict=True)
        ]
    )
