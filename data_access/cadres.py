"""Reading who holds the establishments of a place (包保), and its showcase streets."""

from datetime import date

from sqlalchemy import Connection, func, select

from data_access.figures import counted
from data_access.schema import establishment, guarantee, guarantor, showcase_street
from data_access.scoping import in_scope
from data_access.visit_where import held_in
from domain.cadres import Cadre, StreetRow
from domain.grades import IN_REGISTER
from domain.register_filter import VisitState
from domain.scope import Scope

MOST = 200


def cadres(conn: Connection, scope: Scope, day: date) -> list[Cadre]:
    """Cadres who hold something there, most overdue visits first, MOST at most."""
    held = held_in(scope, day)
    rows = conn.execute(
        select(
            guarantor.c.id,
            guarantor.c.name,
            guarantor.c.position,
            guarantor.c.tier,
            func.count(),
            counted(held.c.wait == VisitState.DUE),
            counted(held.c.wait == VisitState.LATE),
        )
        .join(held, held.c.guarantor_id == guarantor.c.id)
        .group_by(guarantor.c.id, guarantor.c.name, guarantor.c.position, guarantor.c.tier)
    )
    found = sorted(rows, key=lambda row: (-row[6], row[3], row[0]))
    return [Cadre(*row) for row in found[:MOST]]


def cadre_names(conn: Connection, scope: Scope) -> dict[str, str]:
    """Name by id, as a text, of the cadres who hold something that the asker sees."""
    held = (
        select(guarantee.c.guarantor_id)
        .join(establishment, establishment.c.id == guarantee.c.establishment_id)
        .where(
            guarantee.c.until.is_(None),
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
    )
    rows = conn.execute(select(guarantor.c.id, guarantor.c.name).where(guarantor.c.id.in_(held)))
    return {str(row.id): row.name for row in rows}


def street_rows(conn: Connection, scope: Scope) -> list[StreetRow]:
    """Showcase streets of the place, those with most establishments first."""
    inside = func.count(establishment.c.id)
    here = (establishment.c.street_id == showcase_street.c.id) & establishment.c.status.in_(
        IN_REGISTER
    )
    rows = conn.execute(
        select(showcase_street.c.id, showcase_street.c.name_zh, showcase_street.c.manager, inside)
        .select_from(showcase_street.outerjoin(establishment, here))
        .where(in_scope(scope, showcase_street.c.township_code, None))
        .group_by(showcase_street.c.id, showcase_street.c.name_zh, showcase_street.c.manager)
        .order_by(inside.desc(), showcase_street.c.id)
        .limit(MOST)
    )
    return [StreetRow(*row) for row in rows]
