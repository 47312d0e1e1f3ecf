"""Batches of changes: opened, closed, later undone as a whole.

An import, a bulk action, a merge, or the mark that two records are two.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data_access.schema import change_batch, supervision_office
from domain.scope import Scope


def open_batch(
    conn: Connection,
    scope: Scope,
    kind: str,
    subject: str,
    now: datetime,
    *,
    state: str = "running",
    detail: Mapping[str, Any] | None = None,
    file_name: str | None = None,
    file_sha256: str | None = None,
) -> int:
    """A new batch (`import`, `bulk`, `merge`, `distinct`) of the asker; returns its id.

    One of an office is also its banner's, so that the bureau above sees it.
    """
    made = conn.execute(
        insert(change_batch)
        .values(
            kind=kind,
            subject=subject,
            state=state,
            banner_adcode=scope.banner_adcode or _banner_of(conn, scope.office_id),
            account_id=scope.account_id,
            actor=scope.actor[:60],
            created_at=now,
            detail=dict(detail or {}),
            file_name=file_name,
            file_sha256=file_sha256,
        )
        .returning(change_batch.c.id)
    )
    return int(made.scalar_one())


def _banner_of(conn: Connection, office_id: int | None) -> str | None:
    if office_id is None:
        return None
    of = select(supervision_office.c.banner_adcode).where(supervision_office.c.id == office_id)
    return conn.scalar(of)


def close_batch(
    conn: Connection,
    batch_id: int,
    now: datetime,
    *,
    state: str = "done",
    detail: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """The batch has ended; `detail` is added to what it holds."""
    old = conn.execute(
        select(change_batch.c.detail).where(change_batch.c.id == batch_id)
    ).scalar_one()
    conn.execute(
        update(change_batch)
        .where(change_batch.c.id == batch_id)
        .values(state=state, finished_at=now, detail={**old, **(detail or {})}, error=error)
    )
