"""Which passwords are good enough: two profiles, because two norms contradict each other.

GB/T 22239-2019 (等保三级, 8.1.4.1 a) asks for complexity and regular change; OWASP ASVS 5.0 (6.2.5,
6.2.10) forbids both and asks for length and a list of known passwords instead.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.known_passwords import is_guessable, read_as_letters

LONGEST = 128
_FEWEST_SIGNS = 5
_NAME_SIGNS, _PART_SIGNS = 3, 4
_PARTING = re.compile(r"[._-]+")


class Profile(StrEnum):
    """Name of a profile in the settings."""

    OWASP = "owasp"
    DENGBAO3 = "dengbao3"


class Problem(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    PLAIN = "plain"
    COMMON = "common"
    NAME = "name"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a profile asks.

    Attributes:
        shortest: Characters.
        classes: Of lower case, upper case, digits, other; 0 asks for none.
        max_age: After this a new one is due; None never.
        former: How many of the last passwords may not come back.
    """

    shortest: int
    classes: int
    max_age: timedelta | None
    former: int


POLICIES = {
    Profile.OWASP: Policy(shortest=12, classes=0, max_age=None, former=0),
    Profile.DENGBAO3: Policy(shortest=10, classes=3, max_age=timedelta(days=90), former=5),
}


def problem(password: str, policy: Policy, username: str = "") -> Problem | None:
    """Why `password` may not be used, or None; former passwords are not looked at."""
    if len(password) < policy.shortest:
        return Problem.SHORT
    if len(password) > LONGEST:
        return Problem.LONG
    if classes(password) < policy.classes:
        return Problem.PLAIN
    if len(set(password.casefold())) < _FEWEST_SIGNS or is_guessable(password):
        return Problem.COMMON
    if _holds_name(password, username):
        return Problem.NAME
    return None


def classes(password: str) -> int:
    """How many of lower case, upper case, digits and other characters occur, 0 to 4."""
    return sum(
        (
            any(sign.islower() for sign in password),
            any(sign.isupper() for sign in password),
            any(sign.isdigit() for sign in password),
            any(not sign.isalnum() for sign in password),
        )
    )


def _holds_name(password: str, username: str) -> bool:
    """Whether the account's name stands in it: whole, a long part, backwards, or with signs."""
    name = username.casefold()
    parts = {name, *(part for part in _PARTING.split(name) if len(part) >= _PART_SIGNS)}
    sought = {part for part in parts if len(part) >= _NAME_SIGNS}
    held = password.casefold()
    return any(
        part in held or part[::-1] in held or read_as_letters(part) in read_as_letters(held)
        for part in sought
    )


def is_due(policy: Policy, changed_at: datetime | None, now: datetime) -> bool:
    """Whether a password is older than the profile allows."""
    return policy.max_age is not None and (changed_at is None or changed_at + policy.max_age <= now)
