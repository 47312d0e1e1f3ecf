"""Recovery codes: ten that open once each, for an owner whose phone is lost or broken.

The database keeps keyed hashes only, so that neither a copy of it nor a backup opens an account.
"""

import hmac
import secrets
from datetime import datetime

from sqlalchemy import Connection, select, update

from data_access import audit
from data_access.schema import account
from data_access.sealing import Sealer
from domain.audit import Event
from domain.scope import Scope

CODES = 10
_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another one
_LENGTH = 12  # 58 bits
_GROUP = 4


def make(conn: Connection, scope: Scope, seal: Sealer, now: datetime) -> list[str]:
    """New codes for the asker, in place of all before; nobody can read them again.

    Writes the audit row, so it comes last in its transaction.

    Args:
        conn: Write transaction.
        scope: The asker; it must have an account with a second factor.
        seal: What seals secrets at rest.
        now: Aware UTC.

    Returns:
        CODES codes such as `ABCD-EFGH-JKMN`.
    """
    codes = ["".join(secrets.choice(_SIGNS) for _sign in range(_LENGTH)) for _code in range(CODES)]
    _keep(conn, scope, [seal.mark(_told(scope, code)) for code in codes])
    on = ("account", scope.account_id)
    audit.record(conn, scope, Event.SECOND_FACTOR, now, on=on, change="recovery codes made")
    return ["-".join(_grouped(code)) for code in codes]


def use(conn: Connection, scope: Scope, given: str, seal: Sealer, now: datetime) -> bool:
    """Whether `given` is one of the asker's codes; it opens nothing again.

    Writes the audit row, so it comes last in its transaction.
    """
    code = "".join(sign for sign in given.upper() if sign in _SIGNS)
    if len(code) != _LENGTH or len(given) > 2 * _LENGTH:
        return False
    mark = seal.mark(_told(scope, code))
    hashes = _hashes(conn, scope, lock=True)
    left = [kept for kept in hashes if not hmac.compare_digest(kept, mark)]
    if len(left) == len(hashes):
        return False
    _keep(conn, scope, left)
    on = ("account", scope.account_id)
    audit.record(
        conn, scope, Event.SECOND_FACTOR, now, on=on, change="recovery code used", left=len(left)
    )
    return True


def count_left(conn: Connection, scope: Scope) -> int:
    """How many of the asker's codes still open."""
    return len(_hashes(conn, scope))


def _hashes(conn: Connection, scope: Scope, *, lock: bool = False) -> list[str]:
    query = select(account.c.recovery_hashes).where(account.c.id == scope.account_id)
    return list(conn.scalar(query.with_for_update() if lock else query) or ())


def _keep(conn: Connection, scope: Scope, hashes: list[str]) -> None:
    own = account.c.id == scope.account_id
    conn.execute(update(account).where(own).values(recovery_hashes=hashes))


def _told(scope: Scope, code: str) -> str:
    """What is hashed: the account with it, so that no row's hash serves another."""
    return f"{scope.account_id}:{code}"


def _grouped(code: str) -> list[str]:
    return [code[at : at + _GROUP] for at in range(0, len(code), _GROUP)]
