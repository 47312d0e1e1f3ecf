"""Points and addresses: establishments stand along the streets of their town, some in malls."""

from dataclasses import dataclass

import numpy as np
import shapely

from data_access.demo_city.places import Town
from data_access.demo_city.plan import Flags, Floats, Ints
from data_access.demo_city.words import WordLists, word_lists
from data_access.places import Boundaries

METRES_A_DEGREE = 111_200.0
_METRES_A_NUMBER = 8.0  # house numbers rise by one every eight metres
_SHOPS_A_MALL = 28
_SMALLEST_TOWN_WITH_MALL = 90
_MALL_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Frontage:
    """Where the establishments of one town stand; arrays of equal length."""

    lon: Floats
    lat: Floats
    address: list[str]
    street: list[str]


def frontage(
    rng: np.random.Generator,
    town: Town,
    indoors: Flags,
    boundaries: Boundaries,
    lists: WordLists | None = None,
) -> Frontage:
    """Draw a place for each establishment of `town`.

    Args:
        rng: Source of chance.
        town: Where.
        indoors: One flag an establishment: whether it may move into a mall.
        boundaries: Points stay inside the banner's polygon.
        lists: Words for streets and malls.
    """
    count = len(indoors)
    lists = lists or word_lists()
    names = _street_names(rng, count, lists)
    street = _choose_streets(rng, len(names), count)
    along = _along(rng, town, count)
    side = rng.choice([-1, 1], count)
    east, north = _positions(rng, town, len(names), street, along, side)
    number = 2 * (((along + town.reach_m) // _METRES_A_NUMBER).astype(int) // 2) + 1 + (side > 0)
    address = [
        f"{town.banner_name}{town.name}{names[s]}{n}号" for s, n in zip(street, number, strict=True)
    ]
    _fill_malls(rng, indoors, (east, north), address, lists)
    lon, lat = _inside(town, east, north, boundaries)
    return Frontage(lon, lat, address, [names[s] for s in street])


def _along(rng: np.random.Generator, town: Town, count: int) -> Floats:
    """Metres from the middle of the street: a town crowds there, a district of a city fills out."""
    drawn = rng.normal(0, 0.55, count) if town.urban else rng.laplace(0, 0.33, count)
    folded = np.where(np.abs(drawn) > 1, drawn % 1, drawn)
    return folded * town.reach_m


def _street_names(rng: np.random.Generator, count: int, lists: WordLists) -> list[str]:
    streets = int(np.clip(round(count**0.5 * 0.8), 2, 16))
    return [str(name) for name in rng.permutation(lists.streets)[:streets]]


def _choose_streets(rng: np.random.Generator, streets: int, count: int) -> Ints:
    weights = 1 / (1 + np.arange(streets) // 2)  # the two main streets take the most
    return rng.choice(streets, count, p=weights / weights.sum())


def _positions(
    rng: np.random.Generator, town: Town, streets: int, street: Ints, along: Floats, side: Ints
) -> tuple[Floats, Floats]:
    """Metres east and north of the anchor: even streets run east-west, odd ones north-south."""
    rank = np.arange(streets) // 2
    step = town.reach_m / (1 + rank.max())
    offset = np.where(rank % 2 == 0, 1, -1) * ((rank + 1) // 2) * step
    across = offset[street] + side * rng.uniform(10, 24, len(street))
    east_west = street % 2 == 0
    return np.where(east_west, along, across), np.where(east_west, across, along)


def _fill_malls(
    rng: np.random.Generator,
    indoors: Flags,
    place: tuple[Floats, Floats],
    address: list[str],
    lists: WordLists,
) -> None:
    """Move some establishments under one roof: one point, one address, floors and units."""
    if len(indoors) < _SMALLEST_TOWN_WITH_MALL:
        return
    candidates = rng.permutation(np.flatnonzero(indoors))
    candidates = candidates[: int(_MALL_SHARE * len(indoors))]
    malls = -(-len(candidates) // _SHOPS_A_MALL)
    for mall in range(malls):
        tenants = candidates[mall::malls]
        host = tenants[0]
        name = rng.choice(lists.stems) + rng.choice(lists.malls)
        roof = f"{address[host]}{name}"
        for unit, tenant in enumerate(tenants, start=1):
            floor = 1 + unit * 4 // (len(tenants) + 1)
            place[0][tenant], place[1][tenant] = place[0][host], place[1][host]
            address[tenant] = f"{roof}{floor}层{floor}{unit:02d}号"


def _inside(
    town: Town, east: Floats, north: Floats, boundaries: Boundaries
) -> tuple[Floats, Floats]:
    """Degrees; what falls outside the banner moves towards the anchor until it is inside."""
    polygon = boundaries.polygon(town.banner_adcode)
    degrees_east = METRES_A_DEGREE * np.cos(np.radians(town.lat))
    shrink = np.ones(len(east))
    for _ in range(8):
        lon = np.round(town.lon + east * shrink / degrees_east, 6)
        lat = np.round(town.lat + north * shrink / METRES_A_DEGREE, 6)
        outside = ~shapely.contains_xy(polygon, lon, lat)
        if not outside.any():
            return lon, lat
        shrink[outside] *= 0.6
    return np.where(outside, town.lon, lon), np.where(outside, town.lat, lat)
