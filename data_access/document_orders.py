"""Orders of archives: placed and cancelled by bureaus, worked off one by one by the scheduler."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    case,
    false,
    func,
    insert,
    select,
    true,
    update,
)

from data_access import audit
from data_access.schema import banner, control_task, document_order, establishment, township
from domain.audit import Event
from domain.clock import city_day
from domain.control import ANSWERED, ControlKind
from domain.document_orders import (
    MOST_WAITING,
    UNFINISHED,
    DocumentOrder,
    Failure,
    OrderRefusal,
    OrderRefusedError,
    OrderState,
    checked_kinds,
    checked_month,
    failure_from,
)
from domain.scope import Action, Scope

MOST_LISTED = 30
_ADDRESS_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Share:
    """What one establishment gives to an archive; `answered` of its `duties` have a record."""

    establishment_id: int
    name: str
    township: str
    duties: int
    answered: int


def place_order(
    conn: Connection,
    scope: Scope,
    banner_adcode: object,
    month: object,
    kinds: object,
    address: str,
    now: datetime,
) -> int:
    """Order an archive; its id.

    Args:
        conn: Write transaction.
        scope: Who orders.
        banner_adcode: Whose records, as it came.
        month: `2026-11`, as it came.
        kinds: Of which records, as they came.
        address: Where the codes on the records lead to, from the settings; empty when unset.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker orders no archives.
        OrderRefusedError: Why it is not taken.
    """
    scope.require(Action.ORDER_DOCUMENTS)
    wanted, first = checked_kinds(kinds), checked_month(month, city_day(now))
    if not isinstance(banner_adcode, str) or not _may(conn, scope, banner_adcode):
        raise OrderRefusedError(OrderRefusal.NO_BANNER)
    if not address:
        raise OrderRefusedError(OrderRefusal.NO_ADDRESS)
    text = ",".join(wanted)
    own = document_order.c
    open_ones = conn.execute(
        select(own.banner_adcode, own.month, own.kinds).where(
            own.state.in_(UNFINISHED), _seen(scope)
        )
    ).all()
    if (banner_adcode, first, text) in {tuple(row) for row in open_ones}:
        raise OrderRefusedError(OrderRefusal.SAME_WAITING)
    if len(open_ones) >= MOST_WAITING:
        raise OrderRefusedError(OrderRefusal.TOO_MANY)
    made = conn.execute(
        insert(document_order)
        .values(
            banner_adcode=banner_adcode,
            month=first,
            kinds=text,
            address=address[:_ADDRESS_LENGTH],
            ordered_by=scope.actor[:60],
            account_id=scope.account_id,
            ordered_at=now,
            state=OrderState.WAITING,
            done=0,
        )
        .returning(own.id)
    ).scalar_one()
    on = ("archive", made)
    about: dict[str, Any] = {"banner": banner_adcode, "month": first, "kinds": text}
    audit.record(conn, scope, Event.EXPORTED, now, on=on, what="order", **about)
    return int(made)


def orders(conn: Connection, scope: Scope) -> list[DocumentOrder]:
    """The newest orders that the asker may see, newest first; MOST_LISTED at most."""
    rows = conn.execute(
        select(document_order)
        .where(_seen(scope))
        .order_by(document_order.c.id.desc())
        .limit(MOST_LISTED)
    )
    return [_order(row) for row in rows]


def find(conn: Connection, scope: Scope, order_id: int) -> DocumentOrder | None:
    """One order; None when there is none, or none that the asker may see."""
    row = conn.execute(
        select(document_order).where(document_order.c.id == order_id, _seen(scope))
    ).one_or_none()
    return None if row is None else _order(row)


def cancel(conn: Connection, scope: Scope, order_id: int, now: datetime) -> None:
    """End an order that is not finished. Twice is once.

    Raises:
        NotAllowedError: The asker orders no archives.
        OrderRefusedError: There is none to be cancelled.
    """
    scope.require(Action.ORDER_DOCUMENTS)
    ended = conn.execute(
        update(document_order)
        .where(
            document_order.c.id == order_id,
            _seen(scope),
            document_order.c.state.in_(UNFINISHED),
        )
        .values(state=OrderState.CANCELLED, finished_at=now)
    )
    if not ended.rowcount:
        raise OrderRefusedError(OrderRefusal.OVER)
    on = ("archive", order_id)
    audit.record(conn, scope, Event.EXPORTED, now, on=on, what="cancel")


def next_order(conn: Connection, scope: Scope) -> DocumentOrder | None:
    """What is to be worked on: what runs already, else the oldest that waits."""
    scope.require(Action.RUN_SYSTEM)
    own = document_order.c
    first = case((own.state == OrderState.RUNNING, 0), else_=1)
    row = conn.execute(
        select(document_order).where(own.state.in_(UNFINISHED)).order_by(first, own.id).limit(1)
    ).one_or_none()
    return None if row is None else _order(row)


def shares(conn: Connection, scope: Scope, order: DocumentOrder) -> list[Share]:
    """The establishments of an order, by township and id."""
    scope.require(Action.RUN_SYSTEM)
    task = control_task.c
    last = (order.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    answered = func.count().filter(task.state.in_(ANSWERED))
    rows = conn.execute(
        select(
            task.establishment_id,
            establishment.c.name,
            func.min(township.c.name_zh).label("township"),
            func.count().label("duties"),
            answered.label("answered"),
        )
        .join_from(control_task, township, township.c.code == task.township_code)
        .join(establishment, establishment.c.id == task.establishment_id)
        .where(
            township.c.banner_adcode == order.banner_adcode,
            task.kind.in_(order.kinds),
            task.period_start.between(order.month, last),
        )
        .group_by(task.establishment_id, establishment.c.name)
    )
    found = [Share(*row) for row in rows]
    return sorted(found, key=lambda one: (one.township, one.establishment_id))


def advance(conn: Connection, scope: Scope, order_id: int, done: int, total: int) -> bool:
    """Note how far a running order has come; False when it was cancelled meanwhile."""
    return _move(conn, scope, order_id, state=OrderState.RUNNING, done=done, total=total)


def finish(
    conn: Connection,
    scope: Scope,
    order_id: int,
    now: datetime,
    *,
    path: str,
    sha256: str,
    failure: Failure | None,
) -> bool:
    """The archive is there; False when the order was cancelled meanwhile."""
    values = {"path": path, "sha256": sha256, "failure": failure and failure.text()}
    return _move(conn, scope, order_id, state=OrderState.DONE, finished_at=now, **values)


def fail(conn: Connection, scope: Scope, order_id: int, now: datetime, why: Failure) -> bool:
    """There will be no archive."""
    values = {"failure": why.text(), "finished_at": now}
    return _move(conn, scope, order_id, state=OrderState.FAILED, **values)


def expired(conn: Connection, scope: Scope, before: datetime) -> list[DocumentOrder]:
    """Finished orders whose archives have been kept long enough."""
    scope.require(Action.RUN_SYSTEM)
    rows = conn.execute(
        select(document_order).where(
            document_order.c.state == OrderState.DONE, document_order.c.finished_at < before
        )
    )
    return [_order(row) for row in rows]


def mark_removed(conn: Connection, scope: Scope, order_ids: Sequence[int]) -> None:
    """Their archives are gone."""
    scope.require(Action.RUN_SYSTEM)
    conn.execute(
        update(document_order)
        .where(document_order.c.id.in_(order_ids))
        .values(state=OrderState.REMOVED, path=None)
    )


def _move(conn: Connection, scope: Scope, order_id: int, **values: Any) -> bool:
    scope.require(Action.RUN_SYSTEM)
    moved = conn.execute(
        update(document_order)
        .where(document_order.c.id == order_id, document_order.c.state.in_(UNFINISHED))
        .values(**values)
    )
    return bool(moved.rowcount)


def _may(conn: Connection, scope: Scope, banner_adcode: str) -> bool:
    """Whether the banner is there and the asker's; others who order for it wait."""
    known = (
        select(banner.c.adcode)
        .where(banner.c.adcode == banner_adcode)
        .with_for_update(key_share=True)  # two orders at once: the second sees the first
    )
    inside = scope.whole_city or scope.banner_adcode == banner_adcode
    return inside and conn.scalar(known) is not None


def _seen(scope: Scope) -> ColumnElement[bool]:
    """Orders are seen by whoever may place them, for their own place."""
    if not scope.allows(Action.ORDER_DOCUMENTS) or scope.sees_nothing:
        return false()
    if scope.whole_city:
        return true()
    inside: ColumnElement[bool] = document_order.c.banner_adcode == scope.banner_adcode
    return inside


def _order(row: Row[*tuple[Any, ...]]) -> DocumentOrder:
    month: date = row.month
    return DocumentOrder(
        id=row.id,
        banner_adcode=row.banner_adcode,
        month=month,
        kinds=tuple(map(ControlKind, row.kinds.split(","))),
        address=row.address,
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
        state=OrderState(row.state),
        done=row.done,
        total=row.total,
        path=row.path,
        sha256=row.sha256,
        failure=failure_from(row.failure),
        finished_at=row.finished_at,
    )
