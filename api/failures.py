"""Wrong passwords and codes: counted by account, and over a day by the address they come from.

Five wrong ones lock an account, and a minute bounds an address; but who tries one common password
over all accounts, slowly, stays below both. So an address has a number of failures for a day.

Only failures count, and past the number an account that has signed in from this address before is
still let in: a whole bureau sits behind one address, and neither the slips of a hundred people nor
one guesser among them may shut it out. Who is refused hears what a wrong password hears, after the
same work, so that nobody can tell a right guess by it.
"""

import logging
from dataclasses import replace

from flask import request

from api import sessions
from data_access import audit
from data_access.limits import admits_today, admitted_today
from data_access.passwords import record_failure
from data_access.request import now, services, write
from domain.audit import Event

logger = logging.getLogger(__name__)

_FAILURE, _TOLD = "sign-in failure", "address refused"


def note_failure(account_id: int | None, *, what: str) -> None:
    """Put a wrong password or code on record, and count it.

    Args:
        account_id: Whose; None when the name is unknown, or when it shall not count against it.
        what: What was wrong.
    """
    address, moment = request.remote_addr or "", now()
    asker = replace(sessions.SYSTEM, address=address)
    admits_today(_FAILURE, address, _most())
    spent = address_is_spent() and admits_today(_TOLD, address, 1)
    with write(sessions.SYSTEM) as conn:
        locked = record_failure(conn, asker, account_id, moment, what=what)
        if spent:
            on = ("address", address)
            audit.record(conn, asker, Event.ADDRESS_REFUSED, moment, on=on, failures=_most())
    if locked:
        logger.warning("account %s is locked after wrong passwords", account_id)
    if spent:
        logger.warning("address %s is refused after %d failures in a day", address, _most())


def address_is_spent() -> bool:
    """Whether so many attempts from this address failed that only accounts known there may try."""
    return not admitted_today(_FAILURE, request.remote_addr or "", _most())


def _most() -> int:
    return services().settings.security.sign_in_failures_per_day
