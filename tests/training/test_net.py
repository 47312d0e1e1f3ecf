"""What needs torch; the product does not, so that without it these are skipped."""

import ast

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra `train`)")
onnxruntime = pytest.importorskip("onnxruntime")

from training.assign import assign  # noqa: E402
from training.classes import CLASSES, multi_hot  # noqa: E402
from training.loss import Target, detection_loss, teaches  # noqa: E402
from training.net import Net, anchors, boxes_of  # noqa: E402
from training.pictures import write_jpeg  # noqa: E402
from training.pool import Pool  # noqa: E402
from training.samples import Sample  # noqa: E402
from training.spoil import spoil  # noqa: E402
from training.windows import choose, seen_through  # noqa: E402


def target(boxes, labels, known, people=(), ignored=(), doubtful=(), doubts=()):
    def places(rows):
        return torch.tensor(rows, dtype=torch.float32).reshape(1, -1, 4)

    return Target(
        places(boxes),
        torch.tensor(labels, dtype=torch.float32).reshape(1, -1, 2),
        torch.tensor([known], dtype=torch.float32),
        places(people),
        places(ignored),
        places(doubtful),
        torch.tensor(doubts, dtype=torch.float32).reshape(1, -1, 2),
    )


def test_an_unknown_class_teaches_only_away_from_people():
    centres, _ = anchors(64, 64)
    (weight,) = teaches(target([], [], [True, False], people=[[0, 0, 32, 64]]), centres)
    left = centres[:, 0] < 32
    assert (weight[:, 0] == 1).all()
    assert (weight[left, 1] == 0).all()
    assert (weight[~left, 1] == 1).all()


def test_ignored_places_teach_nothing():
    centres, _ = anchors(64, 64)
    weight = teaches(target([], [], [True, True], ignored=[[0, 0, 64, 64]]), centres)
    assert (weight == 0).all()


def test_a_class_that_nobody_can_see_is_taught_neither_way():
    centres, strides = anchors(64, 64)
    raw = torch.full((1, len(centres), 6), -9.0)
    head = [[8, 8, 40, 40]]
    seen = target(head, [[1, 0]], [True, True])
    turned = target(head, [[1, 0]], [True, True], doubtful=head, doubts=[[0, 1]])
    inside = (centres > 8).all(1) & (centres < 40).all(1)
    for one, costs in ((seen, True), (turned, False)):
        before = detection_loss(raw, one, centres, strides)
        sure = raw.clone()
        sure[0, inside, 5] = 9.0
        after = detection_loss(sure, one, centres, strides)
        assert bool(after > before + 1) == costs


def test_an_unknown_class_at_people_costs_nothing_however_sure_the_net_is():
    centres, strides = anchors(64, 64)
    raw = torch.full((1, len(centres), 6), -9.0)
    labels = target([[8, 8, 40, 40]], [[1, 0]], [True, False], people=[[0, 0, 64, 64]])
    before = detection_loss(raw, labels, centres, strides)
    raw[..., 5] = 9.0
    assert detection_loss(raw, labels, centres, strides) == pytest.approx(
        float(before.detach()), abs=1e-2
    )


def test_each_cell_answers_for_one_object_and_an_empty_row_for_none():
    centres, strides = anchors(64, 64)
    boxes = torch.tensor([[[8.0, 8, 40, 40], [10, 10, 38, 42], [0, 0, 0, 0]]])
    hot = torch.tensor([[[1.0, 0], [0, 1], [0, 0]]])
    predicted = torch.cat([centres - 14, centres + 14], 1)[None]
    owner, good = assign(
        boxes, hot, predicted, torch.full((1, len(centres), 2), 0.5), centres, strides
    )
    assert owner.shape == good.shape == (1, len(centres))
    assert set(owner[good > 0].tolist()) == {0, 1}
    assert (good > 0).sum() <= 20


def test_a_drawn_window_shows_the_object_where_its_box_lies(tmp_path):
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[25:50, 40:100] = 255
    write_jpeg(tmp_path / "a.jpg", picture, 100)
    mark = np.array([[0.2, 0.25, 0.5, 0.5]], np.float32)
    nothing = np.zeros((0, 4), np.float32)
    hot = multi_hot({"hat"})
    pool = Pool(torch.device("cpu"), 4)
    pool.add([Sample(tmp_path / "a.jpg", "s", mark, hot[None], hot, nothing, nothing)])
    windows = choose(np.random.default_rng(3), pool.labels, pool.often, 30, 160, 0.3)
    seen = seen_through(windows, pool.labels, 30)
    drawn = pool.drawn(windows, 30, 160)
    alone = [i for i in range(30) if seen.labels[i].any(axis=1).sum() == 1]
    assert len(alone) > 8
    for i in alone:
        rows, columns = np.nonzero(drawn[i, 0].numpy() > 180)
        lit = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        np.testing.assert_allclose(seen.boxes[i, 0], lit, atol=2.6)


def test_spoiling_keeps_shape_and_range():
    spoilt = spoil(torch.full((64, 3, 32, 48), 100.0))
    assert spoilt.shape == (64, 3, 32, 48)
    assert 0 <= spoilt.min() < 100 < spoilt.max() <= 255
    assert torch.equal(spoilt, spoilt.round())


def test_a_few_steps_learn_one_picture():
    torch.manual_seed(0)
    net = Net(2)
    centres, strides = anchors(64, 64)
    picture = torch.rand(2, 3, 64, 64)
    one = target([[8, 8, 40, 40]], [[1, 0]], [True, True])
    labels = Target(*(torch.cat([getattr(one, name)] * 2) for name in Target.__slots__))
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3)
    losses = []
    for _ in range(40):
        loss = detection_loss(net(picture), labels, centres, strides)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] * 0.8


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
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
