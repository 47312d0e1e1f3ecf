"""One's own account: password, second factor, sessions. Plain forms, each with its token."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from api import second_proof, sessions
from api.addresses import home, safe_next
from api.failures import note_failure
from components.password_words import problem_words, rule_words
from data_access import audit, recovery_codes, second_factor
from data_access.passwords import (
    OwnPassword,
    PasswordError,
    change_own,
    new_hash,
    own_password,
    password_fits,
)
from data_access.request import now, read, sealer, services, write
from data_access.sessions import Reason, end_every, end_session
from domain.audit import Event
from domain.scope import EVERYONE, Role

# A screen on a wall has no password, and whoever stands before it is not its owner.
ROLES = EVERYONE - {Role.DEVICE}
PAGE = "/account"


def password() -> AnyResponse | str:
    """Change one's own password: by choice, or because it is due."""
    with read(sessions.SYSTEM) as conn:
        own = own_password(conn, current_user.scope)
    if own is None:
        abort(404)
    target = safe_next(request.values.get("next"))
    problem = ""
    if request.method == "POST":
        problem = _change(own)
        if not problem:
            return redirect(home(current_user.account.role, target))
    page = render_template(
        "password.html",
        form=FlaskForm(),
        problem=problem,
        target=target,
        due=current_user.must_change_password,
        rules=rule_words(services().settings.security.password_profile),
        username=own.username,
    )
    return Response(page, status=403 if problem else 200)


def phone() -> AnyResponse | str:
    """Set one's own phone up for codes, or take that back."""
    account = current_user.account
    if account.one_click:
        abort(404)
    problem = ""
    if request.method == "POST":
        step = request.form.get("do", "")
        if step == "offer":
            with write(sessions.SYSTEM) as conn:
                second_factor.offer(conn, current_user.scope, sealer())
            return redirect(url_for("access.phone"))
        if step in {"set up", "remove", "codes"} and second_proof.accepted(
            account, request.form.get("code", "")
        ):
            if step == "codes" or not account.second_factor:
                return second_proof.new_codes(account, PAGE)
            if step == "remove" and not _needs_phone():
                with write(sessions.SYSTEM) as conn:
                    second_factor.remove_own(conn, current_user.scope, now())
            return redirect(PAGE)
        problem = second_proof.wrong_code()
    with read(sessions.SYSTEM) as conn:
        left = recovery_codes.count_left(conn, current_user.scope)
    page = render_template(
        "phone.html",
        form=FlaskForm(),
        problem=problem,
        is_set_up=account.second_factor,
        needed=_needs_phone(),
        codes_left=left,
        **second_proof.enrolment(account),
    )
    return Response(page, status=403 if problem else 200)


def end_one(session_id: int) -> AnyResponse:
    """End one of one's own sessions."""
    with write(sessions.SYSTEM) as conn:
        if not end_session(conn, current_user.scope, session_id, Reason.REVOKED, now()):
            abort(404)
    return redirect(PAGE)


def end_others() -> AnyResponse:
    """End all of one's own sessions but the present one."""
    asker, present = current_user.scope, current_user.opened.id
    with write(sessions.SYSTEM) as conn:
        ended = end_every(conn, asker, asker.account_id, Reason.REVOKED, now(), but=present)
        on = ("account", asker.account_id)
        audit.record(conn, asker, Event.SESSION_ENDED, now(), on=on, ended=ended)
    return redirect(PAGE)


def _change(own: OwnPassword) -> str:
    """What is wrong with the passwords sent, in words; empty when the new one holds."""
    form = request.form
    old, new, again = (form.get(name, "") for name in ("old", "new", "again"))
    moment = now()
    asker = current_user.scope
    if not password_fits(own.known, old[:200], moment):
        note_failure(own.known.account_id, what="present password")
        return str(_("现在的密码不正确，或账号已锁定。"))
    if new != again:
        return str(_("两次输入的新密码不一致。"))
    profile = services().settings.security.password_profile
    try:
        fresh = new_hash(own, new, profile)
    except PasswordError as error:
        return problem_words(error.problem, profile)
    with write(sessions.SYSTEM) as conn:
        change_own(conn, asker, own, fresh, current_user.opened.id, moment)
    return ""


def _needs_phone() -> bool:
    return current_user.account.role in services().settings.security.second_factor_roles
