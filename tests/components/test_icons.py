"""Signs carry shape, letter or digit, and words; colour is never alone."""

import pytest
from flask import Flask
from flask_babel import Babel

from components.icon_outlines import OUTLINES
from components.icons import icon, risk_badge, severity_badge, smiley


@pytest.fixture(autouse=True)
def _chinese():
    server = Flask("test")
    Babel(server, default_locale="zh")
    with server.test_request_context():
        yield


def told(component):
    return component.to_plotly_json()["props"]


@pytest.mark.parametrize("name", sorted(OUTLINES))
def test_every_outline_begins_at_an_absolute_point(name):
    assert OUTLINES[name].startswith("M")
    assert "zm" not in OUTLINES[name].replace("Zm", "zm"), "a relative move after a closed figure"
    assert told(icon(name))["aria-hidden"] == "true"


def test_every_severity_has_its_own_shape_digit_and_words():
    badges = [told(severity_badge(level)) for level in (1, 2, 3, 4)]
    assert len({badge["children"][0].d for badge in badges}) == 4
    assert [badge["children"][1].children for badge in badges] == ["1", "2", "3", "4"]
    assert [badge["aria-label"] for badge in badges] == [
        "红色紧急预警",
        "橙色较重预警",
        "黄色一般预警",
        "蓝色提示预警",
    ]


def test_every_risk_level_has_its_own_shape_and_letter_and_unknown_is_said():
    badges = [told(risk_badge(level)) for level in ("A", "B", "C", "D", None)]
    assert len({badge["children"][0].d for badge in badges[:4]}) == 4
    assert [badge["children"][1].children for badge in badges] == ["A", "B", "C", "D", "?"]
    assert badges[-1]["aria-label"] == "风险未评定"
    assert badges[-1]["className"] != badges[0]["className"]


def test_faces_differ_by_grade():
    assert len({told(smiley(grade))["aria-label"] for grade in "ABC"}) == 3
