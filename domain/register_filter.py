"""Which establishments a list of the register holds: the filter, its options, and its address.

Lists, counts, exports and bulk actions take the same filter, so they mean the same rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from domain.categories import CODES
from domain.grades import IN_REGISTER, EstablishmentStatus, GuarantorTier, HygieneGrade, RiskLevel
from domain.row_id import LARGEST_ID

LONGEST_TEXT = 60
NOT_ASSESSED = "-"
"""Instead of a grade: none was given, which is not good."""

EXPIRING_DAYS = 30
"""A licence that ends within so many days. 平台规则; 食品经营许可管理办法 takes renewals then."""


class LicenceState(StrEnum):
    """Standing of the licence that runs longest. The first five exclude each other."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    UNDATED = "undated"  # nobody has entered until when: not known is not valid
    MISSING = "missing"
    NUMBER_INVALID = "number_invalid"  # check digit; on top of one of the others


class CameraGroup(StrEnum):
    """What is known of an establishment's cameras together."""

    NONE = "none"
    UNPATROLLED = "unpatrolled"  # it has some, and nobody has ever looked
    OFFLINE = "offline"  # at least one gives no usable picture
    ONLINE = "online"  # all that were looked at give one


class Point(StrEnum):
    """Whether it stands on the map."""

    LOCATED = "located"
    UNLOCATED = "unlocated"


class Information(StrEnum):
    """Whether all stands there that the public must be told (PUBLIC_FACTS)."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


PUBLIC_FACTS = (
    "name",
    "address",
    "category",
    "licence",  # in date
    "hygiene_grade",
    "safety_officer",
    "location",
)
"""信息公示 of the plan: complete when none of these is missing. 平台规则."""


class Seen(StrEnum):
    """Kitchens somebody can look into now."""

    ONLINE = "online"  # at least one camera gives a usable picture


class CertificateState(StrEnum):
    """Health certificates of those who work there, per person the one that runs longest."""

    EXPIRED = "expired"  # of somebody it has ended, or there is none
    EXPIRING = "expiring"  # of somebody it ends within EXPIRING_DAYS


class InspectionState(StrEnum):
    """Of the next inspection by the risk level that holds."""

    OVERDUE = "overdue"


class VisitState(StrEnum):
    """Of the next visit of the cadre who holds the establishment. They exclude each other."""

    DUE = "due"  # within VISITS_AHEAD_DAYS
    LATE = "late"  # its day is over


class Change(StrEnum):
    """A dated change of status that waits for its day."""

    COMING = "coming"


class CodeState(StrEnum):
    """Scans of a 食安码 that somebody should look at (domain.scans)."""

    BURST = "burst"  # far more than usual: perhaps copied
    REVOKED = "revoked"  # a sticker that was revoked still hangs somewhere


NARROW: dict[str, type[StrEnum]] = {
    "kitchen": Seen,
    "certificate": CertificateState,
    "change": Change,
    "inspection": InspectionState,
    "visit": VisitState,
    "code": CodeState,
}
"""Dimensions that figures of other screens open lists with: one option at most."""

OPTIONS: dict[str, Sequence[str]] = {
    "status": tuple(EstablishmentStatus),
    "category": CODES,
    "risk": (*RiskLevel, NOT_ASSESSED),
    "tier": (*GuarantorTier, NOT_ASSESSED),
    "hygiene": (*HygieneGrade, NOT_ASSESSED),
    "licence": tuple(LicenceState),
    "camera": tuple(CameraGroup),
    "point": tuple(Point),
    "information": tuple(Information),
}
"""Dimension of the filter → its options, in the order of the screen."""

PLACE_KINDS = ("banner", "township", "office", "street")
"""Dimensions that name one place each."""

_DEFAULT_STATUS: tuple[str, ...] = tuple(IN_REGISTER)
_FOUND_BY_NUMBER: tuple[str, ...] = tuple(
    status for status in EstablishmentStatus if status is not EstablishmentStatus.MERGED
)
_WHOLE_NUMBER = re.compile(r"[A-Za-z]{2}\d{14}|[0-9A-Za-z]{18}|\d{15}", re.ASCII)
"""A licence number, a credit code or a registration number before these, not a part of one."""

_CODES = {"banner": r"\d{6}", "township": r"\d{9}"}


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What the reader wants to see; empty leaves a dimension open.

    Attributes:
        q: Part of a name, its initials, a licence number, a credit code or an address.
        status: What is in the register unless others are asked for.
        banner: Adcode.
        township: Code of nine digits.
        office: Id of a supervision office.
        street: Id of a showcase street.
        kitchen, certificate, change, inspection, visit, code: An option of NARROW.
        cadre: Id of a guarantor; only what this one holds.
        since: City day; only what has changed on it or later.
        batch: Id of an import or bulk change; only what it touched.
    """

    q: str = ""
    status: tuple[str, ...] = _DEFAULT_STATUS
    category: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    hygiene: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    camera: tuple[str, ...] = ()
    point: tuple[str, ...] = ()
    information: tuple[str, ...] = ()
    banner: str | None = None
    township: str | None = None
    office: int | None = None
    street: int | None = None
    kitchen: str = ""
    certificate: str = ""
    change: str = ""
    inspection: str = ""
    visit: str = ""
    code: str = ""
    cadre: int | None = None
    since: date | None = None
    batch: int | None = None

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> Self:
        """The filter that an address asks for; unknown keys and impossible values are ignored."""
        chosen: dict[str, Any] = {group: _options(group, _text(query, group)) for group in OPTIONS}
        narrow: dict[str, Any] = {
            name: text if (text := _text(query, name)) in set(options) else ""
            for name, options in NARROW.items()
        }
        return cls(
            **{**chosen, "status": chosen["status"] or _DEFAULT_STATUS},
            q=clean_text(_text(query, "q")),
            banner=_code(query, "banner"),
            township=_code(query, "township"),
            office=_number(query, "office"),
            street=_number(query, "street"),
            **narrow,
            cadre=_number(query, "cadre"),
            since=_day(_text(query, "since")),
            batch=_number(query, "batch"),
        )

    def query(self) -> dict[str, str]:
        """What `parse` reads back as this filter; only what differs from the default."""
        default = RegisterFilter()
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: ",".join(value) if isinstance(value, tuple) else str(value)
            for name, value in given.items()
            if value != getattr(default, name)
        }

    def toggled(self, group: str, option: str) -> Self:
        """This filter with one option put in or taken out; the last status leads to the default."""
        kept = set(getattr(self, group)) ^ {option}
        chosen = tuple(one for one in OPTIONS[group] if one in kept)
        if group == "status" and not chosen:
            chosen = _DEFAULT_STATUS
        changed: dict[str, Any] = {group: chosen}
        return replace(self, **changed)

    def looked_for(self) -> Self:
        """This filter as rows are looked for: a whole number finds its record also when 注销.

        Whoever types one means that one record, and should learn what became of it. A merged record
        stays out, because the one it went into is found; and so does any status that was chosen.
        """
        if self.status != _DEFAULT_STATUS or not _WHOLE_NUMBER.fullmatch(self.q):
            return self
        return replace(self, status=_FOUND_BY_NUMBER)

    def without(self, name: str) -> Self:
        """This filter with one dimension open again."""
        return replace(self, **{name: getattr(RegisterFilter(), name)})


def clean_text(text: str) -> str:
    """What somebody looks for: no control characters, at most LONGEST_TEXT signs."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST_TEXT]


def _text(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    return value if isinstance(value, str) else ""


def _options(group: str, text: str) -> tuple[str, ...]:
    given = set(text.split(","))
    return tuple(str(option) for option in OPTIONS[group] if option in given)


def _code(query: Mapping[str, Any], name: str) -> str | None:
    text = _text(query, name)
    return text if re.fullmatch(_CODES[name], text, re.ASCII) else None


def _number(query: Mapping[str, Any], name: str) -> int | None:
    text = _text(query, name)
    number = int(text) if re.fullmatch(r"[0-9]{1,10}", text) else 0
    return number if 0 < number <= LARGEST_ID else None


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
