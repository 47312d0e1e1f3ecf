"""Reads of 一企一档 beyond the register: outline, cadres, visits, inspections, papers, sources.

What an asker may not read is left out of the columns of the query, not of the page.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, null, select

from data_access.record_rows import RecordNotFoundError
from data_access.schema import (
    alert,
    banner,
    camera,
    establishment,
    guarantee,
    guarantor,
    guarantor_visit,
    inspection,
    licence,
    showcase_street,
    township,
)
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES
from domain.dossier import (
    PAGE_ROWS,
    Holder,
    Inspected,
    Outline,
    Visit,
    sees_notes,
)
from domain.grades import GuarantorTier
from domain.kitchen import LOOKED_AT, CameraState
from domain.row_id import LARGEST_ID
from domain.scope import Scope

MOST_PAGES = 200
_MOST_HOLDERS = 20
_MOST_SOURCES = 50


@dataclass(frozen=True, slots=True)
class VisitPage:
    """One page of visits, newest first."""

    visits: tuple[Visit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """One page of inspections, newest first."""

    inspections: tuple[Inspected, ...]
    more: bool


def outline(conn: Connection, scope: Scope, establishment_id: int) -> Outline:
    """The little that a street's manager reads; for others it is the head of a page.

    Raises:
        RecordNotFoundError: Not in scope.
    """
    if not 0 < establishment_id <= LARGEST_ID:
        raise RecordNotFoundError("establishment")
    own = establishment.c
    mine = camera.c.establishment_id == own.id
    cameras = select(func.count()).where(mine)
    online = cameras.where(camera.c.state == CameraState.ONLINE)
    looked_at = cameras.where(camera.c.state.in_(LOOKED_AT))
    row = conn.execute(
        select(
            own.id,
            own.name,
            own.category,
            own.status,
            own.address,
            own.risk_level,
            own.guarantor_tier,
            own.hygiene_grade,
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
            township.c.name_zh.label("township_zh"),
            select(func.max(licence.c.expires_on))
            .where(licence.c.establishment_id == own.id)
            .correlate(establishment)
            .scalar_subquery()
            .label("licence_expires_on"),
            select(func.count())
            .where(alert.c.establishment_id == own.id, alert.c.state.in_(OPEN_STATES))
            .correlate(establishment)
            .scalar_subquery()
            .label("open_alerts"),
            cameras.correlate(establishment).scalar_subquery().label("cameras"),
            online.correlate(establishment).scalar_subquery().label("cameras_online"),
            looked_at.correlate(establishment).scalar_subquery().label("cameras_looked_at"),
        )
        .join_from(establishment, township, township.c.code == own.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(own.id == establishment_id, in_scope(scope, own.township_code, own.id))
    ).one_or_none()
    if row is None:
        raise RecordNotFoundError("establishment")
    return Outline(**row._mapping)


def street_of(conn: Connection, scope: Scope, establishment_id: int) -> tuple[int, str] | None:
    """The showcase street of an establishment in scope: id and name."""
    row = conn.execute(
        select(showcase_street.c.id, showcase_street.c.name_zh)
        .join(establishment, establishment.c.street_id == showcase_street.c.id)
        .where(
            establishment.c.id == establishment_id,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def holders(conn: Connection, scope: Scope, establishment_id: int) -> list[Holder]:
    """Cadres who hold or held it, the present one first."""
    phone = guarantor.c.phone if sees_notes(scope) else null().label("phone")
    rows = conn.execute(
        select(
            guarantor.c.name,
            guarantor.c.position,
            guarantor.c.tier,
            phone,
            guarantor.c.commitment_signed_on,
            guarantee.c.since,
            guarantee.c.until,
        )
        .join(guarantee, guarantee.c.guarantor_id == guarantor.c.id)
        .where(
            guarantee.c.establishment_id == establishment_id,
            in_scope(scope, guarantee.c.township_code, guarantee.c.establishment_id),
        )
        .order_by(guarantee.c.until.desc().nulls_first(), guarantee.c.id.desc())
        .limit(_MOST_HOLDERS)
    )
    return [Holder(**{**row._mapping, "tier": GuarantorTier(row.tier)}) for row in rows]


def last_visit(conn: Connection, scope: Scope, establishment_id: int) -> date | None:
    """Day of the last visit by whoever held it."""
    found: date | None = conn.scalar(
        select(func.max(guarantor_visit.c.visited_on)).where(
            guarantor_visit.c.establishment_id == establishment_id,
            in_scope(scope, guarantor_visit.c.township_code, guarantor_visit.c.establishment_id),
        )
    )
    return found


def visits(conn: Connection, scope: Scope, establishment_id: int, page: int) -> VisitPage:
    """Visits of cadres, `page` from 1."""
    own, notes = guarantor_visit.c, sees_notes(scope)
    rows = conn.execute(
        select(
            own.id,
            guarantor.c.name.label("guarantor"),
            own.visited_on,
            own.manner,
            own.companion if notes else null().label("companion"),
            own.answers,
            own.note if notes else null().label("note"),
            own.course,
            own.rectify_by,
            own.rectified_on,
        )
        .join(guarantor, guarantor.c.id == own.guarantor_id)
        .where(
            own.establishment_id == establishment_id,
            in_scope(scope, own.township_code, own.establishment_id),
        )
        .order_by(own.visited_on.desc(), own.id.desc())
        .offset(_offset(page))
        .limit(PAGE_ROWS + 1)
    ).all()
    found = tuple(Visit(**row._mapping) for row in rows[:PAGE_ROWS])
    return VisitPage(found, more=len(rows) > PAGE_ROWS)


def inspections(conn: Connection, scope: Scope, establishment_id: int, page: int) -> InspectionPage:
    """Inspections, `page` from 1; a street's manager reads what is public of them."""
    own = inspection.c
    public_only = scope.street_id is not None
    hidden = {"inspectors", "note"} if public_only else set()
    columns = [null().label(n) if n in hidden else own[n] for n in Inspected.__slots__]
    query = select(*columns).where(
        own.establishment_id == establishment_id,
        in_scope(scope, own.township_code, own.establishment_id),
    )
    if public_only:
        query = query.where(own.published_on.is_not(None))
    rows = conn.execute(
        query.order_by(own.inspected_on.desc(), own.id.desc())
        .offset(_offset(page))
        .limit(PAGE_ROWS + 1)
    ).all()
    found = tuple(Inspected(**row._mapping) for row in rows[:PAGE_ROWS])
    return InspectionPage(found, more=len(rows) > PAGE_ROWS)


def _offset(page: int) -> int:
    return PAGE_ROWS * (min(max(page, 1), MOST_PAGES) - 1)
