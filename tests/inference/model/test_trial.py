"""A model is tried where it can break nothing."""

import numpy as np
import pytest

from inference.model import ModelError
from inference.model.trial import Trial, try_model
from tests.inference.onnx_bytes import answering, constant_model, swelling_model


@pytest.fixture
def path(tmp_path):
    return tmp_path / "m.onnx"


def test_a_good_model_tells_its_facts(path):
    path.write_bytes(
        answering(
            {"output0": np.zeros((1, 6, 84))},
            {"names": "['no_helmet', 'cup']", "license": "MIT", "version": "3"},
        )
    )
    facts = try_model(path, "classes: {cup: {alerts: false}}")
    assert (facts.family, facts.names, facts.licence) == ("yolo8", ["no_helmet", "cup"], "MIT")
    assert (facts.height, facts.width, facts.bytes) == (64, 64, path.stat().st_size)
    assert facts.classes == {
        "no_helmet": {"as": "no_hat", "min_score": None, "alerts": None},
        "cup": {"as": "cup", "min_score": None, "alerts": False},
    }


def test_a_bad_model_tells_why(path):
    path.write_bytes(constant_model(np.full((1, 7, 84), np.nan)))
    with pytest.raises(ModelError, match=r"model m.onnx: answers with numbers that are not finite"):
        try_model(path)


def test_a_model_that_does_not_end_is_ended(path):
    path.write_bytes(constant_model(np.zeros((1, 7, 84))))
    trial = Trial(path, wall_s=0)
    assert "did not answer in time" in str(trial.outcome())


def test_a_model_that_wants_all_memory_is_refused_and_nothing_else_falls(path):
    path.write_bytes(swelling_model(100_000, 100_000))
    with pytest.raises(ModelError, match=r"does not run|limits of memory|more memory"):
        try_model(path)
