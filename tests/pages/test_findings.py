"""The list of findings and one finding: what is shown to whom, steps, and forged calls."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from data_access.control_photos import keep_photo
from data_access.engine import reading, writing
from data_access.photo_reading import clean_photo
from data_access.schema import audit_log, control_finding, person
from domain.control import ControlKind
from domain.finding_filter import FindingFilter, FindingGroup
from domain.photos import PhotoPurpose
from pages._address_parts import LAST_PAGE, page_of
from pages._finding_query import address, parse
from tests import served
from tests.conftest import NOON
from tests.photographs import photo
from tests.planted_findings import TODAY, plant_findings
from tests.posted import filled, post, words

FULL = FindingFilter(
    group=FindingGroup.CLOSED,
    overdue=True,
    repeat=True,
    kind=ControlKind.DAILY_CONTROL,
    item="daily.H02",
    banner_adcode="150602",
    township_code="150602001",
    office_id=3,
    establishment_id=7,
    since=date(2026, 11, 1),
    until=date(2026, 11, 19),
)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant_findings(conn)
        row = {"establishment_id": 1, "township_code": "150602001", "post": "cook"}
        row |= {"created_at": NOON, "updated_at": NOON}
        conn.execute(insert(person), [row | {"name": name} for name in ("刘艳", "王强")])
    return planted


def query_of(text):
    return dict(pair.split("=") for pair in text.partition("?")[2].split("&") if pair)


@pytest.mark.parametrize("wanted", [FindingFilter(), FULL])
def test_an_address_keeps_the_whole_filter(wanted):
    assert parse(query_of(address(wanted))) == wanted


@pytest.mark.parametrize(
    "query",
    [
        {"state": "gone", "kind": "hourly", "item": "../x", "banner": "1", "since": "2026-13-01"},
        {"state": ["open"], "overdue": 1, "establishment": "-1", "until": None, "page": "x"},
        {"since": "２０２６-１１-０１", "office": "99999999999", "what": "ever"},
    ],
)
def test_what_makes_no_sense_is_left_out(query):
    assert parse(query) == FindingFilter()
    assert page_of(query) == 1
    assert page_of({"page": "999999"}) == LAST_PAGE


def test_the_list_shows_places_to_officials_and_none_to_a_shop(signed_in, who):
    told = served.text(served.page(signed_in(who.city), "/control/findings"))
    assert all(name in told for name in ("1号店", "2号店", "交通街道", "康巴什区", "重复"))
    own = served.text(served.page(signed_in(who.shop), "/control/findings"))
    assert "问题2" in own
    assert not any(name in own for name in ("2号店", "交通街道", "旗区"))


def test_the_first_page_follows_and_others_stay(signed_in, who):
    browser = signed_in(who.city)
    live = [("live-control", "data", 3)]
    out = ("findings-body", "children")
    assert "问题2" in words(filled(browser, out, live, [("findings-asked", "data", {})]))
    second = post(browser, [out], live, [("findings-asked", "data", {"page": "2"})])
    assert (second.status_code, second.json["response"]) == (200, {})


@pytest.mark.parametrize(
    "path", ["/control/finding/99", "/control/finding/x", "/control/finding/0"]
)
def test_what_is_no_finding_says_so(signed_in, who, path):
    assert "没有找到这个问题" in served.text(served.page(signed_in(who.city), path))


def test_a_finding_of_others_looks_like_none(signed_in, who):
    assert "没有找到" in served.text(served.page(signed_in(who.kangbashi), "/control/finding/2"))


@pytest.mark.parametrize(
    ("role", "number", "there", "absent"),
    [
        ("shop", 2, ("提交整改", "整改人", "同一项重复出现"), ("合格，销号",)),
        ("city", 2, ("等待本单位整改",), ("提交整改",)),
        ("shop", 3, ("这是★关键项",), ("合格，销号",)),
        ("office", 3, ("合格，销号", "不合格，退回"), ("提交整改",)),
        ("leader", 3, ("等待复查",), ("合格，销号",)),
        ("office", 1, ("已复查销号",), ("合格，销号",)),
    ],
)
def test_each_role_is_offered_its_own_step(signed_in, who, role, number, there, absent):
    page = served.page(signed_in(getattr(who, role)), f"/control/finding/{number}")
    told = served.text(page)
    assert all(one in told for one in there)
    assert not any(one in told for one in absent)


def click(client, step, number, *, by=None, note="好了", known=None):
    buttons = [({"type": "finding-step", "step": step}, "n_clicks")]
    known = {"finding": number, "state": "open", "returned": 0} if known is None else known
    return served.post(
        client,
        ["finding-message.children", "finding-taken.data"],
        [[(buttons[0], 1)]],
        [
            ("finding-person.value", by),
            ("finding-note.value", note),
            ("finding-known.data", known),
            ("finding-taken.data", 0),
        ],
        f'{{"step":"{step}","type":"finding-step"}}.n_clicks',
    )


def said(answer):
    assert answer.status_code == 200
    return served.text(answer.json["response"]["finding-message"])


def state_of(engine, number):
    with reading(engine) as conn:
        return conn.scalar(select(control_finding.c.state).where(control_finding.c.id == number))


def test_from_open_to_closed_by_the_buttons(signed_in, who, engine, tmp_path):
    shop, office = signed_in(who.shop), signed_in(who.office)
    assert "先拍一张" in said(click(shop, "rectify", 2, by="刘艳"))
    with writing(engine) as conn:
        day = TODAY.replace(day=TODAY.day - 3)
        keep_photo(
            conn, who.shop, tmp_path, 1, ControlKind.DAILY_CONTROL, day, "daily.H01",
            PhotoPurpose.RECTIFIED, clean_photo(photo()), NOON,
        )  # fmt: skip
    assert "已保存" in said(click(shop, "rectify", 2, by="刘艳"))
    assert state_of(engine, 2) == "rectified"
    assert "不能是整改人" in said(click(shop, "close", 2, by="刘艳"))
    assert "已保存" in said(click(office, "return", 2, note="还在"))
    assert state_of(engine, 2) == "open"
    with reading(engine) as conn:
        steps = select(audit_log.c.detail).where(audit_log.c.event == "finding_step")
        noted = conn.scalars(steps.order_by(audit_log.c.id)).all()
    assert [('"step":"rectify"' in one, '"step":"return"' in one) for one in noted] == [
        (True, False),
        (False, True),
    ]


def test_forged_steps_change_nothing(signed_in, who, engine):
    leader, other = signed_in(who.leader), signed_in(who.kangbashi)
    assert "您的角色不能" in said(click(leader, "close", 3))
    assert "没有找到" in said(click(other, "close", 3))
    assert "没有找到" in said(click(signed_in(who.shop), "rectify", 5, by="刘艳"))
    office = signed_in(who.office)
    for known in (
        {},
        [],
        {"finding": "3"},
        {"finding": True},
        {"finding": 10**12},
        {"finding": 2**63},
        {"finding": -3},
    ):
        assert "没有找到" in said(click(office, "close", 3, known=known))
    for note in (None, 7, ["x"], {"a": 1}, "x" * 301):
        assert "未保存" in said(click(office, "close", 3, note=note))
    assert click(office, "vanish", 3).status_code in (200, 204)
    assert [state_of(engine, number) for number in (3, 5)] == ["rectified", "open"]
