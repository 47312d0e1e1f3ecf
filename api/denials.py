"""Who was refused what: into the audit log, once a request."""

import logging

from flask import g, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from api.sessions import SYSTEM
from data_access import audit
from data_access.limits import admits
from data_access.request import now, write
from domain.audit import Event, Result

logger = logging.getLogger(__name__)

# Anybody can knock at a closed door; the log is not theirs to fill.
ANONYMOUS_PER_MIN = 10
# Who asks for one number after the other is on record, and so is not every mistyped address.
ABSENT_PER_MIN = 6


def record_denial(reason: str) -> None:
    """Write down that this request was refused.

    Args:
        reason: What stood against it; no text of the sender's.
    """
    if g.get("denied"):
        return
    g.denied = True
    known = current_user.is_authenticated
    if not known and not admits("anonymous denial", "all", ANONYMOUS_PER_MIN):
        return
    asker = current_user.scope if known else SYSTEM
    try:
        with write(SYSTEM) as conn:
            audit.record(
                conn,
                asker,
                Event.DENIED,
                now(),
                on=("address", request.path),
                result=Result.DENIED,
                method=request.method,
                reason=reason,
                **({} if known else {"from": request.remote_addr or ""}),
            )
    except SQLAlchemyError:  # the refusal stands all the same
        logger.exception("a refusal could not be written into the audit log")


def record_absence() -> None:
    """Write down that somebody asked for what is not there for them, so many times a minute.

    The answer is the same whether a number belongs to others or to nobody, and so is the record.
    """
    asked = current_user.is_authenticated and bool(request.view_args)
    if asked and admits("nothing there", str(current_user.account.id), ABSENT_PER_MIN):
        record_denial("nothing of this number is there for the asker")
