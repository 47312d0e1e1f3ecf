from dataclasses import replace

import pytest
from sqlalchemy import Connection, Select, false, insert, select

from data_access import saved_views
from data_access.engine import reading, writing
from data_access.saved_views import SavedViewError
from data_access.schema import account, saved_view
from tests.conftest import NOON
from tests.rows import plant


@pytest.fixture
def askers(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        conn.execute(
            insert(account),
            [
                {
                    "id": n,
                    "username": f"a{n}",
                    "display_name": "甲",
                    "role": "city_bureau",
                    "created_at": NOON,
                }
                for n in (1, 2)
            ],
        )
    return replace(planted.city, account_id=1), replace(planted.city, account_id=2)


@pytest.fixture
def act(engine):
    def run(what, *arguments):
        with writing(engine) as conn:
            return what(conn, *arguments)

    return run


def _names(engine, asker):
    with reading(engine) as conn:
        return [(one.name, one.query) for one in saved_views.views(conn, asker, "register")]


def test_a_view_belongs_to_its_account(engine, askers, act):
    one, other = askers
    act(saved_views.save, one, "register", " 高风险 ", "risk=D", NOON)
    assert _names(engine, one) == [("高风险", "risk=D")]
    assert _names(engine, other) == []
    with reading(engine) as conn:
        view_id = saved_views.views(conn, one, "register")[0].id
    act(saved_views.rename, other, "register", view_id, "我的")
    act(saved_views.open_with, other, "register", view_id)
    act(saved_views.remove, other, "register", view_id)
    assert _names(engine, one) == [("高风险", "risk=D")]
    with reading(engine) as conn:
        assert saved_views.opening(conn, one, "register") is None


def test_a_name_is_kept_once_and_saving_again_replaces(engine, askers, act):
    one, _other = askers
    act(saved_views.save, one, "register", "甲", "risk=D", NOON)
    act(saved_views.save, one, "register", "甲", "risk=C", NOON)
    act(saved_views.save, one, "register", "乙", "", NOON)
    assert _names(engine, one) == [("乙", ""), ("甲", "risk=C")]
    with reading(engine) as conn:
        first = saved_views.views(conn, one, "register")[0].id
    with pytest.raises(SavedViewError, match="taken"):
        act(saved_views.rename, one, "register", first, "甲")
    act(saved_views.rename, one, "register", first, "丙")
    assert [name for name, _query in _names(engine, one)] == ["丙", "甲"]


def test_one_view_at_most_opens_the_page(engine, askers, act):
    one, _other = askers
    for name in ("甲", "乙"):
        act(saved_views.save, one, "register", name, "risk=D", NOON)
    with reading(engine) as conn:
        ids = [view.id for view in saved_views.views(conn, one, "register")]
    for view_id in ids:
        act(saved_views.open_with, one, "register", view_id)
        with reading(engine) as conn:
            opens = [view.id for view in saved_views.views(conn, one, "register") if view.opens]
        assert opens == [view_id]
    act(saved_views.open_with, one, "register", ids[-1])
    with reading(engine) as conn:
        assert saved_views.opening(conn, one, "register") is None


@pytest.mark.parametrize(
    ("name", "query", "reason"),
    [("", "", "empty"), (" \0\n", "", "empty"), ("x" * 41, "", "long"), ("甲", "q" * 2001, "long")],
)
def test_what_cannot_be_saved_is_said(askers, act, name, query, reason):
    with pytest.raises(SavedViewError, match=reason):
        act(saved_views.save, askers[0], "register", name, query, NOON)


def test_there_is_an_end_to_views(askers, act):
    for n in range(saved_views.MOST_VIEWS):
        act(saved_views.save, askers[0], "register", f"v{n}", "", NOON)
    with pytest.raises(SavedViewError, match="many"):
        act(saved_views.save, askers[0], "register", "one more", "", NOON)


def test_a_process_without_an_account_has_none(engine, askers, act):
    nobody = replace(askers[0], account_id=None)
    with pytest.raises(SavedViewError):
        act(saved_views.save, nobody, "register", "甲", "", NOON)
    assert _names(engine, nobody) == []


def test_two_windows_save_under_one_name_and_the_later_one_holds(engine, askers, act, monkeypatch):
    """Each of the two has looked before the other one wrote."""
    one, _other = askers
    act(saved_views.save, one, "register", "高风险", "risk=D", NOON)
    execute = Connection.execute

    def blind(conn, statement, *more, **named):
        found = execute(conn, statement, *more, **named)
        if isinstance(statement, Select) and "saved_view.name" in str(statement.whereclause):
            return execute(conn, select(1).where(false()))
        return found

    monkeypatch.setattr(Connection, "execute", blind)
    act(saved_views.save, one, "register", "高风险", "risk=C", NOON)
    act(saved_views.save, one, "register", "别的", "risk=A", NOON)
    with reading(engine) as conn:
        number = execute(
            conn, select(saved_view.c.id).where(saved_view.c.query == "risk=A")
        ).scalar()
    with pytest.raises(SavedViewError, match="taken"):
        act(saved_views.rename, one, "register", number, "高风险")
    monkeypatch.undo()
    assert _names(engine, one) == [("别的", "risk=A"), ("高风险", "risk=C")]
