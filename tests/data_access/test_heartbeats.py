from datetime import timedelta

from data_access.engine import reading, writing
from data_access.heartbeats import beat, heartbeats
from domain.scope import system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")


def test_the_newest_sign_of_life_of_each_process_is_kept(engine):
    with writing(engine) as conn:
        beat(conn, SYSTEM, "patrol", NOON, {"looks": 1})
        beat(conn, SYSTEM, "schedule", NOON, {})
        beat(conn, SYSTEM, "patrol", NOON + timedelta(seconds=5), {"looks": 2})
    with reading(engine) as conn:
        beats = heartbeats(conn, SYSTEM)
    assert {name: found.at for name, found in beats.items()} == {
        "patrol": NOON + timedelta(seconds=5),
        "schedule": NOON,
    }
    assert beats["patrol"].detail == {"looks": 2}
