"""What lies in the repository belongs together: model, figures, card, and what the default is."""

import hashlib
import json

import pytest

from domain.model_card import read_card
from settings import ROOT, Settings
from training.card import card
from training.report import standing, verdict
from training.samples import PHOTO_SETS

CARDS = sorted((ROOT / "inference" / "models").glob("*.card.json"))


@pytest.fixture(params=CARDS, ids=lambda path: path.name)
def made(request):
    return json.loads(request.param.read_text("utf-8"))


def test_the_figures_are_of_the_file_beside_them(made):
    path = ROOT / "inference" / "models" / made["model"]["file"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == made["model"]["sha256"]
    assert path.stat().st_size <= 8_000_000
    assert read_card(made).file == path.name


def test_verdict_and_standing_follow_from_the_figures(made):
    assert made["verdict"] == verdict(made)
    assert made["standing"] == standing(made)


def test_a_candidate_is_not_the_default(made):
    default = Settings().patrol.model.name
    assert (default == made["model"]["file"]) == made["verdict"]["replaces"]


def test_the_document_is_generated(made):
    seen = (ROOT / "docs" / "model-seen.md").read_text("utf-8")
    assert (ROOT / "docs" / "model-card.md").read_text("utf-8") == card(made, seen)


def test_every_set_that_taught_is_named_beside_the_models():
    notice = (ROOT / "inference" / "models" / "NOTICE.md").read_text("utf-8")
    for photos in PHOTO_SETS:
        name = photos.notice.split(" (")[0].split(",")[0]
        assert not photos.trains or name in notice
