"""Fakes for the patrol: cameras that show what a test says, a detector that reads grey levels."""

from typing import ClassVar

import numpy as np
from sqlalchemy import update

from data_access.engine import writing
from data_access.schema import camera
from inference.detections import Detections, no_detections
from inference.video_source import Burst
from tests.inference.films import grey
from tests.rows import plant

NAMES = ("mask", "no_mask", "person")
CLEAN, BARE = 40, 200
HEAD, PERSON = (40, 20, 80, 60), (30, 15, 95, 95)


class LevelDetector:
    """Sees a bare face in bright pictures, a masked one in dark ones."""

    name, sha256, names = "levels", "f" * 64, NAMES
    classes: ClassVar = {}

    def __call__(self, frame):
        bright = frame.mean() > 100
        if frame.mean() < 20:
            return no_detections(NAMES)
        return Detections(
            np.array([HEAD, PERSON], np.float32),
            np.array([0.75, 0.8], np.float32),
            np.array([1 if bright else 0, 2]),
            NAMES,
        )


def shows(*levels, live=False):
    """A burst of five even pictures, or of as many as there are levels."""
    wanted = levels * 5 if len(levels) == 1 else levels
    return Burst(tuple(grey(level) for level in wanted), live)


def give_sources(engine, sources):
    """The rows of `tests.rows`, with these cameras patrolled: {id: (source, state)}."""
    with writing(engine) as conn:
        planted = plant(conn)
        for number, (source, state) in sources.items():
            conn.execute(
                update(camera).where(camera.c.id == number).values(source=source, state=state)
            )
    return planted
