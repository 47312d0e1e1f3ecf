"""Pictures: evidence of an alert and the newest frame of a camera, for those who may see them.

The address holds an id, never a path. Missing, out of scope and lost from the disk all answer 404.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, request, send_from_directory
from werkzeug.exceptions import NotFound

from data_access import audit
from data_access.evidence import find
from data_access.request import now, read, scope, services, session_id, write
from data_access.schema import epoch_ms
from data_access.video_wall import newest_look
from domain.audit import Event
from domain.scope import OFFICIALS, SUPERVISED, Role

logger = logging.getLogger(__name__)

ROLES = OFFICIALS | SUPERVISED | {Role.DEVICE}

media = Blueprint("media", __name__, url_prefix="/media")

VERSIONED_S = 600
"""How long a browser may keep a frame whose moment stands in its address."""

VIEWING = timedelta(hours=1)
"""Looks of one session at one camera within this are one viewing."""


@media.get("/evidence/<row:evidence_id>")
def evidence(evidence_id: int) -> Response:
    """One evidence picture. It never changes, but each showing asks anew whether it may be seen."""
    asker = scope()
    with read() as conn:
        found = find(conn, asker, evidence_id)
    if found is None:
        abort(404)
    answer = jpeg(found.path, found.sha256)
    answer.headers["Cache-Control"] = "private, no-cache"
    if answer.status_code != 304:  # then the browser shows what was on record when it was sent
        on = ("evidence", found.id)
        with closed_unless_done(answer), write() as conn:
            audit.record(conn, asker, Event.EVIDENCE_VIEWED, now(), on=on, alert=found.alert_id)
    return answer


@media.get("/look/<row:camera_id>")
def look(camera_id: int) -> Response:
    """The newest frame of a camera; `?t=`, its moment in milliseconds, names the version."""
    asker, moment = scope(), now()
    with read() as conn:
        found = newest_look(conn, asker, camera_id)
        if found is None:
            abort(404)
        # Only what the server knows itself: a browser may leave anything else out.
        on = ("camera", camera_id)
        told: dict[str, Any] = {
            "establishment": found.establishment_id,
            "session": session_id(),
        }
        known = audit.noted(conn, asker, Event.VIDEO_VIEWED, moment - VIEWING, on=on, **told)
    version = str(epoch_ms(found.taken_at))
    answer = jpeg(found.path, f"{camera_id}-{version}")
    # Only the version that was asked for may be kept: a newer one under an older address would
    # stay in the browser as that older moment.
    asked = request.args.get("t") == version
    answer.headers["Cache-Control"] = (
        f"private, max-age={VERSIONED_S}, immutable" if asked else "no-store"
    )
    if not known:  # one of many looks, so that frames need no write transaction
        with closed_unless_done(answer), write() as conn:
            audit.record_once(
                conn, asker, Event.VIDEO_VIEWED, moment, within=VIEWING, on=on, **told
            )
    return answer


@contextmanager
def closed_unless_done(answer: Response) -> Iterator[None]:
    """What cannot be put on record is not shown; its file is closed again."""
    try:
        yield
    except BaseException:
        answer.close()
        raise


def jpeg(path: str, tag: str) -> Response:
    """The file below the data directory as a picture, whatever it holds.

    Raises:
        NotFound: The file is gone.
    """
    try:
        answer = send_from_directory(
            services().settings.data_dir, path, mimetype="image/jpeg", etag=tag, last_modified=None
        )
    except NotFound:
        logger.warning("picture %s is not on the disk", path)
        raise
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = "inline"
    return answer
