"""The frame in a real browser: sign-in, every page, live numbers, a server that goes away."""

import os
import re
import shutil

import pytest
from playwright.sync_api import expect

from data_access.changes import Topic, bump
from data_access.demo_accounts import ensure_demo_accounts
from data_access.engine import open_engine, writing
from data_access.schema import dataset
from domain.clock import utc_now
from domain.pinyin import initials
from domain.scope import system_scope
from tests.browser.product import Web
from tests.browser.settled import settled
from tests.rows import plant

pytestmark = pytest.mark.browser
PAGES = ["/", "/map", "/district", "/control", "/alerts", "/videowall", "/nothing-here"]


def test_no_page_breaks_the_policy_or_asks_outside(visit):
    visitor = visit("city_bureau", None)
    for path in PAGES:
        visitor.open(path)
        settled(visitor.page)
        assert visitor.complaints == [], path


@pytest.mark.parametrize("path", ["/map?banner=150602&risk=C", "/account"])
def test_a_page_is_asked_for_once_and_before_its_scripts_have_come(visit, path):
    visitor = visit("city_bureau", None)
    asked = []
    visitor.page.on("request", lambda one: asked.append((one.url, one.post_data or "")))
    visitor.open(path)
    visitor.page.wait_for_selector("#live-time:has-text('数据')")
    router = [url for url, body in asked if "_pages_content.children" in body]
    assert len(router) == 1, "Dash asks in other words than early.js: the page came twice"
    assert "endId" not in router[0]  # so Dash's own question is not the one that was sent
    for address in ("_dash-layout", "_dash-dependencies", "/map/points", "/map/banners"):
        expected = {"_dash-layout": 0, "_dash-dependencies": 1}.get(address, "map" in path)
        assert sum(address in url for url, _body in asked) == expected


def test_what_dash_keeps_for_an_undo_is_let_go(visit):
    visitor = visit("city_bureau", None)
    page = visitor.page
    page.clock.install()
    visitor.open("/")
    page.wait_for_selector("#live-time:has-text('数据')")
    kept = "() => store.getState().history.past.length"
    tell = "k => dash_clientside.set_props('live-register', { data: -k })"
    for k in range(1, 6):
        page.evaluate(tell, k)
    assert page.evaluate(kept) >= 5, "Dash keeps nothing any more: undo.js may go"
    page.clock.run_for(61_000)
    assert page.evaluate(kept) < 5
    assert visitor.complaints == []


def test_the_rail_leads_to_pages_and_marks_the_one_shown(visit):
    page = visit("city_bureau", "/").page
    for label, path in (("预警", "/alerts"), ("地图", "/map")):
        page.click(f"#nc-rail >> text={label}")
        page.wait_for_selector(f'#nc-rail a[href="{path}"][aria-current="page"]')
        assert page.locator("#nc-rail [aria-current]").count() == 1
        assert page.inner_text("#shell-crumb") == label


def test_a_link_in_a_card_leads_on_without_a_new_document(visit):
    page = visit("city_bureau").page
    page.evaluate("window.ncSameDocument = true")
    page.click("#overview-needs a >> nth=0")
    page.wait_for_selector("main:not(.nc-overview)")
    assert page.evaluate("window.ncSameDocument === true")


def test_a_wall_fills_the_screen_and_still_says_demo(visit):
    visitor = visit("city_bureau", "/videowall", width=1920, height=1080)
    visitor.page.wait_for_selector(".nc-demo--wall", state="visible")
    assert visitor.page.get_attribute("html", "data-nc") == "wall"
    assert not visitor.page.is_visible("#nc-rail")


def test_signing_out_leads_back_and_closes_the_pages(visit):
    visitor = visit("banner_bureau", "/")
    visitor.page.evaluate("localStorage.setItem('nc-recent', '[\"面馆\"]')")
    visitor.page.click("#shell-person")
    visitor.page.click('form[action="/sign-out"] button')
    visitor.page.wait_for_url(re.compile("/sign-in"))
    assert visitor.page.evaluate("localStorage.getItem('nc-recent')") is None
    visitor.page.goto(visitor.address + "/alerts")
    assert "/sign-in?next=/alerts" in visitor.page.url


def test_the_narrow_frame_has_its_navigation_below(visit):
    page = visit("city_bureau", "/account", width=390, height=844).page
    page.wait_for_selector("#nc-rail a")
    box = page.locator("#nc-rail").bounding_box()
    assert box["y"] > 700
    assert box["width"] <= 390
    assert page.locator("#nc-rail a").first.bounding_box()["height"] >= 44
    assert page.locator("#nc-rail a:visible").count() == 4
    page.click(".nc-rail__more")
    page.click('#nc-rail a[href="/videowall"]')
    page.wait_for_url(re.compile("/videowall"))


def test_a_search_by_initials_is_made_and_opened_by_keyboard(visit):
    page = visit("city_bureau", "/account").page
    page.wait_for_selector("#shell-find")
    page.keyboard.press("/")
    page.keyboard.type("食堂")
    page.wait_for_selector(".nc-hit[aria-selected=true]")
    name = page.inner_text(".nc-hit[aria-selected=true] b")
    assert page.inner_text(".nc-hit[aria-selected=true] mark") == "食堂"
    page.keyboard.press("Control+a")
    page.keyboard.type(initials(name))
    page.wait_for_selector(f".nc-hit[aria-selected=true] b:has-text('{name}')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.get_attribute("#shell-find", "aria-activedescendant")
    assert page.inner_text(f"#{chosen} b") == name
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("establishment[=/]|/register/"))
    page.wait_for_selector(f"main >> text={name}")
    assert not page.is_visible(".nc-hits")
    page.keyboard.press("Control+k")
    page.wait_for_selector(f".nc-hit:has-text('{initials(name)}')")  # remembered in this browser


def test_a_search_without_hits_says_so_and_escape_closes_it(visit):
    page = visit("banner_bureau", "/account").page
    page.wait_for_selector("#shell-find")
    page.keyboard.press("Control+k")
    page.keyboard.type("<img src=x onerror=alert(1)>")
    page.wait_for_selector(".nc-hits__note >> text=没有找到")
    assert page.locator(".nc-hits img").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector(".nc-hits", state="hidden")
    assert page.get_attribute("#shell-find", "aria-expanded") == "false"


FRAMES = """
window.shown = new Set();
const note = () => {
  if (document.body) window.shown.add(document.documentElement.dataset.bsTheme);
  if (performance.now() < 3000) requestAnimationFrame(note);
};
requestAnimationFrame(note);
"""


def test_the_theme_is_kept_and_no_frame_of_the_other_one_is_painted(visit):
    visitor = visit("city_bureau", "/")
    page = visitor.page
    page.wait_for_selector("#shell-person")
    assert page.get_attribute("html", "data-bs-theme") == "light"
    page.click("#shell-person")
    page.click("[data-theme=dark]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    assert page.get_attribute("[data-theme=dark]", "aria-pressed") == "true"
    page.add_init_script(FRAMES)
    for path in ("/", "/account", "/videowall"):
        visitor.open(path)
        settled(page)
        assert page.evaluate("[...window.shown]") == ["dark"], path
    visitor.open("/")
    page.locator("#overview-frame").scroll_into_view_if_needed()  # charts come when seen
    page.wait_for_selector("#overview-daily .ytick text")
    paint = page.eval_on_selector("#overview-daily .ytick text", "e => getComputedStyle(e).fill")
    assert max(int(part) for part in re.findall(r"\d+", paint)[:3]) > 150  # light words on dark
    page.click("#shell-person")
    page.click("[data-theme=light]")
    until(
        page,
        lambda: (
            page.eval_on_selector("#overview-daily .ytick text", "e => getComputedStyle(e).fill")
            != paint
        ),
    )


FITS = """() => {
  const graph = document.querySelector('#overview-daily .js-plotly-plot');
  const drawn = graph.querySelector('.main-svg').getBoundingClientRect().width;
  return [graph.clientWidth, Math.abs(drawn - graph.clientWidth) < 2];
}"""


def test_a_chart_fills_its_frame_when_it_is_drawn_and_when_the_window_changes(visit):
    page = visit("city_bureau", "/").page
    page.locator("#overview-frame").scroll_into_view_if_needed()
    page.wait_for_selector("#overview-daily .ytick text")
    wide, fits = page.evaluate(FITS)
    assert fits
    page.set_viewport_size({"width": 900, "height": 800})
    until(page, lambda: page.evaluate(FITS)[0] != wide and page.evaluate(FITS)[1])


def test_a_system_that_turns_dark_is_followed_and_paper_stays_light(visit):
    page = visit("city_bureau", "/").page
    page.wait_for_selector("#shell-person")
    page.emulate_media(color_scheme="dark")
    until(page, lambda: page.get_attribute("html", "data-bs-theme") == "dark")
    page.emulate_media(color_scheme="dark", media="print")
    until(page, lambda: page.get_attribute("html", "data-bs-theme") == "light")
    assert not page.is_visible("#nc-rail")
    assert not page.is_visible(".nc-top")
    assert "市级监管部门" in page.inner_text("#shell-paper")


def test_keys_open_the_help_and_lead_to_pages(visit):
    page = visit("city_bureau", "/account").page
    page.wait_for_selector("#shell-find")
    page.keyboard.press("?")
    page.wait_for_selector("#shell-help [role=dialog]", state="visible")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector("#shell-help", state="hidden")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url(re.compile("/map"))
    page.keyboard.press("/")
    page.keyboard.type("g?")  # in a field letters are letters
    assert page.input_value("#shell-find") == "g?"


def test_without_network_the_screen_says_so_and_goes_on_by_itself(chromium, address):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.click("button[value=city_bureau]")
    page.wait_for_selector("#live-time:has-text('数据')")
    context.set_offline(True)
    page.wait_for_selector("#shell-strip >> text=网络已断开")
    page.click('#nc-rail a[href="/alerts"]')
    context.set_offline(False)
    expect(page.locator("main.nc-alerts")).to_be_visible(timeout=20_000)
    expect(page.locator("#shell-strip")).to_be_hidden(timeout=20_000)
    context.close()


def of_newer_edition(route):
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), "edition": "newer"})


def test_a_newer_edition_is_offered_and_never_forced(visit):
    page = visit("city_bureau", "/account").page
    page.wait_for_selector("#live-time:has-text('数据')")
    page.route("**/live/numbers*", of_newer_edition)  # else news of the old one takes it back
    page.evaluate("window.nuancheng.contact({shown: '10:00:00', edition: 'newer'})")
    expect(page.locator("#shell-strip")).to_contain_text("系统已更新")
    page.evaluate("window.stillHere = true")
    page.click("#shell-strip >> text=稍后")
    expect(page.locator("#shell-strip")).to_be_hidden()
    assert page.evaluate("window.stillHere")
    page.unroute_all(behavior="ignoreErrors")


class Served(Web):
    """A web process alone, over a handful of rows; the test may change them and stop it."""

    def __init__(self, folder, template):
        shutil.copy(template, folder / "nuancheng.db")
        self.engine = open_engine(f"sqlite:///{folder / 'nuancheng.db'}")
        with writing(self.engine) as conn:
            plant(conn)
            times = {"started_at": utc_now(), "finished_at": utc_now()}
            conn.execute(dataset.insert().values(kind="demo", parameters={}, **times))
            ensure_demo_accounts(conn, system_scope("test"), utc_now())
        quick = {"STALE_AFTER_S": "10", "DOORBELL_PERIOD_S": "0.2"}
        live = {f"NUANCHENG_LIVE__{key}": value for key, value in quick.items()}
        super().__init__(folder, {**os.environ, **live})


@pytest.fixture
def served(sqlite_template, tmp_path):
    city = Served(tmp_path, sqlite_template)
    city.wait()
    yield city
    city.kill()
    city.engine.dispose()


def test_a_change_reaches_the_screen_and_a_silent_server_is_said_in_words(chromium, served):
    page = chromium.new_page()
    followed = []
    page.on("request", lambda one: followed.append("live-alerts.data" in (one.post_data or "")))
    page.goto(f"{served.address}/sign-in?next=/alerts")
    page.click("button[value=city_bureau]")
    page.wait_for_selector("main.nc-alerts")
    page.wait_for_selector("#live-time:has-text('数据')")
    before = page.inner_text("#live-time")
    page.evaluate(LOOKED_AT, False)
    with writing(served.engine) as conn:
        bump(conn, Topic.ALERTS)
    until(page, lambda: page.inner_text("#live-time") != before)
    assert not any(followed), "nobody looks, so nothing is asked"
    page.evaluate(LOOKED_AT, True)
    until(page, lambda: any(followed))

    served.process.terminate()
    assert served.process.wait(20) == 0
    until(page, lambda: "is-stale" in page.get_attribute("#live-fresh", "class"))
    assert page.inner_text("#live-time").startswith("数据停在")
    page.close()


# A headless page is always seen: what a browser says of a tab in front or behind is said for it.
LOOKED_AT = """(seen) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => !seen });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def until(page, condition, within_ms=25_000):
    """Wait for a condition on the page; the policy forbids evaluating one in it."""
    for _ in range(within_ms // 200):
        if condition():
            return
        page.wait_for_timeout(200)
    pytest.fail("it did not happen in time")


def test_what_was_typed_survives_the_end_of_the_session(visit):
    visitor = visit("city_bureau", "/alerts")
    page = visitor.page
    page.click("main a[href^='/alerts/']")
    page.fill("#alert-note", "已电话核实，明日复查")
    settled(page)
    page.context.clear_cookies()
    page.evaluate("window.nuancheng.ask()")  # what the doorbell does when its stream ends
    page.wait_for_url(re.compile("/sign-in"))
    page.click("button[value=city_bureau]")
    page.wait_for_selector("#alert-note")
    expect(page.locator("#alert-note")).to_have_value("已电话核实，明日复查")
    visitor.complaints[:] = [one for one in visitor.complaints if "401" not in one]


def test_the_end_of_a_session_is_said_before_it_comes(visit):
    page = visit("city_bureau", "/account").page
    page.wait_for_selector("#shell-find")
    page.route("**/live/session", lambda route: route.fulfill(json={"leftS": 90}))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_selector("#shell-session >> text=即将自动退出")
    assert re.fullmatch(r"1:\d\d", page.inner_text("#shell-left"))
    assert page.evaluate("document.activeElement.id") == "shell-stay"
    page.unroute("**/live/session")
    page.click("#shell-stay")
    page.wait_for_selector("#shell-session", state="hidden")
