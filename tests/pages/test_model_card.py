"""The card of the detector: who sees it, and that a broken one does not break the page."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from data_access.engine import reading, writing
from data_access.model_card import live_precision, newest_card
from data_access.request import install, services
from data_access.schema import alert
from domain.model_card import CardError
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.posted import open_page, words
from tests.rows import plant
from tests.training.model_figures import report
from training.report import standing, verdict

CITY = Scope(Role.CITY_BUREAU, "市局")
ADMIN = Scope(Role.SECURITY_ADMIN, "安全")
ONE_ENGINE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def folder(server_app, tmp_path):
    """The folder of models that the server looks into."""
    with server_app.server.app_context():
        held = services()
    patrol = held.settings.patrol.model_copy(update={"model": tmp_path / "m.onnx"})
    changed = held.settings.model_copy(update={"patrol": patrol})
    install(server_app.server, replace(held, settings=changed))
    return tmp_path


@pytest.fixture
def judged(engine):
    """Of shop 1 two alerts confirmed and one judged false; one of shop 4 confirmed."""
    with writing(engine) as conn:
        who = plant(conn)
        states = [(1, "confirmed"), (1, "closed"), (1, "false"), (1, "raised"), (4, "rectified")]
        rows = [raised(n, shop, state) for n, (shop, state) in enumerate(states)]
        past = raised(9, 1, "false") | {"demo_history": True}
        old = raised(10, 1, "false") | {"raised_at": NOON - timedelta(days=91)}
        by_hand = raised(11, 1, "false") | {"model_sha256": None, "model_name": None}
        conn.execute(insert(alert), [*rows, past, old, by_hand])
    return who


def raised(number, shop, state):
    return {
        "establishment_id": shop,
        "township_code": "150603003" if shop == 4 else "150602001",
        "alert_class": "ai.no_mask",
        "severity": 3,
        "state": state,
        "raised_at": NOON - timedelta(days=1),
        "raised_on": (NOON - timedelta(days=1)).date(),
        "last_seen_at": NOON,
        "confirm_by": NOON,
        "rectify_by": NOON,
        "model_name": "m",
        "model_sha256": "ab" * 32,
        "demo_history": False,
        "dedupe_key": f"k{number}",
    }


def write_card(folder, **changes):
    made = report(**changes)
    made |= {"verdict": verdict(made), "standing": standing(made)}
    (folder / "m.card.json").write_text(json.dumps(made))


def test_verdicts_count_alerts_of_models_that_somebody_judged(engine, judged):
    with reading(engine) as conn:
        (all_of_it,) = live_precision(conn, judged.city, NOON)
        (here,) = live_precision(conn, judged.dongsheng, NOON)
    assert (all_of_it.judged.part, all_of_it.judged.whole, all_of_it.waiting) == (3, 4, 1)
    assert (here.judged.part, here.judged.whole) == (2, 3)


@ONE_ENGINE
def test_officials_see_the_card_beside_the_verdicts(folder, judged, signed_in):
    write_card(folder, ours=0.6)
    text = words(open_page(signed_in(CITY), "/model-card"))
    assert "候选模型" in text
    assert "60.0 (50.0–70.0)" in text
    assert "75.0" in text
    assert "从未见过真实后厨" in text


@ONE_ENGINE
def test_an_administrator_sees_the_card_but_no_verdicts(folder, judged, signed_in):
    write_card(folder)
    text = words(open_page(signed_in(ADMIN), "/model-card"))
    assert "起步模型能识别的各类均优于它" in text
    assert "准确率" not in text


@ONE_ENGINE
def test_a_shop_sees_no_such_page(folder, judged, signed_in):
    write_card(folder)
    text = words(open_page(signed_in(judged.shop), "/model-card"))
    assert "误检" not in text


@ONE_ENGINE
def test_without_a_card_the_page_says_so(folder, judged, signed_in):
    assert "没有模型卡" in words(open_page(signed_in(CITY), "/model-card"))


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"model": 3}', '{"model": {"file": 1}}'])
def test_a_broken_card_is_refused(tmp_path, content):
    (tmp_path / "m.card.json").write_text(content)
    with pytest.raises(CardError):
        newest_card(tmp_path)


@ONE_ENGINE
def test_a_broken_card_is_said(folder, judged, signed_in):
    (folder / "m.card.json").write_text("{}")
    text = words(open_page(signed_in(CITY), "/model-card"))
    assert "无法读取" in text
    assert "75.0" in text
