"""Pictures at the findings of the demonstration: drawn once, kept as files, shared by many."""

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

from data_access.demo_city.faults import Motif, motif_of
from data_access.demo_city.finding_course import (
    Drawn,
    Unpictured,
    add_pictures,
    without_picture,
)
from data_access.engine import reading, writing
from data_access.evidence import write_picture
from data_access.photo_reading import CleanPhoto, clean_photo
from documents.chinese_font import source_font
from domain.clock import city_day
from domain.photos import PhotoPurpose
from domain.scope import system_scope
from jobs.demo_fault_pictures import VARIANTS, draw

PICTURED = timedelta(days=21)
"""Settled findings of records before this have no picture."""

_A_TURN = 500
SYSTEM = system_scope("demo-feed")


@lru_cache(maxsize=2 * VARIANTS * len(Motif))
def picture_of(motif: Motif, variant: int, font: Path, *, right: bool) -> CleanPhoto:
    """A drawn picture as a photo that arrives; see `draw`."""
    return clean_photo(draw(motif, variant, font, right=right))


def photo_for(establishment_id: int, item: str, *, right: bool) -> CleanPhoto | None:
    """What an establishment of the demonstration sends; None without the font for its mark."""
    font = source_font()
    if font is None:
        return None
    return picture_of(motif_of(item), establishment_id % VARIANTS, font, right=right)


def picture_the_past(engine: Engine, data_dir: Path, now: datetime) -> int:
    """Give pictures to findings that have none: those of PICTURED, and the unsettled ones.

    Returns:
        How many findings got theirs.
    """
    kept: dict[CleanPhoto, Drawn] = {}
    since, after, done = city_day(now - PICTURED), 0, 0
    while True:
        with reading(engine) as conn:
            found = without_picture(conn, SYSTEM, since, after, _A_TURN)
        if not found:
            return done
        added = []
        for finding in found:
            for purpose, at, photo in _photos(finding):
                if photo not in kept:
                    kept[photo] = _written(data_dir, photo, now)
                added.append((finding, purpose, at, kept[photo]))
        with writing(engine) as conn:
            add_pictures(conn, SYSTEM, added)
        after, done = found[-1].id, done + len(found)


def _photos(finding: Unpictured) -> list[tuple[PhotoPurpose, datetime, CleanPhoto]]:
    """What shows this finding, in the order in which it came."""
    moments = [(PhotoPurpose.FOUND, finding.found_at)]
    if finding.rectified_at is not None:
        moments.append((PhotoPurpose.RECTIFIED, finding.rectified_at))
    photos = []
    for purpose, at in moments:
        right = purpose is PhotoPurpose.RECTIFIED
        photo = photo_for(finding.establishment_id, finding.item, right=right)
        if photo is not None:
            photos.append((purpose, at, photo))
    return photos


def _written(data_dir: Path, photo: CleanPhoto, now: datetime) -> Drawn:
    path, sha256 = write_picture(data_dir, photo.jpeg, now)
    return Drawn(path, sha256, photo.width, photo.height, len(photo.jpeg), photo.phash)
