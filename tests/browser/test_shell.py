"""The frame in a real browser: sign-in, every page, live numbers, a server that goes away."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from data_access.changes import Topic, bump
from data_access.demo_accounts import ensure_demo_accounts
from data_access.engine import open_engine, writing
from data_access.schema import dataset
from domain.clock import utc_now
from domain.scope import system_scope
from tests.browser.conftest import ROOT, _free_port
from tests.rows import plant

pytestmark = pytest.mark.browser
PAGES = ["/", "/map", "/district", "/control", "/alerts", "/videowall", "/nothing-here"]
STARTS_WITHIN_S = 60


def test_no_page_breaks_the_policy_or_asks_outside(visit):
    visitor = visit("city_bureau")
    for path in PAGES:
        visitor.open(path)
        visitor.page.wait_for_timeout(1500)
        assert visitor.complaints == [], path


def test_the_rail_leads_to_pages_and_marks_the_one_shown(visit):
    page = visit("city_bureau").page
    for label, path in (("预警", "/alerts"), ("地图", "/map")):
        page.click(f"#nc-rail >> text={label}")
        page.wait_for_selector(f'#nc-rail a[href="{path}"][aria-current="page"]')
        assert page.locator("#nc-rail [aria-current]").count() == 1
        assert page.inner_text("#shell-crumb") == label


def test_a_wall_fills_the_screen_and_still_says_demo(visit):
    visitor = visit("city_bureau", width=1920, height=1080)
    visitor.open("/videowall")
    visitor.page.wait_for_selector(".nc-demo--wall", state="visible")
    assert visitor.page.get_attribute("html", "data-nc") == "wall"
    assert not visitor.page.is_visible("#nc-rail")


def test_signing_out_leads_back_and_closes_the_pages(visit):
    visitor = visit("banner_bureau")
    visitor.page.click('form[action="/sign-out"] button')
    visitor.page.wait_for_url(re.compile("/sign-in"))
    visitor.page.goto(visitor.address + "/alerts")
    assert "/sign-in?next=/alerts" in visitor.page.url


def test_the_narrow_frame_has_its_navigation_below(visit):
    page = visit("city_bureau", width=390, height=844).page
    page.wait_for_selector("#nc-rail a")
    box = page.locator("#nc-rail").bounding_box()
    assert box["y"] > 700
    assert box["width"] <= 390
    assert page.locator("#nc-rail a").first.bounding_box()["height"] >= 44


class Served:
    """A web process alone, over a handful of rows; the test may change them and stop it."""

    def __init__(self, folder, template):
        shutil.copy(template, folder / "nuancheng.db")
        self.engine = open_engine(f"sqlite:///{folder / 'nuancheng.db'}")
        with writing(self.engine) as conn:
            plant(conn)
            times = {"started_at": utc_now(), "finished_at": utc_now()}
            conn.execute(dataset.insert().values(kind="demo", parameters={}, **times))
            ensure_demo_accounts(conn, system_scope("test"), utc_now())
        port = str(_free_port())
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "serve", "--data-dir", str(folder)],
            env={
                **os.environ,
                "NUANCHENG_SERVER__PORT": port,
                "NUANCHENG_LIVE__STALE_AFTER_S": "10",
                "NUANCHENG_LIVE__DOORBELL_PERIOD_S": "0.2",
            },
        )

    def wait(self):
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=1).close()
            except (urllib.error.URLError, TimeoutError):
                os.sched_yield()
            else:
                return
        pytest.fail("the server did not answer")


@pytest.fixture
def served(sqlite_template, tmp_path):
    city = Served(tmp_path, sqlite_template)
    city.wait()
    yield city
    city.process.kill()
    city.process.wait()
    city.engine.dispose()


def test_a_change_reaches_the_screen_and_a_silent_server_is_said_in_words(chromium, served):
    page = chromium.new_page()
    page.goto(f"{served.address}/sign-in?next=/nothing-here")
    page.click("button[value=city_bureau]")
    page.wait_for_selector("#live-time:has-text('数据')")
    before = page.inner_text("#live-time")
    with writing(served.engine) as conn:
        bump(conn, Topic.ALERTS)
    until(page, lambda: page.inner_text("#live-time") != before)

    served.process.terminate()
    assert served.process.wait(20) == 0
    until(page, lambda: "is-stale" in page.get_attribute("#live-fresh", "class"))
    assert page.inner_text("#live-time").startswith("连接中断，数据停在")
    page.close()


def until(page, condition, within_ms=25_000):
    """Wait for a condition on the page; the policy forbids evaluating one in it."""
    for _ in range(within_ms // 200):
        if condition():
            return
        page.wait_for_timeout(200)
    pytest.fail("it did not happen in time")
