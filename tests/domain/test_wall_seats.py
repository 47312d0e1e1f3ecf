from datetime import UTC, datetime, timedelta

import pytest

from domain.wall_seats import DWELL, Seat, seated

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
LATER = NOON + DWELL + timedelta(seconds=1)


def cameras(seats):
    return [seat.camera_id for seat in seats]


def wall(*camera_ids, since=NOON):
    return [Seat(camera_id, since) for camera_id in camera_ids]


def test_an_empty_wall_fills_with_alerts_then_with_the_freshest():
    assert cameras(seated([], 4, [7], [1, 2, 7, 3, 4], NOON)) == [7, 1, 2, 3]


def test_a_tile_keeps_its_camera_when_the_order_of_looks_changes():
    before = wall(1, 2, 3, 4)
    assert seated(before, 4, [], [9, 4, 3, 2, 1], NOON + timedelta(seconds=5)) == before


def test_an_alert_takes_the_longest_held_quiet_tile_and_moves_no_other():
    before = [*wall(1, 2), Seat(3, NOON - DWELL), *wall(4)]
    after = seated(before, 4, [9], [1, 2, 3, 4, 9], NOON)
    assert cameras(after) == [1, 2, 9, 4]
    assert after[0] == before[0]


def test_a_camera_with_a_live_alert_stays_where_it_is():
    assert cameras(seated(wall(1, 2, 3, 4), 4, [3], [8, 9, 1, 2, 3, 4], LATER))[2] == 3


def test_quiet_tiles_take_turns_two_at_a_time_and_only_after_a_while():
    fresh = [5, 6, 7, 8, 1, 2, 3, 4]
    assert cameras(seated(wall(1, 2, 3, 4), 4, [], fresh, LATER)) == [5, 6, 3, 4]
    assert cameras(seated(wall(1, 2, 3, 4), 4, [], fresh, NOON + DWELL / 2)) == [1, 2, 3, 4]


def test_more_alerts_than_tiles_show_the_gravest():
    assert set(cameras(seated(wall(1, 2), 4, [9, 8, 7, 6, 5], [1, 2], NOON))) == {9, 8, 7, 6}


def test_a_camera_that_left_the_scope_leaves_the_wall():
    assert cameras(seated(wall(1, 99, 2), 4, [], [1, 2, 3, 4], NOON)) == [1, 2, 3, 4]


def test_a_smaller_layout_keeps_the_alert_and_the_order():
    assert cameras(seated(wall(1, 2, 3, 4, 5, 6, 7, 8, 9), 4, [8], list(range(1, 10)), NOON)) == [
        1,
        2,
        3,
        8,
    ]


def test_a_forged_wall_never_shows_a_camera_twice_or_too_many():
    after = seated(wall(1, 1, 1, 2, 3, 4, 5, 6), 4, [], [1, 2, 3, 4, 5, 6], NOON)
    assert cameras(after) == [1, 2, 3, 4]


def test_fewer_cameras_than_tiles_leave_tiles_free():
    assert cameras(seated([], 9, [], [1, 2], NOON)) == [1, 2]


def test_an_unknown_layout_is_refused():
    with pytest.raises(ValueError, match="tiles"):
        seated([], 5, [], [1], NOON)
