import json

from commands.status import lines, status
from data_access.engine import writing
from data_access.heartbeats import beat
from domain.scope import system_scope
from settings import Database, Settings
from tests.conftest import NOON
from tests.rows import plant


def test_the_keys_that_stay(engine, tmp_path):
    with writing(engine) as conn:
        plant(conn)
        beat(conn, system_scope("test"), "patrol", NOON, {"degraded": "model gone"})
    url = engine.url.render_as_string(hide_password=False)
    told = status(Settings(data_dir=tmp_path, database=Database(url=url)), NOON)
    assert told["establishments"] == {
        "total": 4,
        "by_category": {"small": 2, "school_canteen": 1, "medium": 1},
        "by_banner": {"150602": 3, "150603": 1},
    }
    assert told["cameras"] == {"total": 4}
    assert told["control_tasks"] == {"by_kind": {}}
    assert told["alerts"] == {"found": 0, "confirmed": 0, "rectified": 0, "open": 0}
    assert told["patrol"] == {"last_look_age_s": None, "degraded": "model gone"}
    assert set(told["model"]) == {"name", "sha256"}
    assert told["database"].startswith(("sqlite", "postgresql"))
    assert json.loads(json.dumps(told)) == told


def test_one_figure_a_line_and_unknown_is_no_zero():
    assert lines({"patrol": {"last_look_age_s": None}, "cameras": {"total": 3}}) == [
        f"{'patrol.last_look_age_s':44} -",
        f"{'cameras.total':44} 3",
    ]
