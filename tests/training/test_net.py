"""What needs torch; the product does not, so that without it these are skipped."""

import ast

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra `train`)")
onnxruntime = pytest.importorskip("onnxruntime")

from training.classes import CLASSES  # noqa: E402
from training.loss import Target, detection_loss, teaches  # noqa: E402
from training.net import Net, anchors, boxes_of  # noqa: E402


def target(boxes, labels, known, people=(), ignored=()):
    def places(rows):
        return torch.tensor(rows, dtype=torch.float32).reshape(-1, 4)

    return Target(
        places(boxes),
        torch.tensor(labels, dtype=torch.float32).reshape(-1, 2),
        torch.tensor(known),
        places(people),
        places(ignored),
    )


def test_an_unknown_class_teaches_only_away_from_people():
    centres, _ = anchors(64, 64)
    weight = teaches(target([], [], [True, False], people=[[0, 0, 32, 64]]), centres)
    left = centres[:, 0] < 32
    assert (weight[:, 0] == 1).all()
    assert (weight[left, 1] == 0).all()
    assert (weight[~left, 1] == 1).all()


def test_ignored_places_teach_nothing():
    centres, _ = anchors(64, 64)
    weight = teaches(target([], [], [True, True], ignored=[[0, 0, 64, 64]]), centres)
    assert (weight == 0).all()


def test_an_unknown_class_at_people_costs_nothing_however_sure_the_net_is():
    centres, strides = anchors(64, 64)
    raw = torch.full((1, len(centres), 6), -9.0)
    labels = target([[8, 8, 40, 40]], [[1, 0]], [True, False], people=[[0, 0, 64, 64]])
    before = detection_loss(raw, [labels], centres, strides)
    raw[..., 5] = 9.0
    assert detection_loss(raw, [labels], centres, strides) == pytest.approx(
        float(before.detach()), abs=1e-2
    )


def test_a_few_steps_learn_one_picture():
    torch.manual_seed(0)
    net = Net(2)
    centres, strides = anchors(64, 64)
    picture = torch.rand(2, 3, 64, 64)
    labels = [target([[8, 8, 40, 40]], [[1, 0]], [True, True])] * 2
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3)
    losses = []
    for _ in range(40):
        loss = detection_loss(net(picture), labels, centres, strides)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] * 0.8


def test_the_exported_file_says_what_the_net_says(tmp_path):
    pytest.importorskip("onnx", reason="onnx is not installed (extra `train`)")
    from training.export import export

    net = Net(len(CLASSES)).eval()
    path = tmp_path / "m.onnx"
    export(net, path, "7", (64, 64))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    facts = session.get_modelmeta().custom_metadata_map
    assert tuple(ast.literal_eval(facts["names"]).values()) == CLASSES
    assert facts["version"] == "7"
    assert path.stat().st_size < 8_000_000
    picture = torch.rand(1, 3, 64, 64)
    (table,) = session.run(None, {"images": picture.numpy()})
    raw = net(picture).detach()
    centres, strides = anchors(64, 64)
    corner = boxes_of(raw, centres, strides)[0, :, :2].numpy()
    assert table.shape == (1, 4 + len(CLASSES), len(centres))
    np.testing.assert_allclose((table[0, :2] - table[0, 2:4] / 2).T, corner, atol=1e-2)
