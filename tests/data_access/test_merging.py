"""Duplicates found in scope, told apart, merged, and the merge undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access import batches, history
from data_access.accounts import NewAccount, add
from data_access.batches import undo
from data_access.codes import codes_of, issue
from data_access.duplicates import duplicates, sides, tell_apart
from data_access.engine import reading, writing
from data_access.establishment_parts import save_part
from data_access.establishment_record import record
from data_access.excused_duties import LAPSED
from data_access.merging import merge
from data_access.public_page import public_page
from data_access.record_rows import RecordNotFoundError
from data_access.schema import (
    account,
    alert,
    audit_log,
    camera,
    change_batch,
    control_rollup,
    control_task,
    establishment,
    guarantee,
    guarantor,
    inspection,
    sign_in_session,
    status_change,
)
from data_access.status_changes import record as record_status
from domain.clock import city_day
from domain.control import ControlState
from domain.duplicates import Pair, Reason
from domain.public_page import MergedCode
from domain.scope import NotAllowedError, Role, system_scope
from tests.conftest import NOON
from tests.figure_rows import inspected, raised, roll_up, task
from tests.records import KEYS, give_licence, shop_row
from tests.rows import plant

TODAY = city_day(NOON)


@pytest.fixture
def who(engine):
    """Shops 1 and 3 are one: the same code and name, one in each township of 东胜区."""
    with writing(engine) as conn:
        people = plant(conn)
        same = establishment.c.id.in_((1, 3))
        conn.execute(update(establishment).where(same).values(name="暖城面馆", credit_code="91X"))
        conn.execute(update(establishment).where(establishment.c.id == 3).values(phone="1"))
        give_licence(conn, 3)
        for subject, given in (
            ("person", {"name": "王小丽", "post": "cook"}),
            ("health_certificate", {"number": "H-1", "expires_on": "2027-01-01"}),
        ):
            owner = people.city
            save_part(conn, owner, 3, subject, None, given, NOON, KEYS, person_id=1)
        raised(conn, 3, NOON)
        task(conn, 3, TODAY, ControlState.OPEN)
        task(conn, 3, TODAY - timedelta(days=1), ControlState.DONE)
        roll_up(conn)
    return people


def merged(engine, scope, survivor=1, other=3, taken=("phone", "township_code")):
    with writing(engine, scope.place) as conn:
        return merge(conn, scope, survivor, other, taken, NOON)


def signed_in(conn, number):
    """An open session of an account."""
    moments = {"started_at": NOON, "seen_at": NOON, "expires_at": NOON + timedelta(hours=1)}
    told = {"token_hash": "x", "address": "", "browser": "", "method": "oidc"}
    conn.execute(insert(sign_in_session).values(account_id=number, **moments, **told))


def test_pairs_are_found_in_scope_only(engine, who):
    pair = Pair(1, 3, (Reason.CREDIT_CODE_AND_NAME,))
    for scope, found in (
        (who.city, [pair]),
        (who.dongsheng, [pair]),
        (who.office, []),
        (who.kangbashi, []),
    ):
        with reading(engine, scope.place) as conn:
            assert duplicates(conn, scope) == found
    for scope in (who.leader, who.shop):
        with reading(engine, scope.place) as conn, pytest.raises(NotAllowedError):
            duplicates(conn, scope)


def test_both_sides_say_what_hangs_on_them(engine, who):
    with reading(engine, who.dongsheng.place) as conn:
        one, other = sides(conn, who.dongsheng, 1, 3)
        with pytest.raises(RecordNotFoundError):
            sides(conn, who.dongsheng, 1, 4)
    assert (one.licences, one.people, one.cameras) == ((), 0, 1)
    assert (other.licences, other.people, other.cameras) == (("JY21506020000012",), 1, 1)


def test_what_was_told_apart_stays_apart_until_that_is_undone(engine, who):
    for _twice in range(2):
        with writing(engine, who.dongsheng.place) as conn:
            tell_apart(conn, who.dongsheng, 3, 1, NOON)
    with writing(engine) as conn:
        assert duplicates(conn, who.city) == []
        [batch] = conn.execute(select(change_batch)).all()
        assert (batch.kind, batch.detail) == ("distinct", {"ids": [1, 3]})
        history.undo_batch(conn, who.city, batch.id, NOON)
        assert len(duplicates(conn, who.city)) == 1


def test_a_bureau_sees_and_takes_back_a_mark_of_its_office_and_no_other(engine, who):
    with writing(engine, who.office.place) as conn:
        tell_apart(conn, who.office, 1, 2, NOON)
    for scope in (who.kangbashi, replace(who.office, office_id=2, account_id=9)):
        with reading(engine, scope.place) as conn:
            assert batches.batches(conn, scope) == []
    with writing(engine, who.dongsheng.place) as conn:
        [mark] = batches.batches(conn, who.dongsheng, "distinct")
        batches.undo(conn, who.dongsheng, mark.id, NOON)
        assert batches.kind_counts(conn, who.dongsheng)["distinct"] == 1


def test_a_merge_moves_what_belongs_to_the_shop_and_leaves_what_happened(engine, who):
    batch = merged(engine, who.dongsheng)
    with reading(engine) as conn:
        kept = record(conn, who.city, 1, TODAY)
        other = shop_row(conn, 3)
        assert conn.scalar(select(alert.c.establishment_id)) == 3
        tasks = conn.execute(select(control_task).order_by(control_task.c.period_start)).all()
        log = conn.execute(select(audit_log).where(audit_log.c.event == "merged")).one()
        hung = set(
            conn.scalars(select(camera.c.township_code).where(camera.c.establishment_id == 1))
        )
    assert (kept.facts["phone"], kept.facts["township_code"]) == ("1", "150602101")
    assert [one.number for one in kept.licences] == ["JY21506020000012"]
    assert [one.certificates[0].number for one in kept.people] == ["H-1"]
    assert [one.label for one in kept.cameras] == ["C-01", "C-02"]
    assert hung == {"150602101"}
    assert (other["status"], other["merged_into_id"], other["status_since"]) == ("merged", 1, TODAY)
    assert [(one.establishment_id, one.state) for one in tasks] == [(3, "done"), (3, "excused")]
    assert (log.object_id, f'"batch":{batch}' in log.detail) == ("1", True)


def test_an_undone_merge_is_as_if_it_had_not_been(engine, who):
    def state(conn):
        rows = [dict(shop_row(conn, n)) for n in (1, 3)]
        for row in rows:
            row.pop("version"), row.pop("updated_at"), row.pop("name_initials")
        return (
            rows,
            [record(conn, who.city, n, TODAY).people for n in (1, 3)],
            conn.execute(select(camera).order_by(camera.c.id)).all(),
        )

    with reading(engine) as conn:
        before = state(conn)
    batch = merged(engine, who.dongsheng)
    with writing(engine, who.dongsheng.place) as conn:
        undone = history.undo_batch(conn, who.dongsheng, batch, NOON)
        assert undone.kept == 0
    with reading(engine) as conn:
        assert state(conn) == before
        assert record(conn, who.city, 3, TODAY).licences


def charged(conn, *numbers):
    conn.execute(
        insert(guarantor).values(
            id=1, name="王志强", position="干部", tier="A", created_at=NOON, updated_at=NOON
        )
    )
    for number in numbers:
        place = shop_row(conn, number)["township_code"]
        conn.execute(
            insert(guarantee).values(
                guarantor_id=1, establishment_id=number, township_code=place, since=TODAY
            )
        )


def holding(conn):
    own = guarantee.c
    query = select(own.establishment_id, own.township_code, own.until)
    return sorted(conn.execute(query).all())


@pytest.mark.parametrize(
    ("held", "after"),
    [((3,), [(1, "150602101", None)]), ((1, 3), [(1, "150602101", None), (3, "150602101", TODAY)])],
)
def test_inspections_and_the_cadre_follow_a_merge_and_return(engine, who, held, after):
    with writing(engine) as conn:
        inspected(conn, 3, "150602101", "mostly", TODAY)
        charged(conn, *held)
        before = holding(conn)
    batch = merged(engine, who.dongsheng)
    with reading(engine) as conn:
        assert conn.scalar(select(inspection.c.establishment_id)) == 1
        assert holding(conn) == after
    with writing(engine, who.dongsheng.place) as conn:
        assert history.undo_batch(conn, who.dongsheng, batch, NOON).kept == 0
    with reading(engine) as conn:
        assert conn.scalar(select(inspection.c.establishment_id)) == 3
        assert holding(conn) == before


def test_undone_everything_a_merge_ended_goes_on(engine, who):
    """Duties, waiting changes of status and accounts."""
    clerk = system_scope("test")
    waiting = {"status": "closed", "effective_on": str(TODAY + timedelta(days=9)), "reason": "x"}
    with writing(engine) as conn:
        record_status(conn, who.city, 3, waiting, NOON)
        for number, shop in ((1, 3), (2, 3), (3, 1)):
            new = NewAccount(f"shop{number}", "店", Role.ESTABLISHMENT, establishment_id=shop)
            add(conn, clerk, new, None, NOON)
        signed_in(conn, 1)
    batch = merged(engine, who.dongsheng)
    with reading(engine) as conn:
        bound = select(account.c.establishment_id).order_by(account.c.id)
        assert list(conn.scalars(bound)) == [1, 1, 1]
        assert conn.scalar(select(sign_in_session.c.end_reason)) == "account_changed"
        log = select(audit_log.c.object_id).where(audit_log.c.event == "account_changed")
        assert list(conn.scalars(log)) == ["1", "2"]
    with writing(engine) as conn:  # somebody has given one of them another place since
        conn.execute(update(account).where(account.c.id == 2).values(establishment_id=2))
    with writing(engine, who.dongsheng.place) as conn:
        undo(conn, who.dongsheng, batch, NOON + timedelta(hours=1))
    with reading(engine) as conn:
        assert list(conn.scalars(bound)) == [3, 2, 1]
        duties = select(control_task.c.state).order_by(control_task.c.period_start)
        assert list(conn.scalars(duties)) == ["done", "open"]
        assert conn.scalar(select(status_change.c.withdrawn_at)) is None
        counted = select(control_rollup.c.open, control_rollup.c.excused)
        assert conn.execute(counted.where(control_rollup.c.period_start == TODAY)).one() == (1, 0)


def test_a_duty_that_nobody_could_answer_any_more_stays_excused(engine, who):
    batch = merged(engine, who.dongsheng)
    with writing(engine, who.dongsheng.place) as conn:
        undo(conn, who.dongsheng, batch, NOON + timedelta(days=2))
    with reading(engine) as conn:
        duties = select(control_task.c.state).order_by(control_task.c.period_start)
        assert list(conn.scalars(duties)) == ["done", "excused"]
        reasons = list(conn.scalars(select(control_task.c.reason).order_by("period_start")))
    assert reasons[1].endswith(LAPSED)


def test_the_code_of_the_merged_record_ends_and_holds_again(engine, who):
    with writing(engine) as conn:
        code = issue(conn, who.city, 3, NOON)
    batch = merged(engine, who.dongsheng)
    with reading(engine) as conn:
        [ended] = codes_of(conn, who.city, 3)
        gone = public_page(conn, code, NOON)
    assert (ended.revoked_at, gone) == (NOON, MergedCode("暖城面馆", None))
    with writing(engine) as conn:
        own = issue(conn, who.city, 1, NOON)
        assert public_page(conn, code, NOON) == MergedCode("暖城面馆", own)
    with writing(engine, who.dongsheng.place) as conn:
        undo(conn, who.dongsheng, batch, NOON)
    with reading(engine) as conn:
        assert [one.revoked_at for one in codes_of(conn, who.city, 3)] == [None]
        assert public_page(conn, code, NOON).establishment_id == 3


def test_waiting_changes_of_the_merged_record_are_withdrawn(engine, who):
    with writing(engine) as conn:
        given = {"status": "closed", "effective_on": str(TODAY + timedelta(days=9)), "reason": "x"}
        record_status(conn, who.city, 3, given, NOON)
    merged(engine, who.city)
    with reading(engine) as conn:
        assert conn.scalar(select(status_change.c.withdrawn_at)) == NOON


@pytest.mark.parametrize(("survivor", "other"), [(1, 1), (1, 4), (4, 1), (1, 99), (10**20, 1)])
def test_no_merge_reaches_beyond_the_own_place(engine, who, survivor, other):
    with pytest.raises(RecordNotFoundError):
        merged(engine, who.dongsheng, survivor, other)
    with reading(engine) as conn:
        assert not conn.execute(select(change_batch)).all()


def test_a_merged_record_is_not_merged_again(engine, who):
    merged(engine, who.city)
    with pytest.raises(RecordNotFoundError):
        merged(engine, who.city, 2, 3)


def test_only_fields_of_the_form_are_taken_over(engine, who):
    merged(engine, who.city, taken=("source_key", "status", "id", "lon"))
    with reading(engine) as conn:
        assert shop_row(conn, 1)["status"] == "active"
