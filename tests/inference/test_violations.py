import numpy as np
import pytest

from inference.detections import Detections
from inference.violations import RULES, Rule, Thresholds, find_violations, shown

NAMES = ("mask", "no_mask", "person", "no_hat")
HEAD = (100, 50, 140, 100)
ELSEWHERE = (300, 50, 340, 100)
PERSON = (80, 45, 160, 250)
OTHER_PERSON = (280, 45, 360, 250)
RULE = Thresholds(min_score=0.5, margin=0.15, min_head_px=16, confirm_frames=3)


def frame(*boxes):
    """Boxes as (name, score, xyxy)."""
    return Detections(
        np.array([box[2] for box in boxes], np.float32).reshape(-1, 4),
        np.array([box[1] for box in boxes], np.float32),
        np.array([NAMES.index(box[0]) for box in boxes], np.int64),
        NAMES,
    )


def moved(box, by):
    return tuple(value + (by if i % 2 == 0 else 0) for i, value in enumerate(box))


def bare(score=0.7, head=HEAD, person=PERSON):
    return frame(("no_mask", score, head), ("person", 0.6, person))


NOTHING = frame()
MASKED = frame(("mask", 0.7, HEAD), ("person", 0.6, PERSON))


@pytest.mark.parametrize(
    ("burst", "seen"),
    [
        ([bare()] * 5, 5),  # in every frame
        ([bare(), NOTHING, bare(), NOTHING, bare()], 3),  # in just enough
        ([bare(), bare(), NOTHING, MASKED, NOTHING], 0),  # in too few
        ([bare(head=moved(HEAD, 3 * n)) for n in range(5)], 5),  # a head that moves a little
        ([bare(0.49)] * 5, 0),  # not sure enough
        ([bare(0.5)] * 5, 5),  # the threshold itself counts
        ([frame(("no_mask", 0.9, HEAD))] * 5, 0),  # a poster: no person there
        ([bare(person=OTHER_PERSON)] * 5, 0),  # somebody, but not with this head
        ([bare(head=(100, 50, 115, 100))] * 5, 0),  # too small to judge
        ([MASKED] * 5, 0),
        ([frame(("person", 0.9, PERSON))] * 5, 0),  # no mask box is no proof of a bare face
        ([frame(("no_hat", 0.9, HEAD), ("person", 0.9, PERSON))] * 5, 0),  # rule is off
        ([], 0),
        ([bare()], 0),  # one picture is no burst
    ],
)
def test_bursts(burst, seen):
    found = find_violations(burst, RULE)
    assert [item.frames_seen for item in found] == ([seen] if seen else [])


@pytest.mark.parametrize(
    ("mask_score", "mask_box", "found"),
    [
        (0.60, HEAD, False),  # two opinions on one head: no finding
        (0.54, HEAD, True),  # the no-mask beats it by more than the margin
        (0.60, ELSEWHERE, True),  # somebody else's mask says nothing here
        (0.60, moved(HEAD, 8), False),  # almost the same box
    ],
)
def test_a_mask_on_the_same_head_contradicts(mask_score, mask_box, found):
    burst = [
        frame(("no_mask", 0.7, HEAD), ("mask", mask_score, mask_box), ("person", 0.6, PERSON))
    ] * 5
    assert bool(find_violations(burst, RULE)) is found


def test_two_heads_do_not_add_up():
    here, there = bare(), bare(head=ELSEWHERE, person=OTHER_PERSON)
    assert find_violations([here, there, here, there], RULE) == []


def test_two_bare_heads_are_one_finding_with_the_surer_one():
    both = frame(
        ("no_mask", 0.6, HEAD),
        ("person", 0.6, PERSON),
        ("no_mask", 0.8, ELSEWHERE),
        ("person", 0.6, OTHER_PERSON),
    )
    (found,) = find_violations([both] * 5, RULE)
    assert tuple(found.xyxy) == ELSEWHERE


def test_confidence_is_the_median_and_the_picture_the_best():
    scores = [0.6, 0.9, 0.7, 0.55, 0.8]
    (found,) = find_violations([bare(score) for score in scores], RULE)
    assert (found.alert_class, found.frame) == ("ai.no_mask", 1)
    assert found.confidence == pytest.approx(0.7)


def test_only_the_promised_violation_is_on_and_the_others_say_why_not():
    assert [rule.alert_class for rule in RULES if not rule.off_because] == ["ai.no_mask"]
    assert all(rule.off_because for rule in RULES if rule.alert_class != "ai.no_mask")


def test_a_model_that_does_not_know_the_class_finds_nothing():
    rules = (Rule("ai.rodent", "rodent", "cat"),)
    assert find_violations([bare()] * 5, RULE, rules) == []


@pytest.mark.parametrize("wrong", [{"confirm_frames": 0}, {"min_head_px": 0}])
def test_senseless_thresholds_are_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        Thresholds(**wrong)


def drawn(*boxes, findings=()):
    kept = shown(frame(*boxes), RULE, findings)
    return sorted(kept.label(i) for i in range(len(kept)))


@pytest.mark.parametrize(
    ("boxes", "kept"),
    [
        ([("mask", 0.7, HEAD), ("person", 0.6, PERSON)], ["mask", "person"]),
        ([("mask", 0.7, ELSEWHERE), ("person", 0.6, PERSON)], ["person"]),  # a jar on a shelf
        ([("no_hat", 0.9, HEAD), ("person", 0.6, PERSON)], ["person"]),  # its rule is off
        ([("mask", 0.4, HEAD), ("person", 0.6, PERSON)], ["person"]),  # not sure
        ([("mask", 0.7, HEAD), ("person", 0.3, PERSON)], ["mask"]),  # a head of a faint person
        (
            [("mask", 0.7, HEAD), ("no_mask", 0.6, HEAD), ("person", 0.6, PERSON)],
            ["mask", "person"],  # two opinions: the better one
        ),
        ([("person", 0.8, PERSON), ("person", 0.7, moved(PERSON, 5))], ["person"]),
        ([], []),
    ],
)
def test_a_screen_shows_each_thing_once(boxes, kept):
    assert drawn(*boxes) == kept


def test_a_finding_is_always_drawn():
    near = moved(HEAD, 10)
    boxes = [("no_mask", 0.6, HEAD), ("no_mask", 0.8, near), ("person", 0.6, PERSON)]
    burst = [frame(("no_mask", 0.6, HEAD), ("person", 0.6, PERSON))] * 5
    kept = shown(frame(*boxes), RULE, find_violations(burst, RULE))
    assert HEAD in [tuple(box) for box in kept.xyxy.tolist()]
