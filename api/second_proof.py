"""The page between password and session: a code from the phone, or setting the phone up for it."""

import segno
from flask import Response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from api import sessions
from api.addresses import home, safe_next
from api.arrival import enter, waiting
from api.failures import note_failure
from components.wording import term
from data_access import audit, recovery_codes, second_factor
from data_access.account_record import Account
from data_access.request import now, read, sealer, services, write
from data_access.sessions import Method
from domain.audit import Event
from domain.clock import CITY_TIME
from domain.scope import EVERYONE

ROLES = EVERYONE


def code() -> AnyResponse | str:
    """Ask for the code; where none is set up yet, show what to put into the phone."""
    account = waiting()
    if account is None:
        return redirect(url_for("access.sign_in", next=request.values.get("next")))
    target = safe_next(request.values.get("next"))
    problem = ""
    if request.method == "POST":
        recovery = request.form.get("recovery", "")
        if recovery and account.second_factor:
            if recovered(account, recovery):
                return enter(account, Method.TOTP, target)
        elif accepted(account, request.form.get("code", "")):
            if account.second_factor:
                return enter(account, Method.TOTP, target)
            sessions.begin(account, Method.TOTP)
            return new_codes(account, home(account.role, target))
        if waiting() is None:  # one wrong code too many has locked the account
            session.clear()
            return redirect(url_for("access.sign_in"))
        problem = wrong_recovery() if recovery else wrong_code()
    page = render_template(
        "second_proof.html",
        form=FlaskForm(),
        problem=problem,
        target=target,
        asked_recovery=bool(request.form.get("recovery")),
        **enrolment(account),
    )
    return Response(page, status=403 if problem else 200)


def accepted(account: Account, given: str) -> bool:
    """Use a code up; a wrong one counts like a wrong password, and none fits a locked account.

    The first right one confirms that the phone is set up.
    """
    if account.locked(now()):
        return False
    asker = sessions.asking(account)
    with write(sessions.SYSTEM) as conn:
        fits = second_factor.accept(conn, asker, given, sealer(), now())
        if fits and not account.second_factor:
            on = ("account", account.id)
            audit.record(conn, asker, Event.SECOND_FACTOR, now(), on=on, change="set up")
    if not fits:
        note_failure(account.id, what="code")
    return fits


def recovered(account: Account, given: str) -> bool:
    """Use a recovery code up; a wrong one counts like a wrong password."""
    asker = sessions.asking(account)
    with write(sessions.SYSTEM) as conn:
        fits = recovery_codes.use(conn, asker, given, sealer(), now())
    if not fits:
        note_failure(account.id, what="recovery code")
    return fits


def new_codes(account: Account, target: str) -> Response:
    """Make recovery codes and show them, this once.

    Args:
        account: Whose, signed in by now.
        target: Address that the page leads on to, ours.
    """
    with write(sessions.SYSTEM) as conn:
        codes = recovery_codes.make(conn, sessions.asking(account), sealer(), now())
    page = render_template(
        "recovery.html",
        form=FlaskForm(),
        codes=codes,
        username=account.username,
        made_at=now().astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M"),
        target=target,
    )
    return Response(page, headers={"Cache-Control": "no-store"})


def wrong_recovery() -> str:
    """What to say about a recovery code that was not accepted."""
    return str(_("恢复码不正确或已使用过。"))


def wrong_code() -> str:
    """What to say about a code that was not accepted."""
    return str(_("验证码不正确或已使用过，请等待下一个验证码。"))


def enrolment(account: Account) -> dict[str, str]:
    """Secret and QR code (inline SVG as a data address) to set a phone up; empty once it is."""
    with read(sessions.SYSTEM) as conn:
        secret = second_factor.offered_secret(conn, sessions.asking(account), sealer())
    if secret is None:
        return {"secret": "", "picture": ""}
    drawn = segno.make(second_factor.address(secret, account.username, issuer()), error="m")
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return {"secret": spaced, "picture": drawn.svg_data_uri(scale=5, border=2)}


def issuer() -> str:
    """What the phone lists the code under: the product and the city, in the reader's language."""
    city = services().settings.city
    return f"{_('暖城食安')} {term(city.name_zh, city.name_en)}"
