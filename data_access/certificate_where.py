"""Health certificates as SQL: who works at an establishment, and how long each is certified."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from data_access.schema import establishment, health_certificate, person
from data_access.scoping import in_scope
from domain.grades import IN_REGISTER
from domain.register_filter import EXPIRING_DAYS, CertificateState
from domain.scope import Scope


def works_there(day: date) -> ColumnElement[bool]:
    """The person has not left."""
    return or_(person.c.left_on.is_(None), person.c.left_on > day)


def at_work(scope: Scope, day: date) -> ColumnElement[bool]:
    """People of the register who have not left; `establishment` must be joined."""
    return and_(
        works_there(day),
        establishment.c.status.in_(IN_REGISTER),
        in_scope(scope, person.c.township_code, person.c.establishment_id),
    )


def certified_until() -> ColumnElement[date | None]:
    """Last day of the person's longest certificate, NULL without any."""
    return (
        select(func.max(health_certificate.c.expires_on))
        .where(health_certificate.c.person_id == person.c.id)
        .correlate(person)
        .scalar_subquery()
    )


def certificate_in(state: CertificateState, day: date) -> ColumnElement[bool]:
    """The person's certificate is in `state`."""
    until = certified_until()
    if state is CertificateState.EXPIRED:
        return or_(until.is_(None), until < day)
    return until.between(day, day + timedelta(days=EXPIRING_DAYS))


def certificate_of_somebody(state: CertificateState, day: date) -> ColumnElement[bool]:
    """Somebody who works at the establishment has a certificate in `state`."""
    return exists().where(
        person.c.establishment_id == establishment.c.id,
        works_there(day),
        certificate_in(state, day),
    )
