"""What a model file must be: everything else is refused by name and reason."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

import settings
from inference.model import ModelError, load_detector
from inference.model.onnx_file import inspect
from tests.inference.onnx_bytes import answering, constant_model, endless_model

NAMES = ("mask", "no_mask", "person")
SAID = "{0: 'mask', 1: 'no_mask', 2: 'person'}"
SHIPPED = settings.ROOT / "inference/models/kitchen_hygiene_v8_960.onnx"


def answer(*anchors, count=84):
    """Raw output (1, 7, count): anchors as (cx, cy, w, h, mask, no_mask, person), rest silent."""
    table = np.zeros((1, 7, count), np.float32)
    for i, anchor in enumerate(anchors):
        table[0, :, i] = anchor
    return table


def write(tmp_path, content, sidecar=None):
    path = tmp_path / "stub.onnx"
    path.write_bytes(content)
    if sidecar is not None:
        path.with_suffix(".yaml").write_text(sidecar, encoding="utf-8")
    return path


def test_a_model_file_says_who_it_is(tmp_path):
    content = constant_model(answer((32, 32, 20, 20, 0, 0.75, 0)))
    detector = load_detector(write(tmp_path, content))
    assert (detector.name, detector.names) == ("stub", NAMES)
    assert detector.sha256 == hashlib.sha256(content).hexdigest()
    found = detector(np.zeros((64, 64, 3), np.uint8))
    np.testing.assert_allclose(found.xyxy, [[22, 22, 42, 42]])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no usable ONNX file"),
        (b"this is no model" * 50, "no usable ONNX file"),
        (constant_model(answer())[:150], "no usable ONNX file"),  # cut off
        (constant_model(answer(), names=None), "no class names"),
        (constant_model(answer(), names="__import__('os').getcwd()"), "cannot be read"),
        (constant_model(answer(), names="[" * 5000), "cannot be read"),
        (constant_model(answer(), names="9" * 9000), "class names"),
        (constant_model(answer(), names="{0: 1, 1: 2, 2: 3}"), "are not words"),
        (constant_model(answer(), names="{1: 'mask', 2: 'no_mask'}"), "numbered from 0"),
        (constant_model(answer(), names="{0: 'a', 1: 'a', 2: 'b'}"), "two classes have one name"),
        (constant_model(answer(), names="{0: 'mask', 1: 'no_mask'}"), "2 class names.*3 classes"),
        (constant_model(np.zeros((7, 20))), "output output0 is"),
        (constant_model(np.zeros((1, 7, 20, 3))), "no known family"),
        (constant_model(answer(), channels=1), "input must be"),
        (constant_model(answer() + np.nan), "not finite"),
        (constant_model(answer() + np.inf), "not finite"),
        (answering({"output0": answer()}, {"names": SAID}, domain="evil"), "not ONNX's own.*evil"),
        (answering({"output0": answer()}, {"names": SAID}, external=True), "in another file"),
        (endless_model(), "may run for ever.*Loop"),
        (answering({"output0": answer()}, {"names": SAID}, (3, "h", "w")), "size of the input"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_reason(tmp_path, content, reason):
    with pytest.raises(ModelError, match=rf"(?s)model stub.onnx: .*{reason}"):
        load_detector(write(tmp_path, content))


def test_a_missing_file_is_refused_by_name_and_reason(tmp_path):
    with pytest.raises(ModelError, match=r"model none.onnx: cannot be read \(No such file"):
        load_detector(tmp_path / "none.onnx")


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "large.onnx"
    with path.open("wb") as file:
        file.truncate(256_000_001)  # sparse
    with pytest.raises(ModelError, match=r"larger than 256,000,000 bytes"):
        load_detector(path)


def test_a_cut_file_is_never_taken_for_a_whole_one():
    content = constant_model(answer())
    for length in range(0, len(content), 7):
        with pytest.raises(ModelError):
            inspect(content[:length], "x.onnx")


def test_an_open_size_is_told_by_metadata_or_the_side_car(tmp_path):
    content = answering({"output0": answer()}, {"names": SAID, "imgsz": "[96, 64]"}, (3, "h", "w"))
    made = load_detector(write(tmp_path, content)).contract
    assert (made.height, made.width) == (96, 64)
    made = load_detector(write(tmp_path, content, "size: [64, 128]")).contract
    assert (made.height, made.width) == (64, 128)


def test_a_side_car_names_maps_and_licenses(tmp_path):
    content = constant_model(answer((32, 32, 20, 20, 0, 0.75, 0)), names=None)
    sidecar = """
    names: [covered, bare, someone]
    licence: Apache-2.0
    classes:
      bare: {as: no_mask, min_score: 0.6, alerts: true}
      covered: {as: mask}
    """
    detector = load_detector(write(tmp_path, content, sidecar))
    assert detector.names == ("mask", "no_mask", "someone")
    assert detector.contract.licence == "Apache-2.0"
    use = detector.classes["bare"]
    assert (use.ours, use.min_score, use.alerts) == ("no_mask", 0.6, True)
    assert detector(np.zeros((64, 64, 3), np.uint8)).label(0) == "no_mask"


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("{", "no YAML"),
        ("!!python/object/apply:os.system [id]", "no YAML"),
        ("colour: purple", "purple"),
        ("nmaes: [a]", "may only have family, names"),
        ("[1, 2]", "may only have"),
        ("std: [0, 1, 1]", "std must be above 0"),
        ("size: 99999", "32 to 4096"),
        ("classes: {hat: {as: hat}}", "does not have: hat"),
        ("classes: {mask: {min_score: 7}}", "between 0 and 1"),
        ("classes: {mask: {alerts: maybe}}", "true or false"),
        ("family: rt-detr", "do not fit a rt-detr"),
        ("x: " + "y" * 70_000, "side-car larger"),
    ],
)
def test_a_bad_side_car_is_refused_by_what_is_wrong(tmp_path, sidecar, reason):
    with pytest.raises(ModelError, match=reason):
        load_detector(write(tmp_path, constant_model(answer()), sidecar))


def test_the_shipped_model_is_the_one_in_the_notice():
    detector = load_detector(Path(SHIPPED))
    assert {"mask", "no_mask", "person"} < set(detector.names)
    assert detector.sha256 in (SHIPPED.parent / "NOTICE.md").read_text(encoding="utf-8")
