"""Signs that daily records were ticked without looking: for review by a person, never a sanction.

Each sign is a 平台规则 with a weight of 0 to 1 that says how seldom an honest shop shows it. They
add up as independent hints do: one weak sign never reaches the score that asks for a review, two
or a strong one do. A shop is held against itself wherever it has a past: who is always quick is
not suspicious for being quick.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import prod
from statistics import median
from typing import Any

WEEKS_BEFORE = 8
"""How far back a shop's own habit is looked at."""
SHOWN_FROM = 20
"""Scores below are not kept."""
REVIEW_FROM = 50
"""Scores from here on ask for a review."""
CAMERA_ITEM, CERTIFICATE_ITEM = "daily.I01", "daily.A03"
_FEWEST_TAPS = 10
_FEWEST_RECORDS = 3
_BASELINE_RECORDS = 10
_QUICKER = 0.33
_CLEAR_RECORDS = 25
_CLEAR_ALERTS = 5


class Sign(StrEnum):
    """What speaks for a sham record, as stored in the reasons."""

    TEMPO = "tempo"
    NO_PAUSE = "no_pause"
    SAME_MINUTE = "same_minute"
    SAME_TAPS = "same_taps"
    OWN_PHOTO = "own_photo"
    OTHER_PHOTO = "other_photo"
    OLD_PHOTO = "old_photo"
    CAMERAS = "cameras"
    CERTIFICATES = "certificates"
    ALL_CLEAR = "all_clear"


class ReviewVerdict(StrEnum):
    """What a person has found, as stored."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answered daily record.

    Attributes:
        left_s: Seconds from the handing in to the due moment, negative when late.
        seconds: Before the tap of each item, None for one without a pace of its own; empty when
            nothing is known.
        failed: How many items failed.
        passed: Those of CAMERA_ITEM and CERTIFICATE_ITEM that passed.
    """

    day: date
    left_s: float
    seconds: tuple[int | None, ...] = ()
    failed: int = 0
    passed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PhotoMatch:
    """A photo of the week that looks like an earlier one of another record.

    Attributes:
        own: The earlier one is of the same establishment.
        earlier_day: Period of the earlier one.
        bits: In how many of 64 the hashes differ.
        photo: Id of the photo, 0 in a bench.
        earlier_photo: Id of the earlier one.
    """

    day: date
    item: str
    own: bool
    earlier_day: date
    earlier_item: str
    bits: int
    photo: int = 0
    earlier_photo: int = 0


@dataclass(frozen=True, slots=True)
class OldPhoto:
    """A photo that was taken days before the period it is to prove something of."""

    day: date
    item: str
    taken_on: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one establishment for one week.

    Attributes:
        week: Records of the week, by day.
        before: Of the WEEKS_BEFORE, by day.
        offline: Day → cameras that were offline when the record was handed in, and all.
        expired: Day → how many who worked had no valid certificate.
        photos: Of the week.
        old_photos: Of the week.
        failed_inspections: Days of inspections that ended badly, within both spans.
        alerts: Days of violations that a person has confirmed, within both spans.
    """

    week: tuple[Sheet, ...]
    before: tuple[Sheet, ...] = ()
    offline: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    expired: Mapping[date, int] = field(default_factory=dict)
    photos: tuple[PhotoMatch, ...] = ()
    old_photos: tuple[OldPhoto, ...] = ()
    failed_inspections: tuple[date, ...] = ()
    alerts: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign with the facts that its words need; facts are numbers and ISO days."""

    sign: Sign
    weight: float
    facts: Mapping[str, Any]

    def data(self) -> dict[str, Any]:
        """As JSON that `reason_from` takes back."""
        return {"sign": self.sign.value, "weight": self.weight, "facts": dict(self.facts)}


def reason_from(given: Mapping[str, Any]) -> Reason:
    """A stored reason."""
    return Reason(Sign(given["sign"]), float(given["weight"]), given["facts"])


def signs(known: Evidence) -> tuple[Reason, ...]:
    """Every sign that shows, the weightiest first; none for a week without a record."""
    if not known.week:
        return ()
    found = (
        _tempo(known),
        _no_pause(known),
        _same_minute(known),
        _same_taps(known),
        *_photos(known),
        _cameras(known),
        _certificates(known),
        _all_clear(known),
    )
    shown = [one for one in found if one is not None]
    return tuple(sorted(shown, key=lambda one: (-one.weight, one.sign)))


def score(reasons: Iterable[Reason]) -> int:
    """0 to 100: what is left for innocence when each sign is taken as independent."""
    return round(100 * (1 - prod(1 - one.weight for one in reasons)))


def _taps(sheet: Sheet) -> list[int]:
    return [seconds for seconds in sheet.seconds if seconds is not None]


def _paced(sheets: Sequence[Sheet]) -> list[list[int]]:
    """Taps of the records that have enough of them to say something."""
    return [taps for one in sheets if len(taps := _taps(one)) >= _FEWEST_TAPS]


def _tempo(known: Evidence) -> Reason | None:
    """Far quicker than this shop itself has been."""
    now, before = _paced(known.week), _paced(known.before)
    if len(now) < _FEWEST_RECORDS or len(before) < _BASELINE_RECORDS:
        return None
    usual = median(sum(taps) / len(taps) for taps in before)
    quick = median(sum(taps) / len(taps) for taps in now)
    if usual < 1 or quick > _QUICKER * usual:
        return None
    weight = 0.25 + 0.25 * (1 - quick / (_QUICKER * usual))
    facts = {"records": len(now), "seconds": round(quick, 1), "usual": round(usual, 1)}
    return Reason(Sign.TEMPO, round(weight, 2), facts)


def _no_pause(known: Evidence) -> Reason | None:
    """Never a pause as long as a look takes, in any record of the week."""
    now = _paced(known.week)
    quick = [taps for taps in now if max(taps) <= 2 and sum(taps) <= 1.2 * len(taps)]
    if len(now) < _FEWEST_RECORDS or len(quick) < len(now):
        return None
    facts = {"records": len(quick), "seconds": max(map(max, quick))}
    return Reason(Sign.NO_PAUSE, 0.25, facts)


def _same_minute(known: Evidence) -> Reason | None:
    """Handed in at the same minute day after day."""
    left = [one.left_s / 60 for one in known.week]
    if len(left) < 5 or max(left) - min(left) > 2.0:
        return None
    both = left + [one.left_s / 60 for one in known.before[-7:]]
    lasting = len(both) >= 12 and max(both) - min(both) <= 2.0
    facts = {"records": len(both if lasting else left), "minutes": round(max(left) - min(left), 1)}
    return Reason(Sign.SAME_MINUTE, 0.6 if lasting else 0.45, facts)


def _same_taps(known: Evidence) -> Reason | None:
    """The rhythm of the taps of one day comes back on the next, second for second."""
    rhythms = [one.seconds for one in known.week if len(_taps(one)) >= _FEWEST_TAPS]
    pairs = [(a, b) for a, b in pairwise(rhythms) if len(a) == len(b)]
    # A rhythm of few different seconds comes back by chance.
    told = [(a, b) for a, b in pairs if len(set(a) - {None}) >= 4]
    same = sum(_share_equal(a, b) >= 0.9 for a, b in told)
    if same < 2:
        return None
    facts = {"days": same + 1, "items": len(rhythms[0])}
    return Reason(Sign.SAME_TAPS, min(0.8, 0.4 + 0.1 * same), facts)


def _share_equal(a: Sequence[int | None], b: Sequence[int | None]) -> float:
    """Of the items that a person tapped on either day."""
    tapped = [(one, other) for one, other in zip(a, b, strict=True) if (one, other) != (None, None)]
    return sum(one == other for one, other in tapped) / len(tapped)


def _photos(known: Evidence) -> list[Reason]:
    found = []
    for sign, own, first, most in (
        (Sign.OWN_PHOTO, True, 0.45, 0.7),
        (Sign.OTHER_PHOTO, False, 0.6, 0.85),
    ):
        matches = [one for one in known.photos if one.own is own]
        if matches:
            one = min(matches, key=lambda match: match.bits)
            facts = {
                "photos": len(matches),
                "day": one.day.isoformat(),
                "item": one.item,
                "earlier_day": one.earlier_day.isoformat(),
                "earlier_item": one.earlier_item,
                "bits": one.bits,
                "photo": one.photo,
                "earlier_photo": one.earlier_photo,
            }
            found.append(Reason(sign, min(most, first + 0.15 * (len(matches) - 1)), facts))
    if known.old_photos:
        old = known.old_photos[0]
        facts = {"photos": len(known.old_photos), "day": old.day.isoformat(), "item": old.item}
        facts["taken_on"] = old.taken_on.isoformat()
        found.append(Reason(Sign.OLD_PHOTO, 0.3, facts))
    return found


def _cameras(known: Evidence) -> Reason | None:
    """I01 passed on days on which cameras were known to be offline."""
    days = [
        one.day for one in known.week if CAMERA_ITEM in one.passed and known.offline.get(one.day)
    ]
    if not days:
        return None
    down, every = max(known.offline[day] for day in days)
    facts = {"days": len(days), "day": days[-1].isoformat(), "offline": down, "cameras": every}
    return Reason(Sign.CAMERAS, min(0.5, 0.1 + 0.07 * len(days)), facts)


def _certificates(known: Evidence) -> Reason | None:
    """A03 passed on days on which somebody worked without a valid certificate."""
    days = [
        one.day
        for one in known.week
        if CERTIFICATE_ITEM in one.passed and known.expired.get(one.day)
    ]
    if not days:
        return None
    people = max(known.expired[day] for day in days)
    facts = {"days": len(days), "day": days[-1].isoformat(), "people": people}
    return Reason(Sign.CERTIFICATES, min(0.4, 0.08 + 0.05 * len(days)), facts)


def _all_clear(known: Evidence) -> Reason | None:
    """Nothing ever failed, while inspectors and cameras have found what should have."""
    run: list[date] = []
    for sheet in reversed((*known.before, *known.week)):
        if sheet.failed:
            break
        run.append(sheet.day)
    if len(run) < _CLEAR_RECORDS:
        return None
    inspections = sum(day >= run[-1] for day in known.failed_inspections)
    alerts = sum(day >= run[-1] for day in known.alerts)
    if not inspections and alerts < _CLEAR_ALERTS:
        return None
    weight = min(0.5, 0.25 * inspections + 0.04 * alerts)
    facts = {"records": len(run), "inspections": inspections, "alerts": alerts}
    return Reason(Sign.ALL_CLEAR, round(weight, 2), facts)
