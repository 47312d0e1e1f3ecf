import itertools

import pytest

from domain.kitchen import clip_position
from inference.scenes.fixtures import STAGE_WIDTH
from inference.scenes.script import DURATION_S, write_script

SCRIPTS = [write_script(n) for n in range(200)]


def test_a_script_follows_from_its_number():
    for n in (0, 4, 77):
        assert write_script(n) == write_script(n)
    assert write_script(1) != write_script(2)


def test_one_clip_in_eight_shows_a_bare_face_for_long_enough_to_be_seen():
    windows = [window for script in SCRIPTS for window in script.bare]
    assert len(windows) == 25
    for window in windows:
        assert 0 < window.start_s < window.end_s < DURATION_S
        assert window.end_s - window.start_s > 10


def test_the_truth_is_what_is_drawn():
    for script in SCRIPTS:
        for at_s in range(0, int(DURATION_S)):
            drawn_bare = any(not person.masked(at_s) for person in script.people)
            assert drawn_bare == any(window.holds(at_s) for window in script.bare)


def test_the_end_joins_the_beginning():
    for script in SCRIPTS:
        for person in script.people:
            first, last = person.stance(0.0), person.stance(DURATION_S)
            assert last.x == pytest.approx(first.x, abs=0.5)
            assert last.y == pytest.approx(first.y, abs=0.5)


def test_people_move_but_stay_on_the_stage():
    for script in SCRIPTS:
        for person in script.people:
            places = [person.stance(i / 2).x for i in range(int(DURATION_S * 2))]
            assert max(places) - min(places) > 2
            assert min(places) > 40
            assert max(places) < STAGE_WIDTH - 40


def test_nobody_walks_through_anybody():
    for script in SCRIPTS:
        for i in range(int(DURATION_S * 2)):
            places = sorted(person.stance(i / 2).x for person in script.people)
            gaps = [b - a for a, b in itertools.pairwise(places)]
            assert all(gap > 60 for gap in gaps), script.n


def test_clips_show_the_place_where_their_camera_hangs():
    assert {script.position for script in SCRIPTS} > {clip_position(0), clip_position(7)}
    assert all(script.position is clip_position(script.n) for script in SCRIPTS)
    assert {len(script.people) for script in SCRIPTS} == {0, 1, 2, 3}


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match=">= 0"):
        write_script(-1)


def test_what_the_demonstration_clips_show_is_what_it_was():
    """Cases of demonstration cities were opened on these windows: they must not move."""
    bare = {n: [(w.start_s, w.end_s) for w in SCRIPTS[n].bare] for n in (4, 12, 20, 28)}
    assert bare == {
        4: [(7.87, 22.48)],
        12: [(11.81, 28.16)],
        20: [(15.48, 30.36)],
        28: [(7.45, 23.67)],
    }
    people = [len(script.people) for script in SCRIPTS[:20]]
    assert people == [2, 2, 1, 2, 2, 1, 2, 1, 1, 1, 2, 2, 1, 1, 2, 0, 2, 0, 1, 0]
