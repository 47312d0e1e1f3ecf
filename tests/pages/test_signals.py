"""Signals on screen: only for regulators, marked as what they are, judged on what is shown."""

import pytest
from sqlalchemy import insert, select

from data_access.engine import reading, writing
from data_access.schema import sham_signal
from domain.sham import Reason, Sign
from tests import served
from tests.conftest import NOON
from tests.rows import plant

WEEK = "2026-11-09"
REASONS = [
    Reason(Sign.TEMPO, 0.4, {"records": 6, "seconds": 1.2, "usual": 7.4}),
    Reason(Sign.NO_PAUSE, 0.25, {"records": 6, "seconds": 2}),
    Reason(Sign.SAME_MINUTE, 0.45, {"records": 7, "minutes": 1.0}),
    Reason(Sign.SAME_TAPS, 0.6, {"days": 3, "items": 34}),
    Reason(
        Sign.OTHER_PHOTO,
        0.6,
        {"photos": 1, "day": WEEK, "item": "daily.H01", "earlier_day": "2026-10-01",
         "earlier_item": "daily.C01", "bits": 2, "photo": 9, "earlier_photo": 4},
    ),
    Reason(
        Sign.OWN_PHOTO,
        0.45,
        {"photos": 2, "day": WEEK, "item": "daily.H01", "earlier_day": "2026-10-01",
         "earlier_item": "daily.C01", "bits": 0, "photo": 8, "earlier_photo": 3},
    ),
    Reason(
        Sign.OLD_PHOTO, 0.3,
        {"photos": 1, "day": WEEK, "item": "daily.H01", "taken_on": "2026-10-02"},
    ),
    Reason(Sign.CAMERAS, 0.3, {"days": 3, "day": WEEK, "offline": 1, "cameras": 4}),
    Reason(Sign.CERTIFICATES, 0.2, {"days": 2, "day": WEEK, "people": 1}),
    Reason(Sign.ALL_CLEAR, 0.3, {"records": 40, "inspections": 1, "alerts": 6}),
]  # fmt: skip


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        rows = [
            {
                "establishment_id": shop, "week_start": NOON.date().replace(day=9),
                "township_code": place, "score": score, "computed_at": NOON,
                "reasons": [one.data() for one in reasons],
            }
            for shop, place, score, reasons in (
                (1, "150602001", 99, REASONS),
                (4, "150603003", 31, REASONS[7:8]),
            )
        ]  # fmt: skip
        conn.execute(insert(sham_signal), rows)
    return planted


def page(client, query=""):
    return served.text(served.page(client, "/control/signals", query))


def judge(client, verdict, *, asked, note="看过"):
    return served.post(
        client,
        ["signals-message.children", "signals-panel.children", "signals-body.children"],
        [[(({"type": "signals-verdict", "verdict": verdict}, "n_clicks"), 1)]],
        [("signals-note.value", note), ("signals-asked.data", asked)],
        f'{{"type":"signals-verdict","verdict":"{verdict}"}}.n_clicks',
    )


def verdicts(engine):
    with reading(engine) as conn:
        return dict(
            conn.execute(select(sham_signal.c.establishment_id, sham_signal.c.verdict)).all()
        )


def test_the_list_says_what_it_is_and_shows_the_own_place(signed_in, who):
    told = page(signed_in(who.dongsheng))
    assert "仅供复核，不作为处罚依据" in told
    assert "1号店" in told
    assert "4号店" not in told
    assert "4号店" in page(signed_in(who.city), "?list=weak")


def test_every_sign_is_worded_with_its_facts(signed_in, who):
    told = page(signed_in(who.city), f"?week={WEEK}&establishment=1")
    for words in (
        "平均每项 1.2 秒，本单位此前8周为 7.4 秒", "都不超过 2 秒", "相差不到2分钟",
        "连续 3 天，34 项", "另一单位 10月1日 C01", "本单位 10月1日 C01", "拍于 10月2日",
        "1 / 4 路已离线", "1 名在岗厨师健康证已过期", "连续 40 份", "违规预警 6 件",
        "/media/photo/9", "/media/photo/4",
    ):  # fmt: skip
        assert words in told


@pytest.mark.parametrize("role", ["shop", "leader"])
def test_nobody_else_sees_the_page(signed_in, who, role):
    told = page(signed_in(getattr(who, role)), "?establishment=1")
    assert "号店 " not in told
    assert "健康证" not in told


@pytest.mark.parametrize(
    "query",
    [
        "?week=2026-99-99&list=x&page=-1&establishment=x",
        "?week=2026-11-11",
        "?week=9999-12-31",
        "?week=0001-01-01",
        "?page=999999",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_newest_week(signed_in, who, query):
    assert "1号店" in page(signed_in(who.city), query)


@pytest.mark.parametrize(("week", "way"), [("2026-11-02", "下一周"), ("2026-11-16", "上一周")])
def test_from_one_week_a_way_leads_to_the_next_that_has_signals(signed_in, who, week, way):
    tree = served.page(signed_in(who.city), "/control/signals", f"?week={week}")
    assert f"'title': '{way}'" in str(tree)
    assert f"week={WEEK}" in str(tree)


def test_a_verdict_is_kept_with_its_note(signed_in, who, engine):
    office = signed_in(who.office)
    asked = {"week": WEEK, "establishment": "1"}
    answer = judge(office, "confirmed", asked=asked, note=" ")
    assert "请先写明" in served.text(answer.json["response"]["signals-message"])
    answer = judge(office, "confirmed", asked=asked)
    assert "已保存" in served.text(answer.json["response"]["signals-message"])
    assert "交通所" in served.text(answer.json["response"]["signals-panel"])
    assert verdicts(engine) == {1: "confirmed", 4: None}


def test_forged_verdicts_change_nothing(signed_in, who, engine):
    asked = {"week": WEEK, "establishment": "1"}
    for scope in (who.shop, who.leader):
        assert judge(signed_in(scope), "dismissed", asked=asked).status_code == 403
    far = judge(signed_in(who.kangbashi), "dismissed", asked=asked)
    assert "没有找到" in served.text(far.json["response"]["signals-message"])
    office = signed_in(who.office)
    for wrong in (None, [], {"establishment": 1}, {"establishment": "0"}, {"week": 7}):
        judge(office, "dismissed", asked=wrong)
    judge(office, "vanish", asked=asked)
    for note in (None, 5, {"a": 1}):
        judge(office, "dismissed", asked=asked, note=note)
    assert verdicts(engine) == {1: None, 4: None}
