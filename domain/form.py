"""What people type into forms of the register: read field by field, what is wrong said by name.

A finding is a name and not a sentence, so that every screen says it in its own language.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import isfinite
from re import ASCII, compile
from typing import Any

_EARLIEST, _LATEST = date(1950, 1, 1), date(2150, 12, 31)
# Also with masked digits: the demonstration shows no whole number of a person.
_PHONE = compile(
    r"(\+?86[- ]?)?(1[3-9][\d*]{9}|0\d{2,3}[- ]?\d{7,8}(-\d{1,6})?|400[\d-]{7,9})", ASCII
)


class Fault(StrEnum):
    """What is wrong with a value, or odd about it."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    ODD_SIGNS = "odd_signs"
    NOT_A_DAY = "not_a_day"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_PHONE = "not_a_phone"
    NOT_YOURS = "not_yours"
    CHECK_DIGITS = "check_digits"
    HALF_A_POINT = "half_a_point"
    SWAPPED = "swapped"
    OUTSIDE_CITY = "outside_city"
    OTHER_BANNER = "other_banner"
    MAYBE_GCJ02 = "maybe_gcj02"
    DAYS_REVERSED = "days_reversed"
    IN_FUTURE = "in_future"
    TOO_FAR = "too_far"
    TOO_SOON = "too_soon"
    ALREADY_ASKED = "already_asked"
    BEFORE_LICENCE = "before_licence"
    BEFORE_CURRENT = "before_current"
    SAME_STATUS = "same_status"
    ALREADY_WAITING = "already_waiting"
    TAKEN = "taken"
    NOT_AN_IDENTITY = "not_an_identity"
    IDENTITY_HERE = "identity_here"
    SAME_PERSON = "same_person"
    ADDRESS_REFUSED = "address_refused"
    OWN_SERVICE = "own_service"
    NO_ADDRESS = "no_address"
    MERGED = "merged"
    IN_USE = "in_use"
    PASSWORD_FORGOTTEN = "password_forgotten"
    NOT_A_COUNT = "not_a_count"
    MORE_FAILED = "more_failed"
    TWO_INSPECTORS = "two_inspectors"
    NEEDS_DEADLINE = "needs_deadline"
    BEFORE_CHECK = "before_check"
    BEFORE_FACT = "before_fact"
    NOT_AN_AMOUNT = "not_an_amount"
    KIND_UNFIT = "kind_unfit"
    ITEM_UNREADABLE = "item_unreadable"
    PASSED_WITH_ITEMS = "passed_with_items"
    COURSE_UNFIT = "course_unfit"
    SOMEBODY_FASTER = "somebody_faster"
    HELD_BY_NOBODY = "held_by_nobody"
    IN_PAST = "in_past"
    ENDS_FIRST = "ends_first"
    TOO_LONG_AWAY = "too_long_away"
    TOO_MANY_DAYS = "too_many_days"
    TOO_MANY = "too_many"
    SIGNS_ANYWAY = "signs_anyway"
    TOOK_BACK = "took_back"


class Weight(StrEnum):
    """What a finding means for the form."""

    REFUSED = "refused"
    ASK = "ask"  # taken when the person says so a second time
    NOTE = "note"  # taken, and said


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one field.

    Attributes:
        field: Name of the field, empty for the form as a whole.
        detail: What the sentence needs: a length, a name, a day.
        offer: A better point (longitude, latitude), where there is one.
    """

    field: str
    fault: Fault
    weight: Weight = Weight.REFUSED
    detail: str = ""
    offer: tuple[float, float] | None = None


class FormRefusedError(ValueError):
    """Nothing was saved; `findings` say why, field by field."""

    def __init__(self, findings: Collection[Finding]) -> None:
        super().__init__(", ".join(f"{one.field} {one.fault}" for one in findings))
        self.findings = tuple(findings)


@dataclass(slots=True)
class Form:
    """Reads given values; `values` collects what is good, `findings` what is not.

    Attributes:
        given: Field → what came; whatever it is, nothing here raises.
    """

    given: Mapping[str, object]
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def say(self, name: str, fault: Fault, detail: str = "", *, note: bool = False) -> None:
        """Note a finding."""
        weight = Weight.NOTE if note else Weight.REFUSED
        self.findings.append(Finding(name, fault, weight, detail))

    def raw(self, name: str) -> str:
        """The value as text: full-width signs as usual ones, no spaces round it."""
        value = self.given.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return unicodedata.normalize("NFC", str(value)).strip()

    def text(self, name: str, longest: int, *, required: bool = False) -> None:
        """A line of text."""
        if name not in self.given:
            return
        text = " ".join(self.raw(name).split())
        if not text and required:
            self.say(name, Fault.MISSING)
        elif len(text) > longest:
            self.say(name, Fault.TOO_LONG, str(longest))
        elif not text.isprintable():
            self.say(name, Fault.ODD_SIGNS)
        else:
            self.values[name] = text or None

    def code(self, name: str, longest: int, *, required: bool = False) -> str | None:
        """A number of an office: no spaces, no full-width signs, capital letters."""
        if name not in self.given:
            return None
        text = cleaned_code(self.raw(name))
        if not text and required:
            self.say(name, Fault.MISSING)
        elif len(text) > longest:
            self.say(name, Fault.TOO_LONG, str(longest))
        elif not (text.isascii() and text.isprintable()):
            self.say(name, Fault.ODD_SIGNS)
        else:
            self.values[name] = text or None
            return text or None
        return None

    def choice(self, name: str, choices: Collection[str], *, required: bool = False) -> None:
        """One of `choices`; empty is None."""
        if name not in self.given:
            return
        text = self.raw(name)
        if not text and required:
            self.say(name, Fault.MISSING)
        elif text and text not in choices:
            self.say(name, Fault.NOT_A_CHOICE)
        else:
            self.values[name] = text or None

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A calendar day as 2026-11-19."""
        if name not in self.given:
            return None
        text = self.raw(name)
        if not text:
            if required:
                self.say(name, Fault.MISSING)
            else:
                self.values[name] = None
            return None
        try:
            found = date.fromisoformat(text[:10])
        except ValueError:
            found = None
        if found is None or not _EARLIEST <= found <= _LATEST:
            self.say(name, Fault.NOT_A_DAY)
            return None
        self.values[name] = found
        return found

    def number(self, name: str) -> float | None:
        """A finite number; None, and said, when it is none."""
        text = unicodedata.normalize("NFKC", self.raw(name))
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if not isfinite(found):
            self.say(name, Fault.NOT_A_NUMBER)
            return None
        return found

    def flag(self, name: str) -> None:
        """Yes or no: true, or a list of ticks that is not empty."""
        if name in self.given:
            self.values[name] = bool(self.given[name])

    def phone(self, name: str) -> None:
        """A number of a mobile or a line."""
        if name not in self.given:
            return
        text = self.raw(name)
        found = phone_number(text)
        if text and found is None:
            self.say(name, Fault.NOT_A_PHONE)
        else:
            self.values[name] = found

    def require_good(self, *, anyway: bool = True) -> None:
        """Raise FormRefusedError when something is refused, or asked and not yet answered."""
        stops = {Weight.REFUSED} if anyway else {Weight.REFUSED, Weight.ASK}
        if any(one.weight in stops for one in self.findings):
            raise FormRefusedError(self.findings)


def phone_number(text: str) -> str | None:
    """A number of a mobile or a line, without full-width signs; None for anything else."""
    number = unicodedata.normalize("NFKC", text).strip()
    return number if len(number) <= 20 and _PHONE.fullmatch(number) else None


def cleaned_code(text: str) -> str:
    """A code without the spaces, full-width signs and small letters that typing adds."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
