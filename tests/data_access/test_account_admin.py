"""What the security administrator may do to accounts, and what nobody may."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access.account_admin import (
    change,
    make,
    new_password,
    pairing_code,
    reset_second_factor,
    set_active,
)
from data_access.account_list import accounts, count, find_establishments, one
from data_access.accounts import NewAccount, find
from data_access.engine import open_engine, reading, writing
from data_access.passwords import credentials, password_fits
from data_access.schema import account, audit_log, showcase_street
from domain.account_filter import UNUSED_AFTER, AccountFilter, AccountState, Refused, RefusedError
from domain.passwords import Profile
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("test")
BUREAU = NewAccount("bureau", "东胜局", Role.BANNER_BUREAU, banner_adcode="150602")


@pytest.fixture
def asker(engine):
    """The security administrator, account 1; 2 runs the system, 3 audits."""
    names = [("sec", Role.SECURITY_ADMIN), ("sys", Role.SYSTEM_ADMIN), ("aud", Role.AUDITOR)]
    with writing(engine) as conn:
        plant(conn)
        conn.execute(
            insert(showcase_street).values(id=1, township_code="150603003", name_zh="暖阳里")
        )
        for name, role in names:
            make(conn, SYSTEM, NewAccount(name, name, role), NOON, Profile.DENGBAO3)
    return Scope(Role.SECURITY_ADMIN, "sec", account_id=1)


def act(engine, do, *arguments):
    """In the place of an administrator, who sees no establishment."""
    with writing(engine, "nothing") as conn:
        return do(conn, *arguments)


def refusal(engine, do, *arguments):
    with pytest.raises(RefusedError) as refused:
        act(engine, do, *arguments)
    return refused.value.reason


def made(engine, asker, new):
    return act(engine, make, asker, new, NOON, Profile.DENGBAO3)


def role_of(engine, account_id):
    with reading(engine) as conn:
        return find(conn, SYSTEM, account_id).role


def test_a_new_account_gets_a_password_that_works_and_must_be_changed(engine, asker):
    account_id, password = made(engine, asker, BUREAU)
    with reading(engine) as conn:
        assert password_fits(credentials(conn, SYSTEM, "bureau"), password, NOON)
        assert find(conn, SYSTEM, account_id).must_change_password
        shown = repr(one(conn, asker, account_id, NOON))
        assert password not in shown + repr(conn.execute(select(audit_log)).all())
        assert "argon2" not in shown


def test_a_device_has_no_password_and_gets_a_code(engine, asker):
    account_id, password = made(engine, asker, NewAccount("wall", "大屏", Role.DEVICE))
    assert password is None
    assert len(act(engine, pairing_code, asker, account_id, NOON)) == 8
    assert refusal(engine, pairing_code, asker, 2, NOON) is Refused.UNKNOWN
    reason = refusal(engine, new_password, asker, account_id, NOON, Profile.DENGBAO3)
    assert reason is Refused.UNKNOWN


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewAccount("", "x", Role.CITY_BUREAU), Refused.NAME),
        (NewAccount("a b c", "x", Role.CITY_BUREAU), Refused.NAME),
        (NewAccount("甲乙丙", "x", Role.CITY_BUREAU), Refused.NAME),
        (NewAccount("sec", "x", Role.CITY_BUREAU), Refused.TAKEN),
        (NewAccount("abc", " ", Role.CITY_BUREAU), Refused.DISPLAY_NAME),
        (NewAccount("abc", "x" * 41, Role.CITY_BUREAU), Refused.DISPLAY_NAME),
        (NewAccount("abc", "x", Role.BANNER_BUREAU), Refused.PLACE),
        (NewAccount("abc", "x", Role.BANNER_BUREAU, banner_adcode="150699"), Refused.PLACE),
        (NewAccount("abc", "x", Role.ESTABLISHMENT, establishment_id=99), Refused.PLACE),
    ],
)
def test_what_will_not_do_is_refused_and_leaves_nothing(engine, asker, new, reason):
    assert refusal(engine, make, asker, new, NOON, Profile.DENGBAO3) is reason
    with reading(engine) as conn:
        assert count(conn, asker, AccountFilter(), NOON) == 3


def test_nobody_changes_their_own_account(engine, asker):
    regulator = NewAccount("sec", "sec", Role.CITY_BUREAU)
    assert refusal(engine, change, asker, 1, regulator, NOON) is Refused.OWN
    assert refusal(engine, set_active, asker, 1, False, NOON) is Refused.OWN
    assert refusal(engine, reset_second_factor, asker, 1, NOON) is Refused.OWN
    assert refusal(engine, new_password, asker, 1, NOON, Profile.DENGBAO3) is Refused.OWN
    assert role_of(engine, 1) is Role.SECURITY_ADMIN


@pytest.mark.parametrize("account_id", [2, 3])
def test_the_last_of_an_administrator_role_stays(engine, asker, account_id):
    regulator = NewAccount("x", "x", Role.CITY_BUREAU)
    assert refusal(engine, set_active, asker, account_id, False, NOON) is Refused.LAST
    assert refusal(engine, change, asker, account_id, regulator, NOON) is Refused.LAST
    role = role_of(engine, account_id)
    made(engine, asker, NewAccount("second", "x", role))
    act(engine, set_active, asker, account_id, False, NOON)
    act(engine, set_active, asker, account_id, True, NOON)
    act(engine, change, asker, account_id, regulator, NOON)


def test_a_disabled_second_does_not_count(engine, asker):
    second, _password = made(engine, asker, NewAccount("second", "x", Role.AUDITOR))
    act(engine, set_active, asker, second, False, NOON)
    assert refusal(engine, set_active, asker, 3, False, NOON) is Refused.LAST


def test_two_administrators_cannot_take_both_last_ones_at_once(engine, asker):
    second, _password = made(engine, asker, NewAccount("second", "x", Role.AUDITOR))
    results, ready = [], threading.Barrier(2, timeout=60)

    def disable(account_id):
        own = open_engine(engine.url.render_as_string(hide_password=False))
        ready.wait()
        try:
            act(own, set_active, asker, account_id, False, NOON)
            results.append("done")
        except RefusedError as refused:
            results.append(refused.reason)
        finally:
            own.dispose()

    threads = [threading.Thread(target=disable, args=(n,)) for n in (3, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", Refused.LAST]


def test_a_change_of_place_is_on_record(engine, asker):
    account_id, _password = made(engine, asker, BUREAU)
    moved = NewAccount("bureau", "康巴什局", Role.BANNER_BUREAU, banner_adcode="150603")
    act(engine, change, asker, account_id, moved, NOON)
    with reading(engine) as conn:
        assert one(conn, asker, account_id, NOON).place == "康巴什区"
        last = conn.execute(select(audit_log).order_by(audit_log.c.id.desc()).limit(1)).one()
    assert (last.event, last.object_id, last.actor) == ("account_changed", str(account_id), "sec")
    assert '"banner_adcode":["150602","150603"]' in last.detail


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR, Role.CITY_BUREAU])
def test_nobody_else_manages_accounts(engine, asker, role):
    other = Scope(role, "x", account_id=2)
    with writing(engine) as conn:
        for do, arguments in (
            (make, (BUREAU, NOON, Profile.DENGBAO3)),
            (change, (3, BUREAU, NOON)),
            (set_active, (3, False, NOON)),
            (new_password, (3, NOON, Profile.DENGBAO3)),
            (reset_second_factor, (3, NOON)),
            (pairing_code, (3, NOON)),
            (accounts, (AccountFilter(), NOON)),
            (count, (AccountFilter(), NOON)),
            (one, (3, NOON)),
            (find_establishments, ("号店",)),
        ):
            with pytest.raises(NotAllowedError):
                do(conn, other, *arguments)


@pytest.fixture
def people(engine, asker):
    made(engine, asker, BUREAU)
    for new in (
        NewAccount("office", "100%王", Role.SUPERVISION_OFFICE, office_id=1),
        NewAccount("shop", "店主", Role.ESTABLISHMENT, establishment_id=4),
        NewAccount("street", "街管", Role.STREET_MANAGER, street_id=1),
        NewAccount("wall", "大屏", Role.DEVICE, banner_adcode="150602"),
    ):
        made(engine, asker, new)
    with writing(engine) as conn:
        conn.execute(update(account).values(last_sign_in_at=NOON - timedelta(days=1)))
        for name, values in {
            "bureau": {"active": False},
            "office": {"locked_until": NOON + timedelta(minutes=5)},
            "shop": {"last_sign_in_at": NOON - UNUSED_AFTER - timedelta(days=1)},
            "street": {
                "last_sign_in_at": None,
                "created_at": NOON - UNUSED_AFTER - timedelta(days=1),
            },
        }.items():
            conn.execute(update(account).where(account.c.username == name).values(**values))


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (AccountFilter(), ["aud", "bureau", "office", "sec", "shop", "street", "sys", "wall"]),
        (AccountFilter(text="%"), ["office"]),
        (AccountFilter(text="4号"), ["shop"]),
        (AccountFilter(text="' OR 1=1"), []),
        (AccountFilter(role=Role.AUDITOR), ["aud"]),
        (AccountFilter(banner_adcode="150602"), ["bureau", "office", "wall"]),
        (AccountFilter(banner_adcode="150603"), ["shop", "street"]),
        (AccountFilter(state=AccountState.DISABLED), ["bureau"]),
        (AccountFilter(state=AccountState.LOCKED), ["office"]),
        (AccountFilter(state=AccountState.UNUSED), ["shop", "street"]),
    ],
    ids=str,
)
def test_the_list_is_narrowed_and_counted(engine, asker, people, wanted, names):
    with reading(engine, "nothing") as conn:
        found = accounts(conn, asker, wanted, NOON)
        assert [row.username for row in found] == names
        assert count(conn, asker, wanted, NOON) == len(names)


def test_places_have_their_names(engine, asker, people):
    with reading(engine, "nothing") as conn:
        places = {row.username: row.place for row in accounts(conn, asker, AccountFilter(), NOON)}
    assert places["bureau"] == "东胜区"
    assert places["office"] == "交通市场监督管理所"
    assert places["shop"] == "4号店"
    assert places["street"] == "暖阳里"
    assert places["sec"] == ""


def test_an_establishment_is_found_by_name_or_number_and_shows_nothing_else(engine, asker):
    with reading(engine, "nothing") as conn:
        assert [p.key for p in find_establishments(conn, asker, "号店")] == ["1", "2", "3", "4"]
        assert find_establishments(conn, asker, "店") == []
        assert find_establishments(conn, asker, "_号") == []
        assert find_establishments(conn, asker, "9" * 40) == []
