"""Penalties and samples written down, read by those who may, withdrawn and dealt with."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data_access import enforcement, history
from data_access.dossier_standing import standing
from data_access.engine import reading, writing
from data_access.field_work import mark_handled, mark_rectified, record_work, withdraw
from data_access.public_page import public_page
from data_access.record_rows import RecordNotFoundError
from data_access.schema import audit_log, establishment_code, penalty, risk_due, sampling_test
from data_access.timeline import timeline
from domain.clock import city_day
from domain.dossier import TimelineKind
from domain.form import Fault, FormRefusedError
from domain.scope import NotAllowedError, Role, Scope
from tests.conftest import NOON
from tests.domain.test_enforcement_forms import PENALTY, SAMPLE
from tests.rows import plant

TODAY = city_day(NOON)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def record(engine):
    def one(scope, subject, given, opened_on=0, shop=1):
        with writing(engine, scope.place) as conn:
            return record_work(conn, scope, shop, subject, given, opened_on, NOON)

    return one


def test_a_decision_is_on_record_in_the_history_the_log_and_for_the_risk(engine, who, record):
    number = record(who.office, "penalty", PENALTY | {"establishment_id": 4, "source_key": "x"})
    with reading(engine) as conn:
        row = conn.execute(select(penalty)).one()
        event = conn.execute(select(audit_log.c.event, audit_log.c.object_id)).one()
        [line] = history.of_establishment(conn, 1)
        assert conn.scalars(select(risk_due.c.establishment_id)).all() == [1]
    assert (row.id, row.establishment_id, row.source_key) == (number, 1, None)
    assert tuple(event) == ("penalty_recorded", "1")
    assert (line.subject, line.field) == ("penalty", "created")


def test_one_number_is_one_decision_also_where_the_asker_sees_it_not(who, record):
    record(who.kangbashi, "penalty", PENALTY, shop=4)
    with pytest.raises(FormRefusedError) as refused:
        record(who.office, "penalty", PENALTY)
    assert [(one.field, one.fault) for one in refused.value.findings] == [
        ("decision_number", Fault.TAKEN)
    ]


@pytest.mark.parametrize("subject", ["penalty", "sampling_test"])
def test_only_officers_record_and_only_where_they_belong(engine, who, record, subject):
    given = PENALTY if subject == "penalty" else SAMPLE
    for scope in (who.shop, who.leader):
        with pytest.raises(NotAllowedError):
            record(scope, subject, given)
    with pytest.raises(RecordNotFoundError):
        record(who.kangbashi, subject, given)


def test_the_establishment_reads_its_own_and_nobody_another_s(engine, who, record):
    record(who.office, "penalty", PENALTY)
    record(who.office, "sampling_test", SAMPLE | {"note": "复检中"})
    seen = {}
    for name in ("shop", "office", "dongsheng", "kangbashi", "leader"):
        scope = getattr(who, name)
        with reading(engine, scope.place) as conn:
            seen[name] = (
                len(enforcement.penalties(conn, scope, 1, 1, TODAY).penalties),
                [one.note for one in enforcement.samples(conn, scope, 1, 1, TODAY).samples],
            )
    assert seen.pop("kangbashi") == (0, [])
    assert seen.pop("shop") == (1, [None])
    assert set(map(str, seen.values())) == {"(1, ['复检中'])"}
    street = Scope(Role.STREET_MANAGER, "街区", street_id=1)
    with reading(engine) as conn:
        assert enforcement.penalties(conn, street, 1, 1, TODAY).penalties == ()


def test_a_failed_sample_is_dealt_with_once_and_waits_in_the_overview(engine, who, record):
    number = record(who.office, "sampling_test", SAMPLE)
    passed = SAMPLE | {"sample_number": "2", "conclusion": "passed", "failed_items": ""}
    other = record(who.office, "sampling_test", passed, number)
    with writing(engine, who.office.place) as conn:
        assert standing(conn, who.office, 1, TODAY).samples_open == 1
        mark_handled(conn, who.office, 1, number, NOON)
        assert standing(conn, who.office, 1, TODAY).samples_open == 0
        for row in (number, other, 99):
            with pytest.raises(RecordNotFoundError):
                mark_handled(conn, who.office, 1, row, NOON)
        with pytest.raises(RecordNotFoundError):
            mark_rectified(conn, who.office, 1, "sampling_test", number, NOON)
        with pytest.raises(NotAllowedError):
            mark_handled(conn, who.shop, 1, number, NOON)


def test_what_is_withdrawn_counts_no_more_and_stays_readable(engine, who, record):
    number = record(who.office, "penalty", PENALTY)
    with writing(engine, who.office.place) as conn:
        for subject, row in (("visit", number), ("penalty", number + 1)):
            with pytest.raises(RecordNotFoundError):
                withdraw(conn, who.office, 1, subject, row, NOON)
        withdraw(conn, who.office, 1, "penalty", number, NOON)
        with pytest.raises(RecordNotFoundError):
            withdraw(conn, who.office, 1, "penalty", number, NOON)
        [line] = timeline(conn, who.office, 1, [TimelineKind.PENALTY], 1).lines
        assert conn.scalar(select(func.count()).select_from(audit_log)) == 2
    assert (line.what, line.outcome) == ("warning,fine", "withdrawn")


def public(engine, now=NOON):
    with reading(engine) as conn:
        return public_page(conn, "code1", now)


def test_the_public_reads_what_is_published_and_no_more(engine, who, record):
    with writing(engine) as conn:
        conn.execute(
            establishment_code.insert().values(
                establishment_id=1, township_code="150602001", code="code1", issued_at=NOON,
                issued_by="x",
            )
        )  # fmt: skip
    first = record(who.office, "penalty", PENALTY)
    hidden = {"decision_number": "2", "published_on": "", "published_until": ""}
    record(who.office, "penalty", PENALTY | hidden, first)
    sample = record(who.office, "sampling_test", SAMPLE | {"published_on": "2026-10-10"})
    unpublished = SAMPLE | {"sample_number": "2"}
    record(who.office, "sampling_test", unpublished, sample)
    page = public(engine)
    assert [one.decision_number for one in page.penalties] == ["东市监处罚〔2026〕101号"]
    assert [one.food_name for one in page.failed_samples] == ["油条（自制）"]
    later = public(engine, NOON + timedelta(days=3 * 365))
    assert (later.penalties, later.failed_samples) == ((), ())
    with writing(engine, who.office.place) as conn:
        withdraw(conn, who.office, 1, "penalty", first, NOON)
        withdraw(conn, who.office, 1, "sampling_test", sample, NOON)
        assert conn.scalar(select(sampling_test.c.withdrawn_on).where(sampling_test.c.id == sample))
    page = public(engine)
    assert (page.penalties, page.failed_samples) == ((), ())
