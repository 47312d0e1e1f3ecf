"""The page of detector models: for its administrator only, and nothing forged gets through."""

import hashlib
import io

import numpy as np
import pytest
from sqlalchemy import select

from data_access import detector_choices as choices
from data_access import detector_models as models
from data_access.engine import reading, writing
from data_access.heartbeats import beat
from data_access.schema import audit_log, detector_choice, detector_model
from domain.detector_classes import Duty, ModelState
from domain.scope import system_scope
from tests.conftest import NOON
from tests.inference.onnx_bytes import constant_model
from tests.pages.test_admin_accounts import BAD_NAME, OTHERS, SECURITY, city, scope_of  # noqa: F401
from tests.posted import open_page, post, words
from tests.pressed import press
from tests.served import secured

# What SQL does is tested with data_access on both databases.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PATROL = system_scope("patrol")
CONTENT = constant_model(np.zeros((1, 7, 84)))
NAMES = ["mask", "no_mask", "person"]
PARTS = ("head", "notes", "now", "table", "agreement", "detail")


@pytest.fixture
def administrator(signed_in, city):  # noqa: F811 - the fixture
    return signed_in(SECURITY)


def send(client, content=CONTENT, name="theirs.onnx"):
    return client.post(
        "/admin/models/file",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def pass_trial(engine, model_id=1, **facts):
    use = {"min_score": None, "alerts": None}
    found = {"names": NAMES, "classes": {name: {"as": name, **use} for name in NAMES},
             "family": "yolo8", "width": 64, "height": 64, "milliseconds": 4.2} | facts  # fmt: skip
    with writing(engine) as conn:
        models.tried(conn, PATROL, models.find(conn, PATROL, model_id), found, NOON)


def shown(client, model=None, mark=None):
    answer = post(
        client,
        [(f"models-{part}", "children") for part in PARTS] + [("models-shown", "data")],
        [("models-beat", "n_intervals", 1), ("models-changed", "data", 0)],
        [("models-chosen", "data", model), ("models-shown", "data", mark)],
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    tree = answer.json["response"]
    found = {part: tree.get(f"models-{part}", {}).get("children") for part in PARTS}
    return found | {"mark": tree["models-shown"]["data"]}


def do(app, client, act, model=1):
    ident = {"act": act, "model": model, "type": "models-sure"}
    answer = press(
        app, client, "models-said.children", {"models-sure": [(ident, 1)]}, (ident, "n_clicks")
    )
    assert answer.status_code in {200, 204}, answer.get_data(as_text=True)
    said = answer.json["response"].get("models-said", {}) if answer.json else {}
    return words(said.get("children"))


def save_classes(app, client, ours, scores, alerts, model=1):
    def rows(kind, values):
        return [({"n": n, "type": kind}, value) for n, value in enumerate(values)]

    given = {
        "models-save-classes.n_clicks": 1,
        "models-chosen.data": model,
        "models-as": rows("models-as", ours),
        "models-score": rows("models-score", scores),
        "models-alerts": rows("models-alerts", alerts),
    }
    answer = press(app, client, "models-said.children", given, "models-save-classes.n_clicks")
    assert answer.status_code in {200, 204}, answer.get_data(as_text=True)
    said = answer.json["response"].get("models-said", {}) if answer.json else {}
    return words(said.get("children"))


def find(engine, model_id=1):
    with reading(engine) as conn:
        return models.find(conn, PATROL, model_id)


def active(engine):
    with reading(engine) as conn:
        model = choices.chosen(conn, PATROL).active
    return model.id if model else None


def test_a_file_is_kept_under_its_hash_and_waits(engine, administrator, tmp_path):
    answer = send(administrator, name="../../etc/<b>x</b>.onnx")
    assert (answer.status_code, answer.json["href"]) == (201, "/admin/models?model=1")
    model = find(engine)
    assert (model.name, model.state) == ("b>", ModelState.WAITING)
    kept = tmp_path / "served" / model.path
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == model.sha256
    assert list((tmp_path / "served" / "uploads").iterdir()) == []
    assert send(administrator).json["model"] == 1  # the same file is the same model


def test_what_is_too_large_or_no_file_is_told(engine, administrator, tmp_path, monkeypatch):
    empty = {"data": {"note": "x"}, "content_type": "multipart/form-data"}
    assert administrator.post("/admin/models/file", **empty).status_code == 400
    monkeypatch.setattr("api.detector_files.MAX_MODEL_MB", 0)
    answer = send(administrator, b"x" * 100_000)
    assert answer.status_code == 413
    assert "0 MB" in answer.json["error"]
    assert not list((tmp_path / "served").glob("models/*"))
    with reading(engine) as conn:
        assert conn.execute(select(detector_model)).all() == []


def test_files_are_taken_only_so_often(engine, server_app, administrator):
    secured(server_app, expensive_calls_per_min=2)
    assert [send(administrator).status_code for _ in range(3)] == [201, 201, 429]


def test_others_neither_send_nor_switch(server_app, engine, signed_in, city):  # noqa: F811
    with writing(engine) as conn:
        models.add(conn, SECURITY, models.NewModel("x", "f" * 64, 1), NOON)
    pass_trial(engine)
    ident = {"act": "activate", "model": 1, "type": "models-sure"}
    given = {"models-sure": [(ident, 1)]}
    for role in OTHERS:
        client = signed_in(scope_of(role))
        assert send(client).status_code == 403
        answer = press(server_app, client, "models-said.children", given, (ident, "n_clicks"))
        assert answer.status_code == 403
    assert active(engine) is None


def test_a_version_is_shown_with_its_licence_and_switched_back_and_forth(
    server_app, engine, administrator
):
    send(administrator)
    pass_trial(engine, licence="AGPL-3.0")
    tree = shown(administrator, 1)
    assert "AGPL-3.0" in words(tree["detail"])
    assert "yolo8 · 64 × 64" in words(tree["table"])
    assert "没有运行" in words(tree["notes"])
    assert "已完成" in do(server_app, administrator, "activate")
    assert active(engine) == 1
    assert "没有变化" in do(server_app, administrator, "activate")
    assert "回退到 kitchen_hygiene_v8_960" in words(shown(administrator)["now"])
    assert "已完成" in do(server_app, administrator, "roll-back", 0)
    assert active(engine) is None
    with reading(engine) as conn:
        acts = conn.scalars(
            select(audit_log.c.event)
            .where(audit_log.c.event.like("model_%"))
            .order_by(audit_log.c.id)
        )
        assert [*acts] == ["model_added", "model_tried", "model_activated", "model_activated"]


def test_what_the_patrol_says_is_told(engine, administrator):
    with writing(engine) as conn:
        beat(conn, PATROL, "patrol", NOON, {"model": "kitchen_hygiene_v8_960", "degraded": None})
    tree = shown(administrator)
    assert tree["notes"] == []
    assert "巡查正在使用" in words(tree["now"])
    with writing(engine) as conn:
        beat(conn, PATROL, "patrol", NOON, {"model": "", "degraded": "model x.onnx: gone"})
    assert "model x.onnx: gone" in words(shown(administrator)["notes"])


def test_what_came_with_the_program_shows_its_licence_and_speed_too(engine, administrator):
    assert "—" in words(shown(administrator)["table"])
    told = {"model": "kitchen_hygiene_v8_960", "sha256": "ab" * 32, "bytes": 7_800_000,
            "family": "yolo8", "width": 640, "height": 384, "licence": "see NOTICE.md",
            "milliseconds": 24.3, "names": ["hat"]}  # fmt: skip
    with writing(engine) as conn:
        beat(conn, PATROL, "patrol", NOON, {"model": "kitchen_hygiene_v8_960", "shipped": told})
    tree = shown(administrator, 0)
    for part in ("table", "detail"):
        assert "see NOTICE.md" in words(tree[part])
        assert "24.3 ms" in words(tree[part])
    assert "abababababab" in words(tree["table"])
    with writing(engine) as conn:
        beat(conn, PATROL, "patrol", NOON, {"shipped": told | {"model": "the one before"}})
    assert "see NOTICE.md" not in words(shown(administrator)["table"])


def test_a_version_that_has_not_passed_is_never_switched_to(server_app, engine, administrator):
    send(administrator)
    for act in ("activate", "shadow"):
        assert "还没有通过检查" in do(server_app, administrator, act)
    with writing(engine) as conn:
        models.tried(conn, PATROL, models.find(conn, PATROL, 1), "no class names", NOON)
    assert "no class names" in words(shown(administrator, 1)["detail"])
    assert "还没有通过检查" in do(server_app, administrator, "activate")
    assert active(engine) is None


def test_forged_acts_change_nothing(server_app, engine, administrator):
    send(administrator)
    pass_trial(engine)
    for act, model in (
        *(("activate", number) for number in (99, -1, "1", True, 2**40)),
        ("drop table", 1),
        ("shadow", 0),
        ("remove", 99),
        ("no", 1),
    ):
        do(server_app, administrator, act, model)
    with reading(engine) as conn:
        assert conn.execute(select(detector_choice)).all() == []
    assert find(engine).state is ModelState.READY


def test_classes_are_saved_as_they_were_chosen(server_app, engine, administrator):
    send(administrator)
    pass_trial(engine)
    said = save_classes(
        server_app, administrator, ["mask", "rodent", "-"], ["", "0.7", "0.3"],
        ["quiet", "alerts", "quiet"],
    )  # fmt: skip
    assert "已保存" in said
    assert find(engine).classes == {
        "mask": {"as": "mask", "min_score": None, "alerts": False},
        "no_mask": {"as": "rodent", "min_score": 0.7, "alerts": True},
        "person": {"as": "person", "min_score": 0.3, "alerts": False},
    }


def test_classes_that_cannot_be_meant_are_refused(server_app, engine, administrator):
    send(administrator)
    pass_trial(engine)
    before = find(engine).classes
    for ours, scores, alerts in (
        (["mask"], [""], ["quiet"]),
        *((["mask"] * 3, ["", score, ""], ["quiet"] * 3) for score in ("2", "nan", "ten", {})),
        (["mask"] * 3, [""] * 3, ["alerts"] * 3),
        ([None, 1, {}], [""] * 3, ["quiet"] * 3),
        (["x" * 99] * 3, [""] * 3, ["quiet"] * 3),
    ):
        assert "有误" in save_classes(server_app, administrator, ours, scores, alerts)
    assert find(engine).classes == before


def test_a_side_car_lets_a_version_be_tried_again(server_app, engine, administrator):
    send(administrator)
    given = {
        "models-save-sidecar.n_clicks": 1,
        "models-sidecar.value": "names: coco-80",
        "models-chosen.data": 1,
    }
    answer = press(
        server_app, administrator, "models-said.children", given, "models-save-sidecar.n_clicks"
    )
    assert "等待重新检查" in answer.get_data(as_text=True) or answer.status_code == 200
    assert find(engine).sidecar == "names: coco-80"


def test_a_version_in_use_stays_and_another_goes_with_its_file(
    server_app, engine, administrator, tmp_path
):
    send(administrator)
    pass_trial(engine)
    path = tmp_path / "served" / find(engine).path
    do(server_app, administrator, "shadow")
    assert "正在使用" in do(server_app, administrator, "remove")
    assert path.is_file()
    do(server_app, administrator, "no-shadow", 0)
    assert "已完成" in do(server_app, administrator, "remove")
    assert not path.exists()
    assert find(engine) is None


def test_what_is_being_edited_is_not_drawn_anew(engine, administrator):
    send(administrator)
    pass_trial(engine)
    first = shown(administrator, 1)
    assert first["detail"] is not None
    again = shown(administrator, 1, first["mark"])
    assert again["detail"] is None  # left as it is
    with writing(engine) as conn:
        choices.choose(conn, SECURITY, Duty.SHADOW, 1, NOON)
    assert "影子运行" in words(shown(administrator, 1, first["mark"])["detail"])


def test_the_page_opens_whatever_its_address_says(administrator):
    for query in ("?model=1", "?model=abc", "?model=²", "?model=99999999999"):
        assert "识别模型" in words(open_page(administrator, "/admin/models", query))


def test_names_stay_text(engine, administrator):
    send(administrator, name=BAD_NAME)
    pass_trial(engine, licence=BAD_NAME)
    assert BAD_NAME in words(shown(administrator, 1)["detail"])
