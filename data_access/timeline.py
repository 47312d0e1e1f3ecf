"""One timeline of all that happened to an establishment: a union of indexed reads, paged.

Each branch takes only what its own index can give for the page asked for, so the cost does not
grow with the history. Daily controls that were done on time stand in the calendar, not here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from data_access.schema import (
    UtcTime,
    alert,
    control_task,
    establishment_code,
    guarantor_visit,
    inspection,
    penalty,
    register_change,
    risk_history,
    sampling_test,
    status_change,
)
from data_access.scoping import in_scope
from domain.control import ControlKind, ControlState
from domain.dossier import PAGE_ROWS, TimelineKind, TimelineLine, timeline_kinds
from domain.scope import Scope

MOST_PAGES = 200
_CITY_MS = 8 * 3_600_000
Line = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """One page, newest first, and whether there is another one."""

    lines: tuple[TimelineLine, ...]
    more: bool


def timeline(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    kinds: Sequence[TimelineKind],
    page: int,
) -> TimelinePage:
    """Lines of the kinds that are asked for and the asker's to read.

    Args:
        conn: Open connection.
        scope: Who asks; another's establishment has no line.
        establishment_id: Whose.
        kinds: Empty for all.
        page: From 1 to MOST_PAGES.
    """
    allowed = timeline_kinds(scope)
    wanted = [kind for kind in allowed if kind in kinds] if kinds else list(allowed)
    if not wanted:
        return TimelinePage((), more=False)
    first = PAGE_ROWS * (min(max(page, 1), MOST_PAGES) - 1)
    reach = first + PAGE_ROWS + 1
    parts = [_branch(conn, scope, establishment_id, kind, reach) for kind in wanted]
    whole = union_all(*parts).subquery() if len(parts) > 1 else parts[0].subquery()
    rows = conn.execute(
        select(whole)
        .order_by(whole.c.at.desc(), whole.c.kind, whole.c.number.desc())
        .offset(first)
        .limit(PAGE_ROWS + 1)
    ).all()
    lines = tuple(
        TimelineLine(row.at, TimelineKind(row.kind), row.number, row.what, row.outcome)
        for row in rows[:PAGE_ROWS]
    )
    return TimelinePage(lines, more=len(rows) > PAGE_ROWS)


def _branch(conn: Connection, scope: Scope, number: int, kind: TimelineKind, reach: int) -> Line:
    """The newest lines of one kind, `reach` at most."""
    line = _LINES[kind](conn)
    table = line.table
    query = (
        select(
            type_coerce(line.at, UtcTime()).label("at"),
            literal(kind.value, String).label("kind"),
            cast(line.number, Integer).label("number"),
            cast(line.what, String).label("what"),
            cast(func.coalesce(line.outcome, ""), String).label("outcome"),
        )
        .where(
            table.c.establishment_id == number,
            in_scope(scope, table.c.township_code, table.c.establishment_id),
            *line.where,
        )
        .group_by(*line.group)
        .order_by(*(column.desc() for column in line.newest))
        .limit(reach)
    )
    return select(query.subquery())


@dataclass(frozen=True, slots=True)
class _Line:
    """How the rows of a table become lines.

    Attributes:
        newest: Columns of the index that it is read by, the newest first.
        group: Rows that make one line together.
    """

    table: Table
    at: Any
    number: Any
    what: Any
    outcome: Any
    newest: tuple[ColumnElement[Any], ...]
    where: tuple[ColumnElement[bool], ...] = ()
    group: tuple[ColumnElement[Any], ...] = ()


def _day(conn: Connection, column: ColumnElement[date]) -> ColumnElement[Any]:
    """Midnight in the city of a day, as moments are stored; the city keeps no summer time."""
    if conn.dialect.name == "postgresql":
        return func.timezone("Asia/Shanghai", cast(column, DateTime))
    return cast(func.strftime("%s", column), BigInteger) * 1000 - _CITY_MS


def _alert(_conn: Connection) -> _Line:
    own = alert.c
    return _Line(alert, own.raised_at, own.id, own.alert_class, own.state, (own.raised_at, own.id))


def _control(_conn: Connection) -> _Line:
    own = control_task.c
    day = own.period_start
    number = extract("year", day) * 10000 + extract("month", day) * 100 + extract("day", day)
    told = or_(
        own.state.in_((ControlState.LATE, ControlState.MISSED)),
        and_(own.state == ControlState.DONE, own.kind != ControlKind.DAILY_CONTROL),
    )
    at = func.coalesce(own.submitted_at, own.due_at)
    return _Line(control_task, at, number, own.kind, own.state, (day, own.kind), (told,))


def _inspection(conn: Connection) -> _Line:
    own = inspection.c
    at = _day(conn, own.inspected_on)
    return _Line(inspection, at, own.id, own.kind, own.result, (own.inspected_on, own.id))


def _penalty(conn: Connection) -> _Line:
    own = penalty.c
    at = _day(conn, own.decided_on)
    outcome = case((own.withdrawn_on.is_(None), "stands"), else_="withdrawn")
    return _Line(penalty, at, own.id, own.kinds, outcome, (own.decided_on, own.id))


def _sample(conn: Connection) -> _Line:
    own = sampling_test.c
    at = _day(conn, own.sampled_on)
    outcome = case((own.withdrawn_on.is_(None), own.conclusion), else_="withdrawn")
    return _Line(sampling_test, at, own.id, own.food_name, outcome, (own.sampled_on, own.id))


def _visit(conn: Connection) -> _Line:
    own = guarantor_visit.c
    at = _day(conn, own.visited_on)
    return _Line(guarantor_visit, at, own.id, own.manner, own.course, (own.visited_on, own.id))


def _risk(conn: Connection) -> _Line:
    own = risk_history.c
    at = _day(conn, own.on_day)
    return _Line(risk_history, at, literal(0), own.cause, own.level, (own.on_day,))


def _status(conn: Connection) -> _Line:
    own = status_change.c
    at = _day(conn, own.effective_on)
    done = (own.applied_at.is_not(None),)
    return _Line(
        status_change, at, own.id, own.status, own.reason, (own.effective_on, own.id), done
    )


def _change(_conn: Connection) -> _Line:
    own = register_change.c
    return _Line(
        register_change,
        own.at,
        func.max(own.id),
        func.min(own.subject),
        own.actor,
        (own.at,),
        group=(own.at, own.actor),
    )


def _code(_conn: Connection) -> _Line:
    own = establishment_code.c
    return _Line(
        establishment_code,
        func.coalesce(own.revoked_at, own.issued_at),
        own.id,
        case((own.revoked_at.is_(None), "issued"), else_="revoked"),
        own.revoke_reason,
        (own.id,),
    )


_LINES: Mapping[TimelineKind, Callable[[Connection], _Line]] = {
    TimelineKind.ALERT: _alert,
    TimelineKind.CONTROL: _control,
    TimelineKind.INSPECTION: _inspection,
    TimelineKind.PENALTY: _penalty,
    TimelineKind.SAMPLE: _sample,
    TimelineKind.VISIT: _visit,
    TimelineKind.RISK: _risk,
    TimelineKind.STATUS: _status,
    TimelineKind.CHANGE: _change,
    TimelineKind.CODE: _code,
}
