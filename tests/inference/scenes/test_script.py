import itertools
import math

import numpy as np
import pytest

from domain.kitchen import clip_position
from inference.scenes import labels as names
from inference.scenes.floor_plan import floor_plan
from inference.scenes.script import write_script
from inference.scenes.timeline import DURATION_S, FRAMES, Actor
from inference.scenes.wear import WORK_CLOTHES, Hat, Mask

SCRIPTS = [write_script(n) for n in range(64)]
PEOPLE = [(script, role) for script in SCRIPTS for role in script.people]


def places(role):
    return [Actor(role).shown(frame).stance.place for frame in range(0, FRAMES, 5)]


def test_a_script_follows_from_its_number():
    assert write_script(4) == SCRIPTS[4]
    assert SCRIPTS[1] != SCRIPTS[2]


def test_one_clip_in_eight_shows_a_bare_face_for_long_enough_to_be_seen():
    windows = [window for script in SCRIPTS for window in script.windows(names.NO_MASK)]
    assert len(windows) == 8
    for window in windows:
        assert 0 < window.start_s < window.end_s < DURATION_S
        assert window.end_s - window.start_s > 10


def test_most_clips_are_clean_and_every_kind_of_fault_occurs():
    faults = [write_script(n).faults[0][0] for n in range(9, 200, 16)]
    assert set(faults) == {
        names.FLAME,
        names.RODENT,
        names.NO_HAT,
        names.NO_WORKWEAR,
        names.PHONE,
        names.CIGARETTE,
        names.BIN_OPEN,
        names.SPILL,
    }
    assert sum(not script.faults for script in SCRIPTS) == 52


def test_the_truth_is_what_is_drawn():
    for script, role in PEOPLE:
        bare = script.windows(names.NO_MASK)
        for at_s in range(int(DURATION_S)):
            look = role.look_at(at_s)
            masked = any(
                window.holds(at_s)
                for label in (names.NO_MASK, names.CIGARETTE)
                for window in script.windows(label)
            )
            first = role is script.people[0]
            assert (look.mask is Mask.ON) == (not (first and masked)), (script.n, at_s)
            assert first or not bare or look.mask is Mask.ON
            strange = look.clothes not in WORK_CLOTHES
            assert strange == (first and bool(script.windows(names.NO_WORKWEAR)))
            assert (look.hat is Hat.NONE) == (first and bool(script.windows(names.NO_HAT)))


def test_a_phone_or_a_cigarette_is_held_exactly_while_the_truth_says_so():
    for n, doing in ((57, "calling"), (121, "calling"), (153, "smoking")):
        script = write_script(n)
        actor = Actor(script.people[0])
        ((_, window),) = script.faults
        for frame in range(FRAMES):
            assert (actor.shown(frame).doing == doing) == window.holds(frame / 5), (n, frame)


def test_the_end_joins_the_beginning():
    for _script, role in PEOPLE:
        actor = Actor(role)
        first, last = actor.shown(0).stance, actor.shown(FRAMES - 1).stance
        assert last.place == pytest.approx(first.place, abs=0.01)
        assert last.yaw == pytest.approx(first.yaw, abs=0.01)


def test_people_move_and_nobody_jumps():
    for script, role in PEOPLE:
        actor = Actor(role)
        stances = [actor.shown(frame).stance for frame in range(FRAMES)]
        assert len({actor.shown(frame).key for frame in range(FRAMES)}) > 10
        for one, other in itertools.pairwise(stances):
            assert math.dist(one.place, other.place) < 0.4, script.n
            for a, b in zip(one.posture.hands, other.posture.hands, strict=True):
                assert np.abs(a.at - b.at).max() < 0.3 or a.share != b.share, script.n


def test_nobody_walks_through_furniture_or_anybody():
    walked = 0
    for script in SCRIPTS:
        plan = floor_plan(script.layout)
        ways = [places(role) for role in script.people]
        walked += any(len(set(way)) > 1 for way in ways)
        for way in ways:
            assert all(plan.free(place, 0.1) for place in way), script.n
        for one, other in itertools.combinations(ways, 2):
            near = [math.dist(a, b) for a, b in zip(one, other, strict=True)]
            assert min(near) > 0.5, script.n
    assert walked > 10


def test_feet_stay_where_they_are_set_down():
    moved = 0
    for _script, role in PEOPLE:
        actor = Actor(role)
        walks = [i for i, beat in enumerate(role.beats) if len(beat.path) == 2]
        for i in walks:
            for frame in range(role.beats[i].start + 4, role.beats[i + 1].start - 1):
                one, other = (actor.shown(at).stance for at in (frame, frame + 1))
                moved += 1
                for a, b in zip(foot_places(one), foot_places(other), strict=True):
                    assert a[1] > 0 or b[1] > 0 or math.dist(a[0], b[0]) < 0.02
    assert moved > 20


def foot_places(stance):
    ahead = np.array([math.sin(stance.yaw), math.cos(stance.yaw)])
    posture = stance.posture
    return [
        (tuple(np.array(stance.place) + ahead * step), lift)
        for step, lift in zip(posture.steps, posture.lifts, strict=True)
    ]


def test_a_rodent_comes_out_when_the_truth_says_so():
    script = write_script(169)
    plan = floor_plan(script.layout)
    for _, window in script.faults:
        for at_s in np.arange(window.start_s, window.end_s, 0.5):
            (x, z), _ = script.rodent.at(at_s)
            assert plan.free((x, z), -0.2), at_s
    assert script.rodent.at(0.0) is None
    assert len(script.faults) == 2


def test_clips_show_the_place_where_their_camera_hangs():
    assert {script.position for script in SCRIPTS} > {clip_position(0), clip_position(7)}
    assert all(script.position is clip_position(script.n) for script in SCRIPTS)
    assert {len(script.people) for script in SCRIPTS} == {0, 1, 2, 3}


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match=">= 0"):
        write_script(-1)


def test_what_the_demonstration_clips_show_is_what_it_was():
    """Cases of demonstration cities were opened on these windows: they must not move."""
    bare = {
        n: [(w.start_s, w.end_s) for w in SCRIPTS[n].windows(names.NO_MASK)]
        for n in (4, 12, 20, 28)
    }
    assert bare == {
        4: [(16.0, 32.8)],
        12: [(10.0, 26.8)],
        20: [(12.0, 28.8)],
        28: [(18.0, 36.8)],
    }
    assert [len(script.people) for script in SCRIPTS[:20]] == [
        2,
        2,
        2,
        1,
        1,
        1,
        0,
        2,
        1,
        0,
        1,
        0,
        2,
        1,
        1,
        2,
        2,
        3,
        2,
        0,
    ]
