"""The live feed of the demonstration: its people go on working, through the ordinary writes."""

import logging
import threading
from dataclasses import asdict, dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from data_access.engine import writing
from data_access.heartbeats import beat
from domain.clock import Clock
from domain.scope import system_scope
from jobs.demo_findings import settle_findings
from jobs.demo_pictures import picture_the_past
from jobs.demo_records import hand_in_records
from jobs.demo_steps import take_steps
from settings import Settings

logger = logging.getLogger(__name__)

PROCESS = "demo-feed"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did."""

    records: int
    steps: int
    findings: int


def tick(engine: Engine, settings: Settings, now: datetime, rng: np.random.Generator) -> Ticked:
    """Bring the day up to its curve and let people act for one period.

    Args:
        engine: Database of a demonstration city.
        settings: Seed and period of the feed.
        now: Aware UTC.
        rng: Source of chance.
    """
    done = Ticked(
        records=hand_in_records(engine, settings.data_dir, now, rng),
        steps=take_steps(engine, settings, now, rng),
        findings=settle_findings(engine, settings, now, rng),
    )
    with writing(engine) as conn:
        beat(conn, system_scope(PROCESS), PROCESS, now, asdict(done))
    return done


def run_feed(engine: Engine, settings: Settings, clock: Clock, stop: threading.Event) -> None:
    """Tick until `stop` is set; a failed tick is logged and the next one tries again."""
    rng = np.random.default_rng()
    pictured: int | None = None
    while not stop.is_set():
        try:
            now = clock()
            if pictured is None:
                pictured = picture_the_past(engine, settings.data_dir, now)
            tick(engine, settings, now, rng)
        except OperationalError as error:  # a full disk, a lost server: nothing of ours
            logger.error("the demo feed waits: %s", error.orig)
        except Exception:
            logger.exception("a tick of the demo feed failed")
        stop.wait(settings.demo.feed_period_s)
