from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from data_access.engine import reading, writing
from data_access.register_list import count
from data_access.schema import camera, establishment, licence
from domain.register_filter import RegisterFilter
from tests.rows import plant

TODAY = date(2026, 11, 19)


def _licence(owner, number, days, *, valid=True):
    expires = None if days is None else TODAY + timedelta(days=days)
    return {
        "establishment_id": owner,
        "number": number,
        "number_valid": valid,
        "expires_on": expires,
    }


@pytest.fixture
def who(engine):
    """Shop 1 complete; 2 expiring, offline; 3 expired, number wrong, closed; 4 without licence."""
    with writing(engine) as conn:
        planted = plant(conn)
        conn.execute(
            insert(licence),
            [
                _licence(1, "JY21506020000016", 400),
                _licence(1, "JY21506020000024", -30),  # the older one counts no more
                _licence(2, "JY21506020000032", 30),
                _licence(3, "JY21506020000040", -1, valid=False),
            ],
        )
        _set(
            conn,
            1,
            name="东胜面馆",
            name_initials="dsmg",
            address="鄂尔多斯西街1号",
            hygiene_grade="A",
            guarantor_tier="C",
            safety_officer="李敏",
            credit_code="91150602MA0K12345X",
            lon=109.98,
            lat=39.81,
        )
        _set(conn, 3, status="closed", risk_level=None)
        _set(conn, 4, risk_level="D")
        for number, state in ((10, "online"), (20, "offline")):
            conn.execute(update(camera).where(camera.c.id == number).values(state=state))
        conn.execute(camera.delete().where(camera.c.id == 40))
    return planted


def _set(conn, number, **values):
    conn.execute(update(establishment).where(establishment.c.id == number).values(**values))


@pytest.fixture
def counted(engine, who):
    def ask(scope, **query):
        with reading(engine, scope.place) as conn:
            return count(conn, scope, RegisterFilter.parse(query), TODAY)

    return ask


ALL = "active,suspended,moved,closed,filed,merged"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, 3),
        ({"status": "closed"}, 1),
        ({"status": ALL}, 4),
        ({"category": "small", "status": ALL}, 2),
        ({"banner": "150602"}, 2),
        ({"township": "150602001"}, 2),
        ({"office": "1"}, 2),
        ({"risk": "D"}, 1),
        ({"risk": "-", "status": ALL}, 1),
        ({"tier": "C"}, 1),
        ({"hygiene": "-"}, 2),
        ({"licence": "valid"}, 1),
        ({"licence": "expiring"}, 1),
        ({"licence": "expired", "status": ALL}, 1),
        ({"licence": "missing"}, 1),
        ({"licence": "number_invalid", "status": ALL}, 1),
        ({"licence": "valid,number_invalid", "status": ALL}, 2),
        ({"camera": "online"}, 1),
        ({"camera": "offline"}, 1),
        ({"camera": "none"}, 1),
        ({"camera": "unpatrolled", "status": ALL}, 1),
        ({"point": "located"}, 1),
        ({"point": "unlocated"}, 2),
        ({"information": "complete"}, 1),
        ({"information": "incomplete"}, 2),
        ({"q": "面馆"}, 1),
        ({"q": "DSM"}, 1),
        ({"q": "ma0k1234"}, 1),
        ({"q": "0000016"}, 1),
        ({"q": "西街 面馆"}, 1),
        ({"q": "西街 酒店"}, 0),
        ({"q": "%"}, 0),
        ({"q": "_号店"}, 0),
        ({"q": "' OR 1=1 --"}, 0),
        ({"since": "2026-11-01"}, 0),
        ({"since": "2024-08-01"}, 3),
        ({"batch": "1"}, 0),
        ({"street": "1"}, 0),
    ],
)
def test_each_dimension_narrows_the_list(counted, who, query, wanted):
    assert counted(who.city, **query) == wanted


def test_nobody_counts_beyond_the_own_scope(counted, who):
    assert counted(who.dongsheng, status=ALL) == 3
    assert counted(who.kangbashi, status=ALL) == 1
    assert counted(who.office, status=ALL) == 2
    assert counted(who.shop, status=ALL) == 1
    assert counted(who.dongsheng, status=ALL, banner="150603") == 0
    assert counted(who.office, status=ALL, township="150602101") == 0
