"""The filter of the register as SQL: its conditions, and the expressions that they look at.

An establishment's licence is the one that runs longest; its cameras are counted together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
)

from data_access.certificate_where import certificate_of_somebody
from data_access.code_scans import code_in
from data_access.inspection_where import inspection_overdue
from data_access.schema import (
    camera,
    establishment,
    licence,
    register_change,
    status_change,
    township,
)
from data_access.scoping import in_scope
from data_access.visit_where import visit_waits
from domain.clock import city_moment
from domain.kitchen import UNUSABLE, CameraState
from domain.register_filter import (
    EXPIRING_DAYS,
    NOT_ASSESSED,
    OPTIONS,
    CameraGroup,
    CertificateState,
    CodeState,
    Information,
    LicenceState,
    Point,
    RegisterFilter,
    VisitState,
)
from domain.scope import Scope

PLACES = ("banner", "township", "office")
_OF_LICENCE = frozenset({"licence", "licence_number", "licence_expires_on"})
_MOST_WORDS = 5


held = licence.alias("held")
"""The licence of each establishment, where `joined` has joined it."""


def longest_licences(of: Sequence[int] | None = None) -> Subquery:
    """The licence that runs longest of each establishment, or of some of them only."""
    place = func.row_number().over(
        partition_by=licence.c.establishment_id, order_by=_longest_first(licence)
    )
    query = select(licence, place.label("place"))
    if of is not None:
        query = query.where(licence.c.establishment_id.in_(of))
    ranked = query.subquery("ranked")
    return select(ranked).where(ranked.c.place == 1).subquery("held")


def camera_sums(of: Sequence[int] | None = None) -> Subquery:
    """Sums over the cameras of each establishment, or of some of them only."""
    query = select(
        camera.c.establishment_id,
        func.count().label("total"),
        func.sum(case((camera.c.state == CameraState.ONLINE, 1), else_=0)).label("online"),
        func.sum(case((camera.c.state.in_(UNUSABLE), 1), else_=0)).label("unusable"),
    ).group_by(camera.c.establishment_id)
    if of is not None:
        query = query.where(camera.c.establishment_id.in_(of))
    return query.subquery("cameras")


cameras = camera_sums()
"""The sums of all, where `joined` has joined them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the dimensions of the filter look at, as expressions over the joined tables.

    Attributes:
        by_dimension: Dimension → its value of a row, one of its options.
        number_invalid: The licence's check digit is wrong.
    """

    by_dimension: dict[str, ColumnElement[Any]]
    number_invalid: ColumnElement[bool]


def facts(day: date, of: FromClause = held) -> Facts:
    """The expressions as they hold on a city day; the licence `of` and cameras must be joined."""
    complete = and_(
        establishment.c.name != "",
        func.coalesce(establishment.c.address, "") != "",
        of.c.expires_on >= day,
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
            "licence": licence_state(day, of),
            "camera": _camera_group(),
            "point": case((establishment.c.lon.is_(None), Point.UNLOCATED), else_=Point.LOCATED),
            "information": case((complete, Information.COMPLETE), else_=Information.INCOMPLETE),
        },
        func.coalesce(of.c.number_valid.is_(False), False),
    )


def licence_state(day: date, of: FromClause = held) -> ColumnElement[str]:
    """Which of the first five LicenceStates the joined licence is in."""
    return case(
        (of.c.id.is_(None), LicenceState.MISSING),
        (of.c.expires_on.is_(None), LicenceState.UNDATED),
        (of.c.expires_on < day, LicenceState.EXPIRED),
        (of.c.expires_on <= day + timedelta(days=EXPIRING_DAYS), LicenceState.EXPIRING),
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
    wanted = wanted.looked_for()
    chosen = [name for name in OPTIONS if name not in but and getattr(wanted, name)]
    told = facts(day) if chosen else None
    tests = [_one_of(told, name, getattr(wanted, name)) for name in chosen if told]
    return and_(
        in_scope(scope, establishment.c.township_code, establishment.c.id),
        *tests,
        *_narrower(scope, wanted, day, but),
    )


def needed(wanted: RegisterFilter, columns: Collection[str] = ()) -> FromClause:
    """Establishments with only those tables that the filter and `columns` of an order look at."""
    return joined(
        licences=bool(wanted.licence or wanted.information or _OF_LICENCE.intersection(columns)),
        sums=bool(wanted.camera or "cameras" in columns),
    )


def joined(*, licences: bool, sums: bool, start: FromClause = establishment) -> FromClause:
    """Establishments with what the expressions need."""
    found = start
    if licences:
        # Not a window over all licences: PostgreSQL takes it for a few rows and loops over it.
        longest = (
            select(licence.c.id)
            .where(licence.c.establishment_id == establishment.c.id)
            .order_by(*_longest_first(licence))
            .limit(1)
            .correlate(establishment)
            .scalar_subquery()
        )
        found = found.outerjoin(held, held.c.id == longest)
    if sums:
        found = found.outerjoin(cameras, cameras.c.establishment_id == establishment.c.id)
    return found


def _longest_first(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    return table.c.expires_on.is_(None), table.c.expires_on.desc(), table.c.number.desc()


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


def kitchen_seen() -> ColumnElement[bool]:
    """At least one camera gives a usable picture."""
    return exists().where(
        camera.c.establishment_id == establishment.c.id, camera.c.state == CameraState.ONLINE
    )


def change_coming() -> ColumnElement[bool]:
    """A dated change of status waits for its day."""
    return exists().where(
        status_change.c.establishment_id == establishment.c.id,
        status_change.c.applied_at.is_(None),
        status_change.c.withdrawn_at.is_(None),
    )


def _narrower(
    scope: Scope, wanted: RegisterFilter, day: date, but: tuple[str, ...]
) -> list[ColumnElement[bool]]:
    """Text, places, what figures open lists with, time and batch."""
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
    if wanted.kitchen:
        tests["kitchen"] = kitchen_seen()
    if wanted.certificate:
        tests["certificate"] = certificate_of_somebody(CertificateState(wanted.certificate), day)
    if wanted.change:
        tests["change"] = change_coming()
    if wanted.inspection:
        tests["inspection"] = inspection_overdue(day)
    if wanted.visit or wanted.cadre:
        state = VisitState(wanted.visit) if wanted.visit else None
        tests["visit"] = visit_waits(scope, day, state, wanted.cadre)
    if wanted.code:
        tests["code"] = code_in(CodeState(wanted.code), day)
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
