"""总览 as browsers ask for it: equal to the lists behind it, in scope, honest about the unknown."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from data_access.alert_queue import counts
from data_access.control_duties import duties
from data_access.engine import reading, writing
from data_access.schema import camera, establishment
from domain.alert_filter import QueueFilter
from domain.alerts import AlertState
from domain.control import ControlKind, ControlState, period_start
from domain.control_board import Listing
from domain.measures import Measure
from tests.conftest import NOON
from tests.figure_rows import noted, raised, roll_up, task
from tests.posted import LIVE, filled, links, open_page, post, words
from tests.rows import plant

TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
WEEK = ControlKind.WEEKLY_REVIEW
HEAD = [("overview-head", "children"), ("overview-verdict", "children")]
FIGURES = [("overview-kpis", "children"), ("overview-five", "children")]
NEEDS = ("overview-needs", "children")
LEAGUE = ("overview-league", "children")
DAILY = [("overview-daily", "figure"), ("overview-daily-words", "children")]
DAILY += [("overview-daily-table", "children")]
DAILY_LIVE = [("live-register", "data", 1), ("live-control", "data", 1)]
SPAN = [("overview-steps", "data", "day")]


def order(by):
    return [("overview-order", "data", by), *LIVE]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for shop, today, before in (
            (1, ControlState.DONE, ControlState.DONE),
            (2, ControlState.EXCUSED, ControlState.EXCUSED),
            (3, ControlState.OPEN, ControlState.MISSED),
            (4, ControlState.LATE, ControlState.MISSED),
        ):
            task(conn, shop, TODAY, today)
            task(conn, shop, TODAY - DAY, before)
        task(conn, 1, period_start(WEEK, TODAY), ControlState.DONE, kind=WEEK)
        raised(conn, 1, NOON - DAY / 24, severity=1)
        raised(conn, 3, NOON - 2 * DAY, severity=2)
        raised(conn, 4, NOON - DAY, severity=3, state=AlertState.CLOSED, rectified_at=NOON)
        roll_up(conn)
    return planted


def test_figures_stand_with_numerator_and_denominator(who, signed_in):
    cards, five = filled(signed_in(who.city), FIGURES)
    shown = [words(one) for one in cards]
    daily, weekly, monthly, alerts, on_time, fixed, wrong, online, licences, people = shown
    assert "66.7%" in daily
    assert "2 / 3 家未报 1" in daily
    assert "昨日 33.3% 未达标≥95%" in daily
    assert "1 / 1 家" in weekly
    assert "—" in monthly
    assert "0 / 0 家" in monthly
    assert "1件" in alerts
    assert "1 / 2 件" in on_time
    assert "100.0%" in fixed
    assert "1 / 1 件" in fixed
    assert "0.0%" in wrong
    assert "达标≤10%" in wrong
    assert "—" in online
    assert "未巡查 4" in online
    assert "0.0%" in licences
    assert "0 / 4 家" in licences
    assert "—" in people
    assert "还没有登记从业人员" in people
    settled, kitchens, traced, public, documented = (words(one) for one in five)
    assert "1 / 2 件" in settled
    assert "0 / 4 家" in kitchens
    assert "今日还没有涉及进货查验的检查" in traced
    assert "0 / 4 家" in public
    assert "1 件" in documented


def test_figures_of_a_moment_stand_beside_yesterday_and_last_week(who, signed_in, engine):
    with writing(engine) as conn:
        conn.execute(update(camera).where(camera.c.id.in_((10, 40))).values(state="online"))
        for back, part, demo in ((1, 1, True), (7, 0, False)):
            noted(conn, Measure.ONLINE, TODAY - back * DAY, "150602001", part, 2, demo=demo)
    cards, five = filled(signed_in(who.city), FIGURES)
    online, licences = words(cards[7]), words(cards[8])
    assert "▲50.0 百分点 较昨日" in online
    assert "昨日的数字是演示数据" in str(cards[7])
    assert "▲100.0 较上周同日" in online
    assert "无昨日数据" in licences
    assert "无昨日数据" in words(five[1])
    assert "较上周同日" not in licences
    own = words(filled(signed_in(who.kangbashi), FIGURES)[0][7])
    assert "无昨日数据" in own  # of its only township nothing was noted


def test_every_figure_says_what_it_counts_and_its_target(who, signed_in):
    cards, five = filled(signed_in(who.city), FIGURES)
    for shown in [*cards[:3], *cards[4:], *five]:
        assert "÷" in words(shown)
        assert "≥" in words(shown) or "≤" in words(shown)


def test_a_leader_is_shown_places_below_target_and_no_tasks(who, signed_in, engine):
    with writing(engine) as conn:
        for n in range(12):
            conn.execute(
                insert(establishment).values(
                    id=100 + n,
                    township_code="150602101",
                    name=f"店{n}",
                    category="small",
                    created_at=NOON,
                    updated_at=NOON,
                )
            )
            task(conn, 100 + n, TODAY - DAY, ControlState.MISSED)
        roll_up(conn)
    found = filled(signed_in(who.leader), NEEDS)
    assert "昨日日管控1 / 1 地低于目标 95%东胜区7.1%未报 13 家" in words(found)
    assert "预警待确认" not in words(found)
    assert links(found)["/control?kind=daily_control&list=previous&banner=150602"] == "13"


def test_an_office_sees_its_establishments_by_name(who, signed_in):
    browser = signed_in(who.office)
    table = filled(browser, LEAGUE, inputs=order("alerts"))
    assert "1号店" in words(table)
    assert "3号店" not in words(table)
    assert "1号店" in words(filled(browser, NEEDS))


def test_a_regulator_sees_what_needs_somebody_most_urgent_first(who, signed_in):
    shown = words(filled(signed_in(who.city), NEEDS))
    assert shown.index("红色预警未办结") < shown.index("预警待确认") < shown.index("昨日日管控未报")


def test_the_verdict_counts_what_its_links_list(who, signed_in, engine):
    for scope in (who.city, who.dongsheng, who.office):
        _title, verdict = filled(signed_in(scope), HEAD)
        shown = links(verdict)
        with reading(engine) as conn:
            listed = counts(conn, scope, QueueFilter(), NOON)
            left = duties(conn, scope, ControlKind.DAILY_CONTROL, Listing.PREVIOUS, TODAY)
        assert shown["/alerts?state=open&severity=1"] == f"1{listed.by_severity[1]}起未办结"
        assert shown["/alerts?state=open&severity=2"] == f"2{listed.by_severity[2]}起未办结"
        assert shown["/alerts?state=open&overdue=1"] == f"超时限{listed.overdue}件"
        assert shown["/control?kind=daily_control&list=previous"] == (
            f"昨日日管控未报{left.total}家"
        )


def test_city_roles_see_banners_and_a_bureau_its_townships(who, signed_in):
    city = words(filled(signed_in(who.leader), LEAGUE, inputs=order("daily")))
    assert "东胜区" in city
    assert "康巴什区" in city
    own = words(filled(signed_in(who.dongsheng), LEAGUE, inputs=order("daily")))
    assert "罕台镇" in own
    assert "滨河街道" not in own
    assert "康巴什区" not in own


def test_rows_of_the_league_open_the_banner_and_its_lists(who, signed_in):
    table = filled(signed_in(who.city), LEAGUE, inputs=order("alerts"))
    shown = links(table)
    assert "/district/150602?order=alerts" in shown
    assert shown["/register?banner=150602"] == "3"
    today = "/alerts?state=found&banner=150602&since=2026-11-19&until=2026-11-19"
    assert shown[today] == "1"


@pytest.mark.parametrize("given", ["nonsense", 7, ["daily"], None])
def test_a_forged_order_is_the_usual_one(who, signed_in, given):
    inputs = [("overview-order", "data", given), *LIVE]
    assert "东胜区" in words(filled(signed_in(who.city), LEAGUE, inputs))


def test_the_trend_keeps_today_apart_and_has_a_table(who, signed_in):
    figure, sentence, rows = filled(signed_in(who.city), DAILY, [*SPAN, *DAILY_LIVE])
    before, line, today = figure["data"]
    assert before["line"]["dash"] == "dot"
    assert line["x"][-1] == "2026-11-18"
    assert line["y"][-1] == pytest.approx(33.3)
    assert line["y"][0] is None
    assert today["x"] == ["2026-11-19"]
    assert "昨日 33.3%" in sentence
    assert words(rows[0]) == "11/192 / 366.7—"
    assert len(rows) == 30


def test_a_bureau_is_shown_beside_the_city(who, signed_in):
    figure, sentence, _rows = filled(signed_in(who.kangbashi), DAILY, [*SPAN, *DAILY_LIVE])
    assert len(figure["data"]) == 4
    assert "全市 昨日 33.3%" in sentence


@pytest.mark.parametrize(
    ("span", "steps", "last"), [("week", 12, "2026-11-16"), ("month", 12, "2026-11-01")]
)
def test_trends_reach_over_weeks_and_months(who, signed_in, span, steps, last):
    state = [("overview-steps", "data", span)]
    figure, _sentence, rows = filled(signed_in(who.city), DAILY, [*state, *DAILY_LIVE])
    assert len(rows) == steps
    assert figure["data"][-1]["x"] == [last]


def test_charts_come_when_the_reader_is_near(who, signed_in):
    output = ("overview-charts", "children")
    browser = signed_in(who.city)
    steps = [("overview-steps", "data", "month")]
    waiting = post(browser, [output], [("overview-near", "data", None)], steps)
    assert "overview-daily" not in waiting.get_data(as_text=True)
    shown = str(filled(browser, output, [("overview-near", "data", True)], steps))
    assert "overview-daily" in shown
    assert "overview-alerts" in shown
    assert "['2026-11-01']" in shown, "they come filled: plotly need not draw an empty one first"


def test_an_establishment_sees_itself_only(who, signed_in):
    browser = signed_in(who.shop)
    page = str(open_page(browser, "/"))
    assert "own-duties" in page
    assert "overview-league" not in page
    parts = ("head", "reminders", "fixes", "duties", "alerts", "days", "course")
    outputs = [(f"own-{part}", "children") for part in parts]
    live = [(f"live-{one}", "data", 1) for one in ("control", "alerts", "register", "cameras")]
    head, _told, fixes, duties, alerts, _days, course = filled(browser, outputs, live)
    assert "1号店" in words(head)
    assert "食品经营许可证已过期或未登记" in words(fixes)
    assert "按时完成" in words(duties)
    assert list(links(alerts)) == ["/alerts/1"]
    assert "本周至此 2 / 2" in words(course)


def test_forged_callbacks_of_an_establishment_get_no_sums(who, signed_in):
    browser = signed_in(who.shop)
    for output in (HEAD, FIGURES, [NEEDS], [LEAGUE], DAILY):
        live = [*SPAN, *DAILY_LIVE] if output == DAILY else LIVE
        live = order("daily") if output == [LEAGUE] else live
        assert post(browser, output, live).status_code == 403


def test_nobody_without_an_account_gets_a_figure(server_app, who):
    browser = server_app.server.test_client()
    assert post(browser, HEAD, LIVE).status_code in (401, 403)
