"""Demo feed, alert side: officers judge, establishments rectify, officers close.

People of the demonstration act through `alerts.take_step` with the scope of their office or shop.
They raise nothing: AI alerts come only from pixels.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
from sqlalchemy import Engine

from data_access.alerts import ConflictError, NotFoundError, take_step
from data_access.demo_city.feed import OpenAlert, open_alerts
from data_access.demo_city.officers import Post, posts
from data_access.demo_city.plan import Plan
from data_access.demo_city.remarks import DISMISSALS, RECTIFICATIONS, RETURNS
from data_access.engine import reading, writing
from domain.alert_classes import ALERT_CLASSES, Severity
from domain.alerts import AlertState, IllegalStepError, Step
from domain.clock import CITY_TIME
from domain.scope import Role, Scope, system_scope
from settings import Settings

logger = logging.getLogger(__name__)

LEAVE_ALONE = timedelta(minutes=10)
"""A finding of the model belongs to the person at the screen for so long."""

FALSE_SHARE = 0.055
"""Of what is judged; the history's share (published figures leave about this much)."""

RETURNED_SHARE = 0.03
MOST_A_TICK = 5
SYSTEM = system_scope("demo-feed")

# Mean waits, as shares of the time the class gives; closing has no class of its own.
_JUDGED_AFTER = 0.22
_RECTIFIED_AFTER = 0.3
_CLOSED_AFTER = timedelta(hours=14)
_NIGHT = (time(22, 30), time(7, 30))
_AT_NIGHT = 0.04
_STUCK_AFTER = timedelta(days=3)
_STUCK = 0.05
_NEEDS_NEW_LICENCE = "licence.licence_expiring"


@dataclass(frozen=True, slots=True)
class _Act:
    alert: OpenAlert
    step: Step
    note: str | None
    scope: Scope


def take_steps(engine: Engine, settings: Settings, now: datetime, rng: np.random.Generator) -> int:
    """Let people act for the length of one feed period; return the number of steps taken."""
    period = timedelta(seconds=settings.demo.feed_period_s)
    with reading(engine) as conn:
        waiting = [
            item for item in open_alerts(conn, SYSTEM) if rng.random() < chance(item, now, period)
        ]
        if not waiting:
            return 0
        in_charge = posts(conn, Plan(settings.demo, now))
    return sum(_take(engine, _decide(item, in_charge, rng), now) for item in waiting[:MOST_A_TICK])


def chance(item: OpenAlert, now: datetime, period: timedelta) -> float:
    """Chance that somebody takes the next step on `item` within `period`.

    Waiting times are exponential, so that a pause of the feed makes no burst after it.
    """
    kind = ALERT_CLASSES[item.alert_class]
    if item.state is AlertState.RAISED:
        if not item.demo_history and now - item.since < LEAVE_ALONE:
            return 0.0
        mean = _JUDGED_AFTER * kind.confirm_within
    elif item.state is AlertState.CONFIRMED:
        if item.alert_class == _NEEDS_NEW_LICENCE:
            return 0.0
        mean = _RECTIFIED_AFTER * kind.rectify_within
    else:
        mean = _CLOSED_AFTER
    share = 1 - float(np.exp(-(period / mean)))
    if kind.severity is not Severity.RED and night(now):
        share *= _AT_NIGHT
    if now - item.rectify_by > _STUCK_AFTER:
        share *= _STUCK
    return share


def night(now: datetime) -> bool:
    """Whether most people sleep."""
    clock = now.astimezone(CITY_TIME).time()
    return clock >= _NIGHT[0] or clock < _NIGHT[1]


def _decide(item: OpenAlert, in_charge: Mapping[str, Post], rng: np.random.Generator) -> _Act:
    post = in_charge[item.township_code]
    officer = scope_of(post, str(rng.choice(post.officers)))
    if item.state is AlertState.RAISED:
        by_machine = not item.alert_class.startswith("licence.")
        if by_machine and rng.random() < FALSE_SHARE:
            return _Act(item, Step.DISMISS, str(rng.choice(DISMISSALS)), officer)
        return _Act(item, Step.CONFIRM, None, officer)
    if item.state is AlertState.CONFIRMED:
        proof = str(rng.choice(RECTIFICATIONS[item.alert_class]))
        owner = Scope(
            Role.ESTABLISHMENT, item.safety_officer, establishment_id=item.establishment_id
        )
        return _Act(item, Step.RECTIFY, proof, owner)
    if rng.random() < RETURNED_SHARE:
        return _Act(item, Step.RETURN, str(rng.choice(RETURNS)), officer)
    return _Act(item, Step.CLOSE, None, officer)


def scope_of(post: Post, officer: str) -> Scope:
    """What an officer of a post may see and do."""
    if post.office_id is None:
        return Scope(Role.BANNER_BUREAU, officer, banner_adcode=post.banner_adcode)
    return Scope(Role.SUPERVISION_OFFICE, officer, office_id=post.office_id)


def _take(engine: Engine, act: _Act, now: datetime) -> int:
    try:
        with writing(engine) as conn:
            take_step(conn, act.scope, act.alert.id, act.step, act.alert.version, act.note, now)
    except (ConflictError, IllegalStepError, NotFoundError) as error:  # a person was faster
        logger.info("step %s on alert %d not taken: %s", act.step, act.alert.id, error)
        return 0
    return 1
