"""What the form of a duty sends and asks: drafts, the record itself, and how it stands.

Bodies are JSON of an account's own duty; the establishment is that of the session and never of the
body. The body names whose form it was made with, so that nothing a phone has kept of one account is
sent by another.
"""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from api.identity import who
from api.own_duty import duty_key
from components.duty_words import draft_data
from components.record_words import finding_words
from components.wording import term
from data_access.control import DutyNotFoundError, submit
from data_access.drafts import DraftConflictError, DraftTooLargeError, save_draft
from data_access.duty_form import duty_form
from data_access.request import now, read, scope, write
from domain.control import ControlKind, RefusedError
from domain.duty_form import DutyForm
from domain.form import FormRefusedError
from domain.form_sending import BadSendingError, Sent, device_of, read_sent
from domain.scope import Role
from domain.submission import ControlFinding, Submission

ROLES = frozenset({Role.ESTABLISHMENT})
_LARGEST_BODY = 128 * 1024
_LAST_REVISION = 10_000_000

own_duty_posts = Blueprint("own_duty_posts", __name__, url_prefix="/api/own/duties")


@own_duty_posts.get("/<kind>/<day>")
def standing(kind: str, day: str) -> Response:
    """How the duty stands now, its draft, and a fresh token for what was kept while offline."""
    known, start = duty_key(kind, day)
    return jsonify({**_standing(_form(known, start), now()), "token": generate_csrf()})


@own_duty_posts.post("/<kind>/<day>/draft")
def keep(kind: str, day: str) -> tuple[Response, int]:
    """Keep a draft: `{owner, device, base, body}`; 409 with theirs when another was faster."""
    known, start = duty_key(kind, day)
    given = _body()
    base = given.get("base")
    if type(base) is not int or not 0 <= base <= _LAST_REVISION:
        raise BadSendingError("base")
    if not isinstance(given.get("body"), dict):
        raise BadSendingError("body")
    try:
        with write() as conn:
            saved = save_draft(
                conn,
                scope(),
                known,
                start,
                given["body"],
                device=device_of(given),
                base=base,
                now=now(),
            )
    except DraftConflictError as conflict:
        return jsonify({"draft": draft_data(conflict.theirs)}), 409
    except DraftTooLargeError:
        abort(413)
    except LookupError:
        abort(404)
    except RefusedError as refused:
        return _refused(refused), 409
    return jsonify({"revision": saved.revision, "at_ms": _ms(saved.saved_at)}), 200


@own_duty_posts.post("/<kind>/<day>")
def hand_in(kind: str, day: str) -> tuple[Response, int]:
    """Take a record; the same one twice is one (201 the first time, 200 after)."""
    known, start = duty_key(kind, day)
    given, moment = _body(), now()
    try:
        sent = read_sent(given, known, start, moment)
        with write() as conn:
            taken = submit(conn, scope(), _submission(sent, known, start), moment)
    except FormRefusedError as error:
        fields = {one.field: finding_words(one) for one in error.findings}
        return jsonify({"refusal": "statement", "fields": fields}), 422
    except DutyNotFoundError:
        abort(404)
    except RefusedError as refused:
        return _refused(refused), 409
    told = {**_standing(_form(known, start), moment), "created": taken.created}
    return jsonify(told), 201 if taken.created else 200


@own_duty_posts.errorhandler(BadSendingError)
def bad(error: BadSendingError) -> tuple[Response, int]:
    """Nothing that a form of ours sends."""
    return jsonify({"error": "bad body", "part": str(error)}), 400


def _body() -> dict[str, Any]:
    """The body of this request, made with a form of the account that sends it."""
    request.max_content_length = _LARGEST_BODY
    given = request.get_json()
    if not isinstance(given, dict):
        raise BadSendingError("body")
    if given.get("owner") != who(current_user):
        abort(403, "a form of another account")
    return given


def _submission(sent: Sent, kind: ControlKind, start: date) -> Submission:
    establishment_id = scope().establishment_id
    if establishment_id is None:
        abort(403, "a record of no establishment")
    return Submission(
        establishment_id=establishment_id,
        kind=kind,
        period_start=start,
        submitted_by=sent.signer,
        answers=sent.answers,
        findings=tuple(
            ControlFinding(one.item, one.note, one.measure, one.owner, one.due_at)
            for one in sent.findings
        ),
        checklist_version=sent.version,
        paper=sent.paper,
    )


def _form(kind: ControlKind, start: date) -> DutyForm:
    with read() as conn:
        form = duty_form(conn, scope(), kind, start, now())
    if form is None:
        abort(404)
    return form


def _standing(form: DutyForm, moment: datetime) -> dict[str, Any]:
    return {
        "owner": who(current_user),
        "now_ms": _ms(moment),
        "state": form.state,
        "version": form.version,
        "submitted_ms": _ms(form.submitted_at) if form.submitted_at else None,
        "submitted_by": form.submitted_by,
        "draft": draft_data(form.draft) if form.draft else None,
    }


def _refused(refused: RefusedError) -> Response:
    return jsonify(
        {
            "refusal": refused.refusal,
            "words": term(refused.zh, refused.en),
            "items": list(refused.items),
        }
    )


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
