from dataclasses import replace
from datetime import timedelta

import pytest

from data_access.alerts import Finding, raise_alert
from data_access.engine import writing
from data_access.schema import alert
from domain.scope import system_scope
from tests import served
from tests.conftest import NOON
from tests.rows import plant

FOUND = Finding(10, "ai.no_mask", 0.8, NOON - timedelta(hours=1), "starter", "a" * 64)


def raise_one(engine, **changes):
    finding = replace(FOUND, **changes)
    with writing(engine) as conn:
        return raise_alert(conn, system_scope("patrol"), finding, NOON).alert_id


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        people = plant(conn)
    raise_one(engine)
    raise_one(engine, camera_id=40, alert_class="ai.rodent")
    return people


def refreshed(client, asked, seen):
    return served.post(
        client,
        ["alerts-body.children", "alerts-news.children"],
        [("live-alerts.data", 9)],
        [("alerts-asked.data", asked), ("alerts-seen.data", seen)],
        "live-alerts.data",
    )


def test_the_queue_shows_what_the_asker_may_see_and_no_more(signed_in, who):
    told = served.text(served.page(signed_in(who.dongsheng), "/alerts"))
    assert "1号店" in told
    assert "4号店" not in told
    assert "康巴什区" not in told


def test_every_role_has_its_queue(signed_in, who):
    for scope in (who.leader, who.city, who.office, who.shop):
        assert "alerts-body" in served.text(served.page(signed_in(scope), "/alerts"))


def test_the_address_filters_and_unknown_keys_do_no_harm(signed_in, who):
    query = "?severity=1&state=found&evil=<script>&page=999"
    told = served.text(served.page(signed_in(who.city), "/alerts", query))
    assert "4号店" in told
    assert "1号店" not in told


def test_days_that_hold_can_be_left_out(signed_in, who):
    client, since = signed_in(who.city), "?since=2026-11-19"
    both = served.text(served.page(client, "/alerts", f"{since}&until=2026-11-19"))
    assert "2026-11-19 … 2026-11-19" in both
    assert " … " not in served.text(served.page(client, "/alerts", since))


def test_history_of_the_demo_says_that_it_has_no_picture(signed_in, who, engine):
    with writing(engine) as conn:
        conn.execute(alert.update().values(demo_history=True))
    assert "演示历史，无影像" in served.text(served.page(signed_in(who.city), "/alerts"))


def test_an_empty_queue_says_so(signed_in, who):
    told = served.text(served.page(signed_in(who.city), "/alerts", "?kind=ai.smoking"))
    assert "没有符合条件的预警" in told


def test_no_open_alert_is_good_news(signed_in, who, engine):
    with writing(engine) as conn:
        conn.execute(alert.update().values(state="closed"))
    assert "目前没有未办结的预警" in served.text(served.page(signed_in(who.city), "/alerts"))


def test_the_first_page_follows_new_alerts(signed_in, who, engine):
    client = signed_in(who.city)
    raise_one(engine, camera_id=20)
    answer = refreshed(client, {}, 2)
    assert "2号店" in served.text(answer.json["response"]["alerts-body"]["children"])


def test_other_pages_keep_their_rows_and_tell_the_news(signed_in, who, engine):
    client = signed_in(who.city)
    assert "alerts-body" not in refreshed(client, {"page": "2"}, 2).json["response"]
    raise_one(engine, camera_id=20)
    told = refreshed(client, {"page": "2"}, 2).json["response"]
    assert "alerts-body" not in told
    assert "有 1 条新预警" in served.text(told["alerts-news"])


@pytest.mark.parametrize("asked", [None, [], "x", {"page": 2}, {"severity": {"a": 1}}])
def test_forged_state_is_harmless(signed_in, who, asked):
    assert refreshed(signed_in(who.city), asked, "x").status_code == 200
