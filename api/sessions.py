"""Sessions of requests: which account one comes from, and what keeps it signed in.

The cookie holds a random token; the row it names is looked up for each request, so an ended
session opens nothing more in any web process.
"""

from dataclasses import replace
from datetime import datetime

from flask import Flask, g, has_request_context, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from data_access import open_session
from data_access.account_record import Account
from data_access.open_session import Ended, Opened
from data_access.request import now, read, services, write
from data_access.sessions import Method, Reason
from domain.passwords import POLICIES, is_due
from domain.scope import Role, Scope, system_scope

SYSTEM = system_scope("sign-in")
_LANGUAGE = "language"


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """The session and account behind a request."""

    def __init__(self, opened: Opened, token: str) -> None:
        self.opened = opened
        self._token = token

    @property
    def account(self) -> Account:
        """Who it is."""
        return self.opened.account

    @property
    def scope(self) -> Scope:
        """What this account may see and do, and from where it asks."""
        return asking(self.account)

    @property
    def must_change_password(self) -> bool:
        """Whether the password this session was opened with has to be replaced first."""
        if self.opened.method not in {Method.PASSWORD, Method.TOTP} or self.account.one_click:
            return False
        policy = POLICIES[services().settings.security.password_profile]
        return self.account.must_change_password or is_due(
            policy, self.account.password_changed_at, now()
        )

    def get_id(self) -> str:
        """What the cookie holds."""
        return self._token


def install_sessions(server: Flask) -> None:
    """Let flask-login load accounts by our rules."""
    manager = LoginManager(server)
    manager.session_protection = None  # mobile networks change addresses; rows and times end it
    manager.user_loader(load)


def load(token: str) -> SignedIn | None:
    """Session and account of a token that still holds, else None."""
    moment = now()
    with read(SYSTEM) as conn:
        found = open_session.find(conn, SYSTEM, token, moment)
    if isinstance(found, Opened):
        signed_in = SignedIn(found, token)
        if found.account.role is Role.DEVICE:  # a wall nobody touches: its own asking counts
            _keep_alive(found, moment)
        return signed_in
    g.ended = found
    return None


def why_ended() -> Reason | None:
    """Why the session that this browser still remembers is over; None when it has none."""
    if current_user.is_authenticated:
        return None
    found = g.get("ended")
    return found.reason if isinstance(found, Ended) else None


def session_end() -> datetime:
    """When the session of this request ends if nobody touches the screen any more."""
    ends: datetime = current_user.opened.expires_at
    return ends


def begin(account: Account, method: Method) -> None:
    """A new session with a new token; nothing of an older one is kept but the language."""
    end()
    moment = now()
    with write(SYSTEM) as conn:
        token = open_session.begin(
            conn,
            asking(account),
            account,
            method,
            moment,
            services().settings.security,
            browser=request.user_agent.string,
        )
    with read(SYSTEM) as conn:
        opened = open_session.find(conn, SYSTEM, token, moment)
    if isinstance(opened, Opened):
        login_user(SignedIn(opened, token))


def end() -> None:
    """Forget the session of this request."""
    logout_user()
    language = chosen_language()
    session.clear()
    if language:
        session[_LANGUAGE] = language


def touch() -> None:
    """A sign of life of a person: the idle time starts anew."""
    if current_user.is_authenticated:
        _keep_alive(current_user.opened, now())


def asking(account: Account) -> Scope:
    """The scope of an account as it asks in this request."""
    return replace(
        account.scope,
        account_id=account.id,
        address=(request.remote_addr or "") if has_request_context() else "",
    )


def chosen_language() -> str | None:
    """The language chosen in this browser."""
    chosen = session.get(_LANGUAGE)
    return chosen if isinstance(chosen, str) else None


def choose_language(code: str) -> None:
    """Remember a language for this browser."""
    session[_LANGUAGE] = code


def _keep_alive(opened: Opened, moment: datetime) -> None:
    """Written at most once a minute: a screen that is used would write all day."""
    if moment - opened.seen_at < open_session.SEEN_EVERY:
        return
    with write(SYSTEM) as conn:
        open_session.touch(conn, SYSTEM, opened, moment, services().settings.security)
