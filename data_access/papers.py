"""Papers and public facts of the register: licences, health certificates, what is missing."""

from datetime import date

from sqlalchemy import Connection, func, select

from data_access.certificate_where import at_work, certificate_in, certified_until
from data_access.register_where import (
    change_coming,
    conditions,
    facts,
    held,
    joined,
    kitchen_seen,
)
from data_access.schema import establishment, person, status_change
from data_access.scoping import in_scope
from domain.grades import IN_REGISTER
from domain.measures import Measure
from domain.papers import IN_DATE, Certificates, Papers, RegisterState
from domain.register_filter import CertificateState, Information, Point, RegisterFilter
from domain.scope import Scope
from domain.share import Share


def papers(conn: Connection, scope: Scope, day: date) -> Papers:
    """Of what the asker sees, judged on a city day."""
    return Papers(register_state(conn, scope, day), certificates(conn, scope, day))


def register_state(conn: Connection, scope: Scope, day: date) -> RegisterState:
    """One pass over what the asker sees of the register, judged on a city day."""
    told = facts(day).by_dimension
    keys = [told["licence"], told["information"], told["point"]]
    rows = conn.execute(
        select(*keys, func.count())
        .select_from(joined(licences=True, sums=False))
        .where(conditions(scope, RegisterFilter(), day))
        .group_by(*keys)
    ).all()
    licences: dict[str, int] = {}
    for row in rows:
        licences[row[0]] = licences.get(row[0], 0) + row[3]
    return RegisterState(
        establishments=sum(row[3] for row in rows),
        licences=licences,
        complete=sum(row[3] for row in rows if row[1] == Information.COMPLETE),
        unlocated=sum(row[3] for row in rows if row[2] == Point.UNLOCATED),
    )


def certificates(conn: Connection, scope: Scope, day: date) -> Certificates:
    """People at work in establishments of the register, by their health certificates."""
    state = {one: certificate_in(one, day) for one in CertificateState}
    people = (
        select(
            person.c.establishment_id,
            func.count().label("people"),
            func.count().filter(certified_until() >= day).label("valid"),
            func.count().filter(state[CertificateState.EXPIRED]).label("expired"),
            func.count().filter(state[CertificateState.EXPIRING]).label("expiring"),
        )
        .join(establishment, establishment.c.id == person.c.establishment_id)
        .where(at_work(scope, day))
        .group_by(person.c.establishment_id)
        .subquery()
    )
    sums = [
        func.coalesce(func.sum(people.c[name]), 0)
        for name in ("people", "valid", "expired", "expiring")
    ]
    shops = [func.count().filter(people.c[name] > 0) for name in ("expired", "expiring")]
    return Certificates(*map(int, conn.execute(select(*sums, *shops)).one()))


def shares_by_township(
    conn: Connection, scope: Scope, day: date
) -> dict[Measure, dict[str, Share]]:
    """What `papers` sums, per township, for the measures that are shares of its numbers."""
    told = facts(day).by_dimension
    parts = {
        Measure.LICENCES: told["licence"].in_(IN_DATE),
        Measure.PUBLIC: told["information"] == Information.COMPLETE,
        Measure.KITCHENS: kitchen_seen(),
    }
    place = establishment.c.township_code
    rows = conn.execute(
        select(place, func.count(), *(func.count().filter(one) for one in parts.values()))
        .select_from(joined(licences=True, sums=False))
        .where(conditions(scope, RegisterFilter(), day))
        .group_by(place)
    ).all()
    found = {
        measure: {row[0]: Share(row[at], row[1]) for row in rows}
        for at, measure in enumerate(parts, 2)
    }
    town = person.c.township_code
    people = conn.execute(
        select(town, func.count().filter(certified_until() >= day), func.count())
        .join(establishment, establishment.c.id == person.c.establishment_id)
        .where(at_work(scope, day))
        .group_by(town)
    )
    return {**found, Measure.CERTIFICATES: {row[0]: Share(row[1], row[2]) for row in people}}


def first_expiry(conn: Connection, scope: Scope, day: date) -> date | None:
    """Last day of the licence in date that ends first."""
    found: date | None = conn.execute(
        select(func.min(held.c.expires_on))
        .select_from(joined(licences=True, sums=False))
        .where(conditions(scope, RegisterFilter(), day), held.c.expires_on >= day)
    ).scalar_one()
    return found


def changes_coming(conn: Connection, scope: Scope, day: date) -> tuple[int, date | None]:
    """Establishments of the register whose status changes on a coming day, and the first day."""
    waiting = status_change.c.applied_at.is_(None) & status_change.c.withdrawn_at.is_(None)
    seen = in_scope(scope, establishment.c.township_code, establishment.c.id)
    number = select(func.count()).select_from(establishment)
    number = number.where(seen, establishment.c.status.in_(IN_REGISTER), change_coming())
    first = conn.execute(
        select(func.min(status_change.c.effective_on))
        .join(establishment, establishment.c.id == status_change.c.establishment_id)
        .where(waiting, seen, establishment.c.status.in_(IN_REGISTER))
    ).scalar_one()
    return int(conn.execute(number).scalar_one()), first


def kitchens_seen(conn: Connection, scope: Scope, day: date) -> int:
    """Establishments of the register with at least one camera online."""
    number = select(func.count()).select_from(establishment)
    found = number.where(conditions(scope, RegisterFilter(), day), kitchen_seen())
    return int(conn.execute(found).scalar_one())
