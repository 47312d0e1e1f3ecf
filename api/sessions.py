"""Sessions: who a request comes from, and when a session ends.

The cookie holds the account's id and session version, when it began and the last sign of life. A
raised session version ends it everywhere at once; idle and absolute times end it by themselves.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import Flask, has_request_context, request, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from data_access.accounts import Account, find
from data_access.request import now, read, services
from domain.scope import Scope, system_scope

SYSTEM = system_scope("sign-in")
_STARTED = "started"
_SEEN = "seen"
_LANGUAGE = "language"


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """The account behind a request."""

    def __init__(self, account: Account) -> None:
        self.account = account

    @property
    def scope(self) -> Scope:
        """What this account may see and do, and from where it asks."""
        return replace(
            self.account.scope,
            account_id=self.account.id,
            address=(request.remote_addr or "") if has_request_context() else "",
        )

    def get_id(self) -> str:
        """Id and session version: an older version opens nothing."""
        return f"{self.account.id}:{self.account.session_version}"


def install_sessions(server: Flask) -> None:
    """Let flask-login load accounts by our rules."""
    manager = LoginManager(server)
    manager.session_protection = None  # mobile networks change addresses; versions and times end it
    manager.user_loader(load)


def load(token: str) -> SignedIn | None:
    """The account of a session that still holds, else None."""
    if not holds(session.get(_STARTED), session.get(_SEEN), now()):
        return None
    account_id, _, version = token.partition(":")
    if not account_id.isdecimal():
        return None
    with read(SYSTEM) as conn:
        account = find(conn, SYSTEM, int(account_id))
    if account is None or not account.active or version != str(account.session_version):
        return None
    return SignedIn(account)


def holds(started: object, seen: object, moment: datetime) -> bool:
    """Whether a session with these two moments (seconds since 1970) is still open."""
    if not isinstance(started, int | float) or not isinstance(seen, int | float):
        return False
    return moment < ends_at(started, seen)


def ends_at(started: float, seen: float) -> datetime:
    """When a session ends by itself."""
    security = services().settings.security
    absolute = datetime.fromtimestamp(started, UTC) + timedelta(hours=security.session_h)
    idle = datetime.fromtimestamp(seen, UTC) + timedelta(minutes=security.idle_timeout_min)
    return min(absolute, idle)


def session_end() -> datetime:
    """When the session of this request ends if nobody touches the screen any more."""
    return ends_at(session[_STARTED], session[_SEEN])


def begin(account: Account) -> None:
    """A new session; nothing of an older one is kept but the language."""
    language = chosen_language()
    session.clear()
    if language:
        session[_LANGUAGE] = language
    session[_STARTED] = session[_SEEN] = now().timestamp()
    login_user(SignedIn(account))


def end() -> None:
    """Forget the session of this request."""
    logout_user()
    language = chosen_language()
    session.clear()
    if language:
        session[_LANGUAGE] = language


def touch() -> None:
    """A sign of life of a person: the idle time starts anew."""
    session[_SEEN] = now().timestamp()


def chosen_language() -> str | None:
    """The language chosen in this browser."""
    chosen = session.get(_LANGUAGE)
    return chosen if isinstance(chosen, str) else None


def choose_language(code: str) -> None:
    """Remember a language for this browser."""
    session[_LANGUAGE] = code
