"""The forms by which an establishment arranges its duties: closures, deputies, its hours.

Everything begins today at the earliest: what was owed before stays owed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.control import KINDS, ControlKind
from domain.form import Fault, Form
from domain.operating import LONGEST_CLOSURE, MOST_AFTER_MIDNIGHT, MOST_REST_DAYS
from domain.posts import POST_NAMES_ZH

REASON_LENGTH = 100
NAME_LENGTH = 40
FURTHEST = timedelta(days=366)
"""How far ahead something may begin."""
LONGEST_DEPUTY = timedelta(days=183)
"""Who is away longer is replaced: 97号令 asks for an appointed officer."""
WEEKDAYS = "1234567"


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who stands in.

    Attributes:
        id: Row of `control_deputy`.
        kind: For which duty.
        stands_in_for: Who should sign.
        starts: First day, to `ends` inclusive.
    """

    id: int
    kind: ControlKind
    name: str
    stands_in_for: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Declared:
    """A closure as it was declared.

    Attributes:
        ends: As declared.
        last: Last day it holds: before the day it was withdrawn; before `starts` when that came
            first, and it never held.
        declared_at: Aware UTC.
    """

    id: int
    starts: date
    ends: date
    last: date
    reason: str
    declared_by: str
    declared_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs the records of a kind.

    Attributes:
        names: The usual ones first; empty when nobody is known.
        deputy: Who stands in today.
    """

    kind: ControlKind
    names: tuple[str, ...]
    deputy: Deputy | None


@dataclass(frozen=True, slots=True)
class Arranged:
    """Everything an establishment has arranged, for its page.

    Attributes:
        closures: From sixty days ago on, the newest first; withdrawn ones among them.
        deputies: Of today and later.
        rest_weekdays: ISO weekdays, as stored.
    """

    establishment_id: int
    name: str
    closures: tuple[Declared, ...]
    signing: tuple[Signing, ...]
    deputies: tuple[Deputy, ...]
    rest_weekdays: str
    closes_after_midnight: int


def read_closure(given: Mapping[str, object], today: date) -> Form:
    """`starts`, `ends`, `reason` of a closure."""
    form = Form({"starts": "", "ends": "", "reason": "", **given})
    _stretch(form, today, LONGEST_CLOSURE)
    form.text("reason", REASON_LENGTH, required=True)
    return form


def read_deputy(given: Mapping[str, object], today: date, signers: Mapping[str, str]) -> Form:
    """`kind`, `name`, `starts`, `ends` of a deputy.

    Args:
        given: What was typed.
        today: City day.
        signers: Who signs each kind else; becomes `stands_in_for`.
    """
    form = Form({"kind": "", "name": "", "starts": "", "ends": "", **given})
    form.choice("kind", list(ControlKind), required=True)
    form.text("name", NAME_LENGTH, required=True)
    _stretch(form, today, LONGEST_DEPUTY)
    kind = form.values.get("kind")
    if kind is not None:
        usual = signers.get(kind) or POST_NAMES_ZH[KINDS[ControlKind(kind)].owed_by[0]]
        form.values["stands_in_for"] = usual
        if form.values.get("name") == usual:
            form.say("name", Fault.SIGNS_ANYWAY)
    return form


def read_hours(form: Form) -> None:
    """`rest_weekdays` (a list of ISO weekdays, or their digits) and `closes_after_midnight`."""
    if "rest_weekdays" in form.given:
        given = form.given["rest_weekdays"]
        days = {str(one) for one in given} if isinstance(given, list | tuple | str) else {""}
        if not days <= set(WEEKDAYS):
            form.say("rest_weekdays", Fault.NOT_A_CHOICE)
        elif len(days) > MOST_REST_DAYS:
            form.say("rest_weekdays", Fault.TOO_MANY_DAYS, str(MOST_REST_DAYS))
        else:
            form.values["rest_weekdays"] = "".join(sorted(days))
    if "closes_after_midnight" in form.given:
        hours = form.raw("closes_after_midnight") or "0"
        if hours in {str(number) for number in range(MOST_AFTER_MIDNIGHT + 1)}:
            form.values["closes_after_midnight"] = int(hours)
        else:
            form.say("closes_after_midnight", Fault.NOT_A_CHOICE)


def _stretch(form: Form, today: date, longest: timedelta) -> None:
    """From a day to a day, both of them; never back."""
    starts = form.day("starts", required=True)
    ends = form.day("ends", required=True)
    if starts is not None and starts < today:
        form.say("starts", Fault.IN_PAST, today.isoformat())
    if starts is not None and starts > today + FURTHEST:
        form.say("starts", Fault.TOO_FAR, (today + FURTHEST).isoformat())
    if starts is None or ends is None:
        return
    if ends < starts:
        form.say("ends", Fault.ENDS_FIRST)
    elif ends - starts >= longest:
        form.say("ends", Fault.TOO_LONG_AWAY, str(longest.days))
