"""The form of one duty as a page of its own: fast on an old phone, and kept for a dead network.

No Dash: HTML from here, scripts and styles of ours in one file each, and a service worker that
answers for `/duty/` alone. What the form sends goes to `api/own_duty_posts.py`.
"""

from datetime import date

from flask import Blueprint, Response, abort, redirect, render_template
from flask_login import current_user
from werkzeug.exceptions import NotFound
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
_YEARS = range(2000, 2200)  # beyond, the calendar itself ends somewhere

own_duty = Blueprint("own_duty", __name__, url_prefix="/duty")


@own_duty.get("/<kind>")
def present(kind: str) -> AnyResponse:
    """To the form of the running period."""
    today = city_day(now())
    known, _day = duty_key(kind, today.isoformat())
    return redirect(links.duty(known, period_start(known, today)))


@own_duty.get("/<kind>/<day>")
def page(kind: str, day: str) -> AnyResponse:
    """The form, or in words what became of the duty; 404 where none is owed."""
    known, start = duty_key(kind, day)
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


def duty_key(kind: str, day: str) -> tuple[ControlKind, date]:
    """The duty that an address names.

    Raises:
        NotFound: It can name none.
    """
    try:
        start = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    if kind not in set(ControlKind) or start.year not in _YEARS:
        raise NotFound
    return ControlKind(kind), start
