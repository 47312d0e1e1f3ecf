"""The register: one establishment's card, lists, and counts. Who has left it is counted apart."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Join, Select, func, select

from data_access.schema import (
    banner,
    camera,
    camera_look,
    control_task,
    establishment,
    licence,
    township,
)
from data_access.scoping import in_scope
from domain.control import ControlKind, ControlState
from domain.grades import IN_REGISTER, EstablishmentStatus
from domain.row_id import LARGEST_ID
from domain.scope import Scope

MOST_RESULTS = 50


@dataclass(frozen=True, slots=True)
class Licence:
    """A food licence; `number_valid` False means that its check digit failed."""

    number: str
    number_valid: bool
    issued_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class LatestLook:
    """The newest picture of the establishment's kitchens."""

    camera_id: int
    label: str
    position: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class EstablishmentCard:
    """What a supervisor needs to know of one establishment.

    The three grades never mix: risk D is the riskiest, guarantor tier A the largest, hygiene A the
    best; None is not assessed. The point is WGS-84 in degrees, None is 未定位.
    """

    id: int
    name: str
    category: str
    status: str
    banner_adcode: str
    banner_zh: str
    banner_en: str
    township_zh: str
    address: str | None
    lon: float | None
    lat: float | None
    risk_level: str | None
    guarantor_tier: str | None
    hygiene_grade: str | None
    credit_code: str | None
    credit_code_valid: bool | None
    principal: str | None
    safety_officer: str | None
    phone: str | None
    opened_on: date | None
    licence: Licence | None
    cameras: dict[str, int]
    look: LatestLook | None


@dataclass(frozen=True, slots=True)
class Found:
    """An establishment in a list."""

    id: int
    name: str
    category: str
    status: str
    risk_level: str | None
    banner_zh: str
    banner_en: str
    township_zh: str
    located: bool


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """How many establishments the asker sees; all but `by_status` leave out who has left it."""

    total: int
    unlocated: int
    by_category: dict[str, int]
    by_banner: dict[str, int]
    by_status: dict[str, int]


def card(conn: Connection, scope: Scope, establishment_id: int) -> EstablishmentCard | None:
    """The card of one establishment; None when it does not exist or is not the asker's to see."""
    own = [column for column in establishment.c if column.name in EstablishmentCard.__slots__]
    query = (
        select(
            *own,
            banner.c.adcode.label("banner_adcode"),
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
            township.c.name_zh.label("township_zh"),
        )
        .select_from(_placed())
        .where(_visible(scope), establishment.c.id == establishment_id)
    )
    row = conn.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return EstablishmentCard(
        **row,
        licence=_current_licence(conn, establishment_id),
        cameras=_cameras(conn, establishment_id),
        look=_latest_look(conn, establishment_id),
    )


def daily_states(
    conn: Connection, scope: Scope, establishment_id: int, days: Sequence[date]
) -> list[tuple[date, ControlState | None]]:
    """State of one establishment's daily control on each of `days`, None where none was due."""
    query = select(control_task.c.period_start, control_task.c.state).where(
        in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        control_task.c.establishment_id == establishment_id,
        control_task.c.kind == ControlKind.DAILY_CONTROL,
        control_task.c.period_start.between(min(days), max(days)),
    )
    known = {row.period_start: ControlState(row.state) for row in conn.execute(query)}
    return [(day, known.get(day)) for day in days]


def named(conn: Connection, scope: Scope, ids: list[int]) -> list[Found]:
    """The establishments of `ids` that the asker may see, at most 50, by township and name."""
    possible = [one for one in ids if 0 < one <= LARGEST_ID][:MOST_RESULTS]
    query = listed(scope).where(establishment.c.id.in_(possible))
    return found_rows(conn, query.order_by(township.c.code, establishment.c.name))


def unlocated(conn: Connection, scope: Scope, limit: int = MOST_RESULTS) -> list[Found]:
    """Establishments without a point, by banner and name.

    Raises:
        ValueError: `limit` is out of range.
    """
    _require_bound(limit)
    query = listed(scope).where(establishment.c.lon.is_(None))
    return found_rows(conn, query.order_by(township.c.code, establishment.c.name).limit(limit))


def counts(conn: Connection, scope: Scope) -> RegisterCounts:
    """Totals by category, banner and status."""
    query = (
        select(
            township.c.banner_adcode,
            establishment.c.category,
            establishment.c.status,
            func.count().label("n"),
            (func.count() - func.count(establishment.c.lon)).label("unlocated"),
        )
        .select_from(_placed())
        .where(_visible(scope))
        .group_by(township.c.banner_adcode, establishment.c.category, establishment.c.status)
    )
    rows = conn.execute(query).all()
    listed = [row for row in rows if row.status in IN_REGISTER]
    return RegisterCounts(
        total=sum(row.n for row in listed),
        unlocated=sum(row.unlocated for row in listed),
        by_category=_summed((row.category, row.n) for row in listed),
        by_banner=_summed((row.banner_adcode, row.n) for row in listed),
        by_status=_summed((row.status, row.n) for row in rows),
    )


def _visible(scope: Scope) -> ColumnElement[bool]:
    return in_scope(scope, establishment.c.township_code, establishment.c.id)


def _placed() -> Join:
    return establishment.join(township, township.c.code == establishment.c.township_code).join(
        banner, banner.c.adcode == township.c.banner_adcode
    )


def listed(scope: Scope, statuses: Collection[EstablishmentStatus] = IN_REGISTER) -> Select[Any]:
    """Columns of `Found`, of what the asker may see in these statuses; callers narrow and bound."""
    return (
        select(
            establishment.c.id,
            establishment.c.name,
            establishment.c.category,
            establishment.c.status,
            establishment.c.risk_level,
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
            township.c.name_zh.label("township_zh"),
            establishment.c.lon.is_not(None).label("located"),
        )
        .select_from(_placed())
        .where(_visible(scope), establishment.c.status.in_(statuses))
    )


def found_rows(conn: Connection, query: Select[Any]) -> list[Found]:
    """Run a bounded `listed` query."""
    return [Found(**row) for row in conn.execute(query).mappings()]


def _require_bound(limit: int) -> None:
    if not 1 <= limit <= MOST_RESULTS:
        raise ValueError(f"limit must be 1 to {MOST_RESULTS}, got {limit}")


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for key, number in pairs:
        totals[key] = totals.get(key, 0) + number
    return totals


def _current_licence(conn: Connection, establishment_id: int) -> Licence | None:
    """The licence that runs longest."""
    columns = [licence.c[name] for name in Licence.__slots__]
    query = select(*columns).where(licence.c.establishment_id == establishment_id)
    rows = [Licence(**row) for row in conn.execute(query).mappings()]
    return max(rows, key=lambda item: (item.expires_on or date.min, item.number), default=None)


def _cameras(conn: Connection, establishment_id: int) -> dict[str, int]:
    query = (
        select(camera.c.state, func.count())
        .where(camera.c.establishment_id == establishment_id)
        .group_by(camera.c.state)
        .order_by(camera.c.state)
    )
    return {row[0]: row[1] for row in conn.execute(query)}


def _latest_look(conn: Connection, establishment_id: int) -> LatestLook | None:
    query = (
        select(
            camera.c.id.label("camera_id"),
            camera.c.label,
            camera.c.position,
            camera_look.c.taken_at,
        )
        .join(camera_look, camera_look.c.camera_id == camera.c.id)
        .where(camera.c.establishment_id == establishment_id)
        .order_by(camera_look.c.taken_at.desc(), camera.c.id)
        .limit(1)
    )
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else LatestLook(**row)
