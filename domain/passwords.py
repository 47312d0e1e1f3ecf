"""Which passwords are good enough: two profiles, because two norms contradict each other.

GB/T 22239-2019 (等保三级, 8.1.4.1 a) asks for complexity and regular change; OWASP ASVS 5.0 (6.2.5,
6.2.10) forbids both and asks for length and a list of known passwords instead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = 128


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

# Known from every leaked list, or what people here would try first; whole or as the stem before
# digits and signs.
_WORDS = """
password passw0rd p@ssword p@ssw0rd passwort welcome letmein iloveyou administrator admin
administration root superuser qwerty qwertyui qwertyuiop qwertyuiopasdfgh asdfghjkl zxcvbnm
qazwsx qazwsxedc 1qaz2wsx 1qaz2wsx3edc 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y zaq12wsx abc123
abcd1234 abcdefg abcdefgh abcdefghijkl abc123456789 monkey dragon football baseball sunshine
princess superman batman trustno1 changeme changeit default secret master hello login test
testtest guest woaini woaini1314 woaini520 aini1314 woaiwojia wodemima mima shisanlin
nuancheng nuanchengshian ordos eerduosi shipinanquan shian jianguanju dongsheng kangbashi
zhonghua zhongguo huawei tencent taobao
000000000000 111111111111 123123123123 123456 1234567 12345678 123456789 1234567890
12345678910 123456789012 1234567890123 012345678910 0123456789 987654321 987654321000
888888888888 666666666666 5201314 147258369 147258369000 112233445566 121212121212
"""
_COMMON = frozenset(_WORDS.split())


def problem(password: str, policy: Policy, username: str = "") -> Problem | None:
    """Why `password` may not be used, or None; former passwords are not looked at."""
    if len(password) < policy.shortest:
        return Problem.SHORT
    if len(password) > LONGEST:
        return Problem.LONG
    if classes(password) < policy.classes:
        return Problem.PLAIN
    if is_common(password):
        return Problem.COMMON
    if len(username) >= 3 and username.casefold() in password.casefold():
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


def is_common(password: str) -> bool:
    """Whether it stands on the list, alone or with digits and signs around it, or repeats a few."""
    plain = password.casefold()
    stem = plain.strip("0123456789!@#$%^&*()-_=+.,?~ ")
    return plain in _COMMON or stem in _COMMON or len(set(plain)) < 5


def is_due(policy: Policy, changed_at: datetime | None, now: datetime) -> bool:
    """Whether a password is older than the profile allows."""
    return policy.max_age is not None and (changed_at is None or changed_at + policy.max_age <= now)
