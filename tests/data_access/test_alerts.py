import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data_access import alert_rollup as figures
from data_access.alerts import ConflictError, Finding, NotFoundError, raise_alert, take_step
from data_access.changes import Topic, numbers
from data_access.engine import reading, writing
from data_access.schema import alert, alert_event, alert_rollup, audit_log
from domain.alerts import AlertState, IllegalStepError, NoteError, Step
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON
from tests.rows import plant

PATROL = system_scope("patrol")
FOUND = Finding(10, "ai.no_mask", 0.81, NOON, "starter", "a" * 64)


def minutes(n):
    return timedelta(minutes=n)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def raise_one(engine, finding=FOUND):
    with writing(engine) as conn:
        return raise_alert(conn, PATROL, finding, finding.seen_at)


def step(engine, scope, alert_id, taken, version, note=None, at=NOON):
    with writing(engine) as conn:
        return take_step(conn, scope, alert_id, taken, version, note, at)


def row_of(engine, alert_id):
    with reading(engine) as conn:
        return conn.execute(select(alert).where(alert.c.id == alert_id)).one()


def totals(engine):
    with reading(engine) as conn:
        names = ("found", "confirmed", "false", "rectified", "rectified_on_time", "closed")
        sums = conn.execute(select(*(func.sum(alert_rollup.c[n]) for n in names))).one()
    return dict(zip(names, sums, strict=True))


def test_a_finding_becomes_an_alert_with_its_clocks(engine, who):
    row = row_of(engine, raise_one(engine).alert_id)
    assert (row.establishment_id, row.township_code) == (1, "150602001")
    assert (row.state, row.severity, row.version) == ("raised", 3, 1)
    assert row.rectify_by == NOON + timedelta(hours=24)
    assert row.raised_on.isoformat() == "2026-11-19"


def test_the_same_finding_twice_is_one_alert_and_one_sighting(engine, who):
    first = raise_one(engine)
    again = raise_one(engine)
    assert (again.alert_id, again.created) == (first.alert_id, False)
    assert row_of(engine, first.alert_id).sightings == 1
    assert totals(engine)["found"] == 1


def test_repeats_merge_on_a_window_that_slides(engine, who):
    first = raise_one(engine)
    for n in (29, 58, 87):  # each within 30 minutes of the one before, not of the first
        raised = raise_one(engine, replace(FOUND, seen_at=NOON + minutes(n), confidence=0.9))
        assert raised.alert_id == first.alert_id
    row = row_of(engine, first.alert_id)
    assert (row.sightings, row.confidence) == (4, 0.9)
    assert row.last_seen_at == NOON + minutes(87)
    assert row.version == 1


@pytest.mark.parametrize(
    "other",
    [
        {"seen_at": NOON + timedelta(minutes=31)},
        {"camera_id": 20},
        {"alert_class": "ai.no_hat"},
    ],
)
def test_what_is_later_elsewhere_or_different_is_a_new_alert(engine, who, other):
    raise_one(engine)
    assert raise_one(engine, replace(FOUND, **other)).created


def test_a_false_alarm_keeps_absorbing_but_a_closed_alert_does_not(engine, who):
    false = raise_one(engine).alert_id
    step(engine, who.city, false, Step.DISMISS, 1, "反光")
    assert raise_one(engine, replace(FOUND, seen_at=NOON + minutes(5))).alert_id == false

    other = raise_one(engine, replace(FOUND, camera_id=20)).alert_id
    step(engine, who.city, other, Step.CONFIRM, 1)
    step(engine, who.city, other, Step.RECTIFY, 2, "已佩戴")
    step(engine, who.city, other, Step.CLOSE, 3)
    later = raise_one(engine, replace(FOUND, camera_id=20, seen_at=NOON + minutes(5)))
    assert later.created


def test_two_processes_that_raise_at_once_make_one_alert(engine, who):
    together = threading.Barrier(2, timeout=60)
    made = []

    def process(offset):
        together.wait()
        made.append(raise_one(engine, replace(FOUND, seen_at=NOON + minutes(offset))))

    threads = [threading.Thread(target=process, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(raised.created for raised in made) == [False, True]
    assert totals(engine)["found"] == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"alert_class": "ai.unicorn"}, ValueError),
        ({"confidence": 1.2}, ValueError),
        ({"camera_id": 99}, NotFoundError),
    ],
)
def test_a_wrong_finding_is_refused(engine, who, change, error):
    with pytest.raises(error):
        raise_one(engine, replace(FOUND, **change))


def test_a_finding_from_the_future_is_refused(engine, who):
    with writing(engine) as conn, pytest.raises(ValueError, match="after now"):
        raise_alert(conn, PATROL, FOUND, NOON - minutes(1))


def test_people_cannot_raise(engine, who):
    with writing(engine) as conn, pytest.raises(NotAllowedError):
        raise_alert(conn, who.city, FOUND, NOON)


def test_the_whole_way_is_recorded_with_who_and_when(engine, who):
    alert_id = raise_one(engine).alert_id
    step(engine, who.dongsheng, alert_id, Step.CONFIRM, 1, at=NOON + minutes(10))
    step(engine, who.shop, alert_id, Step.RECTIFY, 2, "已佩戴口罩", NOON + minutes(60))
    step(engine, who.office, alert_id, Step.RETURN, 3, "照片不清", NOON + minutes(70))
    assert row_of(engine, alert_id).rectified_at is None
    step(engine, who.shop, alert_id, Step.RECTIFY, 4, "重拍", NOON + minutes(90))
    done = step(engine, who.office, alert_id, Step.CLOSE, 5, at=NOON + minutes(120))
    assert (done.state, done.version) == (AlertState.CLOSED, 6)
    with reading(engine) as conn:
        events = conn.execute(select(alert_event).order_by(alert_event.c.id)).all()
    assert [(e.step, e.actor) for e in events] == [
        ("raise", "patrol"),
        ("confirm", "东胜局"),
        ("rectify", "1号店"),
        ("return", "交通所"),
        ("rectify", "1号店"),
        ("close", "交通所"),
    ]
    assert events[3].note == "照片不清"
    assert totals(engine) == {
        "found": 1,
        "confirmed": 1,
        "false": 0,
        "rectified": 1,
        "rectified_on_time": 1,
        "closed": 1,
    }


def test_rectified_too_late_is_not_on_time(engine, who):
    alert_id = raise_one(engine).alert_id
    step(engine, who.city, alert_id, Step.CONFIRM, 1)
    step(engine, who.city, alert_id, Step.RECTIFY, 2, "补戴", NOON + timedelta(hours=25))
    assert totals(engine)["rectified"] == 1
    assert totals(engine)["rectified_on_time"] == 0


def test_the_slower_of_two_people_learns_who_and_when(engine, who):
    alert_id = raise_one(engine).alert_id
    step(engine, who.office, alert_id, Step.DISMISS, 1, "反光", NOON + minutes(3))
    with pytest.raises(ConflictError) as conflict:
        step(engine, who.city, alert_id, Step.CONFIRM, 1, at=NOON + minutes(4))
    assert (conflict.value.actor, conflict.value.step) == ("交通所", Step.DISMISS)
    assert conflict.value.at == NOON + minutes(3)
    assert row_of(engine, alert_id).state == "false"


def test_a_second_click_on_the_same_button_is_no_conflict(engine, who):
    alert_id = raise_one(engine).alert_id
    first = step(engine, who.city, alert_id, Step.CONFIRM, 1)
    assert step(engine, who.city, alert_id, Step.CONFIRM, 1) == first
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(alert_event)).scalar_one() == 2


def test_an_illegal_step_changes_nothing(engine, who):
    alert_id = raise_one(engine).alert_id
    with pytest.raises(IllegalStepError):
        step(engine, who.city, alert_id, Step.CLOSE, 1)
    with pytest.raises(NoteError):
        step(engine, who.city, alert_id, Step.DISMISS, 1, " ")
    assert row_of(engine, alert_id).version == 1


def test_out_of_scope_looks_like_missing(engine, who):
    alert_id = raise_one(engine).alert_id
    for scope, target in ((who.kangbashi, alert_id), (who.city, alert_id + 1)):
        with pytest.raises(NotFoundError):
            step(engine, scope, target, Step.CONFIRM, 1)
    rival = Scope(Role.ESTABLISHMENT, "2号店", establishment_id=2)
    with pytest.raises(NotFoundError):
        step(engine, rival, alert_id, Step.RECTIFY, 1, "不是我的")


def test_roles_without_the_right_are_refused(engine, who):
    alert_id = raise_one(engine).alert_id
    for scope in (who.leader, who.shop):
        with pytest.raises(NotAllowedError):
            step(engine, scope, alert_id, Step.CONFIRM, 1)


def test_every_write_moves_the_change_number(engine, who):
    seen = []
    for write in (
        lambda: raise_one(engine),
        lambda: raise_one(engine, replace(FOUND, seen_at=NOON + minutes(1))),
        lambda: step(engine, who.city, 1, Step.CONFIRM, 1),
    ):
        write()
        with reading(engine) as conn:
            seen.append(numbers(conn)[Topic.ALERTS])
    assert seen == sorted(set(seen))


def test_a_failing_transaction_leaves_no_alert_and_no_figure(engine, who):
    def interrupted():
        with writing(engine) as conn:
            raise_alert(conn, PATROL, FOUND, NOON)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        interrupted()
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(alert)).scalar_one() == 0
        assert conn.execute(select(func.count()).select_from(alert_rollup)).scalar_one() == 0
        assert numbers(conn)[Topic.ALERTS] == 0


def test_rebuilt_figures_equal_the_incremental_ones(engine, who):
    ways = {
        10: [],
        20: [Step.CONFIRM, Step.RECTIFY],
        30: [Step.DISMISS],
        40: [Step.CONFIRM, Step.RECTIFY, Step.RETURN],
    }
    for camera_id, steps in ways.items():
        alert_id = raise_one(engine, replace(FOUND, camera_id=camera_id)).alert_id
        for version, taken in enumerate(steps, start=1):
            step(engine, who.city, alert_id, taken, version, "说明")
    with writing(engine) as conn:
        assert figures.rebuild(conn) == []
        conn.execute(alert_rollup.update().values(found=alert_rollup.c.found + 5))
        assert len(figures.rebuild(conn)) == 3
        assert figures.rebuild(conn) == []
    assert totals(engine)["found"] == 4


def test_a_step_of_a_person_is_on_record_and_of_the_demonstration_not(engine, who):
    first = raise_one(engine).alert_id
    other = raise_one(engine, replace(FOUND, camera_id=20)).alert_id
    person = replace(who.dongsheng, account_id=7, address="10.0.0.7")
    step(engine, person, first, Step.CONFIRM, 1)
    step(engine, person, first, Step.CONFIRM, 1)  # a second click is no second step
    step(engine, who.dongsheng, other, Step.CONFIRM, 1)
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log)).all()
    assert [(row.event, row.object_id, row.account_id, row.detail) for row in rows] == [
        ("alert_step", str(first), 7, '{"before":"raised","step":"confirm"}')
    ]


@pytest.mark.parametrize("taken", [Step.CONFIRM, Step.DISMISS, Step.RETURN, Step.CLOSE])
def test_a_shop_judges_and_closes_no_alert_of_its_own(engine, who, taken):
    """S9: in no state, and nothing of the attempt remains."""
    alert_id = raise_one(engine).alert_id
    shop = replace(who.shop, account_id=9)
    moves = [(who.dongsheng, Step.CONFIRM, None), (shop, Step.RECTIFY, "已更换"), None]
    for version, move in enumerate(moves, start=1):
        before = row_of(engine, alert_id)
        with pytest.raises(NotAllowedError):
            step(engine, shop, alert_id, taken, version, "x")
        assert row_of(engine, alert_id) == before
        if move is not None:
            step(engine, move[0], alert_id, move[1], version, move[2])
    with reading(engine) as conn:
        assert [row.detail for row in conn.execute(select(audit_log))] == [
            '{"before":"confirmed","step":"rectify"}'
        ]


@pytest.mark.parametrize(
    ("done", "taken"),
    [
        ([], Step.CLOSE),
        ([], Step.RETURN),
        ([Step.CONFIRM], Step.CONFIRM),
        ([Step.CONFIRM], Step.CLOSE),
        ([Step.DISMISS], Step.CONFIRM),
        ([Step.DISMISS], Step.CLOSE),
    ],
    ids=str,
)
def test_a_step_out_of_order_changes_nothing_and_leaves_no_row(engine, who, done, taken):
    alert_id = raise_one(engine).alert_id
    officer = replace(who.dongsheng, account_id=7)
    for version, one in enumerate(done, start=1):
        step(engine, who.dongsheng, alert_id, one, version, "x")
    before = row_of(engine, alert_id)
    with pytest.raises(IllegalStepError):
        step(engine, officer, alert_id, taken, len(done) + 1, "x")
    assert row_of(engine, alert_id) == before
    with reading(engine) as conn:
        assert conn.execute(select(audit_log)).all() == []
