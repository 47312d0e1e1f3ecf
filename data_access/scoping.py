"""Scope becomes SQL: the one place where rows are narrowed to what the asker may see."""

from sqlalchemy import ColumnElement, false, select, true

from data_access.schema import establishment, township
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
    inside: list[ColumnElement[bool]] = []
    if scope.office_id is not None:
        inside.append(township.c.office_id == scope.office_id)
    if scope.banner_adcode is not None:
        inside.append(township.c.banner_adcode == scope.banner_adcode)
    if scope.township_code is not None:
        inside.append(township.c.code == scope.township_code)
    if not inside:
        return true()
    return township_code.in_(select(township.c.code).where(*inside))
