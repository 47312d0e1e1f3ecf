"""Which records of the register are probably one establishment, and why.

平台规则: the same credit code says so only together with the same name or address, because a chain
has one code for many shops; the same licence number, once cleaned, says so by itself; the same name
in the same township says so where the two points lie close together.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from domain.datum import distance_m

NEAR_M = 100.0
_LARGEST_GROUP = 40  # a code that stands at more is no trace of one shop
_SIGNS = re.compile(r"[\s()（）\[\]【】.,，。·\-—_]+")


class Reason(StrEnum):
    """Why two records are taken for one."""

    LICENCE = "licence"
    CREDIT_CODE_AND_NAME = "credit_code_and_name"
    CREDIT_CODE_AND_ADDRESS = "credit_code_and_address"
    NAME_AND_POINT = "name_and_point"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of a record; licences are those it has, as written."""

    id: int
    name: str
    township_code: str
    credit_code: str | None
    address: str | None
    lon: float | None
    lat: float | None
    licences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, the older one first, and why."""

    first: int
    second: int
    reasons: tuple[Reason, ...]


def pair_key(one: int, other: int) -> tuple[int, int]:
    """The same for both orders."""
    return min(one, other), max(one, other)


def find_pairs(
    candidates: Sequence[Candidate], distinct: Iterable[tuple[int, int]] = ()
) -> list[Pair]:
    """Probable pairs, those with the weightiest reason first.

    Args:
        candidates: Every record in question.
        distinct: Keys of pairs that a person has told apart.
    """
    told_apart = set(distinct)
    found: dict[tuple[int, int], list[Reason]] = defaultdict(list)
    for reason, key, agrees in _RULES:
        for group in _groups(candidates, key):
            for one, other in combinations(group, 2):
                place = pair_key(one.id, other.id)
                if place not in told_apart and reason not in found[place] and agrees(one, other):
                    found[place].append(reason)
    pairs = [Pair(*place, tuple(reasons)) for place, reasons in found.items() if reasons]
    order = list(Reason)
    return sorted(pairs, key=lambda pair: (order.index(pair.reasons[0]), pair.first, pair.second))


def plain_text(text: str | None) -> str:
    """Text without what does not tell two names apart: width, case, spaces, brackets."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text or "")).lower()


def _groups(
    candidates: Sequence[Candidate], keys: Callable[[Candidate], list[Hashable]]
) -> list[list[Candidate]]:
    by_key: dict[Hashable, list[Candidate]] = defaultdict(list)
    for one in candidates:
        for key in keys(one):
            by_key[key].append(one)
    return [group for group in by_key.values() if 1 < len(group) <= _LARGEST_GROUP]


def _near(one: Candidate, other: Candidate) -> bool:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return False
    return distance_m((one.lon, one.lat), (other.lon, other.lat)) <= NEAR_M


def _same_address(one: Candidate, other: Candidate) -> bool:
    return bool(one.address) and plain_text(one.address) == plain_text(other.address)


def _same_name(one: Candidate, other: Candidate) -> bool:
    return plain_text(one.name) == plain_text(other.name)


def _codes(one: Candidate) -> list[Hashable]:
    return [one.credit_code] if one.credit_code else []


def _numbers(one: Candidate) -> list[Hashable]:
    return list({_cleaned(number) for number in one.licences})


def _cleaned(number: str) -> str:
    return "".join(unicodedata.normalize("NFKC", number).split()).upper().replace("-", "")


def _names(one: Candidate) -> list[Hashable]:
    return [(one.township_code, plain_text(one.name))]


_RULES: tuple[
    tuple[
        Reason,
        Callable[[Candidate], list[Hashable]],
        Callable[[Candidate, Candidate], bool],
    ],
    ...,
] = (
    (Reason.LICENCE, _numbers, lambda one, other: one.id != other.id),
    (Reason.CREDIT_CODE_AND_NAME, _codes, _same_name),
    (Reason.CREDIT_CODE_AND_ADDRESS, _codes, _same_address),
    (Reason.NAME_AND_POINT, _names, _near),
)
