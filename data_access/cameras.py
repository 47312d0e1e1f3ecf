"""What is known of each camera: when it is due, what its newest look showed, why it failed."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from data_access.changes import Topic, bump
from data_access.risk_due import mark_due
from data_access.schema import camera, camera_look, establishment
from data_access.scoping import in_scope
from domain.inspection_due import patrol_pace
from domain.kitchen import CameraState
from domain.scope import Action, Scope

FIRST_PAUSE = timedelta(seconds=15)
"""After the first failure; each further one doubles it. 平台规则."""
_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class DueCamera:
    """A camera to be looked at.

    Attributes:
        source: `clip:<n>`, a path, or an rtsp(s) or http(s) address. May hold a password: never
            log it.
        credentials: `user:password` of the source, sealed, None without any.
    """

    id: int
    source: str
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a camera brought.

    Attributes:
        taken_at: Moment of the picture, aware UTC.
        path: The picture, below the data directory, written already.
        boxes: `{label, score, xyxy: [x1, y1, x2, y2], finding}` each, pixels of the picture.
        model_sha256: Empty when no model looked: then there are no boxes either.
        alert_id: The alert that this picture raised or joined.
    """

    camera_id: int
    taken_at: datetime
    path: str
    width_px: int
    height_px: int
    boxes: Sequence[dict[str, Any]]
    model_sha256: str
    alert_id: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A look that brought no usable picture.

    Attributes:
        state: `OFFLINE` (nothing came) or `UNREADABLE` (something came that is no picture).
        reason: In words, without the address: it may hold a password.
    """

    camera_id: int
    state: CameraState
    reason: str


@dataclass(frozen=True, slots=True)
class Pace:
    """When a camera is due again.

    Attributes:
        revisit: After a look, at a middling risk; the riskier, the sooner.
        back_off_max: Longest pause after repeated failures.
    """

    revisit: timedelta
    back_off_max: timedelta


def due_cameras(conn: Connection, scope: Scope, now: datetime, limit: int) -> list[DueCamera]:
    """Cameras to look at now, the longest waiting first; those that wait for a clip are not due."""
    scope.require(Action.RUN_SYSTEM)
    rows = conn.execute(
        select(camera.c.id, camera.c.source, camera.c.credentials)
        .where(_patrolled(scope))
        .where(
            or_(
                camera.c.next_look_at <= now,
                and_(camera.c.next_look_at.is_(None), camera.c.state != CameraState.PREPARING),
            )
        )
        .order_by(camera.c.next_look_at.nulls_first(), camera.c.id)
        .limit(limit)
    )
    return [DueCamera(row.id, row.source, row.credentials) for row in rows]


def awaited_clips(conn: Connection, scope: Scope, limit: int) -> list[str]:
    """Sources of the cameras that wait for their clip to be made, in a steady order."""
    scope.require(Action.RUN_SYSTEM)
    return list(
        conn.execute(
            select(camera.c.source)
            .where(_patrolled(scope), camera.c.state == CameraState.PREPARING)
            .where(camera.c.next_look_at.is_(None))
            .order_by(camera.c.id)
            .limit(limit)
        ).scalars()
    )


def clip_made(conn: Connection, scope: Scope, source: str, now: datetime) -> int:
    """Make the cameras that waited for `source` due; how many they were. Twice is once."""
    scope.require(Action.RUN_SYSTEM)
    changed = conn.execute(
        update(camera)
        .where(_patrolled(scope), camera.c.source == source)
        .where(camera.c.state == CameraState.PREPARING, camera.c.next_look_at.is_(None))
        .values(next_look_at=now)
    )
    return changed.rowcount


def await_clip(conn: Connection, scope: Scope, camera_id: int, now: datetime) -> None:
    """Send a camera whose clip is missing back to waiting for it."""
    scope.require(Action.RUN_SYSTEM)
    _move(conn, scope, camera_id, CameraState.PREPARING, None, now, failures=0, next_look_at=None)


def record_look(conn: Connection, scope: Scope, look: Look, now: datetime, pace: Pace) -> None:
    """The camera is online and this is its newest picture; an older or equal one changes nothing.

    Several looks in one transaction ring the doorbell once.
    """
    scope.require(Action.RUN_SYSTEM)
    known = conn.execute(
        select(camera_look.c.taken_at, establishment.c.risk_level)
        .join_from(camera, establishment, establishment.c.id == camera.c.establishment_id)
        .outerjoin(camera_look, camera_look.c.camera_id == camera.c.id)
        .where(camera.c.id == look.camera_id)
    ).one_or_none()
    newest = known.taken_at if known else None
    if known is None or (newest is not None and newest >= look.taken_at):
        return
    moved = _move(
        conn,
        scope,
        look.camera_id,
        CameraState.ONLINE,
        None,
        now,
        failures=0,
        last_look_at=look.taken_at,
        next_look_at=now + pace.revisit * patrol_pace(known.risk_level),
    )
    if not moved:
        return
    values = {
        "taken_at": look.taken_at,
        "path": look.path,
        "width_px": look.width_px,
        "height_px": look.height_px,
        "boxes": list(look.boxes),
        "model_sha256": look.model_sha256,
        "alert_id": look.alert_id,
    }
    if newest is None:
        conn.execute(camera_look.insert().values(camera_id=look.camera_id, **values))
    else:
        conn.execute(
            update(camera_look).where(camera_look.c.camera_id == look.camera_id).values(values)
        )
    bump(conn, Topic.LOOKS)


def record_failure(
    conn: Connection, scope: Scope, failure: Failure, now: datetime, pace: Pace
) -> None:
    """The camera brought no usable picture; ask again after a growing pause."""
    scope.require(Action.RUN_SYSTEM)
    failures = conn.execute(
        select(camera.c.failures).where(camera.c.id == failure.camera_id)
    ).scalar_one_or_none()
    if failures is None:
        return
    _move(
        conn,
        scope,
        failure.camera_id,
        failure.state,
        failure.reason[:_REASON_LENGTH],
        now,
        failures=failures + 1,
        next_look_at=now + back_off(failure.camera_id, failures + 1, pace.back_off_max),
    )


def back_off(camera_id: int, failures: int, longest: timedelta) -> timedelta:
    """Pause after the n-th failure in a row: doubling, capped, spread by ±20 % per camera.

    The spread keeps cameras that failed together (a switch, a power cut) from coming back
    together. It comes from the camera and not from chance, so that a test can name it.
    """
    pause = min(FIRST_PAUSE * int(2 ** min(failures - 1, 16)), longest)
    spread = zlib.crc32(f"{camera_id}/{failures}".encode()) / 2**32
    return min(pause * (0.8 + 0.4 * spread), longest)


def _patrolled(scope: Scope) -> ColumnElement[bool]:
    return and_(
        camera.c.source.is_not(None),
        in_scope(scope, camera.c.township_code, camera.c.establishment_id),
    )


def _move(
    conn: Connection,
    scope: Scope,
    camera_id: int,
    state: CameraState,
    reason: str | None,
    now: datetime,
    **values: Any,
) -> bool:
    """Write the state; `state_since` and the change number move only when the state does."""
    mine = and_(camera.c.id == camera_id, _patrolled(scope))
    moved = conn.scalars(
        update(camera)
        .where(mine, camera.c.state != state)
        .values(state=state, state_since=now)
        .returning(camera.c.establishment_id)
    ).all()
    if moved:
        bump(conn, Topic.CAMERAS)
        mark_due(conn, moved, now)
    changed = conn.execute(update(camera).where(mine).values(state_reason=reason, **values))
    return changed.rowcount > 0
