"""The register as a list: how many rows a filter holds, which, in what order, and what they say.

The order of a whole list is worked out once (`order`) and kept by the caller as long as the change
number stands; a block of it then costs the same at its first and at its last row.
"""

from datetime import date

from sqlalchemy import Connection, func, select

from data_access.register_where import conditions, joined
from data_access.schema import establishment
from domain.register_filter import RegisterFilter
from domain.scope import Scope


def count(conn: Connection, scope: Scope, wanted: RegisterFilter, day: date) -> int:
    """How many establishments the list of a filter holds.

    Args:
        conn: Open connection.
        scope: Who asks.
        wanted: The filter.
        day: City day on which licences are judged.
    """
    source = joined(licences=bool(wanted.licence or wanted.information), sums=bool(wanted.camera))
    query = select(func.count(establishment.c.id)).select_from(source)
    found: int = conn.execute(query.where(conditions(scope, wanted, day))).scalar_one()
    return found
