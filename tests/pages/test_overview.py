"""总览 as browsers ask for it: equal to the lists behind it, in scope, honest about the unknown."""

from datetime import date, timedelta

import pytest

from data_access.alert_queue import counts
from data_access.control_duties import duties
from data_access.engine import reading, writing
from domain.alert_filter import QueueFilter
from domain.alerts import AlertState
from domain.control import ControlKind, ControlState, period_start
from domain.control_board import Listing
from tests.conftest import NOON
from tests.figure_rows import raised, roll_up, task
from tests.posted import LIVE, filled, links, open_page, post, words
from tests.rows import plant

TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
WEEK = ControlKind.WEEKLY_REVIEW
HEAD = [("overview-verdict", "children"), ("overview-kpis", "children")]
LEAGUE = ("overview-league", "children")
DAILY = [("overview-daily", "figure"), ("overview-daily-words", "children")]
DAILY += [("overview-daily-table", "children")]


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
    _verdict, cards = filled(signed_in(who.city), HEAD)
    daily, weekly, monthly, alerts, on_time, online = (words(one) for one in cards)
    assert "66.7%" in daily
    assert "2 / 3 家" in daily
    assert "免报 1" in daily
    assert "1 / 1 家" in weekly
    assert "—" in monthly
    assert "0 / 0 家" in monthly
    assert "1件" in alerts
    assert "按时 1 / 2 件" in on_time
    assert "—" in online
    assert "未巡查 4" in online


def test_the_verdict_counts_what_its_links_list(who, signed_in, engine):
    for scope in (who.city, who.dongsheng, who.office):
        verdict, _cards = filled(signed_in(scope), HEAD)
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
    city = words(filled(signed_in(who.leader), LEAGUE, state=[("overview-order", "data", "daily")]))
    assert "东胜区" in city
    assert "康巴什区" in city
    own = words(
        filled(signed_in(who.dongsheng), LEAGUE, state=[("overview-order", "data", "daily")])
    )
    assert "罕台镇" in own
    assert "滨河街道" not in own
    assert "康巴什区" not in own


def test_rows_of_the_league_open_the_banner_and_its_lists(who, signed_in):
    table = filled(signed_in(who.city), LEAGUE, state=[("overview-order", "data", "alerts")])
    shown = links(table)
    assert "/district/150602" in shown
    assert shown["/map?banner=150602"] == "3"
    today = "/alerts?state=found&banner=150602&since=2026-11-19&until=2026-11-19"
    assert shown[today] == "1"


@pytest.mark.parametrize("order", ["nonsense", 7, ["daily"], None])
def test_a_forged_order_is_the_usual_one(who, signed_in, order):
    state = [("overview-order", "data", order)]
    assert "东胜区" in words(filled(signed_in(who.city), LEAGUE, state=state))


def test_the_trend_keeps_today_apart_and_has_a_table(who, signed_in):
    figure, sentence, rows = filled(signed_in(who.city), DAILY)
    line, today = figure["data"]
    assert line["x"][-1] == "2026-11-18"
    assert line["y"][-1] == pytest.approx(33.3)
    assert line["y"][0] is None
    assert today["x"] == ["2026-11-19"]
    assert "昨日 33.3%" in sentence
    assert words(rows[0]) == "11/192 / 366.7"
    assert len(rows) == 30


def test_a_bureau_is_shown_beside_the_city(who, signed_in):
    figure, sentence, _rows = filled(signed_in(who.kangbashi), DAILY)
    assert len(figure["data"]) == 3
    assert "全市 33.3%" in sentence


def test_an_establishment_sees_itself_only(who, signed_in):
    browser = signed_in(who.shop)
    page = str(open_page(browser, "/"))
    assert "own-duties" in page
    assert "overview-league" not in page
    outputs = [(f"own-{part}", "children") for part in ("head", "duties", "alerts", "days")]
    inputs = [("live-control", "data", 1), ("live-alerts", "data", 1)]
    head, duties, alerts, _days = filled(browser, outputs, inputs)
    assert "1号店" in words(head)
    assert "按时完成" in words(duties)
    assert list(links(alerts)) == ["/alerts/1"]


def test_forged_callbacks_of_an_establishment_get_no_sums(who, signed_in):
    browser = signed_in(who.shop)
    for output in (HEAD, [LEAGUE], DAILY):
        state = [("overview-order", "data", "daily")] if output == [LEAGUE] else []
        assert post(browser, output, LIVE, state).status_code == 403


def test_nobody_without_an_account_gets_a_figure(server_app, who):
    browser = server_app.server.test_client()
    assert post(browser, HEAD, LIVE).status_code in (401, 403)
