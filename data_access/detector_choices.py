"""Which model is active and which runs beside it in the shadow: a switch is one row.

The patrol asks for the newest rows and follows within a minute; a model that fails to load leaves
the one before at work. Taking back a switch is a switch to what was before.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from data_access.audit import record
from data_access.detector_models import DetectorError, KeptModel, Refused, find, require_reader
from data_access.schema import detector_choice, heartbeat
from domain.audit import Event
from domain.detector_classes import Duty, ModelState
from domain.scope import Action, Scope

_PATROL = "patrol"
_HISTORY = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the history; `model_id` None is the model of the settings, or no shadow."""

    id: int
    duty: Duty
    model_id: int | None
    chosen_by: str
    chosen_at: datetime


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is in force.

    Attributes:
        active: None for the model of the settings.
        shadow: None when no model runs beside it.
    """

    active: KeptModel | None
    shadow: KeptModel | None


@dataclass(frozen=True, slots=True)
class AtWork:
    """What the patrol says of itself.

    Attributes:
        at: Its last sign of life, aware UTC.
        degraded: Why it detects nothing, or not with what was chosen; empty when all is well.
        shipped: What its trial found of the model that came with the program; empty before it.
    """

    at: datetime
    model: str
    sha256: str
    shadow: str
    degraded: str
    shipped: dict[str, Any]


def chosen(conn: Connection, scope: Scope) -> Chosen:
    """What is in force now.

    Raises:
        NotAllowedError: The asker neither manages models nor is a process of ours.
    """
    require_reader(scope)
    return Chosen(*(_newest(conn, scope, duty) for duty in (Duty.ACTIVE, Duty.SHADOW)))


def choose(conn: Connection, scope: Scope, duty: Duty, model_id: int | None, now: datetime) -> bool:
    """Let a model take a duty; None is the model of the settings, or no shadow. False: it has it.

    Raises:
        NotAllowedError: The asker manages no models.
        DetectorError: The model is gone, has not passed its trial, or has the other duty.
    """
    scope.require(Action.MANAGE_MODELS)
    force = chosen(conn, scope)
    held = force.active if duty is Duty.ACTIVE else force.shadow
    other = force.shadow if duty is Duty.ACTIVE else force.active
    if (held.id if held else None) == model_id:
        return False
    if model_id is not None:
        model = find(conn, scope, model_id)
        if model is None:
            raise DetectorError(Refused.GONE)
        if model.state is not ModelState.READY:
            raise DetectorError(Refused.NOT_READY)
        if other is not None and other.id == model_id:
            if duty is Duty.SHADOW:
                raise DetectorError(Refused.IN_USE)
            _write(conn, scope, Duty.SHADOW, None, now)  # it steps out of the shadow
    _write(conn, scope, duty, model_id, now)
    event = Event.MODEL_ACTIVATED if duty is Duty.ACTIVE else Event.MODEL_SHADOWED
    before = held.id if held else None
    record(conn, scope, event, now, on=("detector_model", model_id or ""), before=before)
    return True


def roll_back(conn: Connection, scope: Scope, now: datetime) -> bool:
    """Make active what was active before; False when nothing was, or it cannot be used any more.

    Raises:
        NotAllowedError: The asker manages no models.
    """
    scope.require(Action.MANAGE_MODELS)
    before = before_active(conn, scope)
    return False if before is None else choose(conn, scope, Duty.ACTIVE, before.model_id, now)


def before_active(conn: Connection, scope: Scope) -> Choice | None:
    """The last choice that differs from what is active and can still be used."""
    past = history(conn, scope, Duty.ACTIVE)
    if not past:
        return None
    settings = Choice(0, Duty.ACTIVE, None, "", past[-1].chosen_at)  # what all began with
    for choice in (*past[1:], settings):
        if choice.model_id == past[0].model_id:
            continue
        model = find(conn, scope, choice.model_id) if choice.model_id is not None else None
        if choice.model_id is None or (model and model.state is ModelState.READY):
            return choice
    return None


def history(conn: Connection, scope: Scope, duty: Duty) -> list[Choice]:
    """The last choices, the newest first."""
    scope.require(Action.MANAGE_MODELS)
    rows = conn.execute(
        select(detector_choice)
        .where(detector_choice.c.duty == duty)
        .order_by(detector_choice.c.id.desc())
        .limit(_HISTORY)
    )
    return [Choice(r.id, Duty(r.duty), r.model_id, r.chosen_by, r.chosen_at) for r in rows]


def at_work(conn: Connection, scope: Scope) -> AtWork | None:
    """What the patrol said last of the models it uses; None when it has never run."""
    scope.require(Action.MANAGE_MODELS)
    row = conn.execute(select(heartbeat).where(heartbeat.c.process == _PATROL)).one_or_none()
    if row is None:
        return None
    told = {
        key: str(row.detail.get(key) or "") for key in ("model", "sha256", "shadow", "degraded")
    }
    return AtWork(row.at, **told, shipped=row.detail.get("shipped") or {})


def _newest(conn: Connection, scope: Scope, duty: Duty) -> KeptModel | None:
    model_id = conn.scalar(
        select(detector_choice.c.model_id)
        .where(detector_choice.c.duty == duty)
        .order_by(detector_choice.c.id.desc())
        .limit(1)
    )
    return None if model_id is None else find(conn, scope, int(model_id))


def _write(conn: Connection, scope: Scope, duty: Duty, model_id: int | None, now: datetime) -> None:
    conn.execute(
        insert(detector_choice).values(
            duty=duty, model_id=model_id, chosen_by=scope.actor[:60], chosen_at=now
        )
    )
