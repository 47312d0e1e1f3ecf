"""People at work by their health certificates: the lists behind the sums of `papers`."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select, true

from data_access.certificate_where import at_work, certificate_in, certified_until
from data_access.schema import banner, establishment, health_certificate, person, township
from domain.papers import CertificateList, Certified
from domain.register_filter import CertificateState
from domain.scope import Scope


def certified_people(
    conn: Connection,
    scope: Scope,
    wanted: CertificateList,
    day: date,
    *,
    offset: int = 0,
    limit: int = 50,
) -> list[Certified]:
    """A list of people, those without a certificate first, then by its last day.

    Args:
        conn: Open connection.
        scope: Who asks.
        wanted: Which list.
        day: City day on which certificates are judged.
        offset: Of the first row.
        limit: At most so many.
    """
    until = certified_until()
    # The order is of narrow rows: sorting all that is shown takes twice as long.
    found = (
        select(person.c.id)
        .join(establishment, establishment.c.id == person.c.establishment_id)
        .where(at_work(scope, day), _in_list(wanted, day))
        .order_by(func.coalesce(until, date.min), person.c.id)
    )
    ids = conn.scalars(found.offset(offset).limit(limit)).all()
    query = (
        select(
            person.c.id,
            person.c.name,
            person.c.post,
            person.c.establishment_id,
            establishment.c.name.label("establishment"),
            banner.c.name_zh.label("banner_zh"),
            banner.c.name_en.label("banner_en"),
            township.c.name_zh.label("township_zh"),
            until.label("expires_on"),
        )
        .join(establishment, establishment.c.id == person.c.establishment_id)
        .join(township, township.c.code == establishment.c.township_code)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(person.c.id.in_(ids))
    )
    numbers = _numbers(conn, ids)
    rows = {
        row["id"]: Certified(**row, number=numbers.get(row["id"]))
        for row in conn.execute(query).mappings()
    }
    return [rows[one] for one in ids]


def _in_list(wanted: CertificateList, day: date) -> ColumnElement[bool]:
    tests: dict[CertificateList, ColumnElement[bool]] = {
        CertificateList.EVERY: true(),
        CertificateList.VALID: certified_until() >= day,
        CertificateList.EXPIRING: certificate_in(CertificateState.EXPIRING, day),
        CertificateList.EXPIRED: certificate_in(CertificateState.EXPIRED, day),
    }
    return tests[wanted]


def _numbers(conn: Connection, people: Sequence[int]) -> dict[int, str]:
    """Number of the certificate of each that runs longest; one without a last day is short."""
    own = health_certificate.c
    query = (
        select(own.person_id, own.number)
        .where(own.person_id.in_(people))
        .order_by(own.expires_on.is_not(None), own.expires_on, own.id)
    )
    return {row.person_id: row.number for row in conn.execute(query)}
