"""From the first proof of who somebody is to an open session, with a second one where needed."""

from datetime import timedelta

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from api import sessions
from api.addresses import home
from api.sign_in_page import ended_words, sign_in_page
from data_access import second_factor
from data_access.account_record import Account
from data_access.accounts import find, proofs
from data_access.request import now, read, sealer, services, write
from data_access.sessions import Method, Reason

HALF_TIME = timedelta(minutes=5)
"""How long a right password waits for its code."""
_HALF = "half"


def arrive(account: Account, method: Method, target: str) -> Response:
    """Somebody has proved to be `account`: a session, or first the second proof.

    Args:
        account: Who.
        method: By what.
        target: Where to go, already known to be ours.
    """
    if account.placeless:
        return sign_in_page(target, ended_words(Reason.PLACE_GONE))
    if not needs_code(account, method):
        return enter(account, method, target)
    sessions.end()
    if not account.second_factor:
        with write(sessions.SYSTEM) as conn:
            second_factor.offer(conn, sessions.asking(account), sealer())
    session[_HALF] = {"account": account.id, "at": now().timestamp(), "mark": _mark(account.id)}
    return redirect(url_for("access.code", next=target))


def enter(account: Account, method: Method, target: str) -> Response:
    """Open a session and lead to where the role begins, or to `target`."""
    sessions.begin(account, method)
    return redirect(home(account.role, target))


def needs_code(account: Account, method: Method) -> bool:
    """Whether a code from a phone is asked for: the role needs it, or the owner has set it up."""
    settings = services().settings
    if method in {Method.DEMO, Method.PAIRING}:
        return False
    if method is Method.OIDC and settings.oidc.provides_second_factor:
        return False
    return account.second_factor or account.role in settings.security.second_factor_roles


def waiting() -> Account | None:
    """Whose first proof this browser has given, while it waits for the second."""
    half = session.get(_HALF)
    if not isinstance(half, dict) or not isinstance(half.get("at"), int | float):
        return None
    if now().timestamp() - half["at"] > HALF_TIME.total_seconds():
        return None
    with read(sessions.SYSTEM) as conn:
        found = find(conn, sessions.SYSTEM, int(half["account"]))
    if found is None or not found.active or half.get("mark") != _mark(found.id):
        return None
    return None if found.locked(now()) else found


def _mark(account_id: int) -> str:
    """By which a first proof is known to be of the password and the phone that hold now."""
    with read(sessions.SYSTEM) as conn:
        return sealer().mark(proofs(conn, sessions.SYSTEM, account_id))
