"""食安码: issued, revoked and replaced; one valid code an establishment, all former ones kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from data_access import audit
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.schema import establishment, establishment_code
from data_access.scoping import in_scope
from data_access.secret_key import secret_key
from domain.audit import Event
from domain.food_code import CODE_BYTES, signed, spelled
from domain.grades import IN_REGISTER
from domain.scope import Action, Scope
from settings import Settings

MOST_LISTED = 20
REASON_LENGTH = 200
_BLOCK = 1000


class CodeStateError(Exception):
    """The code is not in the state that the step needs: somebody was faster, or none is needed."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code; `revoked_at` None: it is the one that holds."""

    code: str
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None
    revoke_reason: str | None


def code_keys(settings: Settings) -> tuple[str, ...]:
    """The key that signs codes, then former ones whose stickers still hang."""
    former = settings.security.former_secret_keys.split(",")
    return (secret_key(settings), *(key for one in former if (key := one.strip())))


def code_path(code: str, settings: Settings) -> str:
    """Path of the public page of a code."""
    return f"/c/{signed(code, code_keys(settings)[0])}"


def codes_of(conn: Connection, scope: Scope, establishment_id: int) -> list[Code]:
    """Codes of an establishment, the newest first; none when it is out of scope."""
    rows = conn.execute(
        select(*(establishment_code.c[name] for name in Code.__slots__))
        .where(
            establishment_code.c.establishment_id == establishment_id,
            in_scope(
                scope, establishment_code.c.township_code, establishment_code.c.establishment_id
            ),
        )
        .order_by(establishment_code.c.id.desc())
        .limit(MOST_LISTED)
    )
    return [Code(**row) for row in rows.mappings()]


def issue(conn: Connection, scope: Scope, establishment_id: int, now: datetime) -> str:
    """Give an establishment its first valid code.

    Raises:
        NotAllowedError: The asker's role issues none.
        RecordNotFoundError: Not in scope.
        CodeStateError: It has one, or has left the register.
    """
    scope.require(Action.CHANGE_REGISTER)
    row = establishment_row(conn, scope, establishment_id, lock=True)
    if row["status"] not in IN_REGISTER or _valid(conn, row["id"]) is not None:
        raise CodeStateError("there is one already, or no code is due")
    code = _add(conn, scope, [(row["id"], row["township_code"])], now)[0]
    audit.record(conn, scope, Event.CODE_ISSUED, now, on=("establishment", row["id"]))
    return code


def revoke(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    code: str,
    reason: str,
    now: datetime,
    *,
    replace: bool,
) -> str | None:
    """End a code; with `replace`, the new one that takes its place.

    Args:
        conn: Write transaction.
        scope: Who revokes.
        establishment_id: Whose code.
        code: The one the asker saw: a code that somebody has replaced meanwhile is left alone.
        reason: Why, kept and shown to officers.
        now: Aware UTC.
        replace: Issue another one in the same transaction.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: Not in scope.
        CodeStateError: It is not the valid one.
        ValueError: No reason, or one that is too long.
    """
    scope.require(Action.CHANGE_REGISTER)
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LENGTH or not words.isprintable():
        raise ValueError(f"a reason of 1 to {REASON_LENGTH} characters")
    row = establishment_row(conn, scope, establishment_id, lock=True)
    ended = conn.execute(
        update(establishment_code)
        .where(
            establishment_code.c.establishment_id == row["id"],
            establishment_code.c.code == code,
            establishment_code.c.revoked_at.is_(None),
        )
        .values(revoked_at=now, revoke_reason=words)
    )
    if ended.rowcount == 0:
        raise CodeStateError("not the valid code")
    made = None
    if replace and row["status"] in IN_REGISTER:
        made = _add(conn, scope, [(row["id"], row["township_code"])], now)[0]
    audit.record(
        conn,
        scope,
        Event.CODE_REVOKED,
        now,
        on=("establishment", row["id"]),
        reason=words,
        replaced=made is not None,
    )
    return made


def end_with_record(conn: Connection, establishment_id: int, why: str, now: datetime) -> list[str]:
    """Revoke the code of a record that ends in another one; which it was, none or one.

    The caller has checked who may do this, and audits it with the rest.
    """
    code = _valid(conn, establishment_id)
    if code is None:
        return []
    _set_end(conn, code, now, why)
    return [code]


def hold_again(conn: Connection, establishment_id: int, codes: Sequence[str]) -> None:
    """Take back `end_with_record`, unless the record has another code by now."""
    for code in codes:
        if _valid(conn, establishment_id) is None:
            _set_end(conn, code, None, None)


def issue_missing(
    conn: Connection, scope: Scope, now: datetime, *, street_id: int | None = None
) -> int:
    """Give a code to every establishment of the register in scope that has none; how many."""
    scope.require(Action.CHANGE_REGISTER)
    held = exists().where(
        establishment_code.c.establishment_id == establishment.c.id,
        establishment_code.c.revoked_at.is_(None),
    )
    query = select(establishment.c.id, establishment.c.township_code).where(
        in_scope(scope, establishment.c.township_code, establishment.c.id),
        establishment.c.status.in_(IN_REGISTER),
        ~held,
    )
    if street_id is not None:
        query = query.where(establishment.c.street_id == street_id)
    rows = [(row.id, row.township_code) for row in conn.execute(query)]
    for start in range(0, len(rows), _BLOCK):
        _add(conn, scope, rows[start : start + _BLOCK], now)
    if rows:
        audit.record(conn, scope, Event.CODE_ISSUED, now, on=("list", "codes"), codes=len(rows))
    return len(rows)


def _set_end(conn: Connection, code: str, at: datetime | None, why: str | None) -> None:
    conn.execute(
        update(establishment_code)
        .where(establishment_code.c.code == code)
        .values(revoked_at=at, revoke_reason=why)
    )


def _valid(conn: Connection, establishment_id: int) -> str | None:
    found: str | None = conn.scalar(
        select(establishment_code.c.code).where(
            establishment_code.c.establishment_id == establishment_id,
            establishment_code.c.revoked_at.is_(None),
        )
    )
    return found


def _add(
    conn: Connection, scope: Scope, owners: Sequence[tuple[int, str]], now: datetime
) -> list[str]:
    made = [spelled(secrets.token_bytes(CODE_BYTES)) for _owner in owners]
    conn.execute(
        insert(establishment_code),
        [
            {
                "establishment_id": number,
                "township_code": place,
                "code": code,
                "issued_at": now,
                "issued_by": scope.actor[:60],
            }
            for (number, place), code in zip(owners, made, strict=True)
        ],
    )
    return made


__all__ = [
    "Code",
    "CodeStateError",
    "RecordNotFoundError",
    "code_keys",
    "code_path",
    "codes_of",
    "end_with_record",
    "hold_again",
    "issue",
    "issue_missing",
    "revoke",
]
