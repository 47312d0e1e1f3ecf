"""Signs that daily records were ticked without looking: for review by a person, never a sanction.

Each sign is a 平台规则 with a weight of 0 to 1 that says how seldom an honest shop shows it. They
add up as independent hints do: one weak sign never reaches the score that asks for a review, two
or a strong one do. A shop is held against itself wherever it has a past: who is always quick is
not suspicious for being quick.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import prod
from statistics import median
from typing import Any

from domain.sham_evidence import (
    CAMERA_ITEM,
    CERTIFICATE_ITEM,
    LATE_LEFT_S,
    Evidence,
    Sheet,
)

SHOWN_FROM = 20
"""Scores below are not kept."""
REVIEW_FROM = 50
"""Scores from here on ask for a review."""
_FEWEST_TAPS = 10
_FEWEST_RECORDS = 3
_BASELINE_RECORDS = 10
_QUICKER = 0.33
_CLEAR_RECORDS = 25
_CLEAR_ALERTS = 5
_LATE_CLOSURES = 3


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
    CLOSED_LATE = "closed_late"
    CLOSED_AT_WORK = "closed_at_work"


class ReviewVerdict(StrEnum):
    """What a person has found, as stored."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


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
    """Every sign that shows, the weightiest first; none for a week without a record.

    What a week without records may show is of the days that were declared closed.
    """
    told = (_closed_late(known), _closed_at_work(known))
    if not known.week:
        return _weightiest(told)
    found = (
        _tempo(known),
        _no_pause(known),
        _same_minute(known),
        _same_taps(known),
        *_photos(known),
        _cameras(known),
        _certificates(known),
        _all_clear(known),
        *told,
    )
    return _weightiest(found)


def _weightiest(found: Iterable[Reason | None]) -> tuple[Reason, ...]:
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


def _closed_late(known: Evidence) -> Reason | None:
    """Again and again declared closed when the day's record was nearly due."""
    late = [one for one in known.closed if one.left_s is not None and one.left_s < LATE_LEFT_S]
    number = len(late) + known.late_before
    if not late or number < _LATE_CLOSURES:
        return None
    left = min(one.left_s for one in late if one.left_s is not None)
    facts = {"days": number, "day": late[-1].day.isoformat(), "minutes": round(left / 60)}
    weight = min(0.5, 0.25 + 0.08 * (number - _LATE_CLOSURES))
    return Reason(Sign.CLOSED_LATE, round(weight, 2), facts)


def _closed_at_work(known: Evidence) -> Reason | None:
    """Declared closed, while cameras saw people cook or photos were taken there."""
    busy = [one for one in known.closed if one.seen or one.photos]
    if not busy:
        return None
    facts = {
        "days": len(busy),
        "day": busy[-1].day.isoformat(),
        "alerts": sum(one.seen for one in busy),
        "photos": sum(one.photos for one in busy),
    }
    return Reason(Sign.CLOSED_AT_WORK, round(min(0.8, 0.35 + 0.15 * (len(busy) - 1)), 2), facts)
