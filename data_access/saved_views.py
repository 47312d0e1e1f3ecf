"""Views that an account has saved: a name and the address of a list, one of which it opens with."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, false, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from data_access.schema import saved_view
from domain.scope import Scope

MOST_VIEWS = 50
LONGEST_NAME = 40
LONGEST_QUERY = 2000


class SavedViewError(ValueError):
    """A view cannot be saved; `reason` is empty, long, taken or many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view; `opens`: the page opens with it when its address asks for nothing."""

    id: int
    name: str
    query: str
    opens: bool


def views(conn: Connection, scope: Scope, page: str) -> list[SavedView]:
    """The asker's own views of a page, by name."""
    columns = [saved_view.c[name] for name in SavedView.__slots__]
    query = select(*columns).where(_own(scope, page)).order_by(saved_view.c.name)
    return [SavedView(**row) for row in conn.execute(query).mappings()]


def opening(conn: Connection, scope: Scope, page: str) -> SavedView | None:
    """The view that a page opens with."""
    return next((view for view in views(conn, scope, page) if view.opens), None)


def save(conn: Connection, scope: Scope, page: str, name: str, query: str, now: datetime) -> None:
    """Keep `query` under `name`; a view of that name is replaced.

    Raises:
        SavedViewError: No name, too long, or there are MOST_VIEWS already.
    """
    kept = _name(name)
    if len(query) > LONGEST_QUERY:
        raise SavedViewError("long")
    if scope.account_id is None:
        raise SavedViewError("empty")
    there = select(saved_view.c.id).where(_own(scope, page), saved_view.c.name == kept)
    counted = select(func.count()).select_from(saved_view).where(_own(scope, page))
    if conn.execute(there).first() is None and conn.execute(counted).scalar_one() >= MOST_VIEWS:
        raise SavedViewError("many")
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(saved_view).values(
        account_id=scope.account_id, page=page, name=kept, query=query, created_at=now
    )
    conn.execute(  # two windows may save under one name at once: the later one holds
        statement.on_conflict_do_update(
            index_elements=["account_id", "page", "name"], set_={"query": query}
        )
    )


def rename(conn: Connection, scope: Scope, page: str, view_id: int, name: str) -> None:
    """Give a view another name; one that is not the asker's stays as it is.

    Raises:
        SavedViewError: No name, or another view has it.
    """
    kept = _name(name)
    other = _own(scope, page) & (saved_view.c.name == kept) & (saved_view.c.id != view_id)
    if conn.execute(select(saved_view.c.id).where(other)).first():
        raise SavedViewError("taken")
    own = _own(scope, page) & (saved_view.c.id == view_id)
    try:
        with conn.begin_nested():
            conn.execute(update(saved_view).where(own).values(name=kept))
    except IntegrityError:  # another window was faster
        raise SavedViewError("taken") from None


def remove(conn: Connection, scope: Scope, page: str, view_id: int) -> None:
    """Delete a view of the asker."""
    conn.execute(delete(saved_view).where(_own(scope, page), saved_view.c.id == view_id))


def open_with(conn: Connection, scope: Scope, page: str, view_id: int) -> None:
    """Let the page open with a view of the asker, or no more when it does already."""
    before = next((one.opens for one in views(conn, scope, page) if one.id == view_id), None)
    if before is None:
        return
    conn.execute(update(saved_view).where(_own(scope, page)).values(opens=False))
    own = _own(scope, page) & (saved_view.c.id == view_id)
    conn.execute(update(saved_view).where(own).values(opens=not before))


def _own(scope: Scope, page: str) -> ColumnElement[bool]:
    if scope.account_id is None:
        return false()
    return (saved_view.c.account_id == scope.account_id) & (saved_view.c.page == page)


def _name(text: str) -> str:
    name = "".join(sign for sign in text if sign.isprintable()).strip()
    if not name:
        raise SavedViewError("empty")
    if len(name) > LONGEST_NAME:
        raise SavedViewError("long")
    return name
