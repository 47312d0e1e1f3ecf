"""Forms of inspections and guarantor visits: what is taken, what is refused and why."""

from datetime import date

import pytest

from domain.field_forms import ITEM_FIELDS, read_inspection, read_visit
from domain.form import Fault

TODAY = date(2026, 11, 19)
INSPECTION = {
    "kind": "routine",
    "inspected_on": "2026-11-18",
    "inspectors": "高娃、于文斌",
    "key_checked": "12",
    "key_failed": "0",
    "general_checked": "26",
    "general_failed": "2",
    "points": "8.2",
    "rectify_by": "2026-11-28",
}
VISIT = {
    "visited_on": "2026-11-18",
    "manner": "on_site",
    **dict.fromkeys(ITEM_FIELDS, "p"),
    "course": "none",
}


def faults(form):
    return {(one.field, one.fault) for one in form.findings}


def test_an_inspection_gets_its_result_and_grade_by_the_rules():
    form = read_inspection(INSPECTION, TODAY)
    assert not form.findings
    assert form.values["result"] == "mostly"
    assert form.values["hygiene_grade"] == "B"
    assert form.values["rule_version"] == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"inspectors": "高娃"}, ("inspectors", Fault.TWO_INSPECTORS)),
        ({"inspectors": "高娃、高娃"}, ("inspectors", Fault.TWO_INSPECTORS)),
        ({"inspected_on": "2026-11-20"}, ("inspected_on", Fault.IN_FUTURE)),
        ({"general_failed": "27"}, ("general_failed", Fault.MORE_FAILED)),
        ({"key_checked": "-1"}, ("key_checked", Fault.NOT_A_COUNT)),
        ({"key_checked": "1e3"}, ("key_checked", Fault.NOT_A_COUNT)),
        ({"points": "11"}, ("points", Fault.NOT_A_NUMBER)),
        ({"rectify_by": ""}, ("rectify_by", Fault.NEEDS_DEADLINE)),
        ({"rectify_by": "2026-11-01"}, ("rectify_by", Fault.BEFORE_CHECK)),
        ({"published_on": "2026-11-20"}, ("published_on", Fault.IN_FUTURE)),
        ({"kind": "surprise"}, ("kind", Fault.NOT_A_CHOICE)),
        ({"note": "字" * 301}, ("note", Fault.TOO_LONG)),
    ],
)
def test_an_inspection_that_cannot_stand_says_why(change, fault):
    assert fault in faults(read_inspection(INSPECTION | change, TODAY))


def test_a_visit_keeps_one_character_an_item():
    form = read_visit(VISIT | {"item_6": "n"}, TODAY)
    assert not form.findings
    assert form.values["answers"] == "pppppnp"


def test_what_was_put_right_on_the_spot_is_done_that_day():
    given = VISIT | {"item_2": "f", "course": "on_spot", "note": "补登记录"}
    form = read_visit(given, TODAY)
    assert not form.findings
    assert form.values["rectified_on"] == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"item_3": ""}, ("item_3", Fault.MISSING)),
        ({"item_3": "-"}, ("item_3", Fault.NOT_A_CHOICE)),
        ({"item_3": "f", "note": "有"}, ("course", Fault.COURSE_UNFIT)),
        ({"item_3": "f", "course": "on_spot"}, ("note", Fault.MISSING)),
        ({"course": "on_spot"}, ("course", Fault.COURSE_UNFIT)),
        (
            {"item_3": "f", "course": "deadline", "note": "有"},
            ("rectify_by", Fault.NEEDS_DEADLINE),
        ),
    ],
)
def test_a_visit_that_cannot_stand_says_why(change, fault):
    assert fault in faults(read_visit(VISIT | change, TODAY))
