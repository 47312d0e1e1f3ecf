from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from data_access.changes import Topic, bump, numbers
from data_access.engine import open_engine, reading, wal_is_safe, writing
from data_access.migrate import upgrade
from data_access.schema import heartbeat, licence


def test_times_come_back_aware_and_equal(engine):
    moment = datetime(2026, 11, 19, 4, 5, 6, 789000, tzinfo=UTC)
    with writing(engine) as conn:
        conn.execute(insert(heartbeat).values(process="patrol", at=moment, detail={}))
    with reading(engine) as conn:
        assert conn.execute(select(heartbeat.c.at)).scalar_one() == moment


def test_naive_time_is_refused(engine):
    with pytest.raises(StatementError, match="naive"), writing(engine) as conn:
        conn.execute(
            insert(heartbeat).values(process="p", at=datetime(2026, 1, 1), detail={})  # noqa: DTZ001
        )


def test_foreign_keys_hold(engine):
    with pytest.raises(IntegrityError), writing(engine) as conn:
        conn.execute(insert(licence).values(establishment_id=404, number="JY1", number_valid=False))


def test_a_failed_write_leaves_nothing(engine):
    def fail_after_bump():
        with writing(engine) as conn:
            bump(conn, Topic.ALERTS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_bump()
    with reading(engine) as conn:
        assert numbers(conn)[Topic.ALERTS] == 0


def test_bump_moves_only_its_topics(engine):
    with writing(engine) as conn:
        bump(conn, Topic.ALERTS, Topic.CAMERAS)
        bump(conn, Topic.ALERTS)
    with reading(engine) as conn:
        found = numbers(conn)
    assert (found[Topic.ALERTS], found[Topic.CAMERAS], found[Topic.CONTROL]) == (2, 1, 0)


def test_upgrading_twice_changes_nothing(engine):
    upgrade(engine)
    with reading(engine) as conn:
        assert set(numbers(conn)) == set(Topic)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),  # Debian 12
        ((3, 44, 5), False),
        ((3, 44, 6), True),  # backport
        ((3, 50, 7), True),  # backport
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_only_without_the_reset_bug(version, safe):
    assert wal_is_safe(version) is safe


def test_processes_that_start_together_all_find_the_folder_writable(tmp_path):
    def opened(_number):
        engine = open_engine(f"sqlite:///{tmp_path / 'nuancheng.db'}")
        engine.dispose()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(opened, range(800)))
