"""Drafts of a change: whatever is sent is read, and what is wrong is named by its field."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.categories import Category
from domain.checklist_changes import (
    CITY,
    affected,
    compare,
    new_items,
    next_items,
    read_change,
)
from domain.checklists import Confidence, SheetFacts
from domain.control import ControlKind
from domain.first_checklists import first_checklist
from domain.form import Fault, FormRefusedError

DAILY = ControlKind.DAILY_CONTROL
SHEET = first_checklist(DAILY)
LETTERS = [group.letter for group in SHEET.groups]
TODAY = date(2026, 11, 19)
SOON = "2026-11-20"


def item(**changes):
    plain = {"group": "A", "zh": "门封条完好", "en": "Door seals whole", "key": [], "scope": "all"}
    return plain | {"categories": [], "source": "", "article": ""} | changes


def draft(*items, **changes):
    plain = {"effective_from": SOON, "note": "试点", "added": list(items), "retired": []}
    return plain | changes


def read(given):
    return read_change(given, DAILY, LETTERS, TODAY)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (draft(item(), effective_from="2026-11-19"), ("effective_from", Fault.TOO_SOON)),
        (draft(item(), effective_from="2028-01-01"), ("effective_from", Fault.TOO_FAR)),
        (draft(item(), effective_from="明天"), ("effective_from", Fault.NOT_A_DAY)),
        (draft(item(), note=" "), ("note", Fault.MISSING)),
        (draft(item(), note="字" * 201), ("note", Fault.TOO_LONG)),
        (draft(), ("items", Fault.MISSING)),
        (draft(item(zh="")), ("zh", Fault.MISSING)),
        (draft(item(zh="字" * 201)), ("zh", Fault.TOO_LONG)),
        (draft(item(zh="a\x00b")), ("zh", Fault.ODD_SIGNS)),
        (draft(item(en="")), ("en", Fault.MISSING)),
        (draft(item(group="Z")), ("group", Fault.NOT_A_CHOICE)),
        (draft(item(scope="everyone")), ("scope", Fault.NOT_A_CHOICE)),
        (draft(item(categories=["castle"])), ("categories", Fault.NOT_A_CHOICE)),
        (draft(item(categories=[{}, 7])), ("categories", Fault.NOT_A_CHOICE)),
        (draft(item(categories="small")), ("categories", Fault.NOT_A_CHOICE)),
        (draft(item(article="第3条")), ("source", Fault.MISSING)),
        (draft(7, None, []), ("zh", Fault.MISSING)),
        ("x", ("effective_from", Fault.MISSING)),
        ({"added": "x", "retired": 7, "note": [], "effective_from": {}}, ("note", Fault.MISSING)),
    ],
)
def test_what_is_wrong_is_named_by_its_field(given, wrong):
    with pytest.raises(FormRefusedError) as caught:
        read(given)
    assert wrong in {(one.field, one.fault) for one in caught.value.findings}


def test_a_new_item_gets_a_code_that_nobody_had():
    change = read(draft(item(), item(zh="另一项", source="东市监〔2026〕12号", key=["yes"])))
    first, second = new_items(change, {"A": 11}, "150602")
    assert (first.id, second.id) == ("daily.A12", "daily.A13")
    assert (first.source, first.confidence) == ("平台规则", Confidence.PLATFORM)
    assert (second.key, second.confidence) == (True, Confidence.GENERAL)
    made = next_items(SHEET, (first, second), (), "150602")
    assert [one.code for one in made[4:9]] == ["A05", "A06", "A12", "A13", "B01"]


def test_what_a_banner_asks_by_itself_keeps_the_city_from_nothing():
    change = read(draft(item()))
    own = new_items(change, {"A": 6}, "150602")
    banner = replace(SHEET, items=next_items(SHEET, own, (), "150602"))
    citys = new_items(change, {"A": 7}, CITY)
    assert len(next_items(banner, citys, (), CITY)) == 42
    with pytest.raises(FormRefusedError, match="already_asked"):
        next_items(banner, new_items(change, {"A": 7}, "150602"), (), "150602")


def test_the_affected_are_counted_with_the_fewest_and_most_items_they_answer():
    made = new_items(read(draft(item(categories=["small"]))), {"A": 6}, CITY)
    after = replace(SHEET, version=2, items=next_items(SHEET, made, (), CITY))
    counted = [
        ("1", "甲镇", SheetFacts(Category.SMALL), 5),
        ("1", "甲镇", SheetFacts(Category.SMALL, cold_room=True, has_cameras=True), 2),
        ("1", "甲镇", SheetFacts(Category.LARGE), 9),
    ]
    (row,) = affected(counted, SHEET, after)
    assert (row.establishments, row.before, row.after) == (7, (33, 35), (34, 36))


def test_two_versions_are_compared_item_by_item():
    changed = replace(SHEET.items[1], zh="改过的措辞")
    made = new_items(read(draft(item())), {"A": 6}, CITY)
    other = replace(SHEET, items=(changed, *SHEET.items[2:], *made))
    found = compare(SHEET, other)
    assert [one.code for one in found.added] == ["A07"]
    assert [one.code for one in found.removed] == ["A01"]
    assert found.reworded == ((SHEET.items[1], changed),)
    assert (TODAY + timedelta(days=1)).isoformat() == SOON
