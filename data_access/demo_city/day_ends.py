"""Figures at the end of the demonstration's past days, marked as invented.

Licences, certificates and what the public is told follow from the city's own rows, judged on each
day. What the cameras showed then is drawn: a few of those with a clip were down for some hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from data_access.certificate_where import certified_until
from data_access.demo_city.bulk import Bulk
from data_access.demo_city.plan import Flags, Ints, Plan, texts
from data_access.register_where import facts, held, joined
from data_access.schema import camera, establishment, figure_snapshot, person, township
from domain.clock import city_moment
from domain.day_ends import NOTED_AT
from domain.grades import IN_REGISTER
from domain.measures import Measure
from domain.register_filter import Information

MOST_DAYS = 35
_DOWN_SHARE = 0.012  # of the cameras with a clip, on an ordinary evening


def write_day_ends(conn: Connection, bulk: Bulk, plan: Plan) -> None:
    """Rows of `figure_snapshot` for the past weeks, today left out."""
    towns = list(conn.scalars(select(township.c.code).order_by(township.c.code)))
    past = _Past.read(conn, {code: at for at, code in enumerate(towns)})
    rng = plan.rng("day ends")
    days = [
        plan.today - timedelta(days=back) for back in range(min(plan.demo.days, MOST_DAYS), 0, -1)
    ]
    counted = [past.on(day, rng) for day in days]
    at = [int(city_moment(day, NOTED_AT).timestamp() * 1000) for day in days]
    for measure in sorted(counted[0]) if counted else ():
        bulk.insert(
            figure_snapshot,
            {
                "measure": measure.value,
                "on_day": np.repeat(np.array(days, dtype="datetime64[D]"), len(towns)),
                "township_code": texts(towns * len(days)),
                "part": np.concatenate([one[measure][0] for one in counted]),
                "whole": np.concatenate([one[measure][1] for one in counted]),
                "taken_at": np.repeat(np.array(at, dtype=np.int64), len(towns)),
                "demo": True,
            },
        )


@dataclass(frozen=True, slots=True)
class _Past:
    """The rows as arrays: places are indexes into the townships, days may be NaT.

    Attributes:
        complete: All that the public must be told is there, the licence being in date.
        owner: Index of the establishment of each camera with a clip.
    """

    towns: int
    place: Ints
    opened: Any
    licensed: Any
    complete: Flags
    worker: Ints
    certified: Any
    owner: Ints

    @classmethod
    def read(cls, conn: Connection, number: Mapping[str, int]) -> "_Past":
        """What a city of the demonstration holds; `number` is the index of each township."""
        own = establishment.c
        told = facts(date.min).by_dimension["information"]
        shops = conn.execute(
            select(own.id, own.township_code, own.opened_on, held.c.expires_on, told)
            .select_from(joined(licences=True, sums=False))
            .where(own.status.in_(IN_REGISTER))
            .order_by(own.id)
        ).all()
        at = {row[0]: index for index, row in enumerate(shops)}
        people = conn.execute(
            select(person.c.township_code, certified_until())
            .join(establishment, own.id == person.c.establishment_id)
            .where(own.status.in_(IN_REGISTER))
        ).all()
        cameras = conn.scalars(
            select(camera.c.establishment_id).where(camera.c.source.is_not(None))
        )
        return cls(
            len(number),
            np.array([number[row[1]] for row in shops], dtype=np.int64),
            np.array([row[2] for row in shops], dtype="datetime64[D]"),
            np.array([row[3] for row in shops], dtype="datetime64[D]"),
            np.array([row[4] == Information.COMPLETE for row in shops], dtype=bool),
            np.array([number[row[0]] for row in people], dtype=np.int64),
            np.array([row[1] for row in people], dtype="datetime64[D]"),
            np.array([at[shop] for shop in cameras if shop in at], dtype=np.int64),
        )

    def on(self, day: date, rng: np.random.Generator) -> dict[Measure, tuple[Ints, Ints]]:
        """Part and whole of each measure by township, at the end of a day."""
        there = ~(self.opened > np.datetime64(day))
        in_date = there & (self.licensed >= np.datetime64(day))
        up = rng.random(len(self.owner)) >= _DOWN_SHARE * rng.uniform(0.6, 1.6)
        seen = np.zeros(len(self.place), dtype=bool)
        seen[self.owner[up]] = True
        whole = self._sums(self.place, there)
        cameras = self.place[self.owner]
        certified = self.certified >= np.datetime64(day)
        return {
            Measure.LICENCES: (self._sums(self.place, in_date), whole),
            Measure.PUBLIC: (self._sums(self.place, in_date & self.complete), whole),
            Measure.KITCHENS: (self._sums(self.place, seen & there), whole),
            Measure.ONLINE: (self._sums(cameras, up), self._sums(cameras, np.ones_like(up))),
            Measure.CERTIFICATES: (
                self._sums(self.worker, certified),
                self._sums(self.worker, np.ones_like(certified)),
            ),
        }

    def _sums(self, place: Ints, holds: Flags) -> Ints:
        return np.bincount(place[holds], minlength=self.towns)
