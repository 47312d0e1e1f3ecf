"""Figures of found boxes beside labels."""

from pathlib import Path

import numpy as np

from training.classes import CLASSES, multi_hot
from training.evaluate import figures_of
from training.predict import Found
from training.samples import Sample

FACE, TURNED = [0.1, 0.1, 0.2, 0.2], [0.6, 0.1, 0.7, 0.2]
NOWHERE = np.zeros((0, 4), np.float32)


def precision(name):
    """Of hits of one class on a face that has it and on a turned head that has no mask."""
    boxes = np.array([FACE, TURNED], np.float32)
    sample = Sample(
        Path("x.jpg"),
        "rendered",
        boxes[:1],
        multi_hot({name})[None],
        np.ones(len(CLASSES), bool),
        NOWHERE,
        NOWHERE,
        doubtful=boxes[1:],
        doubts=multi_hot({"no_mask"})[None],
    )
    found = Found(boxes * 100, np.array([0.9, 0.8], np.float32), np.array([name] * 2), (100, 100))
    return figures_of([(found, sample)], CLASSES, [name])[name]["precision"]["value"]


def test_what_is_true_but_cannot_be_seen_counts_neither_way():
    assert precision("no_mask") == 1
    assert precision("mask") == 0.5
