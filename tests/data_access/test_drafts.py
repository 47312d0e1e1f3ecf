"""Drafts: another phone goes on, nothing is overwritten in silence, an answered duty takes none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data_access.control import submit
from data_access.control_periods import open_period
from data_access.drafts import (
    LARGEST_BYTES,
    DraftConflictError,
    DraftTooLargeError,
    draft_of,
    save_draft,
)
from data_access.engine import reading, writing
from domain.control import ControlKind, Refusal, RefusedError
from domain.scope import NotAllowedError, system_scope
from tests.data_access.test_control import clean
from tests.rows import plant

DAY = date(2026, 11, 19)
MORNING = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
DAILY = ControlKind.DAILY_CONTROL
PHONE, TABLET = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        open_period(conn, system_scope("scheduler"), DAILY, DAY, MORNING)
    return scopes


def save(engine, scope, body, device=PHONE, base=0, now=MORNING):
    with writing(engine) as conn:
        return save_draft(conn, scope, DAILY, DAY, body, device=device, base=base, now=now)


def test_another_phone_goes_on_and_the_first_one_is_told(engine, planted):
    first = save(engine, planted.shop, {"answers": {"daily.A01": "p"}})
    deputy = replace(planted.shop, actor="王强")
    second = save(engine, deputy, {"answers": {"daily.A02": "p"}}, TABLET, base=first.revision)
    assert (first.revision, second.revision) == (1, 2)
    with pytest.raises(DraftConflictError) as conflict:
        save(engine, planted.shop, {"answers": {}}, base=1)
    assert conflict.value.theirs == second
    with reading(engine) as conn:
        kept = draft_of(conn, planted.shop, DAILY, DAY)
    assert kept == second
    assert (kept.saved_by, kept.body) == ("王强", {"answers": {"daily.A02": "p"}})


def test_the_phone_that_saved_last_may_have_missed_the_answer(engine, planted):
    save(engine, planted.shop, {"answers": {}})
    assert save(engine, planted.shop, {"answers": {"daily.A01": "f"}}, base=0).revision == 2


def test_a_choice_for_ones_own_names_what_it_replaces(engine, planted):
    save(engine, planted.shop, {"answers": {}}, TABLET)
    assert save(engine, planted.shop, {"answers": {}}, PHONE, base=1).revision == 2


def test_a_draft_ends_with_its_record(engine, planted):
    save(engine, planted.shop, {"answers": {}})
    with writing(engine) as conn:
        submit(conn, planted.shop, clean(), MORNING)
        assert draft_of(conn, planted.shop, DAILY, DAY) is None
    with pytest.raises(RefusedError) as refused:
        save(engine, planted.shop, {"answers": {}}, base=1)
    assert refused.value.refusal is Refusal.ALREADY_ANSWERED


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_takes_no_draft(engine, planted):
    with pytest.raises(DraftTooLargeError):
        save(engine, planted.shop, {"note": "长" * (LARGEST_BYTES // 3)})
    with pytest.raises(RefusedError, match="locked"):
        save(engine, planted.shop, {}, now=MORNING + timedelta(hours=18))
    with pytest.raises(NotAllowedError):
        save(engine, planted.office, {})
    with pytest.raises(LookupError):
        save(engine, replace(planted.shop, establishment_id=99), {})
