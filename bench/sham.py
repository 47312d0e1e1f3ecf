"""How well the signs of sham records tell planted fakes from honest shops. Synthetic, seeded.

    python -m bench.sham [--seed 1] [--honest 6000] [--fakes 200]

Prints the area under the ROC curve, what share of honest shops asks for a review all the same, and
what share of each kind of fake does. The shops are drawn from assumptions that stand below, not
from records of a city: the figures say whether the rules do what they mean to, no more.
"""

import argparse
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from domain.sham import REVIEW_FROM, SHOWN_FROM, score, signs
from domain.sham_evidence import (
    CAMERA_ITEM,
    CERTIFICATE_ITEM,
    WEEKS_BEFORE,
    Evidence,
    OldPhoto,
    PhotoMatch,
    Sheet,
)

Rng = np.random.Generator
Draw = Callable[[Rng], Evidence]
MONDAY = date(2026, 11, 16)
WEEK = tuple(MONDAY + timedelta(days=n) for n in range(7))
BEFORE = tuple(MONDAY - timedelta(days=n) for n in range(7 * WEEKS_BEFORE, 0, -1))
GROUPS = (6, 4, 5, 5, 4, 4, 4, 2)  # items of each part of the kitchen: one walks between them
SHARES = (0.01, 0.05, 0.2)


def taps(rng: Rng, median_s: float, spread: float, pause_s: float) -> tuple[int, ...]:
    """Seconds before each tap: lognormal, with a walk before each part of the kitchen."""
    found: list[int] = []
    for items in GROUPS:
        seconds = rng.lognormal(np.log(median_s), spread, items)
        if pause_s:
            seconds[0] += rng.exponential(pause_s)
        found += [max(1, round(one)) for one in seconds.tolist()]
    return tuple(found)


def careful(rng: Rng) -> tuple[int, ...]:
    """Looks at each item."""
    return taps(rng, rng.uniform(2.5, 6), 0.6, rng.uniform(10, 40))


def quick(rng: Rng) -> tuple[int, ...]:
    """Knows the kitchen, walks it all the same."""
    return taps(rng, 1.2, 0.4, rng.uniform(2, 9))


def ticked(rng: Rng) -> tuple[int, ...]:
    """One tap after the other."""
    return taps(rng, rng.uniform(0.6, 1.0), 0.2, 0)


def sheets(
    rng: Rng,
    days: tuple[date, ...],
    rhythm: Callable[[Rng], tuple[int, ...]] | None,
    minutes: float,
    fail_share: float,
    passed: frozenset[str] = frozenset({CAMERA_ITEM, CERTIFICATE_ITEM}),
) -> tuple[Sheet, ...]:
    """Records of those days; `minutes` is the deviation of the moment of handing in."""
    at = rng.uniform(30, 300)
    return tuple(
        Sheet(
            day,
            60 * max(1.0, at + rng.normal(0, minutes)),
            rhythm(rng) if rhythm else (),
            int(rng.random() < fail_share),
            passed,
        )
        for day in days
        if rng.random() > 0.04
    )


def surroundings(rng: Rng, *, notices: float) -> dict[str, object]:
    """Cameras, certificates, inspections and alerts; `notices`: what is down is written down."""
    offline, expired = {}, {}
    if rng.random() < 0.06:  # cameras down for some days
        length = int(rng.integers(1, 8))
        offline = {day: (1, 4) for day in WEEK[:length] if rng.random() > notices}
    if rng.random() < 0.05:  # a certificate that ran out
        expired = {day: 1 for day in WEEK if rng.random() > notices}
    both = BEFORE + WEEK
    failed = (both[int(rng.integers(len(both)))],) if rng.random() < 0.03 else ()
    alerts = tuple(both[int(n)] for n in rng.integers(0, len(both), rng.poisson(1.2)))
    photos: tuple[PhotoMatch, ...] = ()
    if rng.random() < 0.01:  # the same corner photographed again
        photos = (PhotoMatch(WEEK[2], "daily.H01", True, BEFORE[-20], "daily.H01", 5),)
    return {
        "offline": offline,
        "expired": expired,
        "failed_inspections": failed,
        "alerts": alerts,
        "photos": photos,
    }


def honest(
    rhythm: Callable[[Rng], tuple[int, ...]] | None,
    minutes: float,
    this_week: Callable[[Rng], tuple[int, ...]] | None = None,
) -> Draw:
    """A shop that looks; a third of them run so well that nothing fails in nine weeks."""

    def draw(rng: Rng) -> Evidence:
        fails = 0.0 if rng.random() < 0.33 else rng.uniform(0.02, 0.08)
        return Evidence(
            week=sheets(rng, WEEK, this_week or rhythm, minutes, fails),
            before=sheets(rng, BEFORE, rhythm, minutes, fails),
            **surroundings(rng, notices=0.8),  # type: ignore[arg-type]
        )

    return draw


HONEST: dict[str, Draw] = {
    "careful": honest(careful, 25),
    "quick": honest(quick, 15),
    "punctual by alarm": honest(careful, 4),
    "looks first, then ticks": honest(ticked, 15),
    "busy week": honest(careful, 25, quick),
    "without pace": honest(None, 20),
}


def turned(rng: Rng) -> Evidence:
    """Looked once, ticks now."""
    return Evidence(
        sheets(rng, WEEK, ticked, 15, 0), sheets(rng, BEFORE, careful, 20, 0.03),
        **surroundings(rng, notices=0.0),  # type: ignore[arg-type]
    )  # fmt: skip


def scripted(rng: Rng) -> Evidence:
    """A program replays one day at the same minute."""
    rhythm = careful(rng)
    return Evidence(
        sheets(rng, WEEK, lambda _rng: rhythm, 0.3, 0), sheets(rng, BEFORE, careful, 20, 0.03),
        **surroundings(rng, notices=0.0),  # type: ignore[arg-type]
    )  # fmt: skip


def by_the_clock(rng: Rng) -> Evidence:
    """At closing time, in a minute, all clear, always was."""
    return Evidence(
        sheets(rng, WEEK, ticked, 0.5, 0), sheets(rng, BEFORE, ticked, 0.5, 0),
        **surroundings(rng, notices=0.0),  # type: ignore[arg-type]
    )  # fmt: skip


def old_photos(rng: Rng) -> Evidence:
    """One photo for every finding."""
    known = surroundings(rng, notices=0.5)
    own = rng.random() < 0.6
    match = PhotoMatch(WEEK[1], "daily.H01", own, BEFORE[-9], "daily.C01", int(rng.integers(0, 7)))
    known["photos"] = (match,) * int(rng.integers(1, 4))
    old = (OldPhoto(WEEK[1], "daily.H01", BEFORE[-9]),) if rng.random() < 0.5 else ()
    return Evidence(
        sheets(rng, WEEK, quick, 15, 0.2), sheets(rng, BEFORE, quick, 15, 0.2),
        old_photos=old, **known,  # type: ignore[arg-type]
    )  # fmt: skip


def blind(rng: Rng) -> Evidence:
    """Takes its time over nothing: passes what is down, nothing ever fails, inspectors find it."""
    known = surroundings(rng, notices=0.0)
    both = BEFORE + WEEK
    days = rng.integers(0, len(both), int(rng.integers(4, 10)))
    known |= {"alerts": tuple(both[int(n)] for n in days)}
    known |= {"failed_inspections": (both[int(rng.integers(len(both)))],)}
    if rng.random() < 0.6:
        known["offline"] = {day: (2, 4) for day in WEEK[: int(rng.integers(2, 8))]}
    if rng.random() < 0.4:
        known["expired"] = dict.fromkeys(WEEK, 1)
    return Evidence(
        sheets(rng, WEEK, quick, 15, 0), sheets(rng, BEFORE, quick, 15, 0),
        **known,  # type: ignore[arg-type]
    )  # fmt: skip


def sly(rng: Rng) -> Evidence:
    """Waits between taps as a person would, at changing times, and has no bad luck."""
    return Evidence(
        sheets(rng, WEEK, careful, 20, 0), sheets(rng, BEFORE, careful, 20, 0),
        **surroundings(rng, notices=0.0),  # type: ignore[arg-type]
    )  # fmt: skip


def always(rng: Rng) -> Evidence:
    """Ticks since the first day, at changing times."""
    return Evidence(
        sheets(rng, WEEK, ticked, 12, 0), sheets(rng, BEFORE, ticked, 12, 0),
        **surroundings(rng, notices=0.0),  # type: ignore[arg-type]
    )  # fmt: skip


FAKES: dict[str, Draw] = {
    "turned sham": turned,
    "replayed by a program": scripted,
    "by the clock": by_the_clock,
    "photos used again": old_photos,
    "blind to what is found": blind,
    "always ticked": always,
    "sly": sly,
}
HARD = ("always ticked", "sly")
"""Built so that these signs can hardly see them."""


def auc(honest_scores: np.ndarray, fake_scores: np.ndarray) -> float:
    """Chance that a fake scores above an honest shop, ties counted half."""
    both = np.sort(honest_scores)
    below = np.searchsorted(both, fake_scores, "left")
    upto = np.searchsorted(both, fake_scores, "right")
    return float((below + (upto - below) / 2).mean() / len(honest_scores))


def scores_of(draws: dict[str, Draw], each: int, rng: Rng) -> dict[str, np.ndarray]:
    """Scores by kind."""
    return {
        kind: np.array([score(signs(draw(rng))) for _ in range(each)])
        for kind, draw in draws.items()
    }


def main() -> None:
    """Draw, score and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--honest", type=int, default=1000, help="of each kind")
    asked.add_argument("--fakes", type=int, default=300, help="of each kind")
    given = asked.parse_args()
    rng = np.random.default_rng(given.seed)
    good, bad = scores_of(HONEST, given.honest, rng), scores_of(FAKES, given.fakes, rng)
    honest_scores = np.concatenate(list(good.values()))
    print(f"seed {given.seed}: {len(honest_scores)} honest, {given.fakes} of each fake")
    for kind, found in good.items():
        print(f"honest  {kind:26s} review {(found >= REVIEW_FROM).mean():7.2%}"
              f"  listed {(found >= SHOWN_FROM).mean():7.2%}")  # fmt: skip
    for kind, found in bad.items():
        print(f"fake    {kind:26s} review {(found >= REVIEW_FROM).mean():7.2%}"
              f"  AUC {auc(honest_scores, found):.3f}")  # fmt: skip
    every = np.concatenate(list(bad.values()))
    plain = np.concatenate([found for kind, found in bad.items() if kind not in HARD])
    alarm = (honest_scores >= REVIEW_FROM).mean()
    caught = (every >= REVIEW_FROM).mean()
    print(f"AUC {auc(honest_scores, every):.3f} over all fakes, "
          f"{auc(honest_scores, plain):.3f} without {' and '.join(HARD)}")  # fmt: skip
    print(f"false alarms {alarm:.2%} of honest shops, caught {caught:.1%} of all fakes, "
          f"{(plain >= REVIEW_FROM).mean():.1%} without the hard ones")  # fmt: skip
    for share in SHARES:
        hits = share * caught
        print(
            f"at {share:.0%} fakes: {hits / (hits + (1 - share) * alarm):.0%} of reviews are fakes"
        )


if __name__ == "__main__":
    main()
