"""One look at one camera: pictures in, boxes and findings out, then files and rows.

`look_at` reads and judges, `Recorder` writes; the worker decides when. The moment of a picture is
its identity: the same look delivered twice is one look, one alert, one set of evidence.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from data_access import evidence
from data_access.alerts import Finding, raise_alert
from data_access.cameras import DueCamera, Failure, Look, Pace, record_failure, record_look
from data_access.engine import writing
from data_access.evidence import EvidenceKind
from data_access.files import write_whole
from data_access.heartbeats import beat
from data_access.schema import epoch_ms
from data_access.sealing import SealError
from domain.camera_source import joined
from domain.clock import Clock
from domain.scope import Scope
from inference.clips import clip_number, clip_path
from inference.detections import U8, Detections, boxes_as_json, no_detections
from inference.model import Detector
from inference.pictures import boxed_jpeg, jpeg
from inference.source_errors import Reason, SourceError
from inference.video_source import Burst, BurstSize, read_burst, stands_still
from inference.violations import (
    Thresholds,
    Violation,
    find_violations,
    own_scores,
    rules_for,
    shown,
)

logger = logging.getLogger(__name__)

PROCESS = "patrol"
FRAMES_FOLDER = "frames"

ReadBurst = Callable[[str, BurstSize, float], Burst]
Unseal = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at a camera showed.

    Attributes:
        taken_at: Moment of the look, aware UTC.
        frame: Shape (H, W, 3), RGB: the picture of the finding, else the newest.
        boxes: What is drawn over it.
        findings: What becomes alerts.
        fingerprint: Of the last picture, to see a lens that stands still; empty for files.
        seen: Boxes of each picture of the look.
    """

    camera_id: int
    taken_at: datetime
    frame: U8
    boxes: list[dict[str, Any]]
    findings: list[Violation]
    fingerprint: str = ""
    seen: tuple[Detections, ...] = ()


def look_at(
    camera: DueCamera,
    data_dir: Path,
    size: BurstSize,
    clock: Clock,
    *,
    last_fingerprint: str = "",
    read: ReadBurst = read_burst,
    unseal: Unseal | None = None,
) -> tuple[Burst, datetime, str]:
    """Read the pictures of one look; how long that takes depends on the camera.

    Args:
        camera: Where the pictures come from.
        data_dir: Below it lie the clips.
        size: How many pictures.
        clock: Aware UTC.
        last_fingerprint: Of the look before, to see a lens that stands still.
        read: Opens the source.
        unseal: Opens the camera's credentials; they join its address only here.

    Returns:
        The burst, its moment and its fingerprint (empty unless live and standing still).

    Raises:
        SourceError: Names why there is no usable picture.
    """
    n = clip_number(camera.source)
    source = str(clip_path(data_dir, n)) if n is not None else camera.source
    if n is not None and not Path(source).is_file():
        raise SourceError(Reason.CLIP_MISSING)
    if camera.credentials:
        source = joined(source, _opened(camera.credentials, unseal))
    before = clock()
    burst = read(source, size, before.timestamp())
    fingerprint = ""
    if stands_still(burst):
        fingerprint = hashlib.sha256(burst.frames[-1].tobytes()).hexdigest()
        if fingerprint == last_fingerprint:
            raise SourceError(Reason.FROZEN)
    return burst, clock() if burst.live else before, fingerprint


def _opened(credentials: str, unseal: Unseal | None) -> str:
    try:
        return unseal(credentials) if unseal else ""
    except SealError:
        raise SourceError(Reason.SEALED) from None


def judge(
    camera_id: int,
    burst: Burst,
    taken_at: datetime,
    detector: Detector | None,
    thresholds: Thresholds,
    fingerprint: str = "",
) -> Sight:
    """Detect and apply the rules; without a detector there is a picture and nothing else."""
    seen: list[Detections] = [detector(frame) for frame in burst.frames] if detector else []
    rules = rules_for(detector.classes) if detector else ()
    if detector:
        thresholds = replace(thresholds, own=own_scores(detector.classes))
    findings = find_violations(seen, thresholds, rules)
    at = findings[0].frame if findings else len(burst.frames) - 1
    boxes = shown(seen[at], thresholds, findings, rules) if seen else no_detections()
    marked = findings[0].xyxy[None] if findings else None
    drawn = boxes_as_json(boxes, marked)
    return Sight(camera_id, taken_at, burst.frames[at], drawn, findings, fingerprint, tuple(seen))


@dataclass(slots=True)
class Tally:
    """What this process has done since it started."""

    looks: int = 0
    failures: int = 0
    alerts: int = 0
    last_look_at: datetime | None = None


@dataclass(slots=True)
class Recorder:
    """Writes looks: pictures first, then all rows of a round in one transaction."""

    engine: Engine
    scope: Scope
    data_dir: Path
    pace: Pace
    frames_kept: int
    model_name: str = ""
    model_sha256: str = ""
    tally: Tally = field(default_factory=Tally)

    def record(
        self,
        sights: Sequence[Sight],
        failures: Sequence[Failure],
        now: datetime,
        detail: dict[str, Any],
    ) -> None:
        """Keep a round; killed at any moment, it is wholly there or not at all.

        Alerts go before cameras: every writer takes the change numbers in that order.
        """
        pictures = {sight.camera_id: self._keep_frame(sight) for sight in sights}
        raised: list[tuple[int, int]] = []
        with writing(self.engine) as conn:
            alerts = {sight.camera_id: self._raise(conn, sight, now, raised) for sight in sights}
            for sight in sights:
                look = self._look(sight, pictures[sight.camera_id], alerts[sight.camera_id])
                record_look(conn, self.scope, look, now, self.pace)
            for failure in failures:
                record_failure(conn, self.scope, failure, now, self.pace)
            self._count(sights, failures, raised)
            beat(conn, self.scope, PROCESS, now, self._detail(detail))
        for camera_id, alert_id in raised:
            logger.info("alert %d raised by camera %d", alert_id, camera_id)
        for sight in sights:
            self._drop_old_frames(sight.camera_id)

    def _raise(
        self, conn: Connection, sight: Sight, now: datetime, raised: list[tuple[int, int]]
    ) -> int | None:
        alert_id = None
        for item in sight.findings:
            found = raise_alert(
                conn,
                self.scope,
                Finding(
                    sight.camera_id,
                    item.alert_class,
                    item.confidence,
                    sight.taken_at,
                    self.model_name,
                    self.model_sha256,
                ),
                max(now, sight.taken_at),
            )
            alert_id = found.alert_id
            if found.created:
                raised.append((sight.camera_id, alert_id))
            # A sighting adds a count, not a picture: the alert keeps those of its raising.
            if found.created or not evidence.of_alert(conn, self.scope, alert_id, 1):
                self._keep_evidence(conn, sight, alert_id)
        return alert_id

    def _keep_evidence(self, conn: Connection, sight: Sight, alert_id: int) -> None:
        for kind, content in (
            (EvidenceKind.CLEAN, jpeg(sight.frame)),
            (EvidenceKind.BOXED, boxed_jpeg(sight.frame, sight.boxes)),
        ):
            evidence.store(
                conn,
                self.scope,
                self.data_dir,
                alert_id,
                kind,
                content,
                sight.boxes,
                sight.taken_at,
            )

    def _keep_frame(self, sight: Sight) -> str:
        # The moment is in the name: a row always names the picture its boxes were made for.
        path = f"{FRAMES_FOLDER}/{sight.camera_id}/{epoch_ms(sight.taken_at)}.jpg"
        write_whole(self.data_dir / path, jpeg(sight.frame))
        return path

    def _drop_old_frames(self, camera_id: int) -> None:
        folder = self.data_dir / FRAMES_FOLDER / str(camera_id)
        # One more than asked for: an answer on its way may still be reading the one before.
        for path in sorted(folder.glob("*.jpg"), reverse=True)[self.frames_kept + 1 :]:
            path.unlink(missing_ok=True)

    def _look(self, sight: Sight, path: str, alert_id: int | None) -> Look:
        height, width = sight.frame.shape[:2]
        return Look(
            sight.camera_id,
            sight.taken_at,
            path,
            width,
            height,
            sight.boxes,
            self.model_sha256,
            alert_id,
        )

    def _count(
        self, sights: Sequence[Sight], failures: Sequence[Failure], raised: Sequence[Any]
    ) -> None:
        self.tally.looks += len(sights)
        self.tally.failures += len(failures)
        self.tally.alerts += len(raised)
        if sights:
            self.tally.last_look_at = max(sight.taken_at for sight in sights)

    def _detail(self, detail: dict[str, Any]) -> dict[str, Any]:
        last = self.tally.last_look_at
        return {
            "model": self.model_name,
            "sha256": self.model_sha256,
            "looks": self.tally.looks,
            "failures": self.tally.failures,
            "alerts": self.tally.alerts,
            "last_look_at": last.isoformat() if last else None,
            **detail,
        }
