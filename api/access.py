"""Sign-in, sign-out, language: the pages an anonymous browser may see.

Accounts are made by command; there is no default password. The demonstration city offers one click
a role instead, only to a browser on this very machine, and the route does not exist otherwise.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField

from api import sessions
from api.gate import safe_next
from api.language import LANGUAGES
from api.network import is_from_this_machine, is_loopback
from components.wording import english, term
from data_access.account_record import Account
from data_access.accounts import find
from data_access.demo_accounts import DemoRole, demo_roles, holds_demo
from data_access.passwords import credentials, password_fits, record_failure, record_success
from data_access.request import now, read, services, write
from data_access.sessions import Method, Reason, end_every
from domain.scope import ROLE_NAMES_EN, ROLE_NAMES_ZH, Role

logger = logging.getLogger(__name__)

LONGEST_INPUT = 200
# Where a role begins: one establishment never sees sums over its rivals.
HOME = {Role.ESTABLISHMENT: "/control"}


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """Name and password; the token of the form comes with FlaskForm."""

    username = StringField()
    password = PasswordField()


def install_access(server: Flask) -> None:
    """Add the routes of this module to `server`."""
    settings = services_of(server).settings
    limiter = Limiter(get_remote_address, app=server, storage_uri="memory://")
    protect = CSRFProtect(server)
    pages = Blueprint("access", __name__, template_folder="templates")
    routes: list[tuple[str, str, list[str], Callable[..., Any]]] = [
        ("/sign-in", "sign_in", ["GET", "POST"], sign_in),
        ("/sign-in/demo", "demo", ["POST"], sign_in_demo),
        ("/sign-out", "sign_out", ["POST"], sign_out),
        ("/language", "language", ["POST"], choose_language),
        ("/live/active", "active", ["POST"], still_active),
    ]
    per_minute = limiter.limit(
        f"{settings.security.sign_in_attempts_per_min} per minute", methods=["POST"]
    )
    for rule, endpoint, methods, view in routes:
        limited = per_minute(view) if endpoint in {"sign_in", "demo"} else view
        pages.add_url_rule(rule, endpoint, limited, methods=methods)

    @pages.before_request
    def form_token() -> None:
        if request.method == "POST" and request.endpoint != "access.active":
            protect.protect()

    server.register_blueprint(pages)


def forget_attempts(server: Flask) -> None:
    """Start counting sign-in attempts anew, for every address."""
    for limiter in server.extensions["limiter"]:
        limiter.reset()


def services_of(server: Flask) -> Any:
    """The services outside a request."""
    with server.app_context():
        return services()


def sign_in() -> AnyResponse | str:
    """The sign-in page, and what it sends."""
    _require_safe_line()
    settings = services().settings
    target = safe_next(request.values.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    form = SignInForm()
    problem = ""
    if request.method == "POST":
        account = _check(form.username.data or "", form.password.data or "")
        if account is not None:
            sessions.begin(account, Method.PASSWORD)
            return redirect(_home(account, target))
        problem = _("用户名或密码不正确，或账号已锁定。连续输错 5 次，账号锁定 30 分钟。")
    page = render_template(
        "sign_in.html",
        form=form,
        problem=problem,
        target=target,
        roles=[_card(role) for role in _offered_roles()],
        city=term(settings.city.name_zh, settings.city.name_en),
        idle_min=settings.security.idle_timeout_min,
    )
    return Response(page, status=403 if problem else 200)


def sign_in_demo() -> AnyResponse:
    """One click a role. Does not exist (404) unless `_demo_is_offered`."""
    if not _demo_is_offered():
        abort(404)
    wanted = request.form.get("role", "")
    found = [role.account for role in _offered_roles() if role.account.scope.role == wanted]
    if not found:
        abort(404)
    account = found[0]
    with write(sessions.SYSTEM) as conn:
        record_success(conn, sessions.SYSTEM, account.id, now())
    sessions.begin(account, Method.DEMO)
    return redirect(_home(account, safe_next(request.form.get("next"))))


def sign_out() -> AnyResponse:
    """End the session; with a password, every session of the account in every browser."""
    if current_user.is_authenticated and not current_user.account.one_click:
        with write(sessions.SYSTEM) as conn:
            end_every(conn, sessions.SYSTEM, current_user.account.id, Reason.SIGNED_OUT, now())
    sessions.end()
    return redirect(url_for("access.sign_in"))


def choose_language() -> AnyResponse:
    """Remember the language of this browser."""
    code = request.args.get("to", "")
    if code not in LANGUAGES:
        abort(400)
    sessions.choose_language(code)
    return redirect(safe_next(_path_of(request.referrer)))


def still_active() -> AnyResponse:
    """A person moved or typed: the idle time starts anew."""
    sessions.touch()
    return Response(status=204)


def _check(username: str, password: str) -> Account | None:
    if len(username) > LONGEST_INPUT or len(password) > LONGEST_INPUT:
        return None
    moment = now()
    with read(sessions.SYSTEM) as conn:
        known = credentials(conn, sessions.SYSTEM, username)
    fits = password_fits(known, password, moment)  # slow on purpose, so outside a transaction
    if known is None:
        return None
    with write(sessions.SYSTEM) as conn:
        if fits:
            record_success(conn, sessions.SYSTEM, known.account_id, moment)
        elif record_failure(conn, sessions.SYSTEM, known.account_id, moment):
            logger.warning("account %d is locked after wrong passwords", known.account_id)
        account = find(conn, sessions.SYSTEM, known.account_id) if fits else None
    return account


def _path_of(address: str | None) -> str:
    """Path and query of the page that sent the request, without its host."""
    parts = urlsplit(address or "")
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def _home(account: Account, target: str) -> str:
    if target == "/" and account.scope.role is not None:
        return HOME.get(account.scope.role, "/")
    return target


def _require_safe_line() -> None:
    """No password over a line that others can read."""
    if (
        request.is_secure
        or services().settings.security.plain_http
        or is_loopback(request.remote_addr or "")
    ):
        return
    abort(403)


def _offered_roles() -> list[DemoRole]:
    if not _demo_is_offered():
        return []
    with read(sessions.SYSTEM) as conn:
        return demo_roles(conn, sessions.SYSTEM, english=english())


def _card(role: DemoRole) -> dict[str, str]:
    """One card of the sign-in page: who, and what this role sees."""
    known = role.account.scope.role or Role.MUNICIPAL_LEADER
    sees = {
        Role.MUNICIPAL_LEADER: _("全市总览与各旗区对比，只看不办"),
        Role.CITY_BUREAU: _("全市全部单位，可核查、确认与办结预警"),
        Role.BANNER_BUREAU: _("本旗区全部单位，可核查与办结预警"),
        Role.SUPERVISION_OFFICE: _("所辖苏木乡镇街道的单位"),
        Role.ESTABLISHMENT: _("本单位的日管控、周排查与整改"),
    }
    name = term(ROLE_NAMES_ZH[known], ROLE_NAMES_EN[known])
    return {
        "code": known,
        "letter": name[:1],
        "name": f"{name} · {role.place}" if role.place else name,
        "sees": sees[known],
    }


def _demo_is_offered() -> bool:
    settings = services().settings
    if not (
        settings.demo.enabled
        and is_loopback(settings.server.host)
        and is_from_this_machine(request)
    ):
        return False
    with read(sessions.SYSTEM) as conn:
        return holds_demo(conn)
