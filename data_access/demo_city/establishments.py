"""The register of the demonstration: who stands where, with what grades and identifiers."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from data_access.demo_city.grades import hygiene_grades, inspection_levels, tiers
from data_access.demo_city.names import Words, establishment_name, masked_phones, person_name
from data_access.demo_city.places import Town
from data_access.demo_city.plan import (
    WITHOUT_POINT,
    Days,
    Flags,
    Floats,
    Ints,
    Plan,
    Texts,
    texts,
)
from data_access.demo_city.streets import Frontage, frontage
from data_access.places import Boundaries
from domain.categories import CATEGORIES, Category, CategoryGroup
from domain.identifiers import make_credit_code

CATEGORY_CODES = texts([category.value for category in CATEGORIES])
NEW_WITHIN = timedelta(days=90)  # no hygiene grade in the first three months of a licence

_INDOORS = (Category.MEDIUM, Category.SMALL, Category.DRINKS)
_NEW_SHARE = 0.022
_SUSPENDED_SHARE = 0.012
_UNASSIGNED_SHARE = 0.3  # of those without a point, whose township is not known either

_COLD_ROOM = {
    Category.EXTRA_LARGE: 1.0,
    Category.LARGE: 0.85,
    Category.MEDIUM: 0.4,
    Category.SMALL: 0.06,
    Category.DRINKS: 0.1,
    Category.GOVERNMENT_CANTEEN: 0.2,
}
_TAKEAWAY = {
    Category.LARGE: 0.2,
    Category.MEDIUM: 0.45,
    Category.SMALL: 0.55,
    Category.DRINKS: 0.8,
}


@dataclass(frozen=True)
class Register:
    """Establishments as arrays of equal length, in the order of their ids from 1 on.

    Attributes:
        town: Index into `towns`.
        inspected_as: Level by which the year's inspections were planned, not the score of today.
        conduct: Hidden: how well it is run, mean 0, deviation 1; drives grades, control, alerts.
        suspended_on: First day out of business, NaT while active.
    """

    towns: list[Town]
    ids: Ints
    town: Ints
    township_code: Texts
    category: Texts
    name: list[str]
    address: Texts
    lon: Floats
    lat: Floats
    conduct: Floats
    inspected_as: Texts
    guarantor_tier: Texts
    hygiene_grade: Texts
    credit_code: list[str]
    principal: list[str]
    safety_officer: Texts
    phone: list[str]
    opened_on: Days
    suspended_on: Days
    cold_room: Flags
    takeaway: Flags

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, *categories: Category) -> Flags:
        """Which establishments are of one of `categories`."""
        return np.isin(self.category.astype(str), [str(category) for category in categories])

    @property
    def banner_adcode(self) -> Texts:
        """Banner of each establishment."""
        return texts([town.banner_adcode for town in self.towns])[self.town]


def draw_register(
    plan: Plan, places: list[Town], shares: dict[Category, list[int]], boundaries: Boundaries
) -> Register:
    """Draw every establishment: `shares` of each category in each of `places`."""
    category, town = _members(plan, shares)
    stand = _stand(plan, places, category, town, boundaries)
    town = _lose_some(plan, places, category, town, stand)
    conduct = plan.rng("conduct").standard_normal(len(category))
    opened = _opened_on(plan, len(category))
    fresh = opened > np.datetime64(plan.today - NEW_WITHIN)
    banners = texts([place.banner_adcode for place in places])
    people = Words(plan.rng("people"), plan.words)
    principal = [person_name(people) for _ in category]
    return Register(
        towns=places,
        ids=np.arange(1, len(category) + 1),
        town=town,
        township_code=texts([place.code for place in places])[town],
        category=CATEGORY_CODES[category],
        name=_names(plan, places, category, town, stand.street),
        address=texts(stand.address),
        lon=stand.lon,
        lat=stand.lat,
        conduct=conduct,
        inspected_as=inspection_levels(plan, banners[town], conduct, fresh),
        guarantor_tier=tiers(plan, CATEGORY_CODES[category]),
        hygiene_grade=hygiene_grades(plan, conduct, fresh),
        credit_code=_credit_codes(plan, places, category, town),
        principal=principal,
        safety_officer=_safety_officers(plan, category, principal),
        phone=masked_phones(plan.rng("phones"), len(category)),
        opened_on=opened,
        suspended_on=_suspended_on(plan, opened),
        cold_room=_flags(plan, "cold rooms", category, _COLD_ROOM),
        takeaway=_flags(plan, "takeaway", category, _TAKEAWAY),
    )


def _members(plan: Plan, shares: dict[Category, list[int]]) -> tuple[Ints, Ints]:
    """Category and town of each, shuffled so that neighbours in the list are not neighbours."""
    category, town = [], []
    for number, counts in enumerate(shares.values()):
        for place, count in enumerate(counts):
            category += [number] * count
            town += [place] * count
    order = plan.rng("order").permutation(len(category))
    return np.array(category, dtype=np.int64)[order], np.array(town, dtype=np.int64)[order]


def _stand(
    plan: Plan, places: list[Town], category: Ints, town: Ints, boundaries: Boundaries
) -> Frontage:
    rng = plan.rng("streets")
    count = len(category)
    lon, lat = np.zeros(count), np.zeros(count)
    address, street = [""] * count, [""] * count
    indoors = np.isin(category, [list(CATEGORIES).index(kind) for kind in _INDOORS])
    for number, place in enumerate(places):
        here = np.flatnonzero(town == number)
        if len(here) == 0:
            continue
        found = frontage(rng, place, indoors[here], boundaries, plan.words)
        lon[here], lat[here] = found.lon, found.lat
        for at, text, name in zip(here.tolist(), found.address, found.street, strict=True):
            address[at], street[at] = text, name
    return Frontage(lon, lat, address, street)


def _unlocated(plan: Plan, category: Ints) -> Flags:
    """Some have no point: mobile caterers above all, for whom a point says least."""
    wanted = min(plan.scaled(WITHOUT_POINT), len(category))
    mobile = category == list(CATEGORIES).index(Category.MOBILE_BANQUET)
    keys = plan.rng("unlocated").random(len(category)) * np.where(mobile, 0.01, 1.0)
    found = np.zeros(len(category), dtype=bool)
    found[np.argsort(keys, kind="stable")[:wanted]] = True
    return found


def _lose_some(plan: Plan, places: list[Town], category: Ints, town: Ints, stand: Frontage) -> Ints:
    """Take the point from some in `stand`; a few of these go to their banner's 未分乡镇.

    Returns:
        The towns after that.
    """
    unlocated = _unlocated(plan, category)
    stand.lon[unlocated] = stand.lat[unlocated] = np.nan
    unassigned = {p.banner_adcode: n for n, p in enumerate(places) if p.code.endswith("000")}
    lost = plan.rng("unassigned").random(len(town)) < _UNASSIGNED_SHARE
    town = town.copy()
    for at in np.flatnonzero(unlocated & lost):
        place = places[town[at]]
        if place.banner_adcode in unassigned:
            town[at] = unassigned[place.banner_adcode]
            stand.address[at] = f"{place.banner_name}（地址待核）"
    return town


def _names(
    plan: Plan, places: list[Town], category: Ints, town: Ints, street: list[str]
) -> list[str]:
    draw = Words(plan.rng("names"), plan.words)
    taken: set[str] = set()
    found = []
    for kind, at, road in zip(CATEGORY_CODES[category], town.tolist(), street, strict=True):
        place = places[at]
        name = establishment_name(draw, Category(kind), place.banner_name, place.name)
        if name in taken:
            branch = "校区" if kind == Category.SCHOOL_CANTEEN else "店"
            if CATEGORIES[Category(kind)].group is not CategoryGroup.PUBLIC:
                branch = "校区" if kind == Category.SCHOOL_CANTEEN else "分部"
            name = f"{name}（{road}{branch}）"
        again = 2
        while name in taken:
            name, again = f"{name.rstrip('号0123456789')}{again}号", again + 1
        taken.add(name)
        found.append(name)
    return found


def _opened_on(plan: Plan, count: int) -> Days:
    rng = plan.rng("opened")
    age = 90 + rng.gamma(2.0, 900, count)
    age = np.where(rng.random(count) < _NEW_SHARE, rng.uniform(3, 89, count), age)
    return np.datetime64(plan.today) - np.minimum(age, 7000).astype(int).astype("m8[D]")


def _suspended_on(plan: Plan, opened: Days) -> Days:
    rng = plan.rng("suspended")
    days_ago = rng.integers(1, 200, len(opened)).astype("m8[D]")
    since = np.maximum(np.datetime64(plan.today) - days_ago, opened + np.timedelta64(1, "D"))
    return np.where(rng.random(len(opened)) < _SUSPENDED_SHARE, since, np.datetime64("NaT"))


def _safety_officers(plan: Plan, category: Ints, principal: list[str]) -> Texts:
    """In small places the owner is the safety officer as well, which the rules allow."""
    draw = Words(plan.rng("safety officers"), plan.words)
    small = np.isin(CATEGORY_CODES[category].astype(str), ["small", "drinks", "mobile_banquet"])
    return texts(
        [
            owner if tiny and draw.chance(0.6) else person_name(draw)
            for tiny, owner in zip(small.tolist(), principal, strict=True)
        ]
    )


def _credit_codes(plan: Plan, places: list[Town], category: Ints, town: Ints) -> list[str]:
    rng = plan.rng("credit codes")
    numbers = rng.choice(1_000_000, len(category), replace=False).tolist()
    company = rng.random(len(category)) < 0.35
    registrars = []
    for kind, is_company in zip(CATEGORY_CODES[category], company.tolist(), strict=True):
        group = CATEGORIES[Category(kind)].group
        if group is CategoryGroup.CANTEEN:
            private = kind in (Category.CHILDCARE_CANTEEN, Category.ELDERLY_CARE_CANTEEN)
            registrars.append("52" if private else "12")
        else:
            large = kind in (Category.EXTRA_LARGE, Category.LARGE)
            registrars.append("91" if large or is_company else "92")
    return [
        make_credit_code(registrar, places[at].banner_adcode, f"MA{number:06d}")
        for registrar, at, number in zip(registrars, town.tolist(), numbers, strict=True)
    ]


def _flags(plan: Plan, step: str, category: Ints, shares: dict[Category, float]) -> Flags:
    share = np.array([shares.get(Category(kind), 0.0) for kind in CATEGORY_CODES])
    return plan.rng(step).random(len(category)) < share[category]
