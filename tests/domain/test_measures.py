import pytest

from domain.measures import FIVE, MEANINGS, Measure, Target
from domain.share import Share
from settings import Targets


@pytest.mark.parametrize(
    ("target", "share", "met"),
    [
        (Target(95), Share(95, 100), True),
        (Target(95), Share(94, 100), False),
        (Target(10, lower=True), Share(10, 100), True),
        (Target(10, lower=True), Share(11, 100), False),
        (Target(95), Share(0, 0), None),
    ],
)
def test_a_target_is_met_missed_or_unknown(target, share, met):
    assert target.met(share) is met


def test_every_measure_says_what_it_counts_in_both_languages_and_has_a_target():
    targets = Targets()
    for measure in Measure:
        meaning = MEANINGS[measure]
        assert "÷" in meaning.counts_zh
        assert " of " in meaning.counts_en
        assert 0 <= getattr(targets, f"{measure}_percent") <= 100


def test_the_five_are_those_of_the_plan():
    names = [MEANINGS[one].zh for one in FIVE]
    assert names == ["全面智控", "全域阳光", "全城追溯", "全量公开", "全程网办"]
