"""包保 of the demonstration: cadres, the establishments that each holds, and their visits.

All names are invented. A cadre holds six to fourteen establishments, as in the cities that have
published theirs (mission/expectations.md section 0); a few establishments are held by nobody.
"""

from dataclasses import dataclass

import numpy as np

from data_access.demo_city.bulk import Bulk
from data_access.demo_city.establishments import Register
from data_access.demo_city.names import Words, masked_phones, person_name
from data_access.demo_city.officers import Post
from data_access.demo_city.plan import Days, Flags, Ints, Plan, Texts, texts
from data_access.schema import guarantee, guarantor, guarantor_visit
from domain.categories import CATEGORIES, Category, CategoryGroup
from domain.checklists import Answer
from domain.grades import GuarantorTier
from domain.guarantors import VISIT_EVERY_DAYS, VISIT_ITEMS, VisitCourse, VisitManner

_FEWEST, _MOST = 6, 14
_UNHELD_SHARE = 0.012
_SIGNED_SHARE = 0.97
_KEPT_SHARE = 0.93  # of the visits that fell due
_YEAR = 365
_SAMPLES_ITEM = 5  # 晨检与留样: only canteens are asked
_COURSES = ((VisitCourse.ON_SPOT, 0.55), (VisitCourse.DEADLINE, 0.38), (VisitCourse.HANDED_OVER, 1))
_CITY_DUTY, _BANNER_DUTY = "市级包保领导", "旗区级包保领导"


@dataclass(frozen=True, slots=True)
class Cadres:
    """Cadres as arrays of equal length, and who holds each establishment.

    Attributes:
        holder: Index of the cadre of each establishment of the register, -1 for nobody.
    """

    tier: list[str]
    banner_adcode: list[str | None]
    township_code: list[str | None]
    position: list[str]
    holder: Ints


def write_guarantors(bulk: Bulk, plan: Plan, register: Register, posts: dict[str, Post]) -> None:
    """Draw and write rows of `guarantor`, `guarantee` and `guarantor_visit`."""
    cadres = _draw_cadres(plan, register)
    _write_cadres(bulk, plan, cadres)
    since = _held_since(plan, register)
    held = np.flatnonzero(cadres.holder >= 0)
    bulk.insert(
        guarantee,
        {
            "id": np.arange(1, len(held) + 1),
            "guarantor_id": cadres.holder[held] + 1,
            "establishment_id": register.ids[held],
            "township_code": register.township_code[held],
            "since": since[held],
        },
    )
    _write_visits(bulk, plan, register, cadres, since, posts)


def _draw_cadres(plan: Plan, register: Register) -> Cadres:
    rng = plan.rng("guarantors")
    cadres = Cadres([], [], [], [], np.full(len(register), -1, dtype=np.int64))
    tiers = register.guarantor_tier.astype(str)
    for tier in GuarantorTier:
        members = np.flatnonzero(tiers == tier)
        for here in _together(register, members, tier):
            _hold(rng, cadres, register, here, tier)
    cadres.holder[rng.random(len(register)) < _UNHELD_SHARE] = -1
    return cadres


def _together(register: Register, members: Ints, tier: GuarantorTier) -> list[Ints]:
    """The members of each place that a tier's cadres belong to, neighbours beside each other."""
    if tier is GuarantorTier.A:
        keys = np.zeros(len(members), dtype=np.int64)
    elif tier is GuarantorTier.B:
        _names, keys = np.unique(register.banner_adcode[members].astype(str), return_inverse=True)
    else:
        keys = register.town[members]
    by_address = np.lexsort((register.address[members].astype(str), keys))
    ordered, keys = members[by_address], keys[by_address]
    return np.split(ordered, np.flatnonzero(np.diff(keys)) + 1) if len(ordered) else []


def _hold(
    rng: np.random.Generator, cadres: Cadres, register: Register, here: Ints, tier: GuarantorTier
) -> None:
    """Share the establishments of one place out among cadres."""
    town = register.towns[int(register.town[here[0]])]
    at, number = 0, 0
    while at < len(here):
        size = int(rng.integers(_FEWEST, _MOST + 1))
        if len(here) - at - size < _FEWEST // 2:  # nobody is left with one or two
            size = len(here) - at
        cadres.holder[here[at : at + size]] = len(cadres.tier)
        at, number = at + size, number + 1
        cadres.tier.append(str(tier))
        cadres.banner_adcode.append(None if tier is GuarantorTier.A else town.banner_adcode)
        local = tier in (GuarantorTier.C, GuarantorTier.D)
        cadres.township_code.append(town.code if local else None)
        cadres.position.append(
            {
                GuarantorTier.A: _CITY_DUTY,
                GuarantorTier.B: f"{town.banner_name}{_BANNER_DUTY}",
                GuarantorTier.C: f"{town.name}包保干部",
                GuarantorTier.D: f"{town.name}第{number}网格包保干部",
            }[tier]
        )


def _write_cadres(bulk: Bulk, plan: Plan, cadres: Cadres) -> None:
    draw = Words(plan.rng("guarantor names"), plan.words)
    count = len(cadres.tier)
    rng = plan.rng("commitments")
    today = np.datetime64(plan.today)
    signed = np.where(
        rng.random(count) < _SIGNED_SHARE,
        today - rng.integers(40, 320, count).astype("m8[D]"),
        np.datetime64("NaT", "D"),
    )
    bulk.insert(
        guarantor,
        {
            "id": np.arange(1, count + 1),
            "name": [person_name(draw) for _ in range(count)],
            "position": cadres.position,
            "tier": cadres.tier,
            "banner_adcode": texts(cadres.banner_adcode),
            "township_code": texts(cadres.township_code),
            "phone": masked_phones(plan.rng("guarantor phones"), count),
            "commitment_signed_on": signed,
            "source_key": [f"demo:{number}" for number in range(1, count + 1)],
            "created_at": np.full(count, plan.first_ms),
            "updated_at": np.full(count, plan.first_ms),
        },
    )


def _held_since(plan: Plan, register: Register) -> Days:
    today = np.datetime64(plan.today)
    ago = plan.rng("held since").integers(150, 700, len(register)).astype("m8[D]")
    taken_over = register.opened_on + np.timedelta64(10, "D")
    return np.minimum(np.maximum(today - ago, taken_over), today)


def _write_visits(
    bulk: Bulk,
    plan: Plan,
    register: Register,
    cadres: Cadres,
    since: Days,
    posts: dict[str, Post],
) -> None:
    rng = plan.rng("visits")
    owner, visited_on = _visit_days(plan, rng, register, cadres, since)
    count = len(owner)
    failed = _failed_items(rng, register, owner)
    problems = failed.sum(axis=1)
    course = _courses(rng, problems)
    rectify_by = np.where(
        course == VisitCourse.DEADLINE,
        visited_on + rng.integers(5, 16, count).astype("m8[D]"),
        np.datetime64("NaT", "D"),
    )
    done = rectify_by - rng.integers(0, 4, count).astype("m8[D]")
    today = np.datetime64(plan.today)
    done = np.where((rng.random(count) < 0.93) & (done < today), done, np.datetime64("NaT", "D"))
    done = np.where(course == VisitCourse.ON_SPOT, visited_on, done)
    codes = register.township_code[owner]
    companions = [
        posts[code].officers[n % len(posts[code].officers)].partition("（")[0] if along else None
        for n, (code, along) in enumerate(
            zip(codes.tolist(), (rng.random(count) < 0.4).tolist(), strict=True)
        )
    ]
    manner = np.where(rng.random(count) < 0.9, VisitManner.ON_SITE.value, VisitManner.VIDEO.value)
    bulk.insert(
        guarantor_visit,
        {
            "id": np.arange(1, count + 1),
            "guarantor_id": cadres.holder[owner] + 1,
            "establishment_id": register.ids[owner],
            "township_code": codes,
            "visited_on": visited_on,
            "manner": manner.tolist(),
            "companion": texts(companions),
            "answers": _answers(failed, register, owner),
            "course": course,
            "rectify_by": rectify_by,
            "rectified_on": done,
            "source_key": [f"demo:{number}" for number in range(1, count + 1)],
            "recorded_at": visited_on.astype("M8[ms]").astype(np.int64) + 8 * 3_600_000,
        },
    )


def _visit_days(
    plan: Plan, rng: np.random.Generator, register: Register, cadres: Cadres, since: Days
) -> tuple[Ints, Days]:
    """Owner and day of each visit of the last year, oldest first."""
    today = np.datetime64(plan.today)
    every = np.array([VISIT_EVERY_DAYS[GuarantorTier(t)] for t in register.guarantor_tier])
    owners, days = [], []
    phase = rng.random(len(register))
    for back in range(_YEAR // min(VISIT_EVERY_DAYS.values()) + 1):
        ago = ((phase + back) * every).astype(int)
        day = today - ago.astype("m8[D]")
        fits = (cadres.holder >= 0) & (ago < _YEAR) & (ago > 0) & (day > since)
        kept: Flags = fits & (rng.random(len(register)) < _KEPT_SHARE)
        owners.append(np.flatnonzero(kept))
        days.append(day[kept])
    owner, visited = np.concatenate(owners), np.concatenate(days)
    order = np.argsort(visited, kind="stable")
    return owner[order], visited[order]


def _failed_items(rng: np.random.Generator, register: Register, owner: Ints) -> Flags:
    chance = np.clip(0.045 * np.exp(-0.6 * register.conduct[owner]), 0.004, 0.4)
    failed: Flags = rng.random((len(owner), len(VISIT_ITEMS))) < chance[:, None]
    failed[~_asked_samples(register, owner), _SAMPLES_ITEM] = False
    return failed


def _asked_samples(register: Register, owner: Ints) -> Flags:
    canteens = [kind for kind in Category if CATEGORIES[kind].group is CategoryGroup.CANTEEN]
    return register.of(*canteens)[owner]


def _answers(failed: Flags, register: Register, owner: Ints) -> Texts:
    marks = np.where(failed, Answer.FAIL.value, Answer.PASS.value).astype("U1")
    marks[~_asked_samples(register, owner), _SAMPLES_ITEM] = Answer.NOT_APPLICABLE.value
    return texts(["".join(row) for row in marks.tolist()])


def _courses(rng: np.random.Generator, problems: Ints) -> Texts:
    drawn = rng.random(len(problems))
    course: Texts = texts([VisitCourse.NONE.value] * len(problems))
    below = 0.0
    for one, share in _COURSES:
        course[(problems > 0) & (drawn >= below) & (drawn < below + share)] = one.value
        below += share
    return course
