"""Health certificates one by one: four lists that agree with their sums, within the scope."""

import sys
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from data_access.certified_people import certified_people
from data_access.engine import reading, writing
from data_access.papers import certificates
from data_access.schema import establishment, health_certificate, person
from domain.clock import city_day
from domain.papers import CertificateList
from tests.conftest import NOON
from tests.posted import links, open_page, words
from tests.rows import plant

both = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
PATH = "/register/certificates"
TODAY = city_day(NOON)
PLACES = {1: "150602001", 2: "150602001", 3: "150602101", 4: "150603003"}
# Person → where, and days that each certificate still holds, None for one without a last day.
PEOPLE = {
    1: (1, (200, -100)),
    2: (1, (30,)),
    3: (2, (-1,)),
    4: (3, ()),
    5: (4, (0,)),
    6: (4, (None,)),
    7: (4, (31,)),
}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        people = plant(conn)
        for number, (shop, held) in PEOPLE.items():
            at = {"establishment_id": shop, "township_code": PLACES[shop]}
            dated = {"created_at": NOON, "updated_at": NOON}
            known = {"id": number, "name": f"员工{number}", "post": "chef"}
            conn.execute(insert(person).values(**known, **at, **dated))
            for place, days in enumerate(held):
                until = None if days is None else TODAY + timedelta(days=days)
                paper = {"person_id": number, "number": f"H{number}-{place}", "expires_on": until}
                conn.execute(insert(health_certificate).values(**paper, **at))
    return people


def ids(engine, scope, wanted):
    with reading(engine, scope.place) as conn:
        found = [one.id for one in certified_people(conn, scope, wanted, TODAY)]
        assert len(found) == certificates(conn, scope, TODAY).listed(wanted)
        return found


@both
def test_each_list_holds_the_people_of_its_sum(engine, who):
    assert ids(engine, who.city, CertificateList.EVERY) == [4, 6, 3, 5, 2, 7, 1]
    assert ids(engine, who.city, CertificateList.VALID) == [5, 2, 7, 1]
    assert ids(engine, who.city, CertificateList.EXPIRING) == [5, 2]
    assert ids(engine, who.city, CertificateList.EXPIRED) == [4, 6, 3]
    assert ids(engine, who.dongsheng, CertificateList.EVERY) == [4, 3, 2, 1]
    assert ids(engine, who.office, CertificateList.EXPIRED) == [3]
    assert ids(engine, who.leader, CertificateList.VALID) == [5, 2, 7, 1]


@both
def test_who_has_left_or_whose_shop_is_closed_is_in_no_list(engine, who):
    with writing(engine) as conn:
        conn.execute(update(person).where(person.c.id == 3).values(left_on=TODAY))
        conn.execute(update(establishment).where(establishment.c.id == 4).values(status="closed"))
    assert ids(engine, who.city, CertificateList.EVERY) == [4, 2, 1]


def test_the_certificate_that_runs_longest_is_shown(signed_in, who):
    tree = open_page(signed_in(who.dongsheng), PATH)
    told = words(tree)
    for text in ("共 4 人", "员工1", "H1-0", "还有 200 天", "没有健康证", "已过期 1 天"):
        assert text in told
    assert "H1-1" not in told
    assert links(tree)["/establishment/3?tab=people"] == "3号店"
    assert links(tree)[f"{PATH}?state=expired"] == "缺失或过期2"


def test_lists_come_page_by_page(signed_in, who, monkeypatch):
    monkeypatch.setattr(sys.modules["pages.certificates"], "PAGE_ROWS", 3)
    client = signed_in(who.city)
    seen = [
        [number for number in PEOPLE if f"员工{number}" in words(open_page(client, PATH, query))]
        for query in ("", "?page=2", "?page=3", "?page=99", "?state=x&page=-1")
    ]
    assert seen == [[3, 4, 6], [2, 5, 7], [1], [1], [3, 4, 6]]


def test_the_page_is_for_officials(signed_in, who):
    assert "员工1" not in words(open_page(signed_in(who.shop), PATH))
