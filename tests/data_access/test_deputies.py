"""Who signs, and who stands in from a day to a day; named ahead and never back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, insert, update

from data_access.deputies import deputies_of, deputy_on, holders, name_deputy, withdraw_deputy
from data_access.engine import writing
from data_access.record_rows import RecordNotFoundError
from data_access.schema import establishment, person
from domain.control import ControlKind
from domain.form import Fault, FormRefusedError
from domain.scope import NotAllowedError
from tests.rows import plant

DAILY, WEEKLY, MONTHLY = ControlKind
TODAY = date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        who = plant(conn)
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 1)
            .values(safety_officer="王安全", principal="张老板")
        )
        return who


def naming(first=0, last=3, **more):
    days = {"starts": TODAY + timedelta(days=first), "ends": TODAY + timedelta(days=last)}
    given = {name: day.isoformat() for name, day in days.items()}
    return {"kind": "daily_control", "name": "李代班", **given, **more}


def test_the_change_number_is_taken_before_the_establishment(postgresql_engine):
    """As a closure does: two that take them the other way round would wait for each other."""
    with writing(postgresql_engine) as conn:
        shop = plant(conn).shop
    taken = []
    with writing(postgresql_engine) as conn:
        event.listen(conn, "before_cursor_execute", lambda *told: taken.append(told[2]))
        number = name_deputy(conn, shop, 1, naming(), NOON)
        withdraw_deputy(conn, shop, 1, number, NOON)
    locks = [one for one in taken if "change_number" in one or "FOR UPDATE" in one]
    assert ["change_number" in one for one in locks[:4]] == [True, False, True, False]


def test_a_duty_names_who_may_sign_it(engine, planted):
    people = [("赵总监", "safety_director", None), ("钱安全", "safety_officer", None)]
    people += [("孙离岗", "safety_officer", TODAY - timedelta(days=1)), ("李师傅", "cook", None)]
    with writing(engine) as conn:
        conn.execute(
            insert(person),
            [
                {
                    "establishment_id": 1,
                    "township_code": "150602001",
                    "name": name,
                    "post": post,
                    "left_on": left,
                    "created_at": NOON,
                    "updated_at": NOON,
                }
                for name, post, left in people
            ],
        )
        assert holders(conn, 1, DAILY, TODAY) == ("钱安全", "王安全")
        assert holders(conn, 1, WEEKLY, TODAY) == ("赵总监", "钱安全", "王安全")
        assert holders(conn, 1, MONTHLY, TODAY) == ("张老板",)
        assert holders(conn, 2, MONTHLY, TODAY) == ()


def test_a_deputy_stands_in_on_the_days_named_and_until_withdrawn(engine, planted):
    with writing(engine) as conn:
        made = name_deputy(conn, planted.shop, 1, naming(1, 3), NOON)
        assert name_deputy(conn, planted.shop, 1, naming(1, 3), NOON) == made
        assert deputy_on(conn, 1, DAILY, TODAY) is None
        found = deputy_on(conn, 1, DAILY, TODAY + timedelta(days=3))
        assert (found.name, found.stands_in_for) == ("李代班", "王安全")
        assert deputy_on(conn, 1, DAILY, TODAY + timedelta(days=4)) is None
        assert deputy_on(conn, 1, WEEKLY, TODAY + timedelta(days=2)) is None
        assert deputy_on(conn, 2, DAILY, TODAY + timedelta(days=2)) is None
        later = name_deputy(conn, planted.office, 1, naming(2, 2, name="周代班"), NOON)
        assert deputy_on(conn, 1, DAILY, TODAY + timedelta(days=2)).name == "周代班"
        withdraw_deputy(conn, planted.shop, 1, later, NOON)
        assert deputy_on(conn, 1, DAILY, TODAY + timedelta(days=2)).name == "李代班"
        assert [one.id for one in deputies_of(conn, planted.shop, 1, TODAY)] == [made]


@pytest.mark.parametrize(
    ("given", "field", "fault"),
    [
        (naming(-1, 2), "starts", Fault.IN_PAST),
        (naming(2, 1), "ends", Fault.ENDS_FIRST),
        (naming(0, 183), "ends", Fault.TOO_LONG_AWAY),
        (naming(name="王安全"), "name", Fault.SIGNS_ANYWAY),
        (naming(name=""), "name", Fault.MISSING),
        (naming(kind="daily"), "kind", Fault.NOT_A_CHOICE),
    ],
)
def test_nobody_is_named_for_days_that_are_past_or_for_ever(engine, planted, given, field, fault):
    with writing(engine) as conn, pytest.raises(FormRefusedError) as refused:
        name_deputy(conn, planted.shop, 1, given, NOON)
    assert [(one.field, one.fault) for one in refused.value.findings] == [(field, fault)]


def test_only_the_establishment_and_its_officers_name_one(engine, planted):
    with writing(engine) as conn:
        with pytest.raises(NotAllowedError):
            name_deputy(conn, planted.leader, 1, naming(), NOON)
        for who, shop in ((planted.shop, 2), (planted.kangbashi, 1)):
            with pytest.raises(RecordNotFoundError):
                name_deputy(conn, who, shop, naming(), NOON)
            with pytest.raises(RecordNotFoundError):
                deputies_of(conn, who, shop, TODAY)
        made = name_deputy(conn, planted.office, 2, naming(), NOON)
        with pytest.raises(RecordNotFoundError):
            withdraw_deputy(conn, planted.shop, 1, made, NOON)
