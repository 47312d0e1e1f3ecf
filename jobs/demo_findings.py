"""Demo feed, findings: establishments put right what they found, others look again.

Everything goes through the functions that people use: `keep_photo`, `rectify`, `recheck`.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Engine

from data_access.control_photos import RecordNotThereError, keep_photo
from data_access.demo_city.control_rows import KEY_ITEMS
from data_access.demo_city.faults import fault_of
from data_access.demo_city.finding_course import WaitingFinding, waiting_findings
from data_access.demo_city.officers import Post, posts
from data_access.demo_city.plan import Plan
from data_access.demo_city.remarks import FINDING_RETURNS, SEEN_RIGHT
from data_access.engine import reading, writing
from data_access.findings import FindingNotFoundError, recheck, rectify
from domain.findings import FindingRefusedError, FindingState
from domain.photos import DEMO_ACTOR, PhotoPurpose, PhotoRefusedError
from domain.scope import Role, Scope, system_scope
from jobs.demo_pictures import photo_for
from jobs.demo_steps import night, scope_of
from settings import Settings

logger = logging.getLogger(__name__)

MOST_A_TICK = 8
RETURNED_SHARE = 0.05
SYSTEM = system_scope("demo-feed")

_PUT_RIGHT_AFTER = timedelta(hours=8)
_LONG_OVERDUE, _PATIENCE = timedelta(days=2), timedelta(days=4)
_COLLEAGUE_AFTER, _OFFICER_AFTER = timedelta(hours=14), timedelta(hours=50)
_AT_NIGHT = 0.04


def settle_findings(
    engine: Engine, settings: Settings, now: datetime, rng: np.random.Generator
) -> int:
    """Let people act for the length of one feed period; return the number of steps taken."""
    period = timedelta(seconds=settings.demo.feed_period_s)
    with reading(engine) as conn:
        waiting = waiting_findings(conn, SYSTEM)
        lots = rng.random(len(waiting)).tolist()
        ready = [
            one for one, lot in zip(waiting, lots, strict=True) if lot < chance(one, now, period)
        ]
        if not ready:
            return 0
        in_charge = posts(conn, Plan(settings.demo, now))
    return sum(
        _take(engine, settings, one, in_charge, now, float(rng.random()))
        for one in ready[:MOST_A_TICK]
    )


def chance(one: WaitingFinding, now: datetime, period: timedelta) -> float:
    """Chance that somebody takes the next step within `period`; waits are exponential."""
    if one.state is FindingState.OPEN:
        stuck = one.due_at is not None and now - one.due_at > _LONG_OVERDUE
        mean = _PATIENCE if stuck else _PUT_RIGHT_AFTER
    else:
        mean = _OFFICER_AFTER if _by_officer(one) else _COLLEAGUE_AFTER
    share = 1 - float(np.exp(-(period / mean)))
    return share * _AT_NIGHT if night(now) else share


def _by_officer(one: WaitingFinding) -> bool:
    """Key items, and where nobody but who put it right is known."""
    return one.item in KEY_ITEMS or one.principal in ("", one.rectified_by)


def _take(
    engine: Engine,
    settings: Settings,
    one: WaitingFinding,
    in_charge: Mapping[str, Post],
    now: datetime,
    lot: float,
) -> int:
    try:
        if one.state is FindingState.OPEN:
            return _put_right(engine, settings, one, now)
        return _look_again(engine, one, in_charge[one.township_code], now, lot)
    except (
        FindingNotFoundError,
        FindingRefusedError,
        PhotoRefusedError,
        RecordNotThereError,
    ) as error:  # a person was faster
        logger.info("finding %d not moved: %s", one.id, error)
        return 0


def _put_right(engine: Engine, settings: Settings, one: WaitingFinding, now: datetime) -> int:
    # A file named by its content is one row: what was sent back needs another picture.
    photo = photo_for(one.establishment_id + one.returned, one.item, right=True)
    if photo is None:
        return 0
    shop = Scope(Role.ESTABLISHMENT, DEMO_ACTOR, establishment_id=one.establishment_id)
    with writing(engine) as conn:
        keep_photo(
            conn,
            shop,
            settings.data_dir,
            one.establishment_id,
            one.kind,
            one.start,
            one.item,
            PhotoPurpose.RECTIFIED,
            photo,
            now,
        )
        rectify(conn, shop, one.id, by=one.owner, note=fault_of(one.item).right, now=now)
    return 1


def _look_again(engine: Engine, one: WaitingFinding, post: Post, now: datetime, lot: float) -> int:
    if _by_officer(one):
        passed = lot >= RETURNED_SHARE
        scope = scope_of(post, post.officers[int(lot * len(post.officers))])
    else:
        passed = True
        scope = Scope(Role.ESTABLISHMENT, one.principal, establishment_id=one.establishment_id)
    words = SEEN_RIGHT if passed else FINDING_RETURNS
    note = words[int(lot * 97) % len(words)]
    with writing(engine) as conn:
        recheck(conn, scope, one.id, passed=passed, note=note, now=now, by=one.principal)
    return 1
