"""People of the demonstration: three to six an establishment, with health certificates.

All names are invented, phones are masked, and nobody has an identity number. The principal and the
safety officer are those that the register names.
"""

from dataclasses import dataclass

import numpy as np

from data_access.demo_city.establishments import Register
from data_access.demo_city.names import Words, masked_phones, person_name
from data_access.demo_city.plan import Days, Floats, Ints, Plan, Texts, texts
from domain.categories import CATEGORIES, Category, CategoryGroup
from domain.posts import Post

FEWEST, MOST = 3, 6
_USUAL = {
    Category.EXTRA_LARGE: 6,
    Category.LARGE: 6,
    Category.MEDIUM: 4,
    Category.SMALL: 3,
    Category.DRINKS: 3,
    Category.MOBILE_BANQUET: 3,
}
_CANTEEN = 5
_ONE_MORE_SHARE = 0.3
_KITCHEN = (Post.CHEF, Post.COOK, Post.PREPARATION, Post.SERVER, Post.WASHER, Post.CLEANER)
_COUNTER = (Post.SERVER, Post.CLEANER, Post.BUYER)
_SMALL_KITCHEN = (Post.COOK, Post.SERVER, Post.CLEANER, Post.PREPARATION)
# 60号令: large and medium catering companies appoint a 食品安全总监; canteens by their size, which
# the register does not hold, so a share of the school canteens stands for the large ones.
_DIRECTED = frozenset({Category.EXTRA_LARGE, Category.LARGE})
_COMPANY = "91"  # how the credit code of a company begins
_LARGE_SCHOOL_SHARE = 0.35
_VALID = np.timedelta64(365, "D")  # FSL 45: examined every year
_DUE_SHARE, _EXPIRED_SHARE = 0.07, 0.03
_DUE_DAYS = 30
_CONDUCT = 0.9


@dataclass(frozen=True, slots=True)
class People:
    """People as arrays of equal length, in the order of their ids from 1 on.

    Attributes:
        owner: Index of the establishment in the register.
        certificate: Number of the health certificate, one each.
    """

    ids: Ints
    owner: Ints
    name: list[str]
    post: Texts
    phone: list[str]
    certificate: list[str]
    issuer: Texts
    issued_on: Days
    expires_on: Days


def draw_people(plan: Plan, register: Register) -> People:
    """Draw the staff of every establishment."""
    draw = Words(plan.rng("staff"))
    owner: list[int] = []
    name: list[str] = []
    post: list[str] = []
    leaders = zip(
        register.category.tolist(),
        register.principal,
        register.safety_officer.tolist(),
        register.credit_code,
        strict=True,
    )
    for at, (kind, principal, officer, code) in enumerate(leaders):
        staff = _staff(draw, Category(kind), principal, officer, code)
        owner += [at] * len(staff)
        name += [one for one, _post in staff]
        post += [str(held) for _one, held in staff]
    owners = np.array(owner, dtype=np.int64)
    issued, expires = _certificates(plan, register.conduct[owners])
    adcodes = register.banner_adcode
    issuers = texts([f"{town.banner_name}示例体检中心" for town in register.towns])
    return People(
        ids=np.arange(1, len(owners) + 1),
        owner=owners,
        name=name,
        post=texts(post),
        phone=masked_phones(plan.rng("staff phones"), len(owners)),
        certificate=[f"DEMO{adcodes[at]}{n:06d}" for n, at in enumerate(owner, start=1)],
        issuer=issuers[register.town[owners]],
        issued_on=issued,
        expires_on=expires,
    )


def _staff(
    draw: Words, category: Category, principal: str, officer: str, code: str
) -> list[tuple[str, Post]]:
    """Names and posts of one establishment, those who answer for it first."""
    found = [(principal, Post.PRINCIPAL)]
    if _has_director(draw, category, code):
        found.append((person_name(draw), Post.SAFETY_DIRECTOR))
    if officer != principal:
        found.append((officer, Post.SAFETY_OFFICER))
    wanted = _USUAL.get(category, _CANTEEN) + draw.chance(_ONE_MORE_SHARE)
    posts = _posts(category)
    for at in range(min(wanted, MOST) - len(found)):
        found.append((person_name(draw), posts[at % len(posts)]))
    return found


def _has_director(draw: Words, category: Category, code: str) -> bool:
    if category is Category.SCHOOL_CANTEEN:
        return draw.chance(_LARGE_SCHOOL_SHARE)
    company = category is Category.MEDIUM and code.startswith(_COMPANY)
    return company or category in _DIRECTED


def _posts(category: Category) -> tuple[Post, ...]:
    if category is Category.DRINKS:
        return _COUNTER
    if CATEGORIES[category].group is CategoryGroup.CANTEEN or category in _DIRECTED:
        return _KITCHEN
    return _SMALL_KITCHEN


def _certificates(plan: Plan, conduct: Floats) -> tuple[Days, Days]:
    """Days of issue and expiry: most run for months, some end within thirty days, a few have."""
    rng, count = plan.rng("health certificates"), len(conduct)
    today = np.datetime64(plan.today)
    # As many as ever, but more of them where a kitchen is badly run.
    lot = rng.random(count) * np.exp(_CONDUCT * conduct + _CONDUCT**2 / 2)
    left = rng.integers(_DUE_DAYS + 1, 365, count)
    left = np.where(lot < _DUE_SHARE + _EXPIRED_SHARE, rng.integers(1, _DUE_DAYS, count), left)
    left = np.where(lot < _EXPIRED_SHARE, -rng.integers(1, 75, count), left)
    expires = today + left.astype("m8[D]")
    return expires - _VALID, expires
