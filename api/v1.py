"""What other systems read: `/api/v1`, with a token in each request and never with a session.

A token opens only these addresses; docs/integration.md and /api/v1/openapi.json describe them.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import orjson
from flask import Blueprint, Response, abort, g, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from api.openapi import described
from data_access import register_feed
from data_access.api_tokens import ApiToken, find_by_secret, is_noted, note_use
from data_access.audit import record_once
from data_access.limits import admits
from data_access.register import counts
from data_access.register_feed import MOST_ROWS, FeedFilter, FeedRow
from data_access.request import now, read, services, write
from domain.audit import Event, Result
from domain.categories import CODES
from domain.grades import EstablishmentStatus
from domain.row_id import LARGEST_ID
from domain.scope import Scope, system_scope

SYSTEM = system_scope("api")
NAME = "v1"
LONGEST_SECRET = 200
WRONG_TOKENS_PER_MIN = 30
_LIST = frozenset({"banner", "category", "status", "updated_since", "cursor", "limit"})

v1 = Blueprint(NAME, __name__, url_prefix="/api/v1")


class BadValueError(Exception):
    """A parameter cannot be used; the message names it and says what is allowed."""


@v1.before_request
def require_token() -> None:
    """Refuse a request without a token that opens; put on record what is read.

    Raises:
        Unauthorized: No token, or none that opens.
        TooManyRequests: More often than is allowed.
    """
    moment, settings = now(), services().settings
    token = _presented()
    if token is None or not token.opens(moment):
        known = admits("wrong token", request.remote_addr or "", WRONG_TOKENS_PER_MIN)
        abort(401 if known else 429)
    if not admits("api", str(token.id), settings.security.api_requests_per_min):
        abort(429)
    g.token, g.asker = token, token.scope(request.remote_addr or "")
    if not is_noted(token, moment):
        with write(g.asker) as conn:
            note_use(conn, token, g.asker, moment, request.full_path.rstrip("?")[:300])


@v1.get("/establishments")
def establishments() -> Response:
    """One block of establishments by id, with the cursor of the next."""
    asked = request.args
    _require_known(asked)
    limit = _number(asked, "limit", MOST_ROWS, lowest=1, highest=MOST_ROWS)
    after = _number(asked, "cursor", 0, lowest=0, highest=LARGEST_ID)
    wanted = _filter(asked)
    if wanted.banner_adcode and g.asker.banner_adcode not in (None, wanted.banner_adcode):
        _deny(g.token, g.asker, wanted.banner_adcode)
    with read(g.asker) as conn:
        rows = register_feed.establishments(conn, g.asker, wanted, after=after, limit=limit + 1)
    more = len(rows) > limit
    return _json(
        {
            "as_of": _written(now()),
            "items": [_row(row) for row in rows[:limit]],
            "next_cursor": str(rows[limit - 1].id) if more else None,
        }
    )


@v1.get("/establishments/<row:establishment_id>")
def establishment(establishment_id: int) -> Response:
    """One establishment; 404 both for none and for one outside the token's banner."""
    with read(g.asker) as conn:
        found = register_feed.one(conn, g.asker, establishment_id)
    if found is None:
        abort(404)
    return _json(_row(found))


@v1.get("/status")
def status() -> Response:
    """Counts of the register as its pages show them."""
    with read(g.asker) as conn:
        found = counts(conn, g.asker)
    return _json({"as_of": _written(now()), "establishments": asdict(found)})


@v1.get("/openapi.json")
def openapi() -> Response:
    """The description of this interface."""
    return _json(described(services().settings.city.platform_zh))


@v1.get("/<path:path>")
def nothing(path: str) -> Response:
    """No such address, also said in JSON."""
    abort(404, path)


@v1.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response:
    """Every refusal in JSON."""
    code = error.code or 500
    answer = _json(_error(code, _WORDS.get(code, HTTPStatus(code).phrase)), code)
    if code == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if code == 429:
        answer.headers["Retry-After"] = "60"
    return answer


@v1.errorhandler(BadValueError)
def bad_value(error: BadValueError) -> Response:
    """A parameter that cannot be used, named."""
    return _json(_error(400, str(error)), 400)


@v1.errorhandler(OperationalError)
def database_lost(_error_: OperationalError) -> Response:
    """The database does not answer."""
    return _json(_error(503, "the database does not answer, try again"), 503)


_WORDS = {
    401: "send a valid token: Authorization: Bearer <token>",
    403: "this token does not reach there",
    404: "not found",
    429: "too many requests, try again in a minute",
}


def _presented() -> ApiToken | None:
    given = re.fullmatch(r"Bearer ([\x21-\x7e]+)", request.headers.get("Authorization", ""))
    if given is None or len(given[1]) > LONGEST_SECRET:
        return None
    with read(SYSTEM) as conn:
        return find_by_secret(conn, SYSTEM, given[1])


def _deny(token: ApiToken, asker: Scope, banner: str) -> None:
    """403 for another banner: the token's owner knows that it exists, and the auditor learns it."""
    with write(asker) as conn:
        record_once(
            conn,
            asker,
            Event.DENIED,
            now(),
            within=timedelta(minutes=1),
            on=("api_token", token.id),
            result=Result.DENIED,
            banner=banner,
        )
    abort(403)


def _require_known(asked: Mapping[str, str]) -> None:
    unknown = sorted(set(asked) - _LIST)
    if unknown:
        raise BadValueError(f"unknown parameter {unknown[0]!r}; known: {', '.join(sorted(_LIST))}")


def _filter(asked: Mapping[str, str]) -> FeedFilter:
    banner = asked.get("banner")
    if banner is not None and not re.fullmatch(r"[0-9]{6}", banner):
        raise BadValueError(f"banner must be a code of six digits, got {banner!r}")
    category, state = asked.get("category"), asked.get("status")
    if category is not None and category not in CODES:
        raise BadValueError(f"category must be one of {', '.join(CODES)}, got {category!r}")
    if state is not None and state not in set(EstablishmentStatus):
        raise BadValueError(
            f"status must be one of {', '.join(EstablishmentStatus)}, got {state!r}"
        )
    return FeedFilter(
        banner_adcode=banner,
        category=category or None,
        status=EstablishmentStatus(state) if state else None,
        updated_since=_moment(asked.get("updated_since")),
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that was not encoded
        if found.tzinfo is not None and found.year > 1970:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise BadValueError(
        "updated_since must be a moment with its offset like 2026-11-19T08:00:00+08:00, "
        f"got {text!r}"
    )


def _number(
    asked: Mapping[str, str], name: str, otherwise: int, *, lowest: int, highest: int
) -> int:
    text = asked.get(name)
    if text is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,10}", text) or not lowest <= int(text) <= highest:
        raise BadValueError(f"{name} must be {lowest} to {highest}, got {text!r}")
    return int(text)


def _row(row: FeedRow) -> dict[str, Any]:
    return {name: _written(value) for name, value in asdict(row).items()}


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _written(one) for name, one in value.items()}
    return value


def _error(code: int, words: str) -> dict[str, Any]:
    return {"error": HTTPStatus(code).phrase.lower().replace(" ", "_"), "message": words}


def _json(content: dict[str, Any], code: int = 200) -> Response:
    answer = Response(orjson.dumps(content), status=code, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
