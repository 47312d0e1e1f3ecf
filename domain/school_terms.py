"""The form of a school break: whose, which, and from when to when.

Source: the education bureau's yearly 校历; the usual dates stand in until it is entered.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.form import Fault, Form
from domain.workdays import SCHOOL_BREAKS, PublishedBreak

NAME_LENGTH = 20
LONGEST_BREAK = timedelta(days=100)
FURTHEST = timedelta(days=550)
EN = {usual.zh: usual.en for usual in SCHOOL_BREAKS} | {
    "秋假": "Autumn break",
    "春假": "Spring break",
    "临时停课": "Lessons suspended",
}
"""Names that are offered, with their English."""


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A break as it was published.

    Attributes:
        banner_zh: None for the whole city.
        withdrawn_at: Aware UTC; None while it holds.
        own: Whether the asker may withdraw it.
    """

    id: int
    banner_zh: str | None
    dates: PublishedBreak
    published_by: str
    published_at: datetime
    withdrawn_at: datetime | None
    own: bool


def read_break(given: Mapping[str, object], today: date, places: Collection[str]) -> Form:
    """`name_zh`, `name_en`, `starts`, `ends`, `banner_adcode` (None: the whole city).

    Args:
        given: `name`, `starts`, `ends`, `banner_adcode` as typed.
        today: City day; a break that has ended changes nothing, so it is refused.
        places: Banners that the asker may name.
    """
    form = Form({"name": "", "starts": "", "ends": "", "banner_adcode": "", **given})
    form.choice("name", EN, required=True)
    form.choice("banner_adcode", places)
    starts = form.day("starts", required=True)
    ends = form.day("ends", required=True)
    if starts is not None and starts > today + FURTHEST:
        form.say("starts", Fault.TOO_FAR, (today + FURTHEST).isoformat())
    if starts is not None and ends is not None:
        if ends < starts:
            form.say("ends", Fault.ENDS_FIRST)
        elif ends - starts >= LONGEST_BREAK:
            form.say("ends", Fault.TOO_LONG_AWAY, str(LONGEST_BREAK.days))
        elif ends < today:
            form.say("ends", Fault.IN_PAST, today.isoformat())
    name = form.values.pop("name", None)
    if name is not None:
        form.values |= {"name_zh": name, "name_en": EN[name]}
    return form
