"""The patrol process: which camera next, how many at once, when to write, what to say of itself.

Reading is done by a few threads, because a camera that never answers holds its reader up to the
time limit; detecting is done here, one picture after another, because one core is all it may take.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import InitVar, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from data_access import shadow_tally
from data_access.cameras import (
    DueCamera,
    Failure,
    Pace,
    await_clip,
    awaited_clips,
    clip_made,
    due_cameras,
)
from data_access.engine import reading, writing
from data_access.shadow_tally import Agreement
from domain.clock import Clock
from domain.scope import Scope, system_scope
from inference.clips import ClipMaker, clip_number, clip_path
from inference.model import Detector
from inference.patrol import PROCESS, Recorder, Sight, judge, look_at
from inference.registry import Registry
from inference.shadow import added, compare
from inference.source_errors import Reason, SourceError
from inference.video_source import Burst, BurstSize
from inference.violations import Thresholds
from settings import Patrol as PatrolSettings

logger = logging.getLogger(__name__)

READERS = 4
REVISIT = timedelta(seconds=10)
"""A camera is not looked at more often than this, however few there are."""
BEAT_EVERY = timedelta(seconds=10)
CLIPS_EVERY = timedelta(seconds=3)
MODEL_EVERY = timedelta(seconds=20)
"""How soon a switch of models is followed."""
TRIAL_EVERY = timedelta(seconds=3)
ROUND_S = 0.2
AFTER_TROUBLE_S = 5.0
_CLIPS_AT_ONCE = 2000

Taken = tuple[Burst, datetime, str]


@dataclass(slots=True)
class Patrol:
    """Everything one patrol holds; `round` is one step of its loop."""

    engine: Engine
    settings: PatrolSettings
    data_dir: Path
    clock: Clock
    maker: ClipMaker
    look: Callable[..., Taken] = look_at
    scope: Scope = field(default_factory=lambda: system_scope(PROCESS))
    detector: InitVar[Detector | None] = None
    models: Registry = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)
    _recorder: Recorder = field(init=False)
    _reading: dict[int, "Future[Taken]"] = field(default_factory=dict)
    _still: dict[int, str] = field(default_factory=dict)
    _due_at: dict[str, datetime] = field(default_factory=dict)
    _started_until: datetime | None = None
    _compared: dict[str, Agreement] = field(default_factory=dict)

    def __post_init__(self, detector: Detector | None) -> None:
        self.models = Registry(
            self.engine, self.scope, self.data_dir, self.settings.model, detector
        )
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        pace = Pace(REVISIT, timedelta(seconds=self.settings.back_off_max_s))
        self._recorder = Recorder(
            self.engine, self.scope, self.data_dir, pace, self.settings.frames_kept_per_camera
        )

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop; a database or disk in trouble is waited for."""
        try:
            while not stop.is_set():
                try:
                    self.round()
                    pause = ROUND_S
                except (OperationalError, OSError) as error:
                    logger.error("patrol waits: %s", _first_line(error))
                    self._due_at.clear()
                    pause = AFTER_TROUBLE_S
                stop.wait(pause)
        finally:
            self.close()

    def close(self) -> None:
        """End readers, clip maker and a trial."""
        self.maker.stop()
        self.models.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def round(self) -> None:
        """Look after the model and the clips, send readers out, write what came back."""
        now = self.clock()
        if self._is_time("model", now, MODEL_EVERY):
            self.models.tend(now)
        elif self._is_time("trial", now, TRIAL_EVERY):
            self.models.see_after_trial(now)
        if self._is_time("clips", now, CLIPS_EVERY):
            self._tend_clips(now)
        self._send_readers(now)
        self._gather()

    def wait_for_readers(self) -> None:
        """Block until every reader that is out has come back."""
        for future in list(self._reading.values()):
            future.exception()

    def _is_time(self, name: str, now: datetime, every: timedelta) -> bool:
        due = self._due_at.get(name)
        if due is not None and now < due:
            return False
        self._due_at[name] = now + every
        return True

    def _tend_clips(self, now: datetime) -> None:
        with reading(self.engine) as conn:
            awaited = awaited_clips(conn, self.scope, _CLIPS_AT_ONCE)
        numbers = [n for source in awaited if (n := clip_number(source)) is not None]
        made = [n for n in numbers if clip_path(self.data_dir, n).is_file()]
        if made:
            with writing(self.engine) as conn:
                for n in made:
                    clip_made(conn, self.scope, f"clip:{n}", now)
        self.maker.make([n for n in numbers if n not in set(made)])

    def _send_readers(self, now: datetime) -> None:
        wanted = min(READERS - len(self._reading), self._allowance(now))
        if wanted < 1:
            return
        with reading(self.engine) as conn:
            due = due_cameras(conn, self.scope, now, wanted + len(self._reading))
        size = BurstSize(
            self.settings.burst_frames,
            self.settings.burst_spacing_s,
            self.settings.open_timeout_s,
        )
        for camera in [item for item in due if item.id not in self._reading][:wanted]:
            self._reading[camera.id] = self._pool.submit(
                self._read, camera, size, self._still.get(camera.id, "")
            )
            self._spend(now)

    def _read(self, camera: DueCamera, size: BurstSize, last: str) -> Taken:
        return self.look(camera, self.data_dir, size, self.clock, last_fingerprint=last)

    def _allowance(self, now: datetime) -> int:
        """How many looks may start now: `looks_per_min`, with at most READERS saved up."""
        spacing = timedelta(minutes=1) / self.settings.looks_per_min
        earliest = now - spacing * READERS
        if self._started_until is None or self._started_until < earliest:
            self._started_until = earliest
        return int((now - self._started_until) / spacing)

    def _spend(self, now: datetime) -> None:
        spacing = timedelta(minutes=1) / self.settings.looks_per_min
        self._started_until = (self._started_until or now) + spacing

    def _gather(self) -> None:
        done = {n: future for n, future in self._reading.items() if future.done()}
        sights: list[Sight] = []
        failures: list[Failure] = []
        missing: list[int] = []
        for camera_id, future in done.items():
            del self._reading[camera_id]
            try:
                burst, taken_at, fingerprint = future.result()
                sights.append(self._judge(camera_id, burst, taken_at, fingerprint))
                self._still[camera_id] = fingerprint
            except SourceError as error:
                if error.reason is Reason.CLIP_MISSING:
                    missing.append(camera_id)
                else:
                    failures.append(Failure(camera_id, error.state, error.reason.value))
            except Exception:  # one strange picture must not end the patrol of all the others
                logger.exception("look at camera %d", camera_id)
                failures.append(Failure(camera_id, SourceError(Reason.GARBAGE).state, "error"))
        now = self.clock()
        if done or self._is_time("beat", now, BEAT_EVERY):
            self._due_at["beat"] = now + BEAT_EVERY
            self._name_model()
            self._recorder.record(sights, failures, now, self._state())
            self._count_compared(now)
            self._await_clips(missing, now)

    def _name_model(self) -> None:
        at_work = self.models.detector
        self._recorder.model_name = at_work.name if at_work else ""
        self._recorder.model_sha256 = at_work.sha256 if at_work else ""

    def _judge(self, camera_id: int, burst: Burst, taken_at: datetime, fingerprint: str) -> Sight:
        thresholds = Thresholds(
            min_score=self.settings.min_score,
            min_head_px=self.settings.min_head_px,
            confirm_frames=self.settings.confirm_frames,
        )
        active = self.models.detector
        sight = judge(camera_id, burst, taken_at, active, thresholds, fingerprint)
        if active and self.models.shadow:
            try:
                seen = compare(burst, sight.seen, active, self.models.shadow, thresholds)
                self._compared = added(self._compared, seen)
            except Exception:  # the shadow must never cost a look
                logger.exception("model %s leaves the shadow", self.models.shadow.name)
                self.models.shadow = None
        return sight

    def _count_compared(self, now: datetime) -> None:
        pair, self._compared = self._compared, {}
        active, shadow = self.models.detector, self.models.shadow
        if pair and active and shadow:
            with writing(self.engine) as conn:
                shadow_tally.count(conn, self.scope, (active.sha256, shadow.sha256), pair, now)

    def _state(self) -> dict[str, Any]:
        return {
            "degraded": self.models.degraded or None,
            "shadow": self.models.shadow.name if self.models.shadow else None,
            "shipped": self.models.shipped_facts,
            "making_clips": self.maker.busy,
        }

    def _await_clips(self, missing: list[int], now: datetime) -> None:
        """A clip that is gone is made again."""
        if not missing:
            return
        with writing(self.engine) as conn:
            for camera_id in missing:
                await_clip(conn, self.scope, camera_id, now)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
