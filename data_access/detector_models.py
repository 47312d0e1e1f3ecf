"""Models of the detector as rows: kept, tried by the patrol, mapped, removed.

Every version stays with its hash, its licence and what its trial found. The web process never
opens a model: it keeps the file, and the patrol tries it in a process of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from data_access.audit import record
from data_access.schema import detector_choice, detector_model
from domain.audit import Event, Result
from domain.detector_classes import (
    DETECTOR_CLASSES,
    LONGEST_SIDECAR,
    ClassUses,
    Duty,
    ModelState,
    checked_uses,
)
from domain.scope import Action, Scope

FOLDER = "models"
MOST_MODELS = 60
_LONGEST_NAME, _LONGEST_REASON = 80, 400
_LISTED = 200


class Refused(StrEnum):
    """Why an act is not done."""

    TOO_MANY = "too_many"
    GONE = "gone"
    NOT_READY = "not_ready"
    IN_USE = "in_use"
    SIDECAR = "sidecar"
    CLASSES = "classes"


class DetectorError(Exception):
    """The act cannot be done."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class KeptModel:
    """One kept model.

    Attributes:
        path: Below the data directory.
        facts: What its trial found; empty before it.
        classes: Class of the model → `{as, min_score, alerts}`; what a person changed included.
    """

    id: int
    name: str
    sha256: str
    size_bytes: int
    path: str
    sidecar: str
    state: ModelState
    reason: str | None
    facts: dict[str, Any]
    classes: ClassUses
    uploaded_by: str
    uploaded_at: datetime
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewModel:
    """A file that has just been kept."""

    name: str
    sha256: str
    size_bytes: int


def stored_at(sha256: str) -> str:
    """Where the file of a model lies below the data directory."""
    return f"{FOLDER}/{sha256}.onnx"


def add(conn: Connection, scope: Scope, new: NewModel, now: datetime) -> int:
    """Keep a model that waits for its trial; the same file again is the same model.

    Raises:
        NotAllowedError: The asker manages no models.
        DetectorError: As many as may be are kept already.
    """
    scope.require(Action.MANAGE_MODELS)
    same = conn.scalar(
        select(detector_model.c.id).where(
            detector_model.c.sha256 == new.sha256, detector_model.c.state != ModelState.REMOVED
        )
    )
    if same is not None:
        return int(same)
    kept = select(func.count()).where(detector_model.c.state != ModelState.REMOVED)
    if int(conn.scalar(kept) or 0) >= MOST_MODELS:
        raise DetectorError(Refused.TOO_MANY)
    made = conn.execute(
        insert(detector_model)
        .values(
            name=new.name[:_LONGEST_NAME] or "?",
            sha256=new.sha256,
            size_bytes=new.size_bytes,
            path=stored_at(new.sha256),
            sidecar="",
            state=ModelState.WAITING,
            facts={},
            classes={},
            uploaded_by=scope.actor[:60],
            uploaded_at=now,
        )
        .returning(detector_model.c.id)
    )
    model_id = int(made.scalar_one())
    about: dict[str, Any] = {
        "name": new.name[:_LONGEST_NAME],
        "sha256": new.sha256,
        "bytes": new.size_bytes,
    }
    record(conn, scope, Event.MODEL_ADDED, now, on=("detector_model", model_id), **about)
    return model_id


def models(conn: Connection, scope: Scope) -> list[KeptModel]:
    """Every model that is kept, the newest first."""
    require_reader(scope)
    query = _all().where(detector_model.c.state != ModelState.REMOVED)
    return [_model(row) for row in conn.execute(query.order_by(detector_model.c.id.desc()))]


def find(conn: Connection, scope: Scope, model_id: int) -> KeptModel | None:
    """One model; None when it is gone."""
    require_reader(scope)
    row = conn.execute(
        _all().where(detector_model.c.id == model_id, detector_model.c.state != ModelState.REMOVED)
    ).one_or_none()
    return None if row is None else _model(row)


def next_waiting(conn: Connection, scope: Scope) -> KeptModel | None:
    """The model that waits longest for its trial."""
    scope.require(Action.RUN_SYSTEM)
    waits = _all().where(detector_model.c.state == ModelState.WAITING)
    row = conn.execute(waits.order_by(detector_model.c.id).limit(1)).one_or_none()
    return None if row is None else _model(row)


def tried(
    conn: Connection,
    scope: Scope,
    model: KeptModel,
    found: dict[str, Any] | str,
    now: datetime,
) -> None:
    """Write what came of a trial: facts, or the reason why the model cannot be used.

    A side-car that was changed meanwhile lets the model wait for the next trial.
    """
    scope.require(Action.RUN_SYSTEM)
    good = isinstance(found, dict)
    values: dict[str, Any] = {"checked_at": now}
    if isinstance(found, dict):
        kept = {name: use for name, use in model.classes.items() if name in found["classes"]}
        classes = {**_told(found["classes"]), **kept}
        values |= {"state": ModelState.READY, "facts": found, "classes": classes, "reason": None}
    else:
        values |= {"state": ModelState.REFUSED, "reason": found[:_LONGEST_REASON], "facts": {}}
    changed = conn.execute(
        update(detector_model)
        .where(
            detector_model.c.id == model.id,
            detector_model.c.state == ModelState.WAITING,
            detector_model.c.sidecar == model.sidecar,
        )
        .values(**values)
    )
    if changed.rowcount:
        about = {} if good else {"reason": str(found)[:_LONGEST_REASON]}
        result = Result.OK if good else Result.FAILED
        on = ("detector_model", model.id)
        record(conn, scope, Event.MODEL_TRIED, now, on=on, result=result, **about)


def write_sidecar(conn: Connection, scope: Scope, model_id: int, text: str, now: datetime) -> None:
    """Say what the file does not say of itself; the model waits for another trial.

    Raises:
        NotAllowedError: The asker manages no models.
        DetectorError: It is gone, too long, or in use: then another upload is the way.
    """
    scope.require(Action.MANAGE_MODELS)
    if len(text) > LONGEST_SIDECAR or "\x00" in text:
        raise DetectorError(Refused.SIDECAR)
    model = _there(conn, scope, model_id)
    if in_use(conn, model_id):
        raise DetectorError(Refused.IN_USE)
    conn.execute(
        update(detector_model)
        .where(detector_model.c.id == model.id)
        .values(sidecar=text, state=ModelState.WAITING, reason=None, facts={}, classes={})
    )
    on = ("detector_model", model.id)
    record(conn, scope, Event.MODEL_CHANGED, now, on=on, what="sidecar", text=text[:2000])


def write_classes(
    conn: Connection, scope: Scope, model_id: int, said: dict[str, Any], now: datetime
) -> bool:
    """Say what each class means here; the patrol follows within a minute. False: nothing new.

    Raises:
        NotAllowedError: The asker manages no models.
        DetectorError: The model is gone or not ready, or the classes are not those of the model.
    """
    scope.require(Action.MANAGE_MODELS)
    model = _there(conn, scope, model_id)
    if model.state is not ModelState.READY:
        raise DetectorError(Refused.NOT_READY)
    uses = checked_uses(list(model.classes), said)
    if uses is None:
        raise DetectorError(Refused.CLASSES)
    changed = {name: use for name, use in uses.items() if model.classes[name] != use}
    if not changed:
        return False
    conn.execute(update(detector_model).where(detector_model.c.id == model.id).values(classes=uses))
    on = ("detector_model", model.id)
    record(conn, scope, Event.MODEL_CHANGED, now, on=on, what="classes", classes=changed)
    return True


def remove(conn: Connection, scope: Scope, model_id: int, now: datetime) -> KeptModel:
    """Let a model go that is not in use; its row stays for the record, its file may be removed.

    Raises:
        NotAllowedError: The asker manages no models.
        DetectorError: It is gone, or in use.
    """
    scope.require(Action.MANAGE_MODELS)
    model = _there(conn, scope, model_id)
    if in_use(conn, model_id):
        raise DetectorError(Refused.IN_USE)
    conn.execute(
        update(detector_model)
        .where(detector_model.c.id == model.id)
        .values(state=ModelState.REMOVED)
    )
    on = ("detector_model", model.id)
    record(conn, scope, Event.MODEL_REMOVED, now, on=on, name=model.name, sha256=model.sha256)
    return model


def in_use(conn: Connection, model_id: int) -> bool:
    """Whether a model is active, or the shadow."""
    newest = [
        conn.scalar(
            select(detector_choice.c.model_id)
            .where(detector_choice.c.duty == duty)
            .order_by(detector_choice.c.id.desc())
            .limit(1)
        )
        for duty in Duty
    ]
    return model_id in newest


def _told(classes: ClassUses) -> ClassUses:
    """What a trial says, with every open question answered, so that a person sees what holds."""
    answered = {}
    for name, use in classes.items():
        known = DETECTOR_CLASSES.get(use["as"])
        alerts = use["alerts"] if use["alerts"] is not None else bool(known and known.alerts)
        answered[name] = {**use, "alerts": bool(alerts and known and known.alert_class)}
    return answered


def _there(conn: Connection, scope: Scope, model_id: int) -> KeptModel:
    model = find(conn, scope, model_id)
    if model is None:
        raise DetectorError(Refused.GONE)
    return model


def require_reader(scope: Scope) -> None:
    """Those who manage models, and the patrol.

    Raises:
        NotAllowedError: Anybody else.
    """
    if not scope.allows(Action.RUN_SYSTEM):
        scope.require(Action.MANAGE_MODELS)


def _all() -> Select[Any]:
    return select(detector_model).limit(_LISTED)


def _model(row: Row[Any]) -> KeptModel:
    kept = {name: getattr(row, name) for name in KeptModel.__slots__}
    return KeptModel(**{**kept, "state": ModelState(row.state)})
