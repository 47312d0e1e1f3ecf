"""Photos of a week that look like an earlier photo of another record."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, select

from data_access.schema import control_photo
from domain.clock import city_moment
from domain.photos import DEMO_ACTOR, NEAR_BITS
from domain.sham_evidence import PhotoMatch

AnyRow = Row[*tuple[Any, ...]]
LOOKED_BACK = timedelta(days=365)
MOST_PHOTOS = 200_000
"""Of the newest; older ones are not compared any more."""


def photo_matches(conn: Connection, week: date) -> dict[int, tuple[PhotoMatch, ...]]:
    """By establishment: each photo that came in the week with the nearest earlier one.

    Photos of one record and purpose are not compared with each other: one picture may well show
    two things. What was found and what was put right are: they must differ.
    """
    own = control_photo.c
    columns = (own.id, own.establishment_id, own.kind, own.period_start, own.item, own.purpose)
    begins, ends = city_moment(week), city_moment(week + timedelta(days=7))
    rows = conn.execute(
        select(*columns, own.phash, own.received_at)
        .where(own.received_at >= begins - LOOKED_BACK, own.received_at < ends)
        .where(own.uploaded_by != DEMO_ACTOR)
        .order_by(own.id.desc())
        .limit(MOST_PHOTOS)
    ).all()
    hashes = np.array([int(row.phash, 16) for row in rows], dtype=np.uint64)
    found: defaultdict[int, list[PhotoMatch]] = defaultdict(list)
    for at, row in enumerate(rows):  # the newest first: what comes after `at` is earlier
        if row.received_at < begins:
            continue
        match = _nearest(rows, hashes, at)
        if match is not None:
            found[row.establishment_id].append(match)
    return {number: tuple(matches) for number, matches in found.items()}


def _nearest(rows: Any, hashes: NDArray[np.uint64], at: int) -> PhotoMatch | None:
    row = rows[at]
    bits = np.bitwise_count(hashes[at + 1 :] ^ hashes[at])
    near = np.flatnonzero(bits <= NEAR_BITS)
    others = [
        (int(bits[place]), place, rows[at + 1 + place])
        for place in near.tolist()
        if _record(rows[at + 1 + place]) != _record(row)
    ]
    if not others:
        return None
    apart, _place, earlier = min(others, key=lambda one: one[:2])
    return PhotoMatch(
        day=row.period_start,
        item=row.item,
        own=earlier.establishment_id == row.establishment_id,
        earlier_day=earlier.period_start,
        earlier_item=earlier.item,
        bits=apart,
        photo=row.id,
        earlier_photo=earlier.id,
    )


def _record(row: AnyRow) -> tuple[Any, ...]:
    return row.establishment_id, row.kind, row.period_start, row.purpose
