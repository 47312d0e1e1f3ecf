"""Sessions and tokens that ended long ago: removed, because they say where people were."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_

from data_access.schema import api_token, sign_in_session
from domain.clock import city_day
from domain.scope import Action, Scope


@dataclass(frozen=True, slots=True)
class Removed:
    """How many of each."""

    sessions: int
    tokens: int


def remove_expired(conn: Connection, scope: Scope, now: datetime, keep_days: int) -> Removed:
    """Remove sessions not seen, and tokens expired or revoked, for so many days.

    The audit log keeps who signed in when for its own time.

    Args:
        conn: Write transaction.
        scope: A process of the system.
        now: Aware UTC.
        keep_days: Longer than any session lasts.
    """
    scope.require(Action.RUN_SYSTEM)
    before = now - timedelta(days=keep_days)
    sessions = conn.execute(delete(sign_in_session).where(sign_in_session.c.seen_at < before))
    tokens = conn.execute(
        delete(api_token).where(
            or_(api_token.c.expires_on < city_day(before), api_token.c.revoked_at < before)
        )
    )
    return Removed(sessions.rowcount, tokens.rowcount)
