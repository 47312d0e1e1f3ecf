"""What one establishment has to put right, the earliest deadline first, and its own course."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from data_access.certificate_where import certificate_in, certified_until, works_there
from data_access.findings import item_of, open_findings
from data_access.papers import first_expiry
from data_access.schema import alert, camera, control_task, person
from domain.alerts import AlertState
from domain.clock import city_moment
from domain.control import ControlKind, ControlState
from domain.findings import FindingState
from domain.kitchen import UNUSABLE
from domain.own_day import Fix, FixKind, OwnWeek
from domain.register_filter import EXPIRING_DAYS, CertificateState
from domain.scope import NotAllowedError, Scope
from domain.share import Share
from domain.trend import STEPS, Span, starts

AnyRow = Row[*tuple[Any, ...]]
MOST_OF_A_KIND = 10
DUTIES_BACK = timedelta(days=62)


def own_fixes(conn: Connection, scope: Scope, day: date, now: datetime) -> list[Fix]:
    """Everything that waits for the establishment itself, the earliest deadline first.

    Raises:
        NotAllowedError: The scope is of no establishment.
    """
    own = _own(scope)
    found = [
        *_alerts(conn, own),
        *_duties(conn, own, day),
        *_findings(conn, scope, own),
        *_papers(conn, scope, own, day),
        *_cameras(conn, own),
    ]
    return sorted(found, key=lambda fix: _order(fix, now))


def own_weeks(conn: Connection, scope: Scope, day: date) -> list[OwnWeek]:
    """Twelve weeks of the establishment, oldest first, the running one last."""
    own = _own(scope)
    weeks = starts(Span.WEEK, day, STEPS[Span.WEEK])
    counts = {week: [0, 0, 0] for week in weeks}

    def week_of(one: date) -> date:
        return one - timedelta(days=one.weekday())

    task = control_task.c
    for start, state in conn.execute(
        select(task.period_start, task.state).where(
            task.establishment_id == own,
            task.kind == ControlKind.DAILY_CONTROL,
            task.period_start.between(weeks[0], day),
            task.state != ControlState.EXCUSED,
        )
    ):
        counts[week_of(start)][0] += state == ControlState.DONE
        counts[week_of(start)][1] += 1
    for raised_on, number in conn.execute(
        select(alert.c.raised_on, func.count())
        .where(
            alert.c.establishment_id == own,
            alert.c.raised_at >= city_moment(weeks[0]),
            alert.c.state != AlertState.FALSE,
        )
        .group_by(alert.c.raised_on)
    ):
        counts[week_of(raised_on)][2] += number
    return [OwnWeek(week, Share(done, due), found) for week, (done, due, found) in counts.items()]


def _own(scope: Scope) -> int:
    if scope.establishment_id is None:
        raise NotAllowedError("own state is of one establishment")
    return scope.establishment_id


def _order(fix: Fix, now: datetime) -> tuple[float, int]:
    due = fix.due_at.timestamp() if fix.due_at else (now + timedelta(days=7)).timestamp()
    return due, list(FixKind).index(fix.kind)


def _alerts(conn: Connection, own: int) -> list[Fix]:
    rows = conn.execute(
        select(alert.c.id, alert.c.alert_class, alert.c.severity, alert.c.rectify_by)
        .where(alert.c.establishment_id == own, alert.c.state == AlertState.CONFIRMED)
        .order_by(alert.c.rectify_by)
        .limit(MOST_OF_A_KIND)
    )
    return [
        Fix(FixKind.RECTIFY, row.alert_class, row.rectify_by, row.severity, row.id) for row in rows
    ]


def _duties(conn: Connection, own: int, day: date) -> list[Fix]:
    task = control_task.c
    rows = conn.execute(
        select(task.kind, task.period_start, task.due_at)
        .where(
            task.establishment_id == own,
            task.state == ControlState.OPEN,
            task.period_start.between(day - DUTIES_BACK, day),
        )
        .order_by(task.due_at)
        .limit(MOST_OF_A_KIND)
    )
    return [Fix(FixKind.DUTY, row.kind, row.due_at, period_start=row.period_start) for row in rows]


def _findings(conn: Connection, scope: Scope, own: int) -> list[Fix]:
    """What is to be put right; what is put right waits for somebody else."""
    to_fix = [case for case in open_findings(conn, scope, own) if case.state is FindingState.OPEN]
    fixes = []
    for case in to_fix[:MOST_OF_A_KIND]:
        item = item_of(conn, case)
        fixes.append(
            Fix(
                FixKind.FINDING,
                case.item,
                case.due_at,
                number=case.id,
                period_start=case.start,
                words=(item.zh, item.en) if item else None,
            )
        )
    return fixes


def _papers(conn: Connection, scope: Scope, own: int, day: date) -> list[Fix]:
    soon = day + timedelta(days=EXPIRING_DAYS)
    fixes = []
    ends = first_expiry(conn, scope, day)
    if ends is None:
        fixes.append(Fix(FixKind.LICENCE, "", None))
    elif ends <= soon:
        fixes.append(Fix(FixKind.LICENCE, "", city_moment(ends + timedelta(days=1))))
    states = [certificate_in(one, day) for one in CertificateState]
    until = certified_until()
    for name, last in conn.execute(
        select(person.c.name, until)
        .where(person.c.establishment_id == own, works_there(day), states[0] | states[1])
        .order_by(until)
        .limit(MOST_OF_A_KIND)
    ):
        due = city_moment(last + timedelta(days=1)) if last else None
        fixes.append(Fix(FixKind.CERTIFICATE, name, due))
    return fixes


def _cameras(conn: Connection, own: int) -> list[Fix]:
    rows = conn.execute(
        select(camera.c.label)
        .where(
            camera.c.establishment_id == own,
            camera.c.state.in_(UNUSABLE),
        )
        .order_by(camera.c.label)
        .limit(MOST_OF_A_KIND)
    )
    return [Fix(FixKind.CAMERA, row.label, None) for row in rows]
