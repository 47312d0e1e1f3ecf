"""The filter of the register as SQL: its conditions, and the expressions that they look at.

An establishment's licence is the one that runs longest; its cameras are counted together.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select, true

from data_access.schema import camera, establishment, licence, register_change, township
from data_access.scoping import in_scope
from domain.clock import city_moment
from domain.kitchen import CameraState
from domain.register_filter import (
    EXPIRING_DAYS,
    NOT_ASSESSED,
    OPTIONS,
    CameraGroup,
    Information,
    LicenceState,
    Point,
    RegisterFilter,
)
from domain.scope import Scope

PLACES = ("banner", "township", "office")
_UNUSABLE = (CameraState.OFFLINE, CameraState.UNREADABLE)
_MOST_WORDS = 5

held = licence.alias("held")
"""The establishment's licence, where `with_licence` has joined it."""

cameras = (
    select(
        camera.c.establishment_id,
        func.count().label("total"),
        func.sum(case((camera.c.state == CameraState.ONLINE, 1), else_=0)).label("online"),
        func.sum(case((camera.c.state.in_(_UNUSABLE), 1), else_=0)).label("unusable"),
    )
    .group_by(camera.c.establishment_id)
    .subquery("cameras")
)
"""Sums over an establishment's cameras, where `with_cameras` has joined them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the dimensions of the filter look at, as expressions over the joined tables.

    Attributes:
        by_dimension: Dimension → its value of a row, one of its options.
        number_invalid: The licence's check digit is wrong.
    """

    by_dimension: dict[str, ColumnElement[Any]]
    number_invalid: ColumnElement[bool]


def facts(day: date) -> Facts:
    """The expressions as they hold on a city day; licence and cameras must be joined."""
    complete = and_(
        establishment.c.name != "",
        func.coalesce(establishment.c.address, "") != "",
        held.c.expires_on >= day,
        establishment.c.hygiene_grade.is_not(None),
        func.coalesce(establishment.c.safety_officer, "") != "",
        establishment.c.lon.is_not(None),
    )
    return Facts(
        {
            "status": establishment.c.status,
            "category": establishment.c.category,
            "risk": func.coalesce(establishment.c.risk_level, NOT_ASSESSED),
            "tier": func.coalesce(establishment.c.guarantor_tier, NOT_ASSESSED),
            "hygiene": func.coalesce(establishment.c.hygiene_grade, NOT_ASSESSED),
            "licence": licence_state(day),
            "camera": _camera_group(),
            "point": case((establishment.c.lon.is_(None), Point.UNLOCATED), else_=Point.LOCATED),
            "information": case((complete, Information.COMPLETE), else_=Information.INCOMPLETE),
        },
        func.coalesce(held.c.number_valid.is_(False), False),
    )


def licence_state(day: date) -> ColumnElement[str]:
    """Which of the first five LicenceStates the joined licence is in."""
    return case(
        (held.c.id.is_(None), LicenceState.MISSING),
        (held.c.expires_on.is_(None), LicenceState.UNDATED),
        (held.c.expires_on < day, LicenceState.EXPIRED),
        (held.c.expires_on <= day + timedelta(days=EXPIRING_DAYS), LicenceState.EXPIRING),
        else_=LicenceState.VALID,
    )


def conditions(
    scope: Scope, wanted: RegisterFilter, day: date, *, but: tuple[str, ...] = ()
) -> ColumnElement[bool]:
    """What a row must hold to pass.

    Args:
        scope: Who asks.
        wanted: The filter.
        day: City day.
        but: Dimensions of the filter to leave open.
    """
    chosen = [name for name in OPTIONS if name not in but and getattr(wanted, name)]
    told = facts(day) if chosen else None
    tests = [_one_of(told, name, getattr(wanted, name)) for name in chosen if told]
    return and_(
        in_scope(scope, establishment.c.township_code, establishment.c.id),
        *tests,
        *_narrower(wanted, but),
    )


def joined(*, licences: bool, sums: bool, start: FromClause = establishment) -> FromClause:
    """Establishments with what the expressions need."""
    found = start
    if licences:
        newest = (
            select(licence.c.id)
            .where(licence.c.establishment_id == establishment.c.id)
            .order_by(
                licence.c.expires_on.is_(None), licence.c.expires_on.desc(), licence.c.number.desc()
            )
            .limit(1)
            .correlate(establishment)
            .scalar_subquery()
        )
        found = found.outerjoin(held, held.c.id == newest)
    if sums:
        found = found.outerjoin(cameras, cameras.c.establishment_id == establishment.c.id)
    return found


def _camera_group() -> ColumnElement[str]:
    return case(
        (cameras.c.total.is_(None), CameraGroup.NONE),
        (cameras.c.unusable > 0, CameraGroup.OFFLINE),
        (cameras.c.online > 0, CameraGroup.ONLINE),
        else_=CameraGroup.UNPATROLLED,
    )


def _one_of(told: Facts, name: str, options: tuple[str, ...]) -> ColumnElement[bool]:
    test: ColumnElement[bool] = told.by_dimension[name].in_(options)
    if name == "licence" and LicenceState.NUMBER_INVALID in options:
        return or_(test, told.number_invalid)
    return test


def _narrower(wanted: RegisterFilter, but: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Text, places, time and batch."""
    code = establishment.c.township_code
    there = select(township.c.code)
    touched = select(register_change.c.establishment_id)
    tests: dict[str, ColumnElement[bool]] = {}
    if wanted.banner:
        tests["banner"] = code.in_(there.where(township.c.banner_adcode == wanted.banner))
    if wanted.office:
        tests["office"] = code.in_(there.where(township.c.office_id == wanted.office))
    if wanted.township:
        tests["township"] = code == wanted.township
    if wanted.street:
        tests["street"] = establishment.c.street_id == wanted.street
    if wanted.since:
        tests["since"] = establishment.c.updated_at >= city_moment(wanted.since)
    if wanted.batch:
        touched = touched.where(register_change.c.batch_id == wanted.batch)
        tests["batch"] = establishment.c.id.in_(touched)
    if wanted.q:
        tests["q"] = and_(true(), *(_holds(word) for word in wanted.q.split()[:_MOST_WORDS]))
    return [test for name, test in tests.items() if name not in but]


def _holds(word: str) -> ColumnElement[bool]:
    """`word` stands in the name, its initials, a number or the address."""
    numbered = select(licence.c.establishment_id).where(
        licence.c.number.contains(word.upper(), autoescape=True)
    )
    tests = [
        establishment.c.name.icontains(word, autoescape=True),
        establishment.c.address.icontains(word, autoescape=True),
    ]
    if word.isascii():  # neither initials nor numbers hold anything else
        tests += [
            establishment.c.name_initials.contains(word.lower(), autoescape=True),
            establishment.c.credit_code.contains(word.upper(), autoescape=True),
            establishment.c.id.in_(numbered),
        ]
    return or_(*tests)
