"""Scope becomes SQL: the one place where rows are narrowed to what the asker may see."""

from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, false, select, true

from data_access.schema import banner, establishment, township
from domain.scope import NotAllowedError, Scope


def in_scope(
    scope: Scope,
    township_code: ColumnElement[str],
    establishment_id: ColumnElement[int] | None,
) -> ColumnElement[bool]:
    """Condition that keeps the rows `scope` may see.

    Args:
        scope: Who asks.
        township_code: The row's township column.
        establishment_id: The row's establishment column, or None for sums over establishments.

    Raises:
        NotAllowedError: One establishment or street asks for sums over many: rivals stay invisible.
    """
    if scope.sees_nothing:
        return false()
    if scope.establishment_id is not None:
        if establishment_id is None:
            raise NotAllowedError("sums over establishments are not for one establishment")
        return establishment_id == scope.establishment_id
    if scope.street_id is not None:
        if establishment_id is None:
            raise NotAllowedError("sums over establishments are not for one street")
        return establishment_id.in_(
            select(establishment.c.id).where(establishment.c.street_id == scope.street_id)
        )
    places = select(township.c.code)
    if scope.office_id is not None:
        return township_code.in_(places.where(township.c.office_id == scope.office_id))
    if scope.banner_adcode is not None:
        return township_code.in_(places.where(township.c.banner_adcode == scope.banner_adcode))
    return true()


def in_banner(conn: Connection, scope: Scope, adcode: str) -> Scope | None:
    """`scope` narrowed to one whole banner, to look at it alone.

    Returns:
        None both for a banner that does not exist and for one that the asker may not see, so
        that the two look alike.
    """
    if not (scope.whole_city or _is_bureau_of(scope, adcode)):
        return None
    known = conn.execute(select(banner.c.adcode).where(banner.c.adcode == adcode)).first()
    return replace(scope, banner_adcode=adcode) if known else None


def _is_bureau_of(scope: Scope, adcode: str) -> bool:
    narrower = (scope.office_id, scope.establishment_id, scope.street_id)
    return scope.banner_adcode == adcode and not any(narrower)
