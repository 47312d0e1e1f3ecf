"""Two parts of the map in numbers: a banner, a township, or what a person drew."""

import re
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, func, select

from data_access.alert_queue import is_overdue
from data_access.map_area import inside, read_area
from data_access.map_sift import sift
from data_access.map_table import Column, MapTable, rows_of
from data_access.schema import alert
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES
from domain.coordinates import Box
from domain.map_area import AreaError, AreaFault
from domain.map_filter import MapFilter
from domain.map_measures import MEASURES
from domain.map_standing import Standing
from domain.scope import Scope
from domain.share import Share


def part_of(table: MapTable, wanted: MapFilter, part: str, city: Box) -> Column:
    """Rows of one part: an adcode, the code of a township, or a drawn area.

    Raises:
        AreaError: It names none.
    """
    if re.fullmatch(r"\d{6}|\d{9}", part, re.ASCII):
        group = "banner" if len(part) == 6 else "township"
        if part not in table.values[group]:
            raise AreaError(AreaFault.OUTSIDE)
        rows = sift(table, wanted).rows
        found: Column = rows[table.codes[group][rows] == table.values[group].index(part)]
        return found
    return inside(table, wanted, read_area(part, city)).rows


def standing(
    conn: Connection, scope: Scope, table: MapTable, rows: Column, now: datetime
) -> Standing:
    """The numbers of some rows of the asker's table."""
    mix = np.bincount(table.codes["risk"][rows], minlength=len(table.values["risk"]))
    alerts, overdue = _alerts(conn, scope, table, rows, now)
    return Standing(
        establishments=len(rows),
        risk={value: int(n) for value, n in zip(table.values["risk"], mix, strict=True)},
        severe=_share(table, rows, "risk"),
        control=_rest(_share(table, rows, "control")),
        alerts=alerts,
        overdue=overdue,
        kitchens=_rest(_share(table, rows, "kitchen")),
        cadres=_rest(_share(table, rows, "cadre")),
    )


def _share(table: MapTable, rows: Column, group: str) -> Share:
    """What the measure counts as bad, of those of whom it is known."""
    codes = table.codes[group][rows]
    bad = int(table.is_one_of(group, MEASURES[group].bad)[codes].sum())
    apart = int(table.is_one_of(group, MEASURES[group].apart)[codes].sum())
    return Share(bad, len(rows) - apart)


def _rest(share: Share) -> Share:
    return Share(share.whole - share.part, share.whole)


def _alerts(
    conn: Connection, scope: Scope, table: MapTable, rows: Column, now: datetime
) -> tuple[int, int]:
    """Open alerts of some rows, and how many of them are past their day."""
    late = func.count().filter(is_overdue(conn, now))
    query = (
        select(alert.c.establishment_id, func.count(), late)
        .where(
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
            alert.c.state.in_(OPEN_STATES),
        )
        .group_by(alert.c.establishment_id)
    )
    found = np.array([tuple(row) for row in conn.execute(query)], dtype=np.int64).reshape(-1, 3)
    if not len(found) or not len(rows):
        return 0, 0
    of, there = rows_of(table.base, found[:, 0])
    wanted = np.zeros(len(table), dtype=bool)
    wanted[rows] = True
    sums = found[there][wanted[of]].sum(axis=0)
    return int(sums[1]), int(sums[2])
