"""The items, who answers which, and packing."""

from datetime import date

import pytest

from domain.categories import Category
from domain.checklists import (
    Answer,
    Confidence,
    applicable_items,
    groups,
    items,
    pack,
    unpack,
)
from domain.control import ControlKind

DAILY, WEEKLY, MONTHLY = ControlKind


def test_forty_daily_items_stand_in_nine_groups():
    assert len(items(DAILY)) == 40
    assert [group.letter for group in groups(DAILY)] == list("ABCDEFGHI")
    assert sum(item.key for item in items(DAILY)) == 19


@pytest.mark.parametrize("kind", list(ControlKind))
def test_every_item_names_itself_its_basis_and_its_group(kind):
    letters = {group.letter for group in groups(kind)}
    sheet = items(kind)
    assert len({item.id for item in sheet}) == len(sheet)
    assert {item.group for item in sheet} == letters
    for item in sheet:
        assert item.zh
        assert item.en
        assert item.source
        assert item.effective_from <= date(2026, 1, 1)


def test_basis_codes_become_documents_and_articles():
    by_code = {item.code: item for item in items(DAILY)}
    assert (by_code["B01"].source, by_code["B01"].article) == ("食品安全法", "第53、55条")
    assert by_code["I03"].article == "第36条"
    assert by_code["I02"].confidence is Confidence.PLATFORM
    assert by_code["A01"].confidence is Confidence.GENERAL


@pytest.mark.parametrize(
    ("category", "cold_room", "takeaway", "count", "has", "has_not"),
    [
        (Category.SMALL, False, False, 34, {"A01"}, {"D05", "D06", "G01", "G02", "G03", "G04"}),
        (Category.SMALL, True, True, 36, {"D06", "G04"}, {"D05", "G01"}),
        (Category.SCHOOL_CANTEEN, False, False, 38, {"D05", "G01", "G02", "G03"}, {"D06"}),
        (Category.MEDICAL_CANTEEN, False, False, 37, {"G01", "G03"}, {"G02"}),
        (Category.MOBILE_BANQUET, False, False, 35, {"G01"}, {"G03"}),
        (Category.SCHOOL_CANTEEN, True, True, 40, {"D06"}, set()),
    ],
)
def test_an_establishment_answers_what_applies_to_it(
    category, cold_room, takeaway, count, has, has_not
):
    codes = {item.code for item in applicable_items(DAILY, category, cold_room, takeaway)}
    assert len(codes) == count
    assert has <= codes
    assert not has_not & codes


@pytest.mark.parametrize("kind", list(ControlKind))
def test_answers_survive_packing(kind):
    sheet = applicable_items(kind, Category.SMALL, False, False)
    letters = [Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE]
    answers = {item.id: letters[n % 3] for n, item in enumerate(sheet)}
    text = pack(answers, kind)
    assert len(text) == len(items(kind))
    assert unpack(text, kind) == answers


def test_what_was_not_asked_is_neither_pass_nor_not_applicable():
    text = pack({"daily.A01": Answer.PASS})
    assert text == "p" + "-" * 39
    assert unpack(text) == {"daily.A01": Answer.PASS}


def test_an_unknown_item_is_named():
    with pytest.raises(ValueError, match=r"daily\.Z99"):
        pack({"daily.Z99": Answer.PASS})


@pytest.mark.parametrize("text", ["p", "p" * 41, "x" + "p" * 39])
def test_text_that_is_no_record_is_refused(text):
    with pytest.raises(ValueError, match=r"answers|valid Answer"):
        unpack(text)


def test_an_unknown_version_is_refused():
    with pytest.raises(LookupError, match="version 9"):
        items(DAILY, 9)
