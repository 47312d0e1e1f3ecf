"""Who signs a duty: the people it names, and who stands in for them from a day to a day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from data_access.arranging import held_row, on_record, require_not_merged
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.schema import control_deputy, establishment, person
from domain.arrangements import Deputy, read_deputy
from domain.clock import city_day
from domain.control import KINDS, ControlKind
from domain.form import Fault, Finding, FormRefusedError
from domain.posts import Post
from domain.row_id import LARGEST_ID
from domain.scope import Scope

MOST_NAMED = 20


def deputy_on(
    conn: Connection, establishment_id: int, kind: ControlKind, day: date
) -> Deputy | None:
    """Who stands in on `day`, None when nobody does; the one named last wins.

    The caller has checked that the establishment is the asker's.
    """
    own = control_deputy.c
    row = conn.execute(
        select(control_deputy)
        .where(
            own.establishment_id == establishment_id,
            own.kind == kind,
            own.starts <= day,
            own.ends >= day,
            own.withdrawn_at.is_(None),
        )
        .order_by(own.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _deputy(row)


def holders(
    conn: Connection, establishment_id: int, kind: ControlKind, day: date
) -> tuple[str, ...]:
    """Names of those who may make and sign the record on `day`, the usual one first.

    From the people on record in the posts of the kind; else the name that the register keeps. Empty
    when nobody is known. The caller has checked that the establishment is the asker's.
    """
    posts = KINDS[kind].owed_by
    rows = conn.execute(
        select(person.c.name, person.c.post)
        .where(
            person.c.establishment_id == establishment_id,
            person.c.post.in_(posts),
            or_(person.c.left_on.is_(None), person.c.left_on >= day),
        )
        .order_by(person.c.id)
    ).all()
    found = [row.name for post in posts for row in rows if row.post == post]
    kept = _kept_name(conn, establishment_id, posts)
    return tuple(dict.fromkeys([*found, *([kept] if kept else [])]))


def deputies_of(conn: Connection, scope: Scope, establishment_id: int, today: date) -> list[Deputy]:
    """Those who stand in now or later, the first day first.

    Raises:
        RecordNotFoundError: Not in scope.
    """
    row = establishment_row(conn, scope, establishment_id)
    own = control_deputy.c
    rows = conn.execute(
        select(control_deputy)
        .where(own.establishment_id == row["id"], own.ends >= today, own.withdrawn_at.is_(None))
        .order_by(own.starts, own.id)
        .limit(MOST_NAMED)
    )
    return [_deputy(one) for one in rows]


def name_deputy(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    given: Mapping[str, object],
    now: datetime,
) -> int:
    """Say who stands in; the same said twice is once.

    Args:
        conn: Write transaction.
        scope: The establishment, or an officer.
        establishment_id: Whose.
        given: `kind`, `name`, `starts`, `ends` as typed.
        now: Aware UTC.

    Returns:
        Id of the deputy.

    Raises:
        NotAllowedError: The asker's role arranges no duties.
        RecordNotFoundError: Not in scope.
        FormRefusedError: It begins in the past, takes too long, or there are MOST_NAMED already.
    """
    row = held_row(conn, scope, establishment_id)
    require_not_merged(row)
    today = city_day(now)
    signers = {
        kind.value: name
        for kind in ControlKind
        for name in holders(conn, row["id"], kind, today)[:1]
    }
    form = read_deputy(given, today, signers)
    form.require_good()
    named = deputies_of(conn, scope, row["id"], today)
    same = [one.id for one in named if all(getattr(one, k) == v for k, v in form.values.items())]
    if same:
        return same[0]
    if len(named) >= MOST_NAMED:
        raise FormRefusedError([Finding("", Fault.TOO_MANY, detail=str(MOST_NAMED))])
    made = conn.execute(
        insert(control_deputy)
        .values(
            establishment_id=row["id"],
            township_code=row["township_code"],
            named_by=scope.actor[:60],
            named_at=now,
            **form.values,
        )
        .returning(control_deputy.c.id)
    ).scalar_one()
    on_record(conn, scope, row["id"], now, deputy=made, **form.values)
    return int(made)


def withdraw_deputy(
    conn: Connection, scope: Scope, establishment_id: int, deputy_id: int, now: datetime
) -> None:
    """End a deputy's time from now on; records signed before stay as they are.

    Raises:
        NotAllowedError: The asker's role arranges no duties.
        RecordNotFoundError: Not in scope, or no deputy of this establishment that still stands.
    """
    row = held_row(conn, scope, establishment_id)
    if not 0 < deputy_id <= LARGEST_ID:
        raise RecordNotFoundError("deputy")
    taken = conn.execute(
        update(control_deputy)
        .where(
            control_deputy.c.id == deputy_id,
            control_deputy.c.establishment_id == row["id"],
            control_deputy.c.withdrawn_at.is_(None),
            control_deputy.c.ends >= city_day(now),
        )
        .values(withdrawn_at=now)
    )
    if not taken.rowcount:
        raise RecordNotFoundError("deputy")
    on_record(conn, scope, row["id"], now, deputy=deputy_id, withdrawn=True)


def _kept_name(conn: Connection, establishment_id: int, posts: tuple[Post, ...]) -> str | None:
    own = establishment.c
    column = own.principal if posts[0] is Post.PRINCIPAL else own.safety_officer
    name: str | None = conn.scalar(select(column).where(own.id == establishment_id))
    return name


def _deputy(row: Any) -> Deputy:
    return Deputy(row.id, ControlKind(row.kind), row.name, row.stands_in_for, row.starts, row.ends)
