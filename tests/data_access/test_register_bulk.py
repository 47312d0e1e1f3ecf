from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select, update

from data_access import audit, batches
from data_access.engine import reading, writing
from data_access.establishment_record import save
from data_access.register_bulk import Target, preview, run
from data_access.schema import (
    audit_log,
    camera,
    change_batch,
    establishment,
    register_change,
    showcase_street,
)
from domain.bulk_change import BulkChange, BulkRefusedError, Obstacle
from domain.register_filter import RegisterFilter
from domain.scope import NotAllowedError, Role, Scope
from tests.conftest import NOON
from tests.listed import ALL, TODAY, plant_listed, put
from tests.records import ground

EVERY = Target(RegisterFilter.parse({"status": ALL}))
TIER_B = BulkChange.parse("guarantor_tier", "B")


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant_listed(conn)
        conn.execute(
            insert(showcase_street).values(id=7, township_code="150602001", name_zh="暖阳里")
        )
    return planted


def _asked(engine, scope, change, target=EVERY):
    with reading(engine, scope.place) as conn:
        return preview(conn, scope, target, change, TODAY)


def _done(engine, scope, change, expected, target=EVERY, now=NOON):
    """Look at what would change, agree, and have it done; the batch."""
    told = _asked(engine, scope, change, target)
    assert told.changing == expected
    return _agreed(engine, scope, change, told.mark, target, now)


def _agreed(engine, scope, change, mark, target=EVERY, now=NOON):
    with writing(engine, scope.place) as conn:
        return run(conn, scope, target, change, TODAY, now, agreed=mark)


def _values(engine, column):
    with reading(engine) as conn:
        rows = conn.execute(select(establishment.c.id, establishment.c[column]))
        return {row[0]: row[1] for row in rows}


def test_a_preview_says_what_changes_what_stays_and_what_cannot(engine, who):
    with writing(engine) as conn:
        put(conn, 2, guarantor_tier="B")
        put(conn, 3, status="merged")
    told = _asked(engine, who.city, TIER_B)
    assert told.moves == {"C": 1, None: 1}  # shops 1 and 4
    assert (told.total, told.changing, told.staying) == (4, 2, 1)
    assert told.stopped == {Obstacle.MERGED: 1}


def test_what_was_shown_is_what_is_done(engine, who):
    told = _asked(engine, who.city, TIER_B)
    _done(engine, who.city, TIER_B, told.changing)
    assert _values(engine, "guarantor_tier") == {1: "B", 2: "B", 3: "B", 4: "B"}
    again = _asked(engine, who.city, TIER_B)
    assert (again.changing, again.staying) == (0, 4)


def test_nobody_changes_or_counts_rows_beyond_the_own_scope(engine, who):
    told = _asked(engine, who.dongsheng, TIER_B, Target(EVERY.wanted, (1, 4, 999)))
    assert (told.total, told.changing) == (1, 1)
    _done(engine, who.dongsheng, TIER_B, 3)
    assert _values(engine, "guarantor_tier")[4] is None


def test_only_those_who_may_change_the_register_do(engine, who):
    manager = Scope(Role.STREET_MANAGER, "街区", street_id=7)
    for scope in (who.leader, who.shop, manager):
        with pytest.raises(NotAllowedError):
            _asked(engine, scope, TIER_B)
        with pytest.raises(NotAllowedError):
            _agreed(engine, scope, TIER_B, "")


def test_a_place_of_others_is_no_value(engine, who):
    there = BulkChange.parse("township_code", "150603003")
    for scope, change in (
        (who.dongsheng, there),
        (who.kangbashi, BulkChange.parse("street_id", "7")),
        (who.city, BulkChange.parse("township_code", "999999999")),
        (who.city, BulkChange.parse("street_id", "8")),
    ):
        with pytest.raises(BulkRefusedError, match="value"):
            _asked(engine, scope, change)
        with pytest.raises(BulkRefusedError, match="value"):
            _agreed(engine, scope, change, "")


def test_a_street_takes_only_what_stands_in_its_township_and_keeps_it_there(engine, who):
    into = BulkChange.parse("street_id", "7")
    told = _asked(engine, who.city, into)
    assert (told.changing, told.stopped) == (2, {Obstacle.OTHER_TOWNSHIP: 2})
    _done(engine, who.city, into, 2)
    moved = _asked(engine, who.city, BulkChange.parse("township_code", "150602101"))
    assert moved.stopped == {Obstacle.IN_STREET: 2}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x"),
        ("risk_level", "A"),
        ("status", "closed"),
        ("guarantor_tier", "E"),
        ("guarantor_tier", ""),
        ("hygiene_grade", "D"),
        ("takeaway", "none"),
        ("township_code", "none"),
        ("street_id", "0"),
        ("street_id", "7 or 1"),
        ("street_id", 7),
        (None, None),
        (["township_code"], "150602001"),
    ],
)
def test_other_fields_and_impossible_values_are_refused(field, value):
    with pytest.raises(BulkRefusedError, match="value"):
        BulkChange.parse(field, value)


def test_a_list_that_has_moved_since_the_preview_is_not_changed(engine, who):
    seen = _asked(engine, who.city, TIER_B, Target(EVERY.wanted, (1, 2, 3))).mark
    other = BulkChange.parse("guarantor_tier", "C")
    with pytest.raises(BulkRefusedError, match="moved"):  # one more
        _agreed(engine, who.city, TIER_B, seen)
    with pytest.raises(BulkRefusedError, match="moved"):  # as many, but not the same
        _agreed(engine, who.city, TIER_B, seen, Target(EVERY.wanted, (1, 2, 4)))
    with pytest.raises(BulkRefusedError, match="moved"):  # another value than was looked at
        _agreed(engine, who.city, other, seen, Target(EVERY.wanted, (1, 2, 3)))
    with pytest.raises(BulkRefusedError, match="none"):
        _done(engine, who.city, TIER_B, 0, Target(EVERY.wanted, ()))
    with reading(engine) as conn:
        assert conn.execute(select(change_batch.c.id)).all() == []


def test_undo_restores_exactly_and_keeps_what_was_changed_since(engine, who):
    before = _values(engine, "guarantor_tier")
    batch_id = _done(engine, who.city, TIER_B, 4)
    with writing(engine) as conn:
        put(conn, 4, guarantor_tier="D")
    with writing(engine, who.city.place) as conn:
        undone = batches.undo(conn, who.city, batch_id, NOON + timedelta(hours=1))
    assert (undone.taken_back, undone.kept) == (3, 1)
    assert _values(engine, "guarantor_tier") == {**before, 4: "D"}


def test_a_place_goes_back_with_its_cameras(engine, who):
    def cameras():
        with reading(engine) as conn:
            return dict(conn.execute(select(camera.c.id, camera.c.township_code)).all())

    before = cameras()
    batch_id = _done(engine, who.dongsheng, BulkChange.parse("township_code", "150602101"), 2)
    assert _values(engine, "township_code")[1] == "150602101"
    assert cameras()[10] == "150602101"
    with writing(engine, who.dongsheng.place) as conn:
        batches.undo(conn, who.dongsheng, batch_id, NOON)
    assert _values(engine, "township_code")[1] == "150602001"
    assert cameras() == before


def test_an_office_s_batch_is_its_bureau_s_to_undo(engine, who):
    batch_id = _done(engine, who.office, TIER_B, 2)
    with writing(engine, who.kangbashi.place) as conn:
        assert batches.batch(conn, who.kangbashi, batch_id) is None
    with writing(engine, who.dongsheng.place) as conn:
        batches.undo(conn, who.dongsheng, batch_id, NOON)
    assert _values(engine, "guarantor_tier")[2] is None


def test_history_and_audit_log_know_of_it(engine, who):
    batch_id = _done(engine, who.dongsheng, TIER_B, 3)
    with writing(engine, who.dongsheng.place) as conn:
        batches.undo(conn, who.dongsheng, batch_id, NOON)
    with reading(engine) as conn:
        lines = conn.execute(select(register_change.c.field, register_change.c.batch_id)).all()
        assert set(lines) == {("guarantor_tier", batch_id)}
        events = conn.scalars(select(audit_log.c.event).order_by(audit_log.c.id)).all()
        assert events == ["bulk_changed", "undone"]
        assert audit.first_break(conn) is None


def test_a_batch_is_undone_once(engine, who):
    batch_id = _done(engine, who.city, TIER_B, 4)
    for expected in (None, batches.BatchNotUndoableError):
        with writing(engine, who.city.place) as conn:
            if expected is None:
                batches.undo(conn, who.city, batch_id, NOON)
            else:
                with pytest.raises(expected):
                    batches.undo(conn, who.city, batch_id, NOON)


def test_batches_of_others_can_neither_be_seen_nor_undone(engine, who):
    mine = _done(engine, who.dongsheng, TIER_B, 3)
    of_city = _done(engine, who.city, BulkChange.parse("takeaway", "yes"), 4)
    for scope, seen in (
        (who.city, {mine, of_city}),
        (who.dongsheng, {mine}),
        (who.kangbashi, set()),
        (who.office, set()),
        (who.leader, set()),
        (who.shop, set()),
    ):
        with writing(engine, scope.place) as conn:
            assert {one.id for one in batches.batches(conn, scope)} == seen
            for hidden in {mine, of_city} - seen:
                assert batches.batch(conn, scope, hidden) is None
                with pytest.raises(batches.BatchNotUndoableError):
                    batches.undo(conn, scope, hidden, NOON)


def test_an_import_is_undone_only_by_those_who_may_import(engine, who):
    asker = Scope(Role.SUPERVISION_OFFICE, "交通所", office_id=1, account_id=None)
    with writing(engine) as conn:
        conn.execute(
            insert(change_batch).values(
                id=5,
                kind="import",
                subject="establishment",
                state="done",
                banner_adcode="150602",
                actor="东胜局",
                created_at=NOON,
                detail={},
            )
        )
        with pytest.raises(batches.BatchNotUndoableError):
            batches.undo(conn, asker, 5, NOON)
        conn.execute(update(change_batch).values(state="failed"))
        with pytest.raises(batches.BatchNotUndoableError):
            batches.undo(conn, who.dongsheng, 5, NOON)


def test_a_batch_filters_the_list_to_what_it_touched(engine, who):
    batch_id = _done(engine, who.city, TIER_B, 1, Target(EVERY.wanted, (2,)))
    told = _asked(
        engine,
        who.city,
        BulkChange.parse("takeaway", "yes"),
        Target(RegisterFilter.parse({"batch": str(batch_id), "status": ALL})),
    )
    assert told.total == 1


def test_the_change_number_is_taken_before_any_row(postgresql_engine):
    """A bulk change and a save; writers of duties take them in this order too."""
    with writing(postgresql_engine) as conn:
        city = plant_listed(conn).city
    taken = []
    with writing(postgresql_engine) as conn:
        event.listen(conn, "before_cursor_execute", lambda *told: taken.append(told[2]))
        mark = preview(conn, city, EVERY, TIER_B, TODAY).mark
        run(conn, city, EVERY, TIER_B, TODAY, NOON, agreed=mark)
        version = conn.scalar(select(establishment.c.version).where(establishment.c.id == 1))
        save(conn, city, 1, {"rest_weekdays": "1"}, version, NOON, ground())
    locks = [one for one in taken if "UPDATE change_number" in one or "FOR UPDATE" in one]
    rows = [place for place, one in enumerate(locks) if "FOR UPDATE" in one]
    assert len(rows) == 2
    assert rows[0] >= 2  # 摄像头 and 主体库
    assert rows[1] - rows[0] >= 4  # with 管控, whose duties follow the hours
