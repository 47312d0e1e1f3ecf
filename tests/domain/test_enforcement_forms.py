"""Forms and words of penalties and sampling tests."""

from datetime import date

import pytest

from domain.enforcement_forms import read_penalty, read_sample
from domain.form import Fault
from domain.penalties import Penalty, fen, gravity, is_public, plain_number, read_kinds, yuan
from domain.sampling import FailedItem, items_of, items_text, read_items

TODAY = date(2026, 11, 19)
PENALTY = {
    "decision_number": "东市监处罚[2026] 101号",
    "decided_on": "2026-10-08",
    "authority": "东胜区市场监督管理局",
    "kinds": ["fine", "warning"],
    "fine_fen": "5,000",
    "cause": "餐具使用前未消毒，经责令拒不改正",
    "law": "食品安全法第126条",
    "published_on": "2026-10-20",
    "published_until": "2029-10-19",
}
SAMPLE = {
    "sample_number": "xc26 150602000000001",
    "food_name": "油条（自制）",
    "stage": "catering",
    "sampled_on": "2026-09-01",
    "reported_on": "2026-09-25",
    "conclusion": "failed",
    "failed_items": "铝的残留量 | 182 | mg/kg | ≤100",
}


def faults(form):
    return {(one.field, one.fault) for one in form.findings}


def test_a_decision_is_kept_in_fen_with_its_number_in_one_writing():
    values = read_penalty(PENALTY, TODAY).values
    assert values["decision_number"] == "东市监处罚〔2026〕101号"
    assert (values["kinds"], values["fine_fen"], values["confiscated_fen"]) == (
        "warning,fine",
        500_000,
        None,
    )


@pytest.mark.parametrize(
    ("given", "field", "fault"),
    [
        ({"kinds": []}, "kinds", Fault.MISSING),
        ({"kinds": ["fine", "<b>"]}, "kinds", Fault.NOT_A_CHOICE),
        ({"kinds": {"fine": 1}}, "kinds", Fault.MISSING),
        ({"fine_fen": ""}, "fine_fen", Fault.MISSING),
        ({"fine_fen": "-5"}, "fine_fen", Fault.NOT_AN_AMOUNT),
        ({"fine_fen": "999999999"}, "fine_fen", Fault.NOT_AN_AMOUNT),
        ({"confiscated_fen": "20"}, "confiscated_fen", Fault.KIND_UNFIT),
        ({"decided_on": "2026-11-20"}, "decided_on", Fault.IN_FUTURE),
        ({"published_on": "2026-10-01"}, "published_on", Fault.BEFORE_FACT),
        ({"published_until": "2026-10-01"}, "published_until", Fault.ENDS_FIRST),
        ({"authority": " "}, "authority", Fault.MISSING),
    ],
)
def test_what_cannot_stand_of_a_decision_is_named(given, field, fault):
    assert (field, fault) in faults(read_penalty(PENALTY | given, TODAY))


def test_a_failed_sample_says_what_failed():
    values = read_sample(SAMPLE, TODAY).values
    assert values["sample_number"] == "XC26150602000000001"
    assert items_of(values["failed_items"]) == [FailedItem("铝的残留量", "182", "mg/kg", "≤100")]


@pytest.mark.parametrize(
    ("given", "field", "fault"),
    [
        ({"failed_items": ""}, "failed_items", Fault.MISSING),
        ({"failed_items": "铝"}, "failed_items", Fault.ITEM_UNREADABLE),
        ({"failed_items": "铝|1||2;" * 90}, "failed_items", Fault.TOO_LONG),
        ({"conclusion": "passed"}, "failed_items", Fault.PASSED_WITH_ITEMS),
        ({"conclusion": "maybe"}, "conclusion", Fault.NOT_A_CHOICE),
        ({"reported_on": "2026-08-01"}, "reported_on", Fault.BEFORE_FACT),
        ({"handled_on": "2026-09-02"}, "handled_on", Fault.BEFORE_FACT),
    ],
)
def test_what_cannot_stand_of_a_sample_is_named(given, field, fault):
    assert (field, fault) in faults(read_sample(SAMPLE | given, TODAY))


@pytest.mark.parametrize("text", ["大肠菌群║检出/50cm²║不得检出", "大肠菌群|检出/50cm²||不得检出"])
def test_items_of_a_notice_survive_being_stored(text):
    [item] = read_items(text)
    assert (item.name, item.value, item.limit) == ("大肠菌群", "检出/50cm²", "不得检出")
    assert items_of(items_text([item])) == [item]


def test_a_value_and_its_unit_are_told_apart():
    assert read_items("恩诺沙星║14.2μg/kg║≤10μg/kg；铝║<5 mg/kg║1") == [
        FailedItem("恩诺沙星", "14.2", "μg/kg", "≤10μg/kg"),
        FailedItem("铝", "<5", "mg/kg", "1"),
    ]


def test_words_of_registers_for_kinds_amounts_and_numbers():
    assert read_kinds("罚款、没收违法所得；吊证") == ({"fine", "confiscation", "revoked"}, [])
    assert read_kinds("罚款，罚站")[1] == ["罚站"]
    assert gravity("warning,fine") < gravity("suspension")
    assert [fen(text) for text in ("1,234.5元", "０", "1e3", "", "1.234")] == [
        123_450,
        0,
        None,
        None,
        None,
    ]
    assert (yuan(500_000), yuan(123_450)) == ("5,000", "1,234.50")
    assert plain_number("东市监罚（2026）1 号") == plain_number("东市监罚[2026]1号")


def decision(**given):
    values = dict.fromkeys(Penalty.__slots__)
    return Penalty(**values | {"published_on": date(2026, 1, 1)} | given)


def test_a_decision_is_public_while_it_is_published():
    assert is_public(decision(), TODAY)
    assert not is_public(decision(published_on=date(2023, 11, 18)), TODAY)  # no end: three years
    assert is_public(decision(published_until=TODAY), TODAY)
    assert not is_public(decision(published_until=date(2026, 11, 18)), TODAY)
    assert not is_public(decision(withdrawn_on=TODAY), TODAY)
    assert not is_public(decision(published_on=None), TODAY)
