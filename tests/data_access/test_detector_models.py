"""Kept models: who may, what a trial writes, what is in force, and that every act is audited."""

import pytest
from sqlalchemy import select

from data_access import detector_choices as choices
from data_access import detector_models as models
from data_access import shadow_tally
from data_access.detector_models import DetectorError, NewModel, Refused
from data_access.engine import reading, writing
from data_access.schema import audit_log
from data_access.shadow_tally import Agreement
from domain.detector_classes import Duty, ModelState
from domain.scope import EVERYONE, NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON

SAFE = Scope(Role.SECURITY_ADMIN, "安全")
PATROL = system_scope("patrol")
FACTS = {"classes": {"bare": {"as": "no_mask", "min_score": None, "alerts": None},
                     "cup": {"as": "cup", "min_score": None, "alerts": None}}}  # fmt: skip
PLACES = {
    "banner_adcode": "150602",
    "office_id": 1,
    "establishment_id": 1,
    "street_id": 1,
}


def keep(conn, number=1):
    return models.add(conn, SAFE, NewModel(f"m{number}", f"{number:064x}", 9), NOON)


def ready(conn, number=1):
    model_id = keep(conn, number)
    models.tried(conn, PATROL, models.find(conn, PATROL, model_id), FACTS, NOON)
    return model_id


def events(conn):
    return [row.event for row in conn.execute(select(audit_log).order_by(audit_log.c.id))]


def test_a_file_waits_is_tried_and_is_ready(engine):
    with writing(engine) as conn:
        model_id = keep(conn)
        assert keep(conn) == model_id  # the same file is the same model
        waiting = models.next_waiting(conn, PATROL)
        assert (waiting.id, waiting.state) == (model_id, ModelState.WAITING)
        models.tried(conn, PATROL, waiting, FACTS, NOON)
        model = models.find(conn, SAFE, model_id)
        assert model.state is ModelState.READY
        assert model.classes == {
            "bare": {"as": "no_mask", "min_score": None, "alerts": True},
            "cup": {"as": "cup", "min_score": None, "alerts": False},
        }
        assert models.next_waiting(conn, PATROL) is None
        assert events(conn) == ["model_added", "model_tried"]


def test_a_refused_model_says_why_and_is_tried_again_with_a_side_car(engine):
    with writing(engine) as conn:
        model_id = keep(conn)
        models.tried(conn, PATROL, models.find(conn, SAFE, model_id), "no class names", NOON)
        model = models.find(conn, SAFE, model_id)
        assert (model.state, model.reason) == (ModelState.REFUSED, "no class names")
        models.write_sidecar(conn, SAFE, model_id, "names: coco-80", NOON)
        assert models.next_waiting(conn, PATROL).sidecar == "names: coco-80"
        models.tried(conn, PATROL, model, FACTS, NOON)  # of the side-car before: does not count
        assert models.find(conn, SAFE, model_id).state is ModelState.WAITING


def test_a_switch_and_the_way_back(engine):
    with writing(engine) as conn:
        first, second = ready(conn, 1), ready(conn, 2)
        assert choices.before_active(conn, SAFE) is None
        assert not choices.roll_back(conn, SAFE, NOON)
        assert choices.choose(conn, SAFE, Duty.ACTIVE, first, NOON)
        assert not choices.choose(conn, SAFE, Duty.ACTIVE, first, NOON)
        assert choices.choose(conn, SAFE, Duty.ACTIVE, second, NOON)
        assert choices.roll_back(conn, SAFE, NOON)
        assert choices.chosen(conn, SAFE).active.id == first
        assert choices.roll_back(conn, SAFE, NOON)
        assert choices.chosen(conn, SAFE).active.id == second
        assert choices.choose(conn, SAFE, Duty.ACTIVE, None, NOON)
        assert choices.chosen(conn, SAFE).active is None
        assert events(conn).count("model_activated") == 5


def test_the_first_switch_goes_back_to_the_model_of_the_settings(engine):
    with writing(engine) as conn:
        choices.choose(conn, SAFE, Duty.ACTIVE, ready(conn), NOON)
        assert choices.roll_back(conn, SAFE, NOON)
        assert choices.chosen(conn, SAFE).active is None


def test_a_shadow_that_is_activated_steps_out_of_the_shadow(engine):
    with writing(engine) as conn:
        model_id = ready(conn)
        assert choices.choose(conn, SAFE, Duty.SHADOW, model_id, NOON)
        assert choices.choose(conn, SAFE, Duty.ACTIVE, model_id, NOON)
        force = choices.chosen(conn, SAFE)
        assert (force.active.id, force.shadow) == (model_id, None)
        with pytest.raises(DetectorError, match=Refused.IN_USE):
            choices.choose(conn, SAFE, Duty.SHADOW, model_id, NOON)


@pytest.mark.parametrize("duty", Duty)
def test_what_has_not_passed_or_is_gone_is_never_chosen(engine, duty):
    with writing(engine) as conn:
        waiting = keep(conn)
        with pytest.raises(DetectorError, match=Refused.NOT_READY):
            choices.choose(conn, SAFE, duty, waiting, NOON)
        models.remove(conn, SAFE, waiting, NOON)
        for gone in (waiting, 99):
            with pytest.raises(DetectorError, match=Refused.GONE):
                choices.choose(conn, SAFE, duty, gone, NOON)


def test_a_model_in_use_is_neither_removed_nor_described_anew(engine):
    with writing(engine) as conn:
        model_id = ready(conn)
        choices.choose(conn, SAFE, Duty.SHADOW, model_id, NOON)
        with pytest.raises(DetectorError, match=Refused.IN_USE):
            models.remove(conn, SAFE, model_id, NOON)
        with pytest.raises(DetectorError, match=Refused.IN_USE):
            models.write_sidecar(conn, SAFE, model_id, "names: [a]", NOON)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"bare": {"as": "no_mask", "min_score": 0.5, "alerts": True}},
        {"bare": {"as": "no_mask", "min_score": 2, "alerts": True}, "cup": FACTS["classes"]["cup"]},
        {name: {"as": "mask", "min_score": None, "alerts": True} for name in ("bare", "cup")},
        {name: {"as": "", "min_score": None, "alerts": False} for name in ("bare", "cup")},
        {name: "no_mask" for name in ("bare", "cup")},
    ],
)
def test_classes_that_cannot_be_meant_are_refused(engine, said):
    with writing(engine) as conn:
        model_id = ready(conn)
        with pytest.raises(DetectorError, match=Refused.CLASSES):
            models.write_classes(conn, SAFE, model_id, said, NOON)


def test_classes_are_changed_and_the_change_is_on_record(engine):
    with writing(engine) as conn:
        model_id = ready(conn)
        said = {"bare": {"as": "no_mask", "min_score": 0.6, "alerts": True},
                "cup": {"as": "rodent", "min_score": None, "alerts": True}}  # fmt: skip
        assert models.write_classes(conn, SAFE, model_id, said, NOON)
        assert not models.write_classes(conn, SAFE, model_id, said, NOON)
        assert models.find(conn, SAFE, model_id).classes == said
        assert events(conn)[-1] == "model_changed"


def test_only_the_security_administrator_manages_models(engine):
    acts = [
        lambda conn, scope: models.add(conn, scope, NewModel("x", "f" * 64, 1), NOON),
        lambda conn, scope: models.models(conn, scope),
        lambda conn, scope: models.find(conn, scope, 1),
        lambda conn, scope: models.write_sidecar(conn, scope, 1, "", NOON),
        lambda conn, scope: models.write_classes(conn, scope, 1, {}, NOON),
        lambda conn, scope: models.remove(conn, scope, 1, NOON),
        lambda conn, scope: choices.choose(conn, scope, Duty.ACTIVE, 1, NOON),
        lambda conn, scope: choices.roll_back(conn, scope, NOON),
        lambda conn, scope: choices.chosen(conn, scope),
        lambda conn, scope: choices.at_work(conn, scope),
        lambda conn, scope: shadow_tally.agreement(conn, scope, ("a", "b")),
    ]
    with writing(engine) as conn:
        for role in EVERYONE - {Role.SECURITY_ADMIN}:
            for act in acts:
                with pytest.raises(NotAllowedError):
                    act(conn, Scope(role, "x", **PLACES))


def test_agreement_adds_up(engine):
    pair = ("a" * 64, "b" * 64)
    with writing(engine) as conn:
        shadow_tally.count(conn, PATROL, pair, {"mask": Agreement(3, 1, 1, 0)}, NOON)
        shadow_tally.count(
            conn, PATROL, pair, {"mask": Agreement(1, 1, 0, 0), "hat": Agreement(1, 0, 0, 1)}, NOON
        )
    with reading(engine) as conn:
        found, since = shadow_tally.agreement(conn, SAFE, pair)
        assert found == {"mask": Agreement(4, 2, 1, 0), "hat": Agreement(1, 0, 0, 1)}
        assert found["mask"].agreed == 0.75
        assert since == NOON
        assert shadow_tally.agreement(conn, SAFE, pair[::-1]) == ({}, None)
