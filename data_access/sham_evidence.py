"""What is known of establishments for one week, as the signs of sham records need it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from data_access import checklists
from data_access.certificate_where import certified_until
from data_access.schema import (
    alert,
    camera,
    control_paper,
    control_photo,
    control_task,
    inspection,
    person,
)
from data_access.sham_closures import closed, closed_days
from data_access.sham_photos import photo_matches
from domain.alerts import SANCTION_STATES, AlertState
from domain.checklists import Answer
from domain.clock import city_day, city_moment
from domain.control import ANSWERED, ControlKind
from domain.inspections import InspectionResult
from domain.kitchen import UNUSABLE
from domain.pace import unpack_pace
from domain.posts import Post
from domain.sham_evidence import (
    CAMERA_ITEM,
    CERTIFICATE_ITEM,
    WEEKS_BEFORE,
    Evidence,
    OldPhoto,
    PhotoMatch,
    Sheet,
)

AnyRow = Row[*tuple[Any, ...]]
DAILY = ControlKind.DAILY_CONTROL
WEEK = timedelta(days=7)
OLD_PHOTO = timedelta(days=3)
LASTING = timedelta(hours=2)
"""A camera that has been away for less may have been seen online."""
# Whose certificate A03 asks for: food that is eaten as it leaves their hands.
TOUCHING = (Post.CHEF, Post.COOK, Post.COLD_DISHES)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is read once for a week.

    Attributes:
        week: Its Monday.
        places: Item → version → place of its answer.
        matches: Photos that look like earlier ones, by establishment.
    """

    week: date
    places: Mapping[str, Mapping[int, int]]
    matches: Mapping[int, tuple[PhotoMatch, ...]]


def prepare(conn: Connection, week: date) -> Prepared:
    """What every block of the week needs."""
    places = {}
    for item in (CAMERA_ITEM, CERTIFICATE_ITEM):
        found = checklists.places_of(conn, DAILY, item.partition(".")[2])
        places[item] = {number: place for place, numbers in found.items() for number in numbers}
    return Prepared(week, places, photo_matches(conn, week))


def answering(conn: Connection, week: date, after: int, limit: int) -> list[int]:
    """Ids above `after` of establishments that answered or were closed in the week, rising."""
    own = control_task.c
    rows = conn.scalars(
        select(own.establishment_id)
        .where(
            own.kind == DAILY,
            own.period_start.between(week, week + WEEK - timedelta(days=1)),
            or_(own.state.in_(ANSWERED), and_(*closed())),
            own.establishment_id > after,
        )
        .distinct()
        .order_by(own.establishment_id)
        .limit(limit)
    )
    return list(rows)


def evidence_of(conn: Connection, known: Prepared, ids: Sequence[int]) -> dict[int, Evidence]:
    """Evidence of each of `ids`.

    Args:
        conn: Read connection of a process of the system.
        known: From `prepare`.
        ids: Establishments, some hundreds at a time.
    """
    sheets = _sheets(conn, known, ids)
    offline, expired = _offline(conn, known.week, ids, sheets), _expired(conn, known.week, ids)
    photos, bad = _old_photos(conn, known.week, ids), _bad(conn, known.week, ids)
    shut = closed_days(conn, known.week, ids)
    return {
        one: Evidence(
            week=tuple(sheet for sheet, _at in sheets[one] if sheet.day >= known.week),
            before=tuple(sheet for sheet, _at in sheets[one] if sheet.day < known.week),
            offline=offline[one],
            expired=expired[one],
            photos=known.matches.get(one, ()),
            old_photos=tuple(photos[one]),
            failed_inspections=tuple(bad["inspection", one]),
            alerts=tuple(bad["alert", one]),
            closed=tuple(shut[one].week),
            late_before=shut[one].late_before,
        )
        for one in ids
    }


def _sheets(
    conn: Connection, known: Prepared, ids: Sequence[int]
) -> dict[int, list[tuple[Sheet, datetime]]]:
    """Records of both spans with the moment of handing in, by day."""
    own, paper = control_task.c, control_paper.c
    same = and_(*(paper[key.name] == key for key in control_task.primary_key))
    first, last = known.week - WEEKS_BEFORE * WEEK, known.week + WEEK - timedelta(days=1)
    columns = (own.establishment_id, own.period_start, own.due_at, own.submitted_at, own.answers)
    rows = conn.execute(
        select(*columns, own.checklist_version, paper.pace)
        .join_from(control_task, control_paper, same, isouter=True)
        .where(
            own.establishment_id.in_(ids),
            own.kind == DAILY,
            own.period_start.between(first, last),
            own.state.in_(ANSWERED),
            own.submitted_at.is_not(None),
        )
        .order_by(own.establishment_id, own.period_start)
    )
    found: defaultdict[int, list[tuple[Sheet, datetime]]] = defaultdict(list)
    for row in rows:
        passed = {
            item
            for item, places in known.places.items()
            if _answer(row, places.get(row.checklist_version)) == Answer.PASS
        }
        sheet = Sheet(
            row.period_start,
            (row.due_at - row.submitted_at).total_seconds(),
            unpack_pace(row.pace) if row.pace else (),
            (row.answers or "").count(Answer.FAIL),
            frozenset(passed),
        )
        found[row.establishment_id].append((sheet, row.submitted_at))
    return found


def _answer(row: AnyRow, place: int | None) -> str | None:
    answers = row.answers or ""
    return answers[place] if place is not None and place < len(answers) else None


def _offline(
    conn: Connection,
    week: date,
    ids: Sequence[int],
    sheets: Mapping[int, Sequence[tuple[Sheet, datetime]]],
) -> dict[int, dict[date, tuple[int, int]]]:
    """Day → cameras that had been away for LASTING when the record was handed in, and all."""
    own = camera.c
    every: defaultdict[int, int] = defaultdict(int)
    away: defaultdict[int, list[tuple[int, datetime, datetime | None]]] = defaultdict(list)
    for row in conn.execute(
        select(own.id, own.establishment_id, own.state, own.state_since).where(
            own.establishment_id.in_(ids)
        )
    ):
        every[row.establishment_id] += 1
        if row.state in UNUSABLE and row.state_since is not None:
            away[row.establishment_id].append((row.id, row.state_since, None))
    for row in conn.execute(
        select(
            alert.c.camera_id, alert.c.establishment_id, alert.c.raised_at, alert.c.rectified_at
        ).where(
            alert.c.establishment_id.in_(ids),
            alert.c.alert_class == "device.camera_offline",
            alert.c.state != AlertState.FALSE,
            alert.c.camera_id.is_not(None),
            alert.c.raised_at < city_moment(week + WEEK),
            or_(alert.c.rectified_at.is_(None), alert.c.rectified_at > city_moment(week)),
        )
    ):
        away[row.establishment_id].append((row.camera_id, row.raised_at, row.rectified_at))
    found: defaultdict[int, dict[date, tuple[int, int]]] = defaultdict(dict)
    for one, spans in away.items():
        for sheet, at in sheets.get(one, ()):
            down = {
                number
                for number, begun, ended in spans
                if begun + LASTING <= at and (ended is None or ended > at)
            }
            if sheet.day >= week and down:
                found[one][sheet.day] = (len(down), every[one])
    return found


def _expired(conn: Connection, week: date, ids: Sequence[int]) -> dict[int, dict[date, int]]:
    """Day → how many who touch food had a certificate once and none on that day."""
    until = certified_until().label("until")
    rows = conn.execute(
        select(person.c.establishment_id, person.c.left_on, until).where(
            person.c.establishment_id.in_(ids),
            person.c.post.in_(TOUCHING),
            until < week + WEEK,
            or_(person.c.left_on.is_(None), person.c.left_on > week),
        )
    )
    found: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for row in rows:
        for day in (week + timedelta(days=n) for n in range(7)):
            if row.until < day and (row.left_on is None or row.left_on > day):
                held = found[row.establishment_id]
                held[day] = held.get(day, 0) + 1
    return found


def _old_photos(conn: Connection, week: date, ids: Sequence[int]) -> dict[int, list[OldPhoto]]:
    own = control_photo.c
    rows = conn.execute(
        select(own.establishment_id, own.period_start, own.item, own.taken_at)
        .where(
            own.establishment_id.in_(ids),
            own.received_at >= city_moment(week),
            own.received_at < city_moment(week + WEEK),
            own.taken_at.is_not(None),
        )
        .order_by(own.id)
    )
    found: defaultdict[int, list[OldPhoto]] = defaultdict(list)
    for row in rows:
        taken_on = city_day(row.taken_at)
        if taken_on < row.period_start - OLD_PHOTO:
            found[row.establishment_id].append(OldPhoto(row.period_start, row.item, taken_on))
    return found


def _bad(conn: Connection, week: date, ids: Sequence[int]) -> dict[tuple[str, int], list[date]]:
    """Days of failed inspections and of confirmed violations, in both spans."""
    first, last = week - WEEKS_BEFORE * WEEK, week + WEEK - timedelta(days=1)
    found: defaultdict[tuple[str, int], list[date]] = defaultdict(list)
    seen = inspection.c
    for owner, day in conn.execute(
        select(seen.establishment_id, seen.inspected_on).where(
            seen.establishment_id.in_(ids),
            seen.inspected_on.between(first, last),
            seen.result == InspectionResult.NOT_CONFORMING,
        )
    ):
        found["inspection", owner].append(day)
    for owner, day, number in conn.execute(
        select(alert.c.establishment_id, alert.c.raised_on, func.count())
        .where(
            alert.c.establishment_id.in_(ids),
            alert.c.state.in_(SANCTION_STATES),
            alert.c.alert_class.startswith("ai."),
            alert.c.raised_on.between(first, last),
        )
        .group_by(alert.c.establishment_id, alert.c.raised_on)
    ):
        found["alert", owner] += [day] * number
    return found
