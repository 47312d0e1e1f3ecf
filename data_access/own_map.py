"""The table of the map of whoever asks in this request."""

from data_access.map_table import MapTable
from data_access.places import boundaries_of
from data_access.request import now, read, scope, services


def map_table() -> MapTable:
    """What the map knows of the asker's own part, in this moment.

    Raises:
        Unauthorized: Nobody is signed in.
    """
    asker, held = scope(), services()
    city = boundaries_of(held.settings.city.boundaries).box
    with read() as conn:
        return held.tables.table(conn, asker, now(), city)
