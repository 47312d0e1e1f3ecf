"""What an establishment has arranged for its duties, on one page."""

from datetime import date, timedelta

from sqlalchemy import Connection

from data_access.closures import closures_of
from data_access.deputies import deputies_of, deputy_on, holders
from data_access.record_rows import establishment_row
from domain.arrangements import Arranged, Signing
from domain.control import ControlKind
from domain.scope import Scope

LOOKED_BACK = timedelta(days=60)


def arranged(conn: Connection, scope: Scope, establishment_id: int, today: date) -> Arranged:
    """Closures, signers, deputies and hours.

    Raises:
        RecordNotFoundError: Not in scope.
    """
    row = establishment_row(conn, scope, establishment_id)
    number = row["id"]
    return Arranged(
        number,
        row["name"],
        tuple(closures_of(conn, scope, number, today - LOOKED_BACK)),
        tuple(
            Signing(
                kind,
                holders(conn, number, kind, today),
                deputy_on(conn, number, kind, today),
            )
            for kind in ControlKind
        ),
        tuple(deputies_of(conn, scope, number, today)),
        row["rest_weekdays"],
        row["closes_after_midnight"],
    )
