"""The patrol follows what was chosen; a model that fails never takes the place of a good one."""

import hashlib

import numpy as np
import pytest

from data_access import detector_choices as choices
from data_access import detector_models as models
from data_access.detector_models import NewModel
from data_access.engine import reading, writing
from data_access.shadow_tally import agreement
from domain.detector_classes import DETECTOR_CLASSES, Duty, ModelState
from domain.scope import Role, Scope, system_scope
from inference.model import ModelError
from inference.model.trial import Facts
from inference.registry import Registry
from inference.shadow import added, compare
from inference.video_source import Burst
from inference.violations import RULES, Thresholds
from tests.conftest import NOON
from tests.inference.drawn_cameras import BARE, LevelDetector, shows
from tests.inference.onnx_bytes import constant_model
from tests.inference.test_worker import go_round, patrol  # noqa: F401 - the fixture

SAFE = Scope(Role.SECURITY_ADMIN, "安全")
PATROL = system_scope("patrol")


class FakeTrial:
    """Ends at the second question."""

    def __init__(self, outcome):
        self.outcomes, self.stopped = [None, outcome], False

    def outcome(self):
        return self.outcomes.pop(0)

    def stop(self):
        self.stopped = True


def keep(engine, tmp_path, score=0.8, on_disk=None):
    table = np.zeros((1, 7, 84), np.float32)
    table[0, :, 0] = [32, 32, 20, 20, score, 0, 0]
    content = constant_model(table)
    sha256 = hashlib.sha256(content).hexdigest()
    path = tmp_path / models.stored_at(sha256)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if on_disk is None else on_disk)
    with writing(engine) as conn:
        return models.add(conn, SAFE, NewModel("theirs", sha256, len(content)), NOON), sha256


def facts(sha256):
    use = {"as": "mask", "min_score": None, "alerts": None}
    names = ["mask", "no_mask", "person"]
    classes = {name: use | {"as": name} for name in names}
    return Facts(sha256, 9, "yolo8", names, 64, 64, classes, "MIT", "", "", "output0", 1.5)


def pass_trial(engine, model_id, sha256):
    with writing(engine) as conn:
        model = models.find(conn, PATROL, model_id)
        models.tried(conn, PATROL, model, {"classes": facts(sha256).classes}, NOON)


def choose(engine, duty, model_id):
    with writing(engine) as conn:
        choices.choose(conn, SAFE, duty, model_id, NOON)


@pytest.fixture
def registry(engine, tmp_path):
    shipped = tmp_path / "shipped.onnx"
    return Registry(engine, PATROL, tmp_path, shipped, LevelDetector(), shipped_facts={})


def test_the_model_that_came_with_the_program_is_tried_first(engine, tmp_path, registry):
    sha256 = keep(engine, tmp_path)[1]
    tried = []

    def start(path, sidecar):
        tried.append((path, sidecar))
        return FakeTrial(facts(sha256))

    registry.start_trial, registry.shipped_facts = start, None
    for _ in range(4):
        registry.see_after_trial(NOON)
    theirs = tmp_path / models.stored_at(sha256)
    assert tried == [(registry.shipped, None), (theirs, "")]
    assert registry.shipped_facts["licence"] == "MIT"
    assert registry.shipped_facts["model"] == registry.shipped.stem


def test_an_uploaded_model_is_tried_without_waiting_for_it(engine, tmp_path, registry):
    model_id, sha256 = keep(engine, tmp_path)
    registry.start_trial = lambda _path, _sidecar: FakeTrial(facts(sha256))
    states = []
    for _ in range(3):
        registry.see_after_trial(NOON)
        with reading(engine) as conn:
            states.append(models.find(conn, SAFE, model_id).state)
    assert states == [ModelState.WAITING, ModelState.WAITING, ModelState.READY]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (ModelError("x.onnx", "no usable ONNX file"), "no usable ONNX file"),
        (facts("e" * 64), "not the one that was uploaded"),
    ],
)
def test_a_model_that_fails_its_trial_says_why(engine, tmp_path, registry, outcome, reason):
    model_id, _sha256 = keep(engine, tmp_path)
    registry.start_trial = lambda _path, _sidecar: FakeTrial(outcome)
    for _ in range(3):
        registry.see_after_trial(NOON)
    with reading(engine) as conn:
        model = models.find(conn, SAFE, model_id)
    assert model.state is ModelState.REFUSED
    assert reason in model.reason


def test_a_trial_that_runs_is_ended_with_the_patrol(engine, tmp_path, registry):
    keep(engine, tmp_path)
    fake = FakeTrial(None)
    registry.start_trial = lambda _path, _sidecar: fake
    registry.see_after_trial(NOON)
    registry.close()
    assert fake.stopped


def test_a_switch_is_followed_and_so_is_the_way_back(engine, tmp_path, registry):
    shipped = registry.detector
    model_id, sha256 = keep(engine, tmp_path)
    pass_trial(engine, model_id, sha256)
    choose(engine, Duty.ACTIVE, model_id)
    registry.tend(NOON)
    assert (registry.detector.name, registry.detector.sha256) == ("theirs", sha256)
    choose(engine, Duty.ACTIVE, None)
    registry.shipped.write_bytes(constant_model(np.zeros((1, 7, 84))))
    registry.tend(NOON)
    assert registry.detector.name == "shipped"
    assert registry.detector is not shipped


def test_new_meanings_of_classes_are_followed(engine, tmp_path, registry):
    model_id, sha256 = keep(engine, tmp_path)
    pass_trial(engine, model_id, sha256)
    choose(engine, Duty.ACTIVE, model_id)
    registry.tend(NOON)
    with writing(engine) as conn:
        said = dict(models.find(conn, SAFE, model_id).classes)
        said["mask"] = {"as": "rodent", "min_score": 0.7, "alerts": True}
        models.write_classes(conn, SAFE, model_id, said, NOON)
    registry.tend(NOON)
    found = registry.detector(np.zeros((64, 64, 3), np.uint8))
    assert found.label(0) == "rodent"
    assert registry.detector.classes["mask"].min_score == 0.7


@pytest.mark.parametrize("on_disk", [b"", b"another file"])
def test_a_file_that_was_exchanged_never_takes_over(engine, tmp_path, registry, on_disk):
    good = registry.detector
    model_id, sha256 = keep(engine, tmp_path, on_disk=on_disk)
    pass_trial(engine, model_id, sha256)
    choose(engine, Duty.ACTIVE, model_id)
    registry.tend(NOON)
    assert registry.detector is good
    assert "model" in registry.degraded
    choose(engine, Duty.ACTIVE, None)  # taken back: what works is at once as it was
    registry.shipped.write_bytes(constant_model(np.zeros((1, 7, 84))))
    registry.tend(NOON)
    assert registry.degraded == ""


def test_a_shadow_looks_along_counts_and_raises_nothing(engine, tmp_path, patrol):  # noqa: F811
    model_id, sha256 = keep(engine, tmp_path)  # sees a mask everywhere
    pass_trial(engine, model_id, sha256)
    choose(engine, Duty.SHADOW, model_id)
    go_round(patrol, 2)
    with reading(engine) as conn:
        found, _since = agreement(conn, SAFE, (LevelDetector.sha256, sha256))
        assert choices.at_work(conn, SAFE).shadow == "theirs"
    assert (found["mask"].looks, found["mask"].both, found["mask"].only_shadow) == (2, 1, 1)
    assert (found["no_mask"].looks, found["no_mask"].only_active) == (2, 1)


def test_a_shadow_that_breaks_costs_no_look(engine, tmp_path, patrol):  # noqa: F811
    class Broken(LevelDetector):
        def __call__(self, frame):
            raise RuntimeError("broken")

    patrol.models.shadow = Broken()
    patrol.models._beside = "settings"
    go_round(patrol, 2)
    assert patrol.models.shadow is None
    assert patrol._recorder.tally.looks == 2


def test_two_opinions_of_one_burst():
    class Blind(LevelDetector):
        def __call__(self, frame):
            return super().__call__(frame).at_least(0.9)

    active, burst = LevelDetector(), shows(BARE)
    seen = [active(frame) for frame in burst.frames]
    one = compare(burst, seen, active, Blind(), Thresholds())
    assert (one["no_mask"].only_active, one["mask"].only_active) == (1, 0)
    same = compare(Burst(burst.frames, live=False), seen, active, active, Thresholds())
    both = added(one, same)
    assert (both["no_mask"].looks, both["no_mask"].both, both["no_mask"].agreed) == (2, 1, 0.5)


def test_rules_and_what_screens_say_of_classes_agree():
    assert {(rule.violating, rule.alert_class, not rule.off_because) for rule in RULES} == {
        (one.id, one.alert_class, one.alerts)
        for one in DETECTOR_CLASSES.values()
        if one.alert_class
    }
