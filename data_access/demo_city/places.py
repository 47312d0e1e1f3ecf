"""Where the demonstration city stands: towns, offices, how establishments share out over them.

`townships.csv` beside this module holds the judgement: weight of a township within its banner,
supervision office, reach of its built-up area, and an anchor where the place tables have no point
(laid out by hand round the seat, or well inside the banner; docs/demo-city.md).
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, select

from data_access.demo_city.plan import Plan, share_out
from data_access.places import UNASSIGNED_KIND, Boundaries
from data_access.places_loading import assign_offices
from data_access.schema import banner, township
from domain.categories import Category

WEIGHTS = Path(__file__).with_name("townships.csv")
ZONE_KIND = "开发区(类乡级)"
DEFAULT_REACH_M = 600.0
_OFFICE = "市场监督管理所"

# Above 1 a category crowds into the big townships, below 1 it is found everywhere.
_CROWDING = {
    Category.EXTRA_LARGE: 1.6,
    Category.LARGE: 1.3,
    Category.DRINKS: 1.3,
    Category.MEDICAL_CANTEEN: 1.3,
    Category.CHILDCARE_CANTEEN: 1.2,
    Category.SCHOOL_CANTEEN: 0.8,
    Category.GOVERNMENT_CANTEEN: 0.8,
    Category.MOBILE_BANQUET: 0.6,
}


@dataclass(frozen=True, slots=True)
class Town:
    """A township as the demonstration uses it.

    Attributes:
        weight: Share within its banner; 0 takes no establishment.
        reach_m: Half the width of the built-up area.
        lon: Anchor, WGS-84.
        lat: Anchor, WGS-84.
        urban: A sub-district, where shops stack in malls.
    """

    code: str
    name: str
    banner_adcode: str
    banner_name: str
    weight: float
    reach_m: float
    lon: float
    lat: float
    urban: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    weight: float
    office: str
    reach_m: float
    anchor: tuple[float, float] | None


def towns(conn: Connection, boundaries: Boundaries | None = None) -> list[Town]:
    """Every township that can take establishments, and each banner's 未分乡镇 with weight 0.

    Args:
        conn: Places loaded.
        boundaries: Where a banner whose seat is not known has its middle.
    """
    judged = _judged()
    rows = conn.execute(
        select(
            township,
            banner.c.name_zh.label("banner_name"),
            banner.c.seat_lon,
            banner.c.seat_lat,
        )
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(township.c.kind != ZONE_KIND)
        .order_by(township.c.code)
    )
    found = []
    for row in rows:
        plain = _Judged(1.0 if row.kind != UNASSIGNED_KIND else 0.0, "", DEFAULT_REACH_M, None)
        judgement = judged.get(row.code, plain)
        seat = row.seat_lon, row.seat_lat
        if row.seat_lon is None and boundaries is not None:
            seat = boundaries.middle(row.banner_adcode)
        anchor = judgement.anchor or (seat if row.lon is None else (row.lon, row.lat))
        found.append(
            Town(
                code=row.code,
                name=row.name_zh,
                banner_adcode=row.banner_adcode,
                banner_name=row.banner_name,
                weight=judgement.weight,
                reach_m=judgement.reach_m,
                lon=anchor[0],
                lat=anchor[1],
                urban=row.kind == "街道",
            )
        )
    return found


def make_offices(conn: Connection) -> None:
    """Supervision offices for townships that have none yet: judged, else one for each banner."""
    judged = _judged()
    rows = conn.execute(
        select(township.c.code, banner.c.name_zh)
        .join(banner, banner.c.adcode == township.c.banner_adcode)
        .where(township.c.office_id.is_(None), township.c.kind.not_in((ZONE_KIND, UNASSIGNED_KIND)))
        .order_by(township.c.code)
    ).all()
    known = any(row.code in judged for row in rows)
    assign_offices(
        conn,
        {
            row.code: judged[row.code].office if known else f"{row.name_zh}{_OFFICE}"
            for row in rows
            if row.code in judged or not known
        },
    )


def share_over_towns(
    plan: Plan, places: list[Town], population: dict[str, int]
) -> dict[Category, list[int]]:
    """Establishments of each category in each of `places`: banners by population.

    Within a banner they follow the township weights, more or less crowded by category.
    """
    adcodes = sorted(population)
    members = {
        adcode: [n for n, town in enumerate(places) if town.banner_adcode == adcode]
        for adcode in adcodes
    }
    found = {}
    for category, count in plan.counts.items():
        wanted = np.zeros(len(places))
        for adcode in adcodes:
            weights = np.array([places[n].weight for n in members[adcode]])
            crowded = np.where(weights > 0, weights ** _CROWDING.get(category, 1.0), 0)
            if crowded.sum() > 0:
                wanted[members[adcode]] = population[adcode] * crowded / crowded.sum()
        found[category] = share_out(count, wanted)
    return found


def populations(conn: Connection) -> dict[str, int]:
    """Population of each banner; banners without a figure count alike."""
    rows = conn.execute(select(banner.c.adcode, banner.c.population).order_by(banner.c.adcode))
    return {row.adcode: row.population or 1 for row in rows}


def _judged() -> dict[str, _Judged]:
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: _Judged(
                weight=float(row["weight"]),
                office=row["office"],
                reach_m=float(row["reach_m"]),
                anchor=(float(row["lon"]), float(row["lat"])) if row["lon"] else None,
            )
            for row in csv.DictReader(file)
        }
