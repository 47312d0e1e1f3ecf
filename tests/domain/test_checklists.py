"""The items, who answers which, and packing."""

from dataclasses import replace

import pytest

from domain.categories import Category
from domain.checklists import (
    MOST_ITEMS,
    PURCHASE_ITEM,
    Answer,
    Confidence,
    ItemScope,
    SheetFacts,
)
from domain.control import ControlKind
from domain.first_checklists import first_checklist

DAILY, WEEKLY, MONTHLY = ControlKind
SHEET = first_checklist(DAILY)


def test_forty_daily_items_stand_in_nine_groups():
    assert len(SHEET.items) == 40
    assert [group.letter for group in SHEET.groups] == list("ABCDEFGHI")
    assert sum(item.key for item in SHEET.items) == 19
    assert SHEET.item(PURCHASE_ITEM)


@pytest.mark.parametrize("kind", list(ControlKind))
def test_every_item_names_itself_its_basis_and_its_group(kind):
    sheet = first_checklist(kind)
    assert len({item.id for item in sheet.items}) == len(sheet.items) <= MOST_ITEMS
    assert {item.group for item in sheet.items} == {group.letter for group in sheet.groups}
    for item in sheet.items:
        assert item.zh
        assert item.en
        assert item.source


def test_basis_codes_become_documents_and_articles():
    by_code = {item.code: item for item in SHEET.items}
    assert (by_code["B01"].source, by_code["B01"].article) == ("食品安全法", "第53、55条")
    assert by_code["I03"].article == "第36条"
    assert by_code["I02"].confidence is Confidence.PLATFORM
    assert by_code["A01"].confidence is Confidence.GENERAL


@pytest.mark.parametrize(
    ("facts", "count", "has", "has_not"),
    [
        (SheetFacts(Category.SMALL), 33, {"A01"}, {"D05", "D06", "G01", "G02", "G03", "I01"}),
        (SheetFacts(Category.SMALL, has_cameras=True), 34, {"I01"}, {"D06", "G04"}),
        (SheetFacts(Category.SMALL, True, True), 35, {"D06", "G04"}, {"D05", "G01"}),
        (SheetFacts(Category.SCHOOL_CANTEEN), 37, {"D05", "G01", "G02", "G03"}, {"D06"}),
        (SheetFacts(Category.MEDICAL_CANTEEN), 36, {"G01", "G03"}, {"G02"}),
        (SheetFacts(Category.MOBILE_BANQUET), 34, {"G01"}, {"G03"}),
        (SheetFacts(Category.SCHOOL_CANTEEN, True, True, True), 40, {"D06", "I01"}, set()),
    ],
)
def test_an_establishment_answers_what_applies_to_it(facts, count, has, has_not):
    codes = {item.code for item in SHEET.applicable(facts)}
    assert len(codes) == count
    assert has <= codes
    assert not has_not & codes


def test_categories_narrow_what_the_scope_lets_through():
    canteens = replace(
        SHEET.items[0],
        scope=ItemScope.CANTEEN,
        categories=frozenset({Category.MEDICAL_CANTEEN, Category.SMALL}),
    )
    asked = [one for one in Category if canteens.applies(SheetFacts(one))]
    assert asked == [Category.MEDICAL_CANTEEN]


@pytest.mark.parametrize("kind", list(ControlKind))
def test_answers_survive_packing(kind):
    sheet = first_checklist(kind)
    letters = [Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE]
    asked = sheet.applicable(SheetFacts(Category.SMALL))
    answers = {item.id: letters[n % 3] for n, item in enumerate(asked)}
    text = sheet.pack(answers)
    assert len(text) == len(sheet.items)
    assert sheet.unpack(text) == answers


def test_what_was_not_asked_is_neither_pass_nor_not_applicable():
    text = SHEET.pack({"daily.A01": Answer.PASS})
    assert text == "p" + "-" * 39
    assert SHEET.unpack(text) == {"daily.A01": Answer.PASS}


def test_an_unknown_item_is_named():
    with pytest.raises(ValueError, match=r"daily\.Z99"):
        SHEET.pack({"daily.Z99": Answer.PASS})


@pytest.mark.parametrize("text", ["p", "p" * 41, "x" + "p" * 39])
def test_text_that_is_no_record_is_refused(text):
    with pytest.raises(ValueError, match=r"answers|valid Answer"):
        SHEET.unpack(text)
