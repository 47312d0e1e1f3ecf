"""How open screens learn that something changed: one stream, and the same numbers on demand."""

import json
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask_login import current_user
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.edition import edition
from api.sessions import SYSTEM, session_end
from data_access.engine import reading
from data_access.live import Doorbell, Ring, look
from data_access.open_session import holds
from data_access.request import Services, services
from domain.clock import CITY_TIME, Clock
from domain.scope import EVERYONE

_KEY = "nuancheng-doorbell"
RECONNECT_MS = 2000

ROLES = EVERYONE

doorbell = Blueprint("doorbell", __name__)


def install_doorbell(server: Flask, held: Services) -> None:
    """Attach a doorbell over the services to `server`, in place of an older one."""
    period_s = held.settings.live.doorbell_period_s
    server.extensions[_KEY] = Doorbell(lambda: look(held.engine, held.clock, held.steps), period_s)


def close_doorbell(server: Flask) -> None:
    """End every stream of `server`; the process is about to stop."""
    server.extensions[_KEY].close()


@doorbell.get("/live/numbers")
def numbers() -> Response:
    """The change numbers once: at the start of a screen, and when the stream is silent."""
    held = services()
    return jsonify(_told(look(held.engine, held.clock, held.steps), held.clock()))


@doorbell.get("/live/session")
def session_left() -> Response:
    """Seconds until this session ends by itself; asking is no sign of life."""
    left = session_end() - services().clock()
    return jsonify({"leftS": max(0, int(left.total_seconds()))})


@doorbell.get("/live/changes")
def changes() -> Response:
    """Server-sent events: the numbers now, at each move, and a beat every few seconds."""
    bell: Doorbell = current_app.extensions[_KEY]
    clock = services().clock
    listener = _Listener(services().engine, clock, current_user.opened.id)

    def stream() -> Iterator[str]:
        yield f"retry: {RECONNECT_MS}\n\n"
        for ring in bell.rings():
            if not listener.may_listen():
                return
            yield f"event: numbers\ndata: {json.dumps(_told(ring, clock()))}\n\n"

    return Response(
        stream(),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


class _Listener:
    """Whose stream it is; the end of its session ends it at the next ring."""

    def __init__(self, engine: Engine, clock: Clock, session_id: int) -> None:
        self._clock = clock
        self._engine = engine
        self._session_id = session_id

    def may_listen(self) -> bool:
        try:
            with reading(self._engine) as conn:
                return holds(conn, SYSTEM, self._session_id, self._clock())
        except SQLAlchemyError:
            return True  # nothing is shown without the database anyway; the screen says it is stale


def _told(ring: Ring, moment: datetime) -> dict[str, object]:
    """What a screen hears; the age is the server's, because a screen's own clock may be wrong."""
    return {
        "numbers": {str(topic): number for topic, number in ring.numbers.items()},
        "ageS": (moment - ring.at).total_seconds(),
        "edition": edition(),
        "shown": ring.at.astimezone(CITY_TIME).strftime("%H:%M:%S"),
    }
