"""The public page of an establishment: an allow-list of columns, names masked in SQL.

Nobody is signed in, so no scope narrows: nothing leaves the database here that may not stand on
the door of the shop. Keep it to this module.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, func, or_, select

from data_access.certificate_where import certified_until, works_there
from data_access.schema import (
    alert,
    banner,
    camera,
    establishment,
    establishment_code,
    inspection,
    licence,
    penalty,
    person,
    sampling_test,
    township,
)
from domain.alerts import SANCTION_STATES, AlertState
from domain.clock import city_day
from domain.grades import EstablishmentStatus
from domain.kitchen import LOOKED_AT, CameraState
from domain.penalties import published_at_least_since
from domain.posts import Post
from domain.public_page import (
    FINDING_DAYS,
    SHOWN_CHECKS,
    MergedCode,
    PublicCheck,
    PublicOfficer,
    PublicPage,
    PublicPenalty,
    PublicSample,
    RevokedCode,
)
from domain.sampling import SHOWN_DAYS, SampleConclusion
from domain.share import Share

AnyRow = Row[*tuple[Any, ...]]
_MOST_OFFICERS = 6
_MASK = "*"
_FIXED = (AlertState.RECTIFIED, AlertState.CLOSED)


def public_page(
    conn: Connection, code: str, now: datetime
) -> PublicPage | RevokedCode | MergedCode | None:
    """What a code leads to; None: never issued.

    Args:
        conn: Open connection that sees the whole city.
        code: From `domain.food_code.opened`, so its signature holds.
        now: Aware UTC.
    """
    found = conn.execute(
        select(
            establishment_code.c.establishment_id,
            establishment_code.c.revoked_at,
            establishment.c.name,
            establishment.c.category,
            establishment.c.status,
            establishment.c.address,
            establishment.c.hygiene_grade,
            _masked(establishment.c.safety_officer).label("officer"),
            township.c.name_zh.label("township_zh"),
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
        )
        .join_from(establishment_code, establishment)
        .join(township, township.c.code == establishment.c.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(establishment_code.c.code == code)
    ).one_or_none()
    if found is None:
        return None
    if found.status == EstablishmentStatus.MERGED:
        return _merged(conn, found.establishment_id)
    if found.revoked_at is not None:
        return RevokedCode(found.revoked_at, _has_another(conn, found.establishment_id))
    return _page(conn, found, now)


def _merged(conn: Connection, number: int) -> MergedCode:
    """Where a merged record went in the end; one may have been merged on since."""
    own = establishment.c
    seen: set[int] = set()
    while number not in seen:
        seen.add(number)
        row = conn.execute(
            select(own.name, own.status, own.merged_into_id).where(own.id == number)
        ).one()
        if row.status != EstablishmentStatus.MERGED or row.merged_into_id is None:
            break
        number = row.merged_into_id
    code = conn.scalar(
        select(establishment_code.c.code).where(
            establishment_code.c.establishment_id == number,
            establishment_code.c.revoked_at.is_(None),
        )
    )
    return MergedCode(row.name, code)


def _page(conn: Connection, found: AnyRow, now: datetime) -> PublicPage:
    number, today = found.establishment_id, city_day(now)
    paper = conn.execute(
        select(licence.c.number, licence.c.expires_on)
        .where(licence.c.establishment_id == number)
        .order_by(licence.c.expires_on.desc().nulls_last(), licence.c.id)
        .limit(1)
    ).one_or_none()
    sums = conn.execute(
        select(
            _people(number, today).label("people"),
            _people(number, today, certified=True).label("certified"),
            _cameras(number).label("cameras"),
            _cameras(number, *LOOKED_AT).label("looked"),
            _cameras(number, CameraState.ONLINE).label("online"),
            _findings(number, today, *SANCTION_STATES).label("found"),
            _findings(number, today, *_FIXED).label("fixed"),
        )
    ).one()
    return PublicPage(
        establishment_id=number,
        name=found.name,
        category=found.category,
        status=found.status,
        address=found.address,
        banner_zh=found.banner_zh,
        banner_en=found.banner_en,
        township_zh=found.township_zh,
        licence_number=paper.number if paper else None,
        licence_expires_on=paper.expires_on if paper else None,
        hygiene_grade=found.hygiene_grade,
        officers=_officers(conn, number, today, found.officer),
        checks=_checks(conn, number, today),
        penalties=_penalties(conn, number, today),
        failed_samples=_failed_samples(conn, number, today),
        certified=Share(sums.certified, sums.people),
        cameras=sums.cameras,
        online=Share(sums.online, sums.looked),
        rectified=Share(sums.fixed, sums.found),
    )


def _masked(name: ColumnElement[Any]) -> ColumnElement[Any]:
    """王*: the rest of the name never leaves the database."""
    return func.substr(name, 1, 1) + _MASK


def _has_another(conn: Connection, establishment_id: int) -> bool:
    query = select(establishment_code.c.id).where(
        establishment_code.c.establishment_id == establishment_id,
        establishment_code.c.revoked_at.is_(None),
    )
    return conn.execute(query).first() is not None


def _people(number: int, today: date, *, certified: bool = False) -> ScalarSelect[int]:
    query = select(func.count()).where(person.c.establishment_id == number, works_there(today))
    if certified:
        query = query.where(certified_until() >= today)
    return query.scalar_subquery()


def _cameras(number: int, *states: CameraState) -> ScalarSelect[int]:
    query = select(func.count()).where(camera.c.establishment_id == number)
    return (query.where(camera.c.state.in_(states)) if states else query).scalar_subquery()


def _findings(number: int, today: date, *states: AlertState) -> ScalarSelect[int]:
    since = today - timedelta(days=FINDING_DAYS - 1)
    return (
        select(func.count())
        .where(
            alert.c.establishment_id == number,
            alert.c.raised_on >= since,
            alert.c.alert_class.like("ai.%"),
            alert.c.state.in_(states),
        )
        .scalar_subquery()
    )


def _officers(
    conn: Connection, number: int, today: date, registered: str | None
) -> tuple[PublicOfficer, ...]:
    posts = (Post.SAFETY_DIRECTOR, Post.SAFETY_OFFICER)
    rows = conn.execute(
        select(person.c.post, _masked(person.c.name).label("name"))
        .where(person.c.establishment_id == number, person.c.post.in_(posts), works_there(today))
        .order_by(person.c.post, person.c.id)
        .limit(_MOST_OFFICERS)
    )
    found = tuple(PublicOfficer(row.post, row.name) for row in rows)
    if not found and registered:
        return (PublicOfficer(Post.SAFETY_OFFICER, registered),)
    return found


def _checks(conn: Connection, number: int, today: date) -> tuple[PublicCheck, ...]:
    """Only what has been made public: 49号令 gives twenty workdays for it."""
    rows = conn.execute(
        select(
            inspection.c.inspected_on.label("on"),
            inspection.c.kind,
            inspection.c.result,
            inspection.c.hygiene_grade,
            inspection.c.rectify_by,
            inspection.c.rectified_on,
        )
        .where(inspection.c.establishment_id == number, inspection.c.published_on <= today)
        .order_by(inspection.c.inspected_on.desc(), inspection.c.id.desc())
        .limit(SHOWN_CHECKS)
    )
    return tuple(PublicCheck(**row) for row in rows.mappings())


def _penalties(conn: Connection, number: int, today: date) -> tuple[PublicPenalty, ...]:
    """Only what stands published today: `domain.penalties.is_public`, in SQL."""
    own = penalty.c
    open_end = own.published_until.is_(None) & (own.published_on >= published_at_least_since(today))
    rows = conn.execute(
        select(*(own[name] for name in PublicPenalty.__slots__))
        .where(
            own.establishment_id == number,
            own.withdrawn_on.is_(None),
            own.published_on <= today,
            or_(own.published_until >= today, open_end),
        )
        .order_by(own.decided_on.desc(), own.id.desc())
        .limit(SHOWN_CHECKS)
    )
    return tuple(PublicPenalty(**row) for row in rows.mappings())


def _failed_samples(conn: Connection, number: int, today: date) -> tuple[PublicSample, ...]:
    own = sampling_test.c
    rows = conn.execute(
        select(*(own[name] for name in PublicSample.__slots__))
        .where(
            own.establishment_id == number,
            own.withdrawn_on.is_(None),
            own.conclusion == SampleConclusion.FAILED,
            own.published_on <= today,
            own.published_on > today - timedelta(days=SHOWN_DAYS),
        )
        .order_by(own.sampled_on.desc(), own.id.desc())
        .limit(SHOWN_CHECKS)
    )
    return tuple(PublicSample(**row) for row in rows.mappings())
