"""The form of one duty as a page of its own: fast on an old phone, and kept for a dead network.

No Dash: HTML from here, scripts and styles of ours in one file each, and a service worker that
answers for `/duty/` alone. What the form sends goes to `api/own_duty_posts.py`.
"""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, abort, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from api.bundle import DUTY_SCRIPTS, DUTY_STYLES, duty_worker
from api.identity import who
from components import links
from components.duty_sheet import finding_view, known_words, sections
from components.duty_words import duty_name, heading, signer_words, told
from components.wording import term
from data_access.demo_accounts import holds_demo
from data_access.duty_form import duty_form
from data_access.request import now, read, scope
from domain.clock import city_day
from domain.control import ControlKind, period_start
from domain.scope import Role
from domain.statements import (
    JUDGED_NAMES_EN,
    JUDGED_NAMES_ZH,
    TOPIC_NAMES_EN,
    TOPIC_NAMES_ZH,
    Judged,
    Topic,
)

ROLES = frozenset({Role.ESTABLISHMENT})

own_duty = Blueprint("own_duty", __name__, url_prefix="/duty")


@own_duty.get("/<kind>")
def present(kind: str) -> AnyResponse:
    """To the form of the running period."""
    known = _kind(kind)
    return redirect(links.duty(known, period_start(known, city_day(now()))))


@own_duty.get("/<kind>/<day>")
def page(kind: str, day: str) -> AnyResponse:
    """The form, or in words what became of the duty; 404 where none is owed."""
    known, start = _kind(kind), _day(day)
    first = period_start(known, start)
    if first != start:
        return redirect(links.duty(known, first))
    asker, moment = scope(), now()
    with read() as conn:
        form = duty_form(conn, asker, known, start, moment)
        demo = holds_demo(conn)
    if form is None:
        abort(404)
    shown = render_template(
        "duty.html",
        form=form,
        sections=sections(form),
        head=heading(form, moment),
        findings=[finding_view(one, moment) for one in form.findings],
        others=[(kind, day, duty_name(kind, day)) for kind, day in form.others],
        signers=[(one, signer_words(one)) for one in form.signers],
        figures=[known_words(fact) for fact in form.known.values()],
        risks=[(one, term(JUDGED_NAMES_ZH[one], JUDGED_NAMES_EN[one])) for one in Judged],
        topics=[(one, term(TOPIC_NAMES_ZH[one], TOPIC_NAMES_EN[one])) for one in Topic],
        told=told(form, moment, who(current_user)),
        demo=demo,
        styles=DUTY_STYLES,
        scripts=DUTY_SCRIPTS,
    )
    return Response(shown, mimetype="text/html")


@own_duty.get("/worker.js")
def worker() -> Response:
    """The service worker: its address bounds what it answers for."""
    answer = Response(duty_worker(), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _kind(text: str) -> ControlKind:
    if text not in set(ControlKind):
        abort(HTTPStatus.NOT_FOUND)
    return ControlKind(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(HTTPStatus.NOT_FOUND)
