from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from data_access.alert_queue import (
    counts,
    newest_open,
    newest_raised,
    open_alerts,
    open_severity,
    queue,
    raised_since,
)
from data_access.alerts import Finding, raise_alert, take_step
from data_access.engine import reading, writing
from data_access.schema import evidence
from domain.alert_filter import QueueFilter, StateGroup
from domain.alerts import Step
from domain.scope import system_scope
from tests.conftest import NOON
from tests.rows import plant

PATROL = system_scope("patrol")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ALL = QueueFilter(state=StateGroup.FOUND)


@pytest.fixture
def who(engine):
    """Alerts: 1 rodent, 2 mask, 3 hat rectified, 4 mask false, 5 phone closed, 6 mask overdue."""
    with writing(engine) as conn:
        people = plant(conn)
        rows = [
            (10, "ai.rodent", NOON - 2 * HOUR, []),
            (20, "ai.no_mask", NOON, []),
            (30, "ai.no_hat", NOON - 3 * HOUR, [Step.CONFIRM, Step.RECTIFY]),
            (40, "ai.no_mask", NOON - 4 * HOUR, [Step.DISMISS]),
            (10, "ai.phone", NOON - 2 * DAY, [Step.CONFIRM, Step.RECTIFY, Step.CLOSE]),
            (40, "ai.no_mask", NOON - 3 * DAY, [Step.CONFIRM]),
        ]
        for camera_id, kind, at, steps in rows:
            finding = Finding(camera_id, kind, 0.8, at, "starter", "a" * 64)
            made = raise_alert(conn, PATROL, finding, at)
            for version, step in enumerate(steps, start=1):
                take_step(conn, people.city, made.alert_id, step, version, "说明", at + HOUR)
    return people


def ids(engine, scope, wanted=ALL, *, offset=0, limit=50):
    with reading(engine) as conn:
        return [r.id for r in queue(conn, scope, wanted, NOON, offset=offset, limit=limit)]


def test_open_alerts_come_by_time_left_and_ended_ones_after_them(engine, who):
    # 6 rectify-by 2 days ago, 1 confirm-by 1.5 h ago, 2 confirm-by in 24 h, 3 recheck in 46 h
    assert ids(engine, who.city) == [6, 1, 2, 3, 4, 5]


def test_pages_do_not_overlap(engine, who):
    assert ids(engine, who.city, limit=4) + ids(engine, who.city, offset=4, limit=4) == [
        6,
        1,
        2,
        3,
        4,
        5,
    ]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"state": StateGroup.OPEN}, [6, 1, 2, 3]),
        ({"state": StateGroup.RAISED}, [1, 2]),
        ({"state": StateGroup.CONFIRMED}, [6]),
        ({"state": StateGroup.RECTIFIED}, [3]),
        ({"state": StateGroup.JUDGED}, [6, 3, 5]),
        ({"state": StateGroup.FIXED}, [3, 5]),
        ({"state": StateGroup.FIXED_ON_TIME}, [3, 5]),
        ({"severity": 1}, [1]),
        ({"alert_class": "ai.no_mask"}, [6, 2, 4]),
        ({"banner_adcode": "150603"}, [6, 4]),
        ({"township_code": "150602001"}, [1, 2, 5]),
        ({"establishment_id": 1}, [1, 5]),
        ({"raised_from": date(2026, 11, 19)}, [1, 2, 3, 4]),
        ({"raised_until": date(2026, 11, 16)}, [6]),
        ({"overdue": True}, [6, 1]),
    ],
)
def test_a_filter_keeps_what_it_says(engine, who, change, found):
    assert ids(engine, who.city, replace(ALL, **change)) == found


@pytest.mark.parametrize(
    "wanted",
    [
        QueueFilter(),
        ALL,
        QueueFilter(severity=3),
        QueueFilter(state=StateGroup.JUDGED, banner_adcode="150603"),
        QueueFilter(raised_from=date(2026, 11, 18)),
        QueueFilter(overdue=True),
    ],
)
def test_every_count_equals_the_list_it_opens(engine, who, wanted):
    for scope in (who.city, who.dongsheng, who.office, who.shop):
        with reading(engine) as conn:
            counted = counts(conn, scope, wanted, NOON)
        assert counted.total == len(ids(engine, scope, wanted))
        assert counted.overdue == len(ids(engine, scope, replace(wanted, overdue=True)))
        for name, sizes in (
            ("state", counted.by_state),
            ("severity", counted.by_severity),
            ("alert_class", counted.by_class),
            ("banner_adcode", counted.by_banner),
        ):
            for value, size in sizes.items():
                assert size == len(ids(engine, scope, replace(wanted, **{name: value})))


def test_everybody_sees_only_their_own(engine, who):
    assert set(ids(engine, who.dongsheng)) == {1, 2, 3, 5}
    assert set(ids(engine, who.kangbashi)) == {4, 6}
    assert set(ids(engine, who.office)) == {1, 2, 5}
    assert set(ids(engine, who.shop)) == {1, 5}


@pytest.mark.parametrize(("offset", "limit"), [(0, 0), (0, 201), (-1, 50)])
def test_an_unbounded_page_is_refused(engine, who, offset, limit):
    with pytest.raises(ValueError, match="limit must be"):
        ids(engine, who.city, offset=offset, limit=limit)


def test_rows_name_place_camera_and_newest_boxed_picture(engine, who):
    with writing(engine) as conn:
        conn.execute(
            insert(evidence),
            [
                {
                    "id": n,
                    "alert_id": 2,
                    "kind": kind,
                    "path": f"evidence/{n}.jpg",
                    "sha256": str(n) * 64,
                    "bytes": 5,
                    "taken_at": NOON,
                    "boxes": [],
                }
                for n, kind in ((1, "boxed"), (2, "boxed"), (3, "clean"))
            ],
        )
    with reading(engine) as conn:
        rows = {r.id: r for r in queue(conn, who.city, ALL, NOON, offset=0, limit=9)}
    assert rows[2].evidence_id == 2
    assert rows[1].evidence_id is None
    assert (rows[2].establishment_name, rows[2].banner_zh) == ("2号店", "东胜区")
    assert (rows[2].camera_label, rows[2].camera_position) == ("C-01", "cooking")
    assert rows[2].due_at == NOON + 24 * HOUR
    assert rows[5].due_at is None


def test_the_map_shows_the_worst_open_alert_of_each_shop(engine, who):
    with reading(engine) as conn:
        assert open_severity(conn, who.city) == {1: 1, 2: 3, 3: 3, 4: 3}
        assert open_severity(conn, who.office) == {1: 1, 2: 3}


def test_the_card_of_a_shop_lists_its_open_alerts_only(engine, who):
    with reading(engine) as conn:
        assert [r.id for r in open_alerts(conn, who.city, 1, NOON)] == [1]
        assert open_alerts(conn, who.kangbashi, 1, NOON) == []


def test_the_wall_shows_the_newest_open_alerts(engine, who):
    with reading(engine) as conn:
        assert [r.id for r in newest_open(conn, who.city, limit=3)] == [2, 1, 3]


def test_a_screen_learns_how_many_came_since_it_looked(engine, who):
    with reading(engine) as conn:
        seen = newest_raised(conn, who.kangbashi)
        assert seen == 6
        assert raised_since(conn, who.city, QueueFilter(), NOON, 2) == 2
        assert raised_since(conn, who.city, QueueFilter(), NOON, newest_raised(conn, who.city)) == 0
