"""What the video wall shows: newest frames with their boxes, and how far the patrol has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, select, true

from data_access.boxes import boxes_of
from data_access.schema import alert, banner, camera, camera_look, establishment, township
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES
from domain.clock import city_day
from domain.kitchen import LOOKED_AT, UNUSABLE, CameraState
from domain.scope import Scope
from domain.video_wall import (
    ALERT_LIVE,
    LONG_OFFLINE,
    ROUND,
    Frame,
    LiveAlert,
    Patrol,
    Show,
    WallCamera,
    WallWanted,
)

MAX_TILES = 16
MAX_CANDIDATES = 500
CONNECTED = WallWanted()


@dataclass(frozen=True, slots=True)
class LookFile:
    """The newest frame of a camera: its file below the data directory, its moment, whose it is."""

    path: str
    taken_at: datetime
    establishment_id: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cameras that may sit on the wall.

    Attributes:
        alerting: With a live alert, the gravest first.
        fresh: All, those looked at most recently first.
    """

    alerting: tuple[int, ...]
    fresh: tuple[int, ...]


def newest_look(conn: Connection, scope: Scope, camera_id: int) -> LookFile | None:
    """The newest frame's file, or None: never looked at, no such camera and out of scope alike."""
    row = conn.execute(
        select(camera_look.c.path, camera_look.c.taken_at, camera.c.establishment_id)
        .join(camera, camera.c.id == camera_look.c.camera_id)
        .where(camera.c.id == camera_id)
        .where(in_scope(scope, camera.c.township_code, camera.c.establishment_id))
    ).one_or_none()
    return None if row is None else LookFile(row.path, row.taken_at, row.establishment_id)


def candidates(
    conn: Connection,
    scope: Scope,
    now: datetime,
    wanted: WallWanted = CONNECTED,
) -> Candidates:
    """Cameras for the wall, MAX_CANDIDATES at most."""
    mine = _shown(scope, wanted, now)
    worst = func.min(alert.c.severity)
    alerting = conn.execute(
        select(camera.c.id)
        .join(alert, alert.c.camera_id == camera.c.id)
        .where(mine, _live(now))
        .group_by(camera.c.id)
        .order_by(worst, func.max(alert.c.raised_at).desc(), camera.c.id)
        .limit(MAX_TILES)
    ).scalars()
    fresh = conn.execute(
        select(camera.c.id)
        .where(mine)
        .order_by(camera.c.last_look_at.desc().nulls_last(), camera.c.id)
        .limit(MAX_CANDIDATES)
    ).scalars()
    first = tuple(alerting)
    return Candidates(first, tuple(dict.fromkeys((*fresh, *first))))


def shown_count(conn: Connection, scope: Scope, now: datetime, wanted: WallWanted) -> int:
    """How many cameras there are for a wall."""
    held = select(func.count()).select_from(camera)
    return int(conn.execute(held.where(_shown(scope, wanted, now))).scalar_one())


def wall_owner(conn: Connection, scope: Scope, establishment_id: int) -> str | None:
    """Name of an establishment whose wall is asked for; None: not there, or not in scope."""
    name: str | None = conn.scalar(
        select(establishment.c.name).where(
            establishment.c.id == establishment_id,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
    )
    return name


def longest_unusable(conn: Connection, scope: Scope, now: datetime) -> datetime | None:
    """Since when the first of LONG_UNUSABLE gives no usable picture, None when there is none."""
    since: datetime | None = conn.execute(
        select(func.min(camera.c.state_since)).where(
            _shown(scope, WallWanted(Show.LONG_UNUSABLE), now)
        )
    ).scalar_one()
    return since


def cameras(
    conn: Connection, scope: Scope, camera_ids: Sequence[int], now: datetime
) -> list[WallCamera]:
    """The given cameras in the given order; those out of scope are left out.

    Raises:
        ValueError: More than MAX_TILES are asked for.
    """
    if len(camera_ids) > MAX_TILES:
        raise ValueError(f"a wall has at most {MAX_TILES} tiles, got {len(camera_ids)}")
    seen = in_scope(scope, camera.c.township_code, camera.c.establishment_id)
    rows = conn.execute(
        select(
            camera.c.id,
            camera.c.label,
            camera.c.position,
            camera.c.state,
            camera.c.state_since,
            camera.c.source.is_not(None).label("connected"),
            establishment.c.name.label("establishment_name"),
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
            camera_look.c.taken_at,
            camera_look.c.width_px,
            camera_look.c.height_px,
            camera_look.c.boxes,
            camera_look.c.model_sha256,
        )
        .join_from(camera, establishment, establishment.c.id == camera.c.establishment_id)
        .join(township, township.c.code == camera.c.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .outerjoin(camera_look, camera_look.c.camera_id == camera.c.id)
        .where(camera.c.id.in_(camera_ids), seen)
    )
    found = {row.id: row for row in rows}
    alerts = _live_alerts(conn, list(found), now)
    return [_wall_camera(found[n], alerts.get(n)) for n in camera_ids if n in found]


def patrol(conn: Connection, scope: Scope, now: datetime) -> Patrol:
    """Counts of all channels in scope, and of what the patrol did with them."""
    seen = in_scope(scope, camera.c.township_code, camera.c.establishment_id)
    sourced = camera.c.source.is_not(None)
    looked = and_(sourced, camera.c.last_look_at >= now - ROUND)
    rows = conn.execute(
        select(
            camera.c.state,
            func.count(),
            func.sum(case((sourced, 1), else_=0)),
            func.sum(case((looked, 1), else_=0)),
        )
        .where(seen)
        .group_by(camera.c.state)
    ).all()
    states = {CameraState(row[0]): row[1] for row in rows}
    found = conn.execute(
        select(func.count())
        .select_from(alert)
        .where(in_scope(scope, alert.c.township_code, alert.c.establishment_id))
        .where(alert.c.camera_id.is_not(None), alert.c.demo_history.is_(False))
        .where(alert.c.raised_at >= now - timedelta(days=1), alert.c.raised_on == city_day(now))
    ).scalar_one()
    return Patrol(
        channels=sum(row[1] for row in rows),
        connected=sum(row[2] for row in rows),
        looked=sum(row[3] for row in rows),
        online=states.get(CameraState.ONLINE, 0),
        offline=states.get(CameraState.OFFLINE, 0),
        unreadable=states.get(CameraState.UNREADABLE, 0),
        preparing=states.get(CameraState.PREPARING, 0),
        unpatrolled=states.get(CameraState.UNPATROLLED, 0),
        found_today=int(found),
    )


def _shown(scope: Scope, wanted: WallWanted, now: datetime) -> ColumnElement[bool]:
    area = wanted.area
    state = camera.c.state
    condition: dict[Show, ColumnElement[bool]] = {
        Show.CONNECTED: camera.c.source.is_not(None),
        Show.ONLINE: state == CameraState.ONLINE,
        Show.LOOKED_AT: state.in_(LOOKED_AT),
        Show.UNUSABLE: state.in_(UNUSABLE),
        Show.LONG_UNUSABLE: and_(state.in_(UNUSABLE), camera.c.state_since <= now - LONG_OFFLINE),
        Show.UNPATROLLED: state.not_in(LOOKED_AT),
        Show.EVERY: true(),
    }
    within = {
        township.c.banner_adcode: area.banner,
        township.c.code: area.township,
        township.c.office_id: area.office,
    }
    named = [column == value for column, value in within.items() if value is not None]
    return and_(
        in_scope(scope, camera.c.township_code, camera.c.establishment_id),
        condition[wanted.show],
        true()
        if wanted.establishment is None
        else camera.c.establishment_id == wanted.establishment,
        camera.c.township_code.in_(select(township.c.code).where(*named)) if named else true(),
    )


def _live(now: datetime) -> Any:
    return and_(alert.c.state.in_(OPEN_STATES), alert.c.last_seen_at >= now - ALERT_LIVE)


def _live_alerts(conn: Connection, camera_ids: list[int], now: datetime) -> dict[int, LiveAlert]:
    """The gravest live alert of each camera, the newest among equals."""
    rows = conn.execute(
        select(
            alert.c.id,
            alert.c.camera_id,
            alert.c.severity,
            alert.c.alert_class,
            alert.c.last_seen_at,
        )
        .where(alert.c.camera_id.in_(camera_ids), _live(now))
        .order_by(alert.c.severity.desc(), alert.c.raised_at, alert.c.id)
    )
    return {
        row.camera_id: LiveAlert(row.id, row.severity, row.alert_class, row.last_seen_at)
        for row in rows
    }


def _wall_camera(row: Row[*tuple[Any, ...]], live: LiveAlert | None) -> WallCamera:
    return WallCamera(
        id=row.id,
        label=row.label,
        position=row.position,
        state=CameraState(row.state),
        state_since=row.state_since,
        establishment_name=row.establishment_name,
        banner_zh=row.banner_zh,
        banner_en=row.banner_en,
        connected=bool(row.connected),
        frame=_frame(row),
        alert=live,
    )


def _frame(row: Row[*tuple[Any, ...]]) -> Frame | None:
    if row.taken_at is None:
        return None
    return Frame(
        taken_at=row.taken_at,
        width_px=row.width_px,
        height_px=row.height_px,
        boxes=boxes_of(row.boxes),
        judged=bool(row.model_sha256),
    )
