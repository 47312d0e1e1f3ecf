"""Writing alerts: findings become alerts or join one, people take steps; figures move with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from data_access import alert_rollup, audit
from data_access.alert_rollup import Standing
from data_access.changes import Topic, bump
from data_access.risk_due import mark_due
from data_access.schema import alert, alert_event, camera, epoch_ms
from data_access.scoping import in_scope
from domain.alert_classes import ALERT_CLASSES, MERGE_WINDOW
from domain.alerts import (
    ABSORBING_STATES,
    HUMAN_STEPS,
    AlertState,
    Step,
    cleaned_note,
    deadlines,
    next_state,
    require_step,
)
from domain.audit import Event
from domain.clock import city_day
from domain.scope import Scope

AnyRow = Row[*tuple[Any, ...]]


class NotFoundError(LookupError):
    """No such row, or none that the asker may see: the two look alike on purpose."""


class ConflictError(Exception):
    """Somebody else took a step since the asker read the alert.

    Attributes:
        actor: Who.
        step: What they did.
        at: When (aware UTC).
    """

    def __init__(self, actor: str, step: Step, at: datetime) -> None:
        super().__init__(f"{actor} was faster: {step} at {at:%Y-%m-%d %H:%M:%S}Z")
        self.actor = actor
        self.step = step
        self.at = at


@dataclass(frozen=True, slots=True)
class Finding:
    """What the model saw and the k-of-n rule let through.

    Attributes:
        confidence: 0 to 1.
        seen_at: Moment of the picture, aware UTC. The same finding delivered twice has the same.
    """

    camera_id: int
    alert_class: str
    confidence: float
    seen_at: datetime
    model_name: str
    model_sha256: str


@dataclass(frozen=True, slots=True)
class Raised:
    """The alert a finding belongs to; `created` is False when it joined one that stood."""

    alert_id: int
    created: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """An alert after a step."""

    alert_id: int
    state: AlertState
    version: int


def raise_alert(conn: Connection, scope: Scope, finding: Finding, now: datetime) -> Raised:
    """Raise an alert, or count the finding as one more sighting of an alert that stands.

    A finding joins the alert of the same camera and class that was last seen within 30 minutes,
    unless that one is closed. Delivering a finding again changes nothing.

    Raises:
        NotAllowedError: The asker is no system process.
        NotFoundError: No such camera in scope.
        ValueError: Unknown alert class, confidence outside 0 to 1, or seen in the future.
    """
    require_step(scope, Step.RAISE)
    _check(finding, now)
    place = conn.execute(
        select(camera.c.establishment_id, camera.c.township_code)
        .where(camera.c.id == finding.camera_id)
        .where(in_scope(scope, camera.c.township_code, camera.c.establishment_id))
    ).one_or_none()
    if place is None:
        raise NotFoundError(f"no camera {finding.camera_id}")
    # First, not last: on PostgreSQL the row lock of the number makes writers of alerts queue, so
    # two processes cannot both find nothing to merge with and both raise.
    bump(conn, Topic.ALERTS)
    standing = _absorbing(conn, finding)
    if standing is not None:
        _count_sighting(conn, standing, finding)
        return Raised(standing.id, created=False)
    return Raised(_insert(conn, scope, finding, place), created=True)


def take_step(
    conn: Connection,
    scope: Scope,
    alert_id: int,
    step: Step,
    version: int,
    note: str | None,
    now: datetime,
) -> Taken:
    """Take one human step on an alert.

    Args:
        conn: Write transaction of the caller.
        scope: Who asks.
        alert_id: Which alert.
        step: One of HUMAN_STEPS.
        version: Version of the alert that the asker saw.
        note: Reason or proof in words; needed for dismiss, rectify and return.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role may not do this.
        NotFoundError: No such alert in scope.
        ConflictError: Somebody took a step since `version`.
        IllegalStepError: The step does not follow from the state.
        NoteError: The note is missing or too long.
    """
    if step not in HUMAN_STEPS:
        raise ValueError(f"{step} is not a step that people take")
    require_step(scope, step)
    text = cleaned_note(step, note)
    bump(conn, Topic.ALERTS)
    row = conn.execute(
        select(alert)
        .where(alert.c.id == alert_id)
        .where(in_scope(scope, alert.c.township_code, alert.c.establishment_id))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"no alert {alert_id}")
    if row.version != version:
        return _already(conn, scope, row, step, version)
    return _take(conn, scope, row, step, text, now)


def _check(finding: Finding, now: datetime) -> None:
    if finding.alert_class not in ALERT_CLASSES:
        raise ValueError(f"unknown alert class {finding.alert_class!r}")
    if not 0 <= finding.confidence <= 1:
        raise ValueError(f"confidence must be 0 to 1, got {finding.confidence}")
    if finding.seen_at > now:
        raise ValueError(f"seen at {finding.seen_at}, which is after now ({now})")


def _dedupe_key(finding: Finding) -> str:
    return f"{finding.camera_id}:{finding.alert_class}:{epoch_ms(finding.seen_at)}"


def _absorbing(conn: Connection, finding: Finding) -> AnyRow | None:
    """The alert that takes this finding: the one it made, or one seen within the merge window."""
    same = select(alert.c.id, alert.c.last_seen_at, alert.c.confidence)
    made = conn.execute(same.where(alert.c.dedupe_key == _dedupe_key(finding))).one_or_none()
    if made is not None:
        return made
    return conn.execute(
        same.where(
            and_(
                alert.c.camera_id == finding.camera_id,
                alert.c.alert_class == finding.alert_class,
                alert.c.last_seen_at >= finding.seen_at - MERGE_WINDOW,
                alert.c.raised_at <= finding.seen_at + MERGE_WINDOW,
                alert.c.state.in_(ABSORBING_STATES),
            )
        )
        .order_by(alert.c.last_seen_at.desc(), alert.c.id.desc())
        .limit(1)
    ).one_or_none()


def _count_sighting(conn: Connection, standing: AnyRow, finding: Finding) -> None:
    # The version stays: a sighting must not push away the person who is just judging the alert.
    conn.execute(
        update(alert)
        .where(alert.c.id == standing.id)
        .where(alert.c.last_seen_at < finding.seen_at)  # delivered again: counted once
        .values(
            last_seen_at=finding.seen_at,
            sightings=alert.c.sightings + 1,
            confidence=max(standing.confidence or 0.0, finding.confidence),
        )
    )


def _insert(conn: Connection, scope: Scope, finding: Finding, place: AnyRow) -> int:
    kind = ALERT_CLASSES[finding.alert_class]
    clocks = deadlines(kind, finding.seen_at)
    values = {
        "establishment_id": place.establishment_id,
        "township_code": place.township_code,
        "camera_id": finding.camera_id,
        "alert_class": kind.id,
        "severity": int(kind.severity),
        "state": AlertState.RAISED.value,
        "raised_at": finding.seen_at,
        "raised_on": city_day(finding.seen_at),
        "last_seen_at": finding.seen_at,
        "sightings": 1,
        "confidence": finding.confidence,
        "confirm_by": clocks.confirm_by,
        "rectify_by": clocks.rectify_by,
        "model_name": finding.model_name,
        "model_sha256": finding.model_sha256,
        "dedupe_key": _dedupe_key(finding),
    }
    alert_id = int(conn.execute(insert(alert).values(values).returning(alert.c.id)).scalar_one())
    _record(conn, alert_id, finding.seen_at, Step.RAISE, scope.actor, None)
    after = Standing(
        values["raised_on"],
        place.township_code,
        int(kind.severity),
        AlertState.RAISED,
        clocks.rectify_by,
        None,
    )
    alert_rollup.apply(conn, None, after)
    return alert_id


def _take(
    conn: Connection, scope: Scope, row: AnyRow, step: Step, text: str | None, now: datetime
) -> Taken:
    state = next_state(AlertState(row.state), step)
    written: dict[Step, dict[str, datetime | None]] = {
        Step.CONFIRM: {"confirmed_at": now},
        Step.DISMISS: {"closed_at": now},
        Step.RECTIFY: {"rectified_at": now},
        Step.RETURN: {"rectified_at": None},
        Step.CLOSE: {"closed_at": now},
    }
    times = written[step]
    conn.execute(
        update(alert)
        .where(alert.c.id == row.id)
        .values(state=state.value, version=row.version + 1, **times)
    )
    _record(conn, row.id, now, step, scope.actor, text)
    before = alert_rollup.standing_of(row, AlertState(row.state), row.rectified_at)
    after = alert_rollup.standing_of(
        row,
        state,
        times.get("rectified_at", row.rectified_at),
        documented=step is Step.CLOSE and alert_rollup.is_documented(conn, row.id),
    )
    alert_rollup.apply(conn, before, after)
    mark_due(conn, [row.establishment_id], now)
    if scope.account_id is not None:  # people of the demonstration have no account
        on = ("alert", row.id)
        audit.record(conn, scope, Event.ALERT_STEP, now, on=on, step=step, before=row.state)
    return Taken(row.id, state, row.version + 1)


def _already(conn: Connection, scope: Scope, row: AnyRow, step: Step, version: int) -> Taken:
    """A second click on the same button is no conflict; anybody else's step is."""
    last = conn.execute(
        select(alert_event)
        .where(alert_event.c.alert_id == row.id)
        .order_by(alert_event.c.id.desc())
        .limit(1)
    ).one()
    if row.version == version + 1 and (last.actor, last.step) == (scope.actor, step):
        return Taken(row.id, AlertState(row.state), row.version)
    raise ConflictError(last.actor, Step(last.step), last.at)


def _record(
    conn: Connection, alert_id: int, at: datetime, step: Step, actor: str, note: str | None
) -> None:
    conn.execute(
        insert(alert_event).values(
            alert_id=alert_id, at=at, step=step.value, actor=actor, note=note
        )
    )
