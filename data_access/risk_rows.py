"""Rows behind the risk score, of a whole city or of some establishments, in one query a subject.

Each subject becomes arrays, so that facts of any recent day follow without asking again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    exists,
    extract,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import cast as sql_cast

from data_access.enforcement_facts import (
    YEAR,
    Told,
    known_banners,
    of_owners,
    penalty_rows,
    sample_rows,
)
from data_access.schema import (
    alert,
    camera,
    control_finding,
    control_task,
    establishment,
    guarantee,
    guarantor_visit,
    health_certificate,
    inspection,
    licence,
    person,
    township,
)
from domain.alerts import SANCTION_STATES, AlertState
from domain.control import ControlKind, ControlState
from domain.grades import IN_REGISTER
from domain.kitchen import LOOKED_AT
from domain.posts import Post
from domain.risk import Days, Ints, Texts

QUARTER = timedelta(days=90)
MONTH = timedelta(days=30)
NEVER = np.iinfo(np.int64).min
"""Stands for NULL among moments, which are milliseconds since 1970."""

_EPOCH = date(1970, 1, 1).toordinal()
_OWED = (ControlState.DONE, ControlState.LATE, ControlState.MISSED)


class Columns:
    """Rows of one subject as columns, by name; `owner` is the establishment's id.

    Each column becomes an array once, however many days are looked at.
    """

    def __init__(self, held: dict[str, Sequence[Any]]) -> None:
        self.held = held
        self._arrays: dict[str, Any] = {}

    def ints(self, name: str) -> Ints:
        """Whole numbers and moments; NULL is NEVER."""
        if name not in self._arrays:
            values = [NEVER if value is None else value for value in self.held[name]]
            self._arrays[name] = np.array(values, dtype=np.int64)
        return cast("Ints", self._arrays[name])

    def days(self, name: str) -> Days:
        """Days; NULL is NaT."""
        if name not in self._arrays:
            since = [NEVER if d is None else d.toordinal() - _EPOCH for d in self.held[name]]
            self._arrays[name] = np.array(since, dtype=np.int64).astype("M8[D]")
        return cast("Days", self._arrays[name])

    def texts(self, name: str) -> Texts:
        """Texts; NULL is None."""
        if name not in self._arrays:
            found = np.empty(len(self.held[name]), dtype=object)
            found[:] = self.held[name]
            self._arrays[name] = found
        return cast("Texts", self._arrays[name])


@dataclass(frozen=True)
class RiskRows:
    """Everything that the facts of a day from `first` to `last` come from.

    Attributes:
        ids: Shape (n,), rising: the establishments in the register that were asked for.
        owed: For each day asked, the ids that owed daily control in its quarter.
        told: For each day asked, the banners of which files told penalties and samples.
    """

    ids: Ints
    establishments: Columns
    licences: Columns
    people: Columns
    missed: Columns
    findings: Columns
    inspections: Columns
    alerts: Columns
    cameras: Columns
    held: Columns
    visits: Columns
    penalties: Columns
    samples: Columns
    owed: dict[date, Ints]
    told: dict[date, Told]


def risk_rows(conn: Connection, days: Sequence[date], ids: Sequence[int] | None) -> RiskRows:
    """The rows for the facts of `days`.

    Args:
        conn: Read connection of a process of the system.
        days: City days, at least one.
        ids: Which establishments; None for all.
    """
    first, last = min(days), max(days)
    found = _columns(conn, _establishments(ids))
    quarter = first - QUARTER
    return RiskRows(
        ids=found.ints("owner"),
        establishments=found,
        licences=_columns(conn, _licences(ids)),
        people=_columns(conn, _people(ids)),
        missed=_columns(conn, _missed(ids, quarter, last)),
        findings=_columns(conn, _findings(conn, ids, quarter)),
        inspections=_columns(conn, _inspections(ids, first - YEAR, last)),
        alerts=_columns(conn, _alerts(conn, ids, quarter)),
        cameras=_columns(conn, _cameras(conn, ids)),
        held=_columns(conn, _held(ids)),
        visits=_columns(conn, _visits(ids, first - YEAR, last)),
        penalties=_columns(conn, penalty_rows(ids, first - YEAR, last)),
        samples=_columns(conn, sample_rows(ids, first - YEAR, last)),
        owed={day: _columns(conn, _owed(ids, day - QUARTER, day)).ints("owner") for day in days},
        told={day: known_banners(conn, day) for day in days},
    )


def _columns(conn: Connection, query: Select[Any]) -> Columns:
    found = conn.execute(query)
    names = list(found.keys())
    rows = found.all()
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return Columns(dict(zip(names, columns, strict=True)))


def _ms(conn: Connection, column: ColumnElement[Any]) -> ColumnElement[int]:
    """A moment as milliseconds: an object for each of half a million would take seconds."""
    if conn.dialect.name == "postgresql":
        since = func.floor(extract("epoch", column) * 1000)
        return sql_cast(since, BigInteger).label(column.key)
    return type_coerce(column, BigInteger).label(column.key)


def _establishments(ids: Sequence[int] | None) -> Select[Any]:
    own = establishment.c
    names = ("township_code", "category", "cold_room", "takeaway", "safety_officer")
    columns = [own[name] for name in (*names, "opened_on", "guarantor_tier")]
    return (
        select(own.id.label("owner"), *columns, township.c.banner_adcode)
        .join(township, township.c.code == own.township_code)
        .where(of_owners(own.id, ids), own.status.in_(IN_REGISTER))
        .order_by(own.id)
    )


def _licences(ids: Sequence[int] | None) -> Select[Any]:
    own = licence.c
    return (
        select(own.establishment_id.label("owner"), own.id, own.expires_on)
        .where(of_owners(own.establishment_id, ids), own.expires_on.is_not(None))
        .order_by(own.expires_on, own.id)
    )


def _people(ids: Sequence[int] | None) -> Select[Any]:
    until = func.max(health_certificate.c.expires_on).label("until")
    officer = (person.c.post == Post.SAFETY_OFFICER).label("officer")
    return (
        select(person.c.establishment_id.label("owner"), person.c.id, person.c.left_on, officer)
        .add_columns(until)
        .outerjoin(health_certificate, health_certificate.c.person_id == person.c.id)
        .where(of_owners(person.c.establishment_id, ids))
        .group_by(person.c.id)
    )


def _missed(ids: Sequence[int] | None, first: date, last: date) -> Select[Any]:
    own = control_task.c
    query = select(own.establishment_id.label("owner"), own.kind, own.period_start.label("day"))
    query = query.where(own.kind.in_(list(ControlKind)), own.state == ControlState.MISSED)
    if ids is not None:
        return query.where(own.establishment_id.in_(ids), own.period_start.between(first, last))
    # Day by day: the index leads to the few missed ones without passing the many answered.
    count = (last - first).days + 1
    return query.where(own.period_start.in_([first + timedelta(days=n) for n in range(count)]))


def _owed(ids: Sequence[int] | None, first: date, last: date) -> Select[Any]:
    own = control_task.c
    any_owed = exists().where(
        own.establishment_id == establishment.c.id,
        own.kind == ControlKind.DAILY_CONTROL,
        own.period_start.between(first, last),
        own.state.in_(_OWED),
    )
    return select(establishment.c.id.label("owner")).where(
        of_owners(establishment.c.id, ids), any_owed
    )


def _findings(conn: Connection, ids: Sequence[int] | None, first: date) -> Select[Any]:
    own = control_finding.c
    return select(
        own.establishment_id.label("owner"),
        own.id,
        own.period_start.label("day"),
        _ms(conn, own.due_at),
        _ms(conn, own.rectified_at),
        own.repeat_of,
    ).where(
        of_owners(own.establishment_id, ids),
        own.period_start >= first,
        or_(
            own.rectified_at.is_(None),
            own.rectified_at > own.due_at,
            own.repeat_of.is_not(None),
        ),
    )


def _inspections(ids: Sequence[int] | None, first: date, last: date) -> Select[Any]:
    own = inspection.c
    return (
        select(own.establishment_id.label("owner"), own.id, own.inspected_on.label("day"))
        .add_columns(own.result)
        .where(of_owners(own.establishment_id, ids), own.inspected_on.between(first, last))
        .order_by(own.inspected_on, own.id)
    )


def _alerts(conn: Connection, ids: Sequence[int] | None, first: date) -> Select[Any]:
    own = alert.c
    return (
        select(
            own.establishment_id.label("owner"),
            own.id,
            own.severity,
            own.raised_on.label("day"),
            _ms(conn, own.confirmed_at),
            _ms(conn, own.rectify_by),
            _ms(conn, own.rectified_at),
        )
        .where(
            of_owners(own.establishment_id, ids),
            own.state.in_(SANCTION_STATES),
            or_(own.raised_on >= first, own.state == AlertState.CONFIRMED),
        )
        .order_by(own.raised_on, own.id)
    )


def _cameras(conn: Connection, ids: Sequence[int] | None) -> Select[Any]:
    own = camera.c
    return select(
        own.establishment_id.label("owner"), own.id, own.state, _ms(conn, own.state_since)
    ).where(of_owners(own.establishment_id, ids), own.state.in_(LOOKED_AT))


def _held(ids: Sequence[int] | None) -> Select[Any]:
    own = guarantee.c
    return select(own.establishment_id.label("owner"), own.since).where(
        of_owners(own.establishment_id, ids), own.until.is_(None)
    )


def _visits(ids: Sequence[int] | None, first: date, last: date) -> Select[Any]:
    own = guarantor_visit.c
    return (
        select(own.establishment_id.label("owner"), own.id, own.visited_on.label("day"))
        .add_columns(own.answers)
        .where(of_owners(own.establishment_id, ids), own.visited_on.between(first, last))
        .order_by(own.visited_on, own.id)
    )
