"""Writing whole periods of control duties: opened, ended and excused by the clock.

The roll-up is counted anew for the period and the change number moves, in the same transaction.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from data_access.changes import Topic, bump
from data_access.city_categories import follows_rules
from data_access.control_rollup import recount
from data_access.kitchens import bent_between, blocks, kitchens, terms
from data_access.reminding import escalate
from data_access.risk_due import mark_due_where
from data_access.schema import banner, control_rollup, control_task, establishment, township
from domain.categories import Category
from domain.clock import city_moment
from domain.control import (
    KINDS,
    ControlKind,
    ControlState,
    due_at,
    locks_at,
    period_end,
    period_start,
)
from domain.grades import EstablishmentStatus
from domain.operating import (
    MOST_AFTER_MIDNIGHT,
    REASON_STANDSTILL,
    REASON_SUSPENDED,
    Kitchen,
    excuse,
)
from domain.reminders import LADDERS, Ladder
from domain.scope import Action, Scope
from domain.workdays import Terms


def last_opened(conn: Connection, scope: Scope, kind: ControlKind) -> date | None:
    """Start of the newest period that has duties, None when there is none."""
    scope.require(Action.RUN_SYSTEM)
    found: date | None = conn.scalar(
        select(func.max(control_rollup.c.period_start)).where(control_rollup.c.kind == kind)
    )
    return found


def open_period(conn: Connection, scope: Scope, kind: ControlKind, day: date, now: datetime) -> int:
    """Create the duties of the period that `day` lies in, for all who have none yet.

    Establishments in the register owe one from the day they opened, and one that was entered into
    the register within the period only if it has a day left after that. Suspended ones and
    kitchens that do not cook in the period are excused, and so is everybody when the period was
    locked before it could be opened: nobody can answer a form that was not there.

    Returns:
        How many duties were created; 0 when it was done before.
    """
    scope.require(Action.RUN_SYSTEM)
    start = period_start(kind, day)
    owing = (
        establishment.c.status.in_((EstablishmentStatus.ACTIVE, EstablishmentStatus.SUSPENDED)),
        or_(establishment.c.opened_on.is_(None), establishment.c.opened_on <= day),
        establishment.c.created_at < city_moment(period_end(kind, start)),
        ~exists().where(
            control_task.c.establishment_id == establishment.c.id,
            control_task.c.kind == kind,
            control_task.c.period_start == start,
        ),
    )
    if conn.scalar(select(establishment.c.id).where(*owing).limit(1)) is None:
        return 0
    bump(conn, Topic.CONTROL)
    rests = terms(conn)
    resting = _resting(conn, kind, start, rests)  # of those who have no duty yet
    reason = _reason(conn, kind, start, rests, now)
    duties = select(
        establishment.c.id,
        literal(kind.value),
        literal(start, control_task.c.period_start.type),
        establishment.c.township_code,
        establishment.c.category,
        case((reason.is_(None), ControlState.OPEN.value), else_=ControlState.EXCUSED.value),
        _due(kind, start),
        reason,
    ).where(*owing)
    names = [*control_task.primary_key.columns.keys(), "township_code", "category"]
    names += ["state", "due_at", "reason"]
    made = conn.execute(insert(control_task).from_select(names, duties)).rowcount
    _excuse(conn, kind, start, resting)
    recount(conn, kind, start)
    return made


def mark_missed(
    conn: Connection,
    scope: Scope,
    now: datetime,
    ladders: Mapping[ControlKind, Ladder] = LADDERS,
) -> int:
    """Turn open duties whose lock has passed into missed ones, and tell office and bureau.

    Returns:
        How many; 0 when it was done before.
    """
    missed = 0
    for kind, start, ended in _end(conn, scope, ControlState.MISSED, None, None, now):
        missed += ended
        escalate(conn, scope, kind, start, now, ladders)
    return missed


def excuse_standstill(conn: Connection, scope: Scope, stopped_at: datetime, now: datetime) -> int:
    """Excuse open duties that came due and were locked while the platform stood still.

    Args:
        conn: Write transaction of the caller.
        scope: A system process.
        stopped_at: Last sign of life before the standstill.
        now: First moment after it.

    Returns:
        How many.
    """
    ended = _end(conn, scope, ControlState.EXCUSED, REASON_STANDSTILL, stopped_at, now)
    return sum(number for _kind, _start, number in ended)


def locked_duties(kind: ControlKind, start: date, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on the duties of a period that are open though their lock has passed."""
    return (
        control_task.c.kind == kind,
        control_task.c.period_start == start,
        control_task.c.state == ControlState.OPEN,
        control_task.c.due_at <= now - KINDS[kind].lock_after,
    )


def open_periods(conn: Connection) -> list[tuple[ControlKind, date]]:
    """Kind and start of the periods that have open duties, oldest first."""
    rows = conn.execute(
        select(control_rollup.c.kind, control_rollup.c.period_start)
        .where(control_rollup.c.open > 0)
        .distinct()
    )
    return sorted((ControlKind(row.kind), row.period_start) for row in rows)


def _due(kind: ControlKind, start: date) -> ColumnElement[datetime]:
    moments = {
        hours: literal(due_at(kind, start, hours), control_task.c.due_at.type)
        for hours in range(MOST_AFTER_MIDNIGHT + 1)
    }
    return case(moments, value=establishment.c.closes_after_midnight, else_=moments[0])


def _reason(
    conn: Connection, kind: ControlKind, start: date, rests: Terms, now: datetime
) -> ColumnElement[str | None]:
    """SQL for why an establishment owes nothing, NULL when it does; of its own rest see below."""
    own = establishment.c
    whens: list[tuple[ColumnElement[bool], str]] = [
        (own.status == EstablishmentStatus.SUSPENDED, REASON_SUSPENDED)
    ]
    banners = list(conn.scalars(select(banner.c.adcode).order_by(banner.c.adcode)))
    for category in Category:
        follows = follows_rules(category)
        words = {
            adcode: excuse(kind, Kitchen(category, adcode), start, rests) for adcode in banners
        }
        if len(set(words.values())) == 1:
            places: dict[str | None, ColumnElement[bool]] = {None: follows}
        else:
            places = {adcode: and_(follows, _within(adcode)) for adcode in banners}
        for adcode, condition in places.items():
            why = words[adcode or banners[0]]
            if why is not None:
                whens.append((condition, why))
    locked = [
        hours
        for hours in range(MOST_AFTER_MIDNIGHT + 1)
        if now >= locks_at(kind, due_at(kind, start, hours))
    ]
    if locked:
        whens.append((own.closes_after_midnight.in_(locked), REASON_STANDSTILL))
    return case(*whens, else_=null())


def _within(adcode: str) -> ColumnElement[bool]:
    places = select(township.c.code).where(township.c.banner_adcode == adcode)
    return establishment.c.township_code.in_(places)


def _resting(
    conn: Connection, kind: ControlKind, start: date, rests: Terms
) -> dict[str, list[int]]:
    """Establishments that rest by days of their own, by the reason."""
    found: dict[str, list[int]] = {}
    bent = kitchens(conn, bent_between(start, period_end(kind, start)))
    for number, kitchen in bent.items():
        why = excuse(kind, kitchen, start, rests)
        if why is not None:
            found.setdefault(why, []).append(number)
    return found


def _excuse(
    conn: Connection, kind: ControlKind, start: date, resting: dict[str, list[int]]
) -> None:
    for why, numbers in resting.items():
        for some in blocks(numbers):
            conn.execute(
                update(control_task)
                .where(
                    control_task.c.establishment_id.in_(some),
                    control_task.c.kind == kind,
                    control_task.c.period_start == start,
                    control_task.c.state == ControlState.OPEN,
                )
                .values(state=ControlState.EXCUSED, reason=why)
            )


def _end(
    conn: Connection,
    scope: Scope,
    state: ControlState,
    reason: str | None,
    due_since: datetime | None,
    now: datetime,
) -> list[tuple[ControlKind, date, int]]:
    """End open duties that are locked, with `due_since` only those that came due after it.

    Returns:
        Kind, start and how many, for each period that had some; oldest first.
    """
    scope.require(Action.RUN_SYSTEM)
    ended = []
    for kind, start in open_periods(conn):
        if locks_at(kind, due_at(kind, start)) > now:
            continue
        which = locked_duties(kind, start, now)
        if due_since is not None:
            which = (*which, control_task.c.due_at > due_since)
        owners: Select[tuple[int]] = select(control_task.c.establishment_id).where(*which)
        if conn.scalar(owners.limit(1)) is None:
            continue
        bump(conn, Topic.CONTROL)
        mark_due_where(conn, owners, now)
        changed = update(control_task).where(*which).values(state=state, reason=reason)
        ended.append((kind, start, conn.execute(changed).rowcount))
        recount(conn, kind, start)
    return ended
