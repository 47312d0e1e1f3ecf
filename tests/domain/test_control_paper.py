from dataclasses import replace
from datetime import timedelta

import pytest

from domain.checklists import Answer
from domain.control import ControlKind
from domain.control_paper import PaperPhoto, content, paper_number, version_of
from domain.paper_facts import (
    DutyCount,
    Ending,
    Facts,
    Left,
    MonthlyFigures,
    Repeat,
    WeeklyFigures,
    facts_of,
)
from domain.paper_token import opened, token_of
from tests.paper_rows import CLEAN, DAY, FAILED, FINDING, MORNING, SHOP

WEEK = WeeklyFigures(
    DutyCount(7, 6, 1),
    (("贮存", 2),),
    (Repeat("C02", "冷藏", 3),),
    (("未戴口罩", 4),),
    7,
    (Left("H02", "挡鼠板", "赵敏", "2026-11-12", None),),
    "",
    (Ending("王强", None),),
    (5, 6),
)
MONTH = MonthlyFigures(
    DutyCount(30, 29), DutyCount(4, 4), 1000, 9, 9, 21, (("2026-11-12", "日常检查", "符合"),), 8
)


def test_a_number_says_where_what_when_and_whose():
    number = paper_number("150602", ControlKind.WEEKLY_REVIEW, DAY, 123)
    assert number == "150602-Z-20261119-000123"


@pytest.mark.parametrize(
    "steps",
    [
        [("open", 0), ("rectified", 0), ("closed", 0)],
        [("open", 0), ("rectified", 0), ("open", 1), ("rectified", 1), ("closed", 1)],
    ],
)
def test_each_step_on_a_finding_is_one_version_more(steps):
    assert [version_of([one]) for one in steps] == list(range(1, len(steps) + 1))


def test_the_hash_follows_every_word_and_nothing_else():
    assert replace(CLEAN).digest == CLEAN.digest
    for other in (
        FAILED,
        replace(CLEAN, submitted_by="别人"),
        replace(CLEAN, signature=None),
        replace(CLEAN, facts=Facts(replace(SHOP, name="改名"), None)),
        replace(CLEAN, items=(replace(CLEAN.items[0], text="改了"), *CLEAN.items[1:])),
        replace(CLEAN, submitted_at=MORNING + timedelta(seconds=1)),
    ):
        assert other.digest != CLEAN.digest


def test_a_picture_counts_by_its_content_not_by_where_it_lies():
    def shown(path: str, sha256: str) -> str:
        photo = PaperPhoto("found", sha256, path, None)
        return replace(FAILED, findings=(replace(FINDING, photos=(photo,)),)).digest

    assert shown("a.jpg", "1" * 64) == shown("b.jpg", "1" * 64) != shown("a.jpg", "2" * 64)
    assert b"a.jpg" not in content(
        replace(
            FAILED, findings=(replace(FINDING, photos=(PaperPhoto("found", "1", "a.jpg", None),)),)
        )
    )


def test_not_applicable_is_no_pass():
    items = (replace(CLEAN.items[0], answer=Answer.NOT_APPLICABLE), *CLEAN.items[1:])
    one = replace(CLEAN, items=items)
    assert (one.passed.part, one.passed.whole) == (39, 39)
    assert one.clean
    assert not FAILED.clean


@pytest.mark.parametrize("figures", [None, WEEK, MONTH])
def test_facts_come_back_from_storage(figures):
    facts = Facts(SHOP, figures)
    import json

    assert facts_of(json.loads(json.dumps(facts.data()))) == facts


def test_facts_that_are_none_of_ours_are_refused():
    with pytest.raises(ValueError, match="facts"):
        facts_of({"shop": {"name": "x"}, "figures": None})


def test_a_token_says_which_record_version_and_content():
    token = token_of(FAILED, "new")
    said = opened(token.lower(), ["old", "new"])
    assert (said.establishment_id, said.kind, said.start, said.version) == (
        1, ControlKind.DAILY_CONTROL, DAY, 1,
    )  # fmt: skip
    assert FAILED.digest.startswith(said.digest)
    assert len(said.digest) == 20


@pytest.mark.parametrize("place", [0, 7, 20, 31, 34, 50])
def test_a_changed_token_is_not_ours(place):
    token = token_of(CLEAN, "key")
    other = "0" if token[place] != "0" else "1"
    assert opened(token[:place] + other + token[place + 1 :], ["key"]) is None
    assert opened(token, ["other"]) is None
    assert opened("", ["key"]) is None
