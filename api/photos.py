"""Photos of findings: how they arrive and how they are shown.

The address holds an id, never a path. A body that is too large is refused by its announced length,
before a byte of it is read. Answers are JSON: `{"photo": {...}}`, or `{"error", "field", "fault"}`.
"""

import re
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from api.file_names import shown_name
from api.media import closed_unless_done, jpeg
from components.wording import term
from data_access import audit, control_photos, findings
from data_access.control_photos import RecordNotThereError, keep_photo
from data_access.photo_reading import CleanPhoto, clean_photo
from data_access.request import now, read, scope, services, write
from domain.audit import Event
from domain.control import ControlKind
from domain.findings import FindingState
from domain.photos import MAX_BYTES, Photo, PhotoFault, PhotoPurpose, PhotoRefusedError
from domain.scope import OFFICIALS, REGULATORS, SUPERVISED, NotAllowedError, Role

ROLES = OFFICIALS | SUPERVISED

photos = Blueprint("photos", __name__)

VIEWING = timedelta(hours=1)
"""Looks of one account at one photo within this are one viewing."""
_FRAME_BYTES = 64 * 1024  # the form around the file
_LONGEST_NAME = 80
_ITEM = re.compile(r"[a-z]{1,10}\.[A-Z][A-Z0-9]{1,7}")


@photos.post("/api/own/photos")
def send_own() -> tuple[Response, int]:
    """A photo of one's own record that is being filled in.

    Form fields: `file`, `kind` (`daily_control`), `start` (`2026-11-19`), `item` (`daily.H02`).
    """
    asker = scope()
    if asker.establishment_id is None:
        raise NotAllowedError("a record of one's own")
    try:
        photo = _arrived()
        key = _key()
        with write() as conn:
            kept = keep_photo(
                conn,
                asker,
                services().settings.data_dir,
                asker.establishment_id,
                *key,
                PhotoPurpose.FOUND,
                photo,
                now(),
            )
    except (PhotoRefusedError, RecordNotThereError) as refused:
        return _refused(refused)
    return jsonify({"photo": shown(kept)}), 201


@photos.post("/api/findings/<row:finding_id>/photos")
def send_of_finding(finding_id: int) -> tuple[Response, int]:
    """A photo of what was put right, or of the re-check: what the finding waits for."""
    asker = scope()
    if asker.role not in REGULATORS | {Role.ESTABLISHMENT}:
        raise NotAllowedError("photos of findings")
    try:
        photo = _arrived()
        with write() as conn:
            case = findings.find(conn, asker, finding_id)
            if case is None:
                raise RecordNotThereError("finding")
            waits = case.state is FindingState.OPEN
            kept = keep_photo(
                conn,
                asker,
                services().settings.data_dir,
                case.establishment_id,
                case.kind,
                case.start,
                case.item,
                PhotoPurpose.RECTIFIED if waits else PhotoPurpose.RECHECKED,
                photo,
                now(),
            )
    except (PhotoRefusedError, RecordNotThereError) as refused:
        return _refused(refused)
    return jsonify({"photo": shown(kept)}), 201


@photos.get("/media/photo/<row:photo_id>")
def photo(photo_id: int) -> Response:
    """One photo. It never changes, but each showing asks anew whether it may be seen."""
    asker = scope()
    with read() as conn:
        found = control_photos.find(conn, asker, photo_id)
    if found is None:
        abort(404)
    answer = jpeg(found.path, found.sha256)
    answer.headers["Cache-Control"] = "private, no-cache"
    if answer.status_code != 304 and asker.establishment_id is None:  # its own are not watched
        on = ("control_photo", found.id)
        with closed_unless_done(answer), write() as conn:
            audit.record_once(conn, asker, Event.EVIDENCE_VIEWED, now(), within=VIEWING, on=on)
    return answer


def shown(kept: Photo) -> dict[str, Any]:
    """What a browser needs of a photo."""
    return {
        "id": kept.id,
        "href": f"/media/photo/{kept.id}",
        "item": kept.item,
        "purpose": kept.purpose,
        "sha256": kept.sha256,
        "width": kept.width,
        "height": kept.height,
        "taken_at": kept.taken_at.isoformat() if kept.taken_at else None,
    }


def _arrived() -> CleanPhoto:
    """The file of this request, re-encoded.

    Raises:
        PhotoRefusedError: There is none, or it cannot be kept.
    """
    request.max_content_length = MAX_BYTES + _FRAME_BYTES
    if request.content_length is None or request.content_length > request.max_content_length:
        raise PhotoRefusedError(PhotoFault.TOO_LARGE)
    try:
        file = request.files.get("file")
    except RequestEntityTooLarge:
        raise PhotoRefusedError(PhotoFault.TOO_LARGE) from None
    if file is None:
        raise PhotoRefusedError(PhotoFault.MISSING)
    with file.stream as stream:
        raw = stream.read(MAX_BYTES + 1)
    return clean_photo(raw, shown_name(file.filename or "", _LONGEST_NAME))


def _key() -> tuple[ControlKind, date, str]:
    """Kind, start and item that the form names.

    Raises:
        PhotoRefusedError: One is missing or no such thing.
    """
    given = request.form
    kind, start, item = (given.get(name, "") for name in ("kind", "start", "item"))
    if kind not in set(ControlKind):
        raise PhotoRefusedError(PhotoFault.FIELD, "kind")
    try:
        day = date.fromisoformat(start)
    except ValueError:
        raise PhotoRefusedError(PhotoFault.FIELD, "start") from None
    if not _ITEM.fullmatch(item):
        raise PhotoRefusedError(PhotoFault.FIELD, "item")
    return ControlKind(kind), day, item


def _refused(error: PhotoRefusedError | RecordNotThereError) -> tuple[Response, int]:
    if isinstance(error, RecordNotThereError):
        abort(404)
    status = {PhotoFault.TOO_LARGE: 413, PhotoFault.STATE: 409, PhotoFault.TOO_MANY: 409}
    told = {"error": term(error.zh, error.en), "field": error.field, "fault": error.fault}
    return jsonify(told), status.get(error.fault, 422)
