"""Signs of sham records: each shows for what it means, and for nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.sham import REVIEW_FROM, SHOWN_FROM, Sign, reason_from, score, signs
from domain.sham_evidence import Closed, Evidence, OldPhoto, PhotoMatch, Sheet

MONDAY = date(2026, 11, 16)
WALK = (4, 5, 3, 6, 20, 4, 3, 5, 7, 4, 18, 3)
OTHER_WALK = (5, 3, 6, 4, 31, 3, 5, 4, 3, 8, 12, 5)


def week(taps=(), left=None, failed=0, passed=(), first=MONDAY, days=7):
    """Records of some days; `taps` may be one rhythm a day."""
    many = taps and isinstance(taps[0], tuple)
    left = left or [3600 + 900 * (n % 4) for n in range(days)]
    return tuple(
        Sheet(
            first + timedelta(days=n),
            left[n],
            taps[n % len(taps)] if many else taps,
            failed,
            frozenset(passed),
        )
        for n in range(days)
    )


def before(taps=(), failed=1):
    return week(taps, failed=failed, first=MONDAY - timedelta(days=56), days=56)


HONEST = Evidence(week((WALK, OTHER_WALK), failed=1), before((WALK, OTHER_WALK)))


def shown(known):
    return {one.sign for one in signs(known)}


def test_an_honest_week_shows_nothing_and_neither_does_none():
    assert signs(HONEST) == ()
    assert score(()) == 0
    assert signs(replace(HONEST, week=())) == ()


def test_a_shop_that_is_always_quick_is_not_suspicious_for_being_quick():
    quick = ((1, 2, 1, 1, 5, 1, 1, 2, 1, 1, 6, 1), (2, 1, 1, 1, 4, 1, 2, 1, 1, 1, 5, 1))
    assert shown(Evidence(week(quick), before(quick))) == set()


def test_a_week_far_below_the_own_habit_shows_and_says_both():
    ticked = (1, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1)
    found = signs(replace(HONEST, week=week(ticked, failed=1)))
    assert {one.sign for one in found} == {Sign.TEMPO, Sign.NO_PAUSE}
    tempo = next(one for one in found if one.sign is Sign.TEMPO)
    assert (tempo.facts["seconds"], tempo.facts["usual"]) == (1.2, 7.1)
    assert score(found) >= REVIEW_FROM
    assert score([tempo]) < REVIEW_FROM


def test_without_enough_records_or_habit_nothing_is_said_of_the_pace():
    ticked = (1,) * 12
    assert shown(replace(HONEST, week=week(ticked, failed=1, days=2))) == set()
    young = replace(HONEST, week=week(ticked, failed=1), before=HONEST.before[:9])
    assert shown(young) == {Sign.NO_PAUSE}


@pytest.mark.parametrize(
    ("minutes", "sign"),
    [((60, 60.5, 61, 60, 60.2, 61.5, 60), True), ((60, 64, 57, 66, 61, 55, 60), False)],
)
def test_the_same_minute_every_day(minutes, sign):
    known = replace(HONEST, week=week(WALK[:5], left=[60 * one for one in minutes], failed=1))
    assert (Sign.SAME_MINUTE in shown(known)) is sign


def test_a_rhythm_that_comes_back_shows_unless_it_is_too_plain_to_tell():
    assert shown(replace(HONEST, week=week(WALK, failed=1))) == {Sign.SAME_TAPS}
    plain = (3, 4, 3, 3, 4, 3, 3, 4, 3, 3, 4, 3)
    assert shown(Evidence(week(plain, failed=1), before(plain))) == set()
    together = tuple(None if n % 2 else tap for n, tap in enumerate(WALK * 2))
    other = tuple(None if n % 2 else tap + n % 3 for n, tap in enumerate(WALK * 2))
    assert shown(Evidence(week((together, other), failed=1))) == set()


def test_photos_show_by_whose_they_were_and_by_their_age():
    own = PhotoMatch(MONDAY, "daily.H01", True, date(2026, 10, 1), "daily.C01", 3, 9, 4)
    other = replace(own, own=False, bits=0)
    old = OldPhoto(MONDAY, "daily.H01", date(2026, 11, 1))
    found = signs(replace(HONEST, photos=(own, other), old_photos=(old,)))
    assert [one.sign for one in found] == [Sign.OTHER_PHOTO, Sign.OWN_PHOTO, Sign.OLD_PHOTO]
    assert found[1].facts["earlier_photo"] == 4
    assert score(found[:1]) >= REVIEW_FROM > score(found[1:2])


def test_a_tick_against_what_was_known_counts_only_where_it_passed():
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    known = replace(HONEST, offline=dict.fromkeys(days, (1, 4)), expired=dict.fromkeys(days[:1], 2))
    assert shown(known) == set()
    passed = replace(
        known, week=week((WALK, OTHER_WALK), failed=1, passed=("daily.I01", "daily.A03"))
    )
    facts = {one.sign: one.facts for one in signs(passed)}
    assert facts[Sign.CAMERAS] == {
        "days": 3, "day": "2026-11-18", "offline": 1, "cameras": 4,
    }  # fmt: skip
    assert facts[Sign.CERTIFICATES]["people"] == 2


def test_always_all_clear_shows_only_against_what_others_found():
    clear = Evidence(week((WALK, OTHER_WALK)), before((WALK, OTHER_WALK), failed=0))
    assert shown(clear) == set()
    assert shown(replace(clear, failed_inspections=(date(2026, 11, 2),))) == {Sign.ALL_CLEAR}
    assert shown(replace(clear, alerts=(date(2026, 11, 2),) * 4)) == set()
    assert shown(replace(clear, alerts=(date(2026, 11, 2),) * 6)) == {Sign.ALL_CLEAR}
    found_itself = replace(clear, before=before((WALK, OTHER_WALK)), alerts=(MONDAY,) * 9)
    assert shown(found_itself) == set()


def closed(*left_h, seen=0, photos=0):
    """Days of the week from Monday on, declared so many hours before they were due."""
    return tuple(
        Closed(MONDAY + timedelta(days=n), None if hours is None else hours * 3600, seen, photos)
        for n, hours in enumerate(left_h)
    )


def test_who_declares_days_closed_at_the_last_minute_again_and_again_is_looked_at():
    assert shown(replace(HONEST, closed=closed(0.1, 0.1))) == set()  # it may happen
    assert shown(replace(HONEST, closed=closed(None, 16, 16, 16, 16))) == set()  # in the morning
    late = replace(HONEST, closed=closed(0.02, 0.05), late_before=4)
    (reason,) = signs(late)
    assert reason.sign is Sign.CLOSED_LATE
    assert reason.facts == {"days": 6, "day": "2026-11-17", "minutes": 1}
    assert reason_from(reason.data()) == reason
    assert signs(replace(late, week=())) == (reason,)  # a week without any record too
    assert signs(replace(late, closed=closed(16))) == ()  # nothing new in this week


def test_a_closed_day_with_people_at_work_contradicts():
    (reason,) = signs(replace(HONEST, closed=closed(None, None, seen=2)))
    assert (reason.sign, reason.weight) == (Sign.CLOSED_AT_WORK, 0.5)
    assert score((reason,)) >= REVIEW_FROM
    assert shown(replace(HONEST, closed=closed(10, photos=1))) == {Sign.CLOSED_AT_WORK}


def test_no_single_weak_sign_asks_for_a_review_and_no_score_passes_100():
    strongest = replace(
        HONEST,
        week=week(WALK, left=[60] * 7, passed=("daily.I01", "daily.A03")),
        before=before((WALK,), failed=0),
        offline={MONDAY + timedelta(days=n): (4, 4) for n in range(7)},
        expired={MONDAY + timedelta(days=n): 3 for n in range(7)},
        failed_inspections=(MONDAY,) * 5,
        photos=(PhotoMatch(MONDAY, "daily.H01", False, MONDAY, "daily.H01", 0),) * 9,
    )
    found = signs(strongest)
    assert SHOWN_FROM < score(found) <= 100
    assert all(0 < one.weight < 1 for one in found)
    assert [reason_from(one.data()) for one in found] == list(found)
