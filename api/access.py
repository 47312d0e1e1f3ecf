"""Sign-in, sign-out, language: the routes that an anonymous browser may see, and their order.

Accounts are made by command or by the security administrator; there is no default password. The
demonstration city offers one click a role instead, only to a browser on this very machine, and the
route does not exist otherwise.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from api import identity, oidc, own_account, pairing, second_proof, sessions
from api.addresses import path_of, safe_next
from api.arrival import arrive, enter
from api.demo_roles import demo_is_offered, offered_roles
from api.failures import address_is_spent, note_failure
from api.language import LANGUAGES
from api.limits import install_limits
from api.network import require_safe_line
from api.sign_in_page import sign_in_page
from data_access import audit
from data_access.account_record import Account
from data_access.accounts import find
from data_access.passwords import credentials, password_fits
from data_access.request import now, read, services, write
from data_access.sessions import Method, Reason, end_every, end_session, signed_in_from
from domain.audit import Event
from domain.scope import EVERYONE

ROLES = EVERYONE
LONGEST_INPUT = 200
_GUESSED = frozenset({"sign_in", "demo", "code", "pair", "password", "phone"})

Route = tuple[str, str, list[str], Callable[..., Any]]


def install_access(server: Flask) -> None:
    """Add the routes of sign-in and of one's own account to `server`."""
    with server.app_context():
        settings = services().settings
    counted = install_limits(server, settings)
    oidc.install_provider(server, settings)
    pages = Blueprint("access", __name__, template_folder="templates")
    routes: list[Route] = [
        ("/sign-in", "sign_in", ["GET", "POST"], sign_in),
        ("/sign-in/demo", "demo", ["POST"], sign_in_demo),
        ("/sign-in/code", "code", ["GET", "POST"], second_proof.code),
        ("/sign-in/provider", "oidc", ["POST"], oidc.leave),
        ("/sign-in/provider/back", "oidc_back", ["GET"], oidc.come_back),
        ("/pair", "pair", ["GET", "POST"], pairing.pair),
        ("/sign-out", "sign_out", ["POST"], sign_out),
        ("/language", "language", ["POST"], choose_language),
        ("/live/active", "active", ["POST"], still_active),
        ("/account/password", "password", ["GET", "POST"], own_account.password),
        ("/account/phone", "phone", ["GET", "POST"], own_account.phone),
        ("/account/sessions/<int:session_id>/end", "end_session", ["POST"], own_account.end_one),
        ("/account/sessions/end-others", "end_others", ["POST"], own_account.end_others),
    ]
    for rule, endpoint, methods, view in routes:
        limited = counted(view) if endpoint in _GUESSED else view
        pages.add_url_rule(rule, endpoint, limited, methods=methods)
    server.register_blueprint(pages)


def sign_in() -> AnyResponse | str:
    """The sign-in page, and what it sends."""
    require_safe_line()
    target = safe_next(request.values.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    problem = ""
    if request.method == "POST":
        sent = request.form
        account = _check(sent.get("username", ""), sent.get("password", ""))
        if account is not None:
            return arrive(account, Method.PASSWORD, target)
        problem = _(
            "用户名或密码不正确，或账号已锁定。连续输错 5 次，账号锁定 30 分钟；"
            "同一网络一天内失败过多时，只有曾在此登录过的账号可以登录。"
        )
    return sign_in_page(target, problem)


def sign_in_demo() -> AnyResponse:
    """One click a role. Does not exist (404) unless `demo_is_offered`."""
    if not demo_is_offered():
        abort(404)
    wanted = request.form.get("role", "")
    found = [role.account for role in offered_roles() if role.account.role == wanted]
    if not found:
        abort(404)
    return enter(found[0], Method.DEMO, safe_next(request.form.get("next")))


def sign_out() -> AnyResponse:
    """End the session; with a password, every session of the account in every browser."""
    if current_user.is_authenticated:
        asker, account = current_user.scope, current_user.account
        with write(sessions.SYSTEM) as conn:
            if account.one_click:  # others may be looking at the demonstration with it
                end_session(conn, asker, current_user.opened.id, Reason.SIGNED_OUT, now())
            else:
                end_every(conn, asker, account.id, Reason.SIGNED_OUT, now())
                audit.record(conn, asker, Event.SIGN_OUT, now(), on=("account", account.id))
    sessions.end()
    answer = redirect(url_for("access.sign_in"))
    identity.forget(answer)
    return answer


def choose_language() -> AnyResponse:
    """Remember the language of this browser."""
    code = request.args.get("to", "")
    if code not in LANGUAGES:
        abort(400)
    sessions.choose_language(code)
    return redirect(safe_next(path_of(request.referrer)))


def still_active() -> AnyResponse:
    """A person moved or typed: the idle time starts anew."""
    sessions.touch()
    return Response(status=204)


def _check(username: str, password: str) -> Account | None:
    if len(username) > LONGEST_INPUT or len(password) > LONGEST_INPUT:
        return None
    address = request.remote_addr or ""
    with read(sessions.SYSTEM) as conn:
        known = credentials(conn, sessions.SYSTEM, username)
        account_id = None if known is None else known.account_id
        been_here = signed_in_from(conn, sessions.SYSTEM, account_id, address)
    fits = password_fits(known, password, now())  # slow on purpose, so outside a transaction
    if address_is_spent() and not been_here:  # nor may it lock accounts that it cannot open
        note_failure(None, what="address")
        return None
    if fits and known is not None:
        with read(sessions.SYSTEM) as conn:
            return find(conn, sessions.SYSTEM, known.account_id)
    note_failure(account_id, what="password")  # for an unknown name too: it takes as long
    return None
