"""Versions in the database: which one counts, and that none ever changes under an answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, event, select

from data_access.checklists import (
    ensure_first,
    in_force,
    places_of,
    version,
    versions,
    write,
)
from data_access.engine import reading, writing
from data_access.schema import checklist, checklist_item
from domain.categories import Category
from domain.checklists import Checklist, ChecklistItem, Confidence, ItemScope
from domain.control import ControlKind
from domain.first_checklists import first_checklist
from tests.rows import plant

DAILY = ControlKind.DAILY_CONTROL
FIRST = first_checklist(DAILY)
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 19, 4, tzinfo=UTC)
EXTRA = ChecklistItem(
    "daily.A07",
    "A07",
    "A",
    "风味档口公示经营者",
    "Stalls show who runs them",
    False,
    ItemScope.ALL,
    "平台规则",
    "",
    Confidence.PLATFORM,
    frozenset({Category.SMALL, Category.LARGE}),
    "150602",
)


def with_extra(number: int, banner: str | None, day: date = DAY) -> Checklist:
    """The first list with one more item behind group A."""
    return replace(
        FIRST,
        version=number,
        banner_adcode=banner,
        effective_from=day,
        items=(*FIRST.items[:6], EXTRA, *FIRST.items[6:]),
        note="试点",
        published_by="东胜局",
        published_at=NOW,
    )


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        write(conn, [with_extra(2, "150602")])
    return scopes


@pytest.mark.parametrize("kind", list(ControlKind))
def test_every_database_holds_the_first_list_as_it_was_coded(engine, kind):
    with writing(engine) as conn:
        ensure_first(conn)  # again
        assert version(conn, kind, 1) == first_checklist(kind)
        assert in_force(conn, kind, None, date(2020, 1, 1)) == first_checklist(kind)


def test_a_published_version_is_read_as_it_was_written(engine, planted):
    with reading(engine) as conn:
        assert version(conn, DAILY, 2) == with_extra(2, "150602")
        with pytest.raises(LookupError, match="version 9"):
            version(conn, DAILY, 9)


@pytest.mark.parametrize(
    ("banner", "day", "number"),
    [
        ("150602", DAY, 2),
        ("150602", DAY - timedelta(days=1), 1),  # the day before it begins
        ("150603", DAY, 1),  # another banner
        (None, DAY, 1),
    ],
)
def test_a_banner_with_a_list_of_its_own_answers_that_from_its_day(
    engine, planted, banner, day, number
):
    with reading(engine) as conn:
        assert in_force(conn, DAILY, banner, day).version == number


def test_of_two_lists_of_one_day_the_later_one_counts(engine, planted):
    with writing(engine) as conn:
        write(conn, [with_extra(3, "150602"), with_extra(4, None, DAY - timedelta(days=1))])
        assert in_force(conn, DAILY, "150602", DAY).version == 3
        assert in_force(conn, DAILY, "150603", DAY).version == 4
        assert [one.version for one in versions(conn, DAILY, None)] == [4, 1]
        assert [one.version for one in versions(conn, DAILY, "150602")] == [3, 2]


def test_the_place_of_an_item_follows_the_version(engine, planted):
    with reading(engine) as conn:
        assert places_of(conn, DAILY, "B01") == {6: [1], 7: [2]}


def test_items_of_a_version_are_read_once(engine, planted):
    asked = []
    with reading(engine) as conn:
        version(conn, DAILY, 2)
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        for _again in range(3):
            version(conn, DAILY, 2)
            in_force(conn, DAILY, "150602", DAY)
    assert len(asked) == 6
    assert not [text for text in asked if "checklist_item" in text]


def test_a_number_that_was_taken_back_is_not_remembered(engine, planted):
    with engine.connect() as conn, conn.begin() as transaction:
        write(conn, [with_extra(3, "150602")])
        assert version(conn, DAILY, 3).banner_adcode == "150602"
        transaction.rollback()
    other = replace(with_extra(3, None), items=FIRST.items, note="另一份")
    with writing(engine) as conn:
        write(conn, [other])
    with reading(engine) as conn:
        assert version(conn, DAILY, 3) == other


def test_a_database_from_before_gets_the_first_list(engine):
    with writing(engine) as conn:
        conn.execute(delete(checklist_item))
        conn.execute(delete(checklist))
        ensure_first(conn)
        assert conn.scalars(select(checklist.c.version)).all() == [1, 1, 1]
