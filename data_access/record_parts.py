"""What hangs on one establishment: licences, people with certificates, cameras, changes of status.

The caller has checked that the establishment is the asker's to see.
"""

from datetime import date

from sqlalchemy import Connection, select

from data_access.engine import widened
from data_access.schema import (
    camera,
    establishment,
    health_certificate,
    licence,
    person,
    status_change,
)
from data_access.scoping import in_scope
from domain.camera_source import without_credentials
from domain.establishment_record import Certificate, Channel, LicencePaper, Member, StatusLine
from domain.health_certificates import certificate_state
from domain.scope import Scope

_MOST = 500


def licences_of(conn: Connection, establishment_id: int) -> tuple[LicencePaper, ...]:
    """Licences, the one that runs longest first."""
    columns = [licence.c[name] for name in LicencePaper.__slots__]
    rows = conn.execute(
        select(*columns)
        .where(licence.c.establishment_id == establishment_id)
        .order_by(licence.c.expires_on.desc().nulls_last(), licence.c.id)
        .limit(_MOST)
    )
    return tuple(LicencePaper(**row) for row in rows.mappings())


def people_of(
    conn: Connection, scope: Scope, establishment_id: int, today: date
) -> tuple[Member, ...]:
    """People, those who left last; officials are told where else the same person works."""
    rows = (
        conn.execute(
            select(person)
            .where(person.c.establishment_id == establishment_id)
            .order_by(person.c.left_on.desc().nulls_first(), person.c.id)
            .limit(_MOST)
        )
        .mappings()
        .all()
    )
    papers = _certificates(conn, establishment_id, today)
    hashes = [row["identity_hash"] for row in rows if row["identity_hash"]]
    elsewhere = _elsewhere(conn, scope, establishment_id, set(hashes))
    present = [row["identity_hash"] for row in rows if row["left_on"] is None]
    return tuple(
        Member(
            id=row["id"],
            name=row["name"],
            post=row["post"],
            phone=row["phone"],
            identity_tail=row["identity_tail"],
            left_on=row["left_on"],
            certificates=papers.get(row["id"], ()),
            elsewhere=tuple(one for one in elsewhere.get(row["identity_hash"], []) if one[1]),
            elsewhere_hidden=sum(not one[1] for one in elsewhere.get(row["identity_hash"], [])),
            twice_here=bool(row["identity_hash"]) and present.count(row["identity_hash"]) > 1,
        )
        for row in rows
    )


def cameras_of(conn: Connection, establishment_id: int) -> tuple[Channel, ...]:
    """Cameras by label."""
    rows = conn.execute(
        select(camera)
        .where(camera.c.establishment_id == establishment_id)
        .order_by(camera.c.label, camera.c.id)
        .limit(_MOST)
    ).mappings()
    return tuple(
        Channel(
            id=row["id"],
            label=row["label"],
            position=row["position"],
            source=without_credentials(row["source"]) if row["source"] else None,
            has_credentials=row["credentials"] is not None,
            state=row["state"],
            state_since=row["state_since"],
            state_reason=row["state_reason"],
            last_look_at=row["last_look_at"],
        )
        for row in rows
    )


def statuses_of(conn: Connection, establishment_id: int) -> tuple[StatusLine, ...]:
    """Dated changes of status, the latest day first."""
    columns = [status_change.c[name] for name in StatusLine.__slots__]
    rows = conn.execute(
        select(*columns)
        .where(status_change.c.establishment_id == establishment_id)
        .order_by(status_change.c.effective_on.desc(), status_change.c.id.desc())
        .limit(_MOST)
    )
    return tuple(StatusLine(**row) for row in rows.mappings())


def _certificates(
    conn: Connection, establishment_id: int, today: date
) -> dict[int, tuple[Certificate, ...]]:
    rows = conn.execute(
        select(health_certificate)
        .where(health_certificate.c.establishment_id == establishment_id)
        .order_by(health_certificate.c.expires_on.desc().nulls_last(), health_certificate.c.id)
        .limit(_MOST)
    ).mappings()
    found: dict[int, tuple[Certificate, ...]] = {}
    for row in rows:
        paper = Certificate(
            id=row["id"],
            number=row["number"],
            issuer=row["issuer"],
            issued_on=row["issued_on"],
            expires_on=row["expires_on"],
            state=certificate_state(row["expires_on"], today),
        )
        found[row["person_id"]] = (*found.get(row["person_id"], ()), paper)
    return found


def _elsewhere(
    conn: Connection, scope: Scope, establishment_id: int, hashes: set[str]
) -> dict[str, list[tuple[int, str]]]:
    """Where else these people work: id and name, the name empty beyond the asker's scope.

    One establishment is told nothing of others: it could try out numbers otherwise.
    """
    if not hashes or not scope.sees_sums:
        return {}
    visible = in_scope(scope, establishment.c.township_code, establishment.c.id).label("visible")
    query = (
        select(person.c.identity_hash, establishment.c.id, establishment.c.name, visible)
        .join(establishment, establishment.c.id == person.c.establishment_id)
        .where(
            person.c.identity_hash.in_(hashes),
            person.c.left_on.is_(None),
            person.c.establishment_id != establishment_id,
        )
        .distinct()
        .limit(_MOST)
    )
    with widened(conn):  # that there is another one, not which
        rows = conn.execute(query).all()
    found: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        shown = (row.id, row.name) if row.visible else (0, "")
        found.setdefault(row.identity_hash, []).append(shown)
    return found
