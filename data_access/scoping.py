"""Scope becomes SQL: the one place where rows are narrowed to what the asker may see."""

from sqlalchemy import ColumnElement, select, true

from data_access.schema import township
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
        NotAllowedError: One establishment asks for sums over many (rivals stay invisible).
    """
    if scope.establishment_id is not None:
        if establishment_id is None:
            raise NotAllowedError("sums over establishments are not for one establishment")
        return establishment_id == scope.establishment_id
    places = select(township.c.code)
    if scope.office_id is not None:
        return township_code.in_(places.where(township.c.office_id == scope.office_id))
    if scope.banner_adcode is not None:
        return township_code.in_(places.where(township.c.banner_adcode == scope.banner_adcode))
    return true()
