"""Facts of a record: who the establishment is, and what the system can count about its period.

`facts_at` is called when a record is handed in and its `data()` kept with it; `facts_later` serves
records with which nothing was kept, and tells only what does not change any more.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from data_access.certificate_where import certificate_in, certified_until, works_there
from data_access.paper_counts import (
    alerts_in,
    answers_in,
    duties_in,
    findings_in,
    inspections_in,
)
from data_access.paper_wording import Wording
from data_access.schema import (
    banner,
    camera,
    control_finding,
    establishment,
    licence,
    person,
    township,
)
from domain.alert_classes import ALERT_CLASSES
from domain.alerts import SANCTION_STATES, AlertState
from domain.categories import facts_of
from domain.checklists import Answer
from domain.clock import city_day
from domain.control import ControlKind, period_end
from domain.kitchen import CameraState
from domain.paper_facts import (
    MOST_LISTED,
    TOP_ALERTS,
    Ending,
    Facts,
    Figures,
    Left,
    MonthlyFigures,
    Repeat,
    Shop,
    WeeklyFigures,
)
from domain.posts import Post
from domain.register_filter import EXPIRING_DAYS, CertificateState

_SOON = timedelta(days=EXPIRING_DAYS)


def facts_at(
    conn: Connection, establishment_id: int, kind: ControlKind, start: date, now: datetime
) -> Facts:
    """What is to be kept with the record of the period that begins on `start`.

    The caller has checked that the asker may hand it in.

    Args:
        conn: The transaction that takes the record, or any other.
        establishment_id: Whose.
        kind: Of the record.
        start: First day of its period.
        now: When it is handed in, aware UTC.
    """
    figures: Figures | None = None
    day = city_day(now)
    if kind is ControlKind.WEEKLY_REVIEW:
        figures = _weekly(conn, establishment_id, start, day)
    elif kind is ControlKind.MONTHLY_DISPATCH:
        figures = _monthly(conn, establishment_id, start, kept=True)
    return Facts(_shop(conn, establishment_id, day), figures)


def facts_later(
    conn: Connection, establishment_id: int, kind: ControlKind, start: date, shop: Shop
) -> Facts:
    """The same for a record with which nothing was kept.

    Args:
        conn: Open connection.
        establishment_id: Whose.
        kind: Of the record.
        start: First day of its period.
        shop: The establishment as the register has it now (`shop_now`); of the figures only those
            are told that are over.
    """
    figures: Figures | None = None
    if kind is ControlKind.WEEKLY_REVIEW:
        figures = _weekly(conn, establishment_id, start, None)
    elif kind is ControlKind.MONTHLY_DISPATCH:
        figures = _monthly(conn, establishment_id, start, kept=False)
    return Facts(shop, figures, kept=False)


def shop_now(conn: Connection, establishment_id: int) -> Shop:
    """The establishment as the register has it."""
    return _shop(conn, establishment_id, date.max)


def _shop(conn: Connection, establishment_id: int, day: date) -> Shop:
    own = establishment.c
    row = conn.execute(
        select(
            own.name,
            own.category,
            own.address,
            own.principal,
            own.safety_officer,
            township.c.name_zh.label("township"),
            banner.c.name_zh.label("banner"),
        )
        .join_from(establishment, township, township.c.code == own.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(own.id == establishment_id)
    ).one()
    held = conn.execute(
        select(licence.c.number, licence.c.expires_on)
        .where(licence.c.establishment_id == establishment_id)
        .order_by(licence.c.expires_on.desc(), licence.c.id.desc())
        .limit(1)
    ).one_or_none()
    director = conn.scalar(
        select(person.c.name)
        .where(
            person.c.establishment_id == establishment_id,
            person.c.post == Post.SAFETY_DIRECTOR,
            works_there(day),
        )
        .order_by(person.c.id)
        .limit(1)
    )
    return Shop(
        name=row.name,
        category=facts_of(row.category).zh,
        banner=row.banner,
        township=row.township,
        address=row.address,
        licence=held.number if held else None,
        licence_until=_iso(held.expires_on) if held else None,
        principal=row.principal,
        officer=row.safety_officer,
        director=director,
    )


def _weekly(
    conn: Connection, establishment_id: int, start: date, today: date | None
) -> WeeklyFigures:
    end = period_end(ControlKind.WEEKLY_REVIEW, start)
    found = findings_in(conn, establishment_id, start, end)
    words = Wording(conn, ControlKind.DAILY_CONTROL)
    alerts = alerts_in(conn, establishment_id, start, end)
    by_class = Counter[str]()
    for row in alerts:
        by_class[row.alert_class] += row.number
    figures: dict[str, Any] = {}
    if today is not None:
        figures = {
            "left": _left(conn, establishment_id, start, words),
            "licence_until": _licence_until(conn, establishment_id, today),
            "certificates": _certificates(conn, establishment_id, today),
            "cameras": _cameras(conn, establishment_id),
        }
    groups = Counter(words.group(row.item) for row in found)
    return WeeklyFigures(
        daily=duties_in(conn, establishment_id, ControlKind.DAILY_CONTROL, start, end),
        groups=tuple(sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))),
        repeats=_repeats(conn, establishment_id, start, found, words),
        alerts=tuple(
            (ALERT_CLASSES[name].zh if name in ALERT_CLASSES else name, number)
            for name, number in sorted(by_class.items(), key=lambda pair: (-pair[1], pair[0]))
        )[:TOP_ALERTS],
        alerts_all=by_class.total(),
        **figures,
    )


def _monthly(conn: Connection, establishment_id: int, start: date, *, kept: bool) -> MonthlyFigures:
    end = period_end(ControlKind.MONTHLY_DISPATCH, start)
    found = findings_in(conn, establishment_id, start, end)
    answers = Counter("".join(answers_in(conn, establishment_id, start, end)))
    states = Counter[str]()
    for row in alerts_in(conn, establishment_id, start, end):
        states[row.state] += row.number
    judged: dict[str, Any] = {}
    if kept:
        judged = {
            "rectified": sum(row.rectified_at is not None for row in found),
            "confirmed": sum(states[state] for state in SANCTION_STATES),
            "false": states[AlertState.FALSE],
            "pending": states[AlertState.RAISED],
        }
    weekly = ControlKind.WEEKLY_REVIEW
    return MonthlyFigures(
        daily=duties_in(conn, establishment_id, ControlKind.DAILY_CONTROL, start, end),
        weekly=duties_in(conn, establishment_id, weekly, start, end),
        passed=answers[Answer.PASS],
        failed=answers[Answer.FAIL],
        found=len(found),
        alerts=states.total(),
        inspections=inspections_in(conn, establishment_id, start, end),
        **judged,
    )


def _repeats(
    conn: Connection,
    establishment_id: int,
    start: date,
    found: Sequence[Row[Any]],
    words: Wording,
) -> tuple[Repeat, ...]:
    """Items that failed twice in the week, or again after an earlier finding it is linked to."""
    times = Counter(row.item for row in found)
    again = {row.item for row in found if row.repeat_of is not None}
    repeated = [item for item, number in times.items() if number > 1 or item in again]
    earlier = Counter(
        conn.scalars(
            select(control_finding.c.item).where(
                control_finding.c.establishment_id == establishment_id,
                control_finding.c.kind == ControlKind.DAILY_CONTROL,
                control_finding.c.item.in_(repeated),
                control_finding.c.period_start.between(start - _SOON, start - timedelta(days=1)),
            )
        )
    )
    rows = [
        Repeat(words.code(item), words.text(item), times[item] + earlier[item]) for item in repeated
    ]
    return tuple(sorted(rows, key=lambda row: (-row.times, row.code))[:MOST_LISTED])


def _left(conn: Connection, establishment_id: int, start: date, words: Wording) -> tuple[Left, ...]:
    rows = conn.execute(
        select(control_finding)
        .where(
            control_finding.c.establishment_id == establishment_id,
            control_finding.c.period_start < start,
            control_finding.c.state != "closed",
        )
        .order_by(control_finding.c.period_start.desc(), control_finding.c.item)
        .limit(MOST_LISTED)
    )
    return tuple(
        Left(
            words.code(row.item),
            row.note or words.text(row.item),
            row.owner or "",
            row.period_start.isoformat(),
            city_day(row.due_at).isoformat() if row.due_at else None,
        )
        for row in rows
    )


def _licence_until(conn: Connection, establishment_id: int, today: date) -> str:
    last = conn.scalar(
        select(func.max(licence.c.expires_on)).where(licence.c.establishment_id == establishment_id)
    )
    return last.isoformat() if last is not None and last <= today + _SOON else ""


def _certificates(conn: Connection, establishment_id: int, today: date) -> tuple[Ending, ...]:
    until = certified_until()
    states = [certificate_in(state, today) for state in CertificateState]
    rows = conn.execute(
        select(person.c.name, until.label("until"))
        .where(
            person.c.establishment_id == establishment_id,
            works_there(today),
            states[0] | states[1],
        )
        .order_by(until, person.c.id)
        .limit(MOST_LISTED)
    )
    return tuple(Ending(row.name, _iso(row.until)) for row in rows)


def _cameras(conn: Connection, establishment_id: int) -> tuple[int, int]:
    row = conn.execute(
        select(
            func.count().filter(camera.c.state == CameraState.ONLINE).label("online"),
            func.count().label("all"),
        ).where(camera.c.establishment_id == establishment_id)
    ).one()
    return int(row.online), int(row.all)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
