"""A screen without news: its figures stop looking live, it says since when, and nothing moves."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
FIGURE = "#nc-main .nc-bkpi .nc-num >> nth=0"
BOX = "one => one.getBoundingClientRect().toJSON()"
STALE = re.compile("is-stale")
SILENCE_MS, NEXT_POLL_MS = 200_000, 61_000


class Line:
    """What lies between a screen and its doorbell; a silent one says nothing to any question."""

    def __init__(self, page):
        self.told = None
        self.silent = False
        page.route("**/live/changes", lambda stream: stream.fulfill(status=204))
        page.route("**/live/numbers", self._answer)

    def _answer(self, route):
        if self.told:
            route.fulfill(json=self.told)
        elif self.silent:
            route.fulfill(status=204)
        else:
            route.continue_()


@pytest.fixture
def screen(visit):
    def opened(ahead=timedelta(0), path="/", **size):
        visitor = visit("city_bureau", None, **size)
        visitor.page.clock.install(time=datetime.now(UTC) + ahead)
        line = Line(visitor.page)
        visitor.open(path)
        expect(visitor.page.locator("#live-time")).to_contain_text(
            re.compile(r"数据 \d\d:\d\d:\d\d")
        )
        return visitor.page, line

    return opened


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}])
def test_without_an_answer_figures_are_greyed_in_place_and_recover_by_themselves(screen, size):
    page, line = screen(**size)
    figure, main, strip = (page.locator(one) for one in (FIGURE, "#nc-main", "#shell-strip"))
    stands, written = figure.bounding_box(), figure.inner_text()
    before = figure.evaluate(BOX)
    expect(figure).to_have_css("opacity", "1")
    line.silent = True
    page.clock.run_for(SILENCE_MS)
    expect(main).to_have_class(STALE)
    expect(figure).to_have_css("opacity", "0.62")
    expect(strip).to_contain_text(re.compile(r"暂时连不上服务器，显示的是 \d\d:\d\d:\d\d 的数据"))
    expect(page.locator("#live-time")).to_have_text(re.compile(r"数据停在 \d\d:\d\d:\d\d"))
    assert (figure.bounding_box(), figure.inner_text()) == (stands, written)
    line.silent = False
    page.clock.run_for(NEXT_POLL_MS)
    expect(main).not_to_have_class(STALE)
    expect(figure).to_have_css("opacity", "1")
    expect(strip).to_be_hidden()
    drawn = (figure.evaluate(BOX) for _look in range(100))  # what came may just take its place
    assert next(box for box in drawn if box["width"]) == before


def test_a_server_that_hears_nothing_new_itself_is_no_live_figure(screen):
    page, line = screen()
    line.told = {"numbers": {}, "ageS": 500, "shown": "10:31:00", "edition": ""}
    page.clock.run_for(NEXT_POLL_MS)
    expect(page.locator("#nc-main")).to_have_class(STALE)
    expect(page.locator("#shell-strip")).to_contain_text("显示的是 10:31:00 的数据")
    expect(page.locator("#live-time")).to_have_text("数据停在 10:31:00")
    line.told = None
    page.clock.run_for(NEXT_POLL_MS)
    expect(page.locator("#nc-main")).not_to_have_class(STALE)
    expect(page.locator("#shell-strip")).to_be_hidden()


def test_a_screen_whose_clock_is_wrong_is_not_stale(screen):
    page, _line = screen(ahead=timedelta(minutes=10))
    expect(page.locator("#live-time")).to_contain_text(re.compile(r"^数据 \d"))
    expect(page.locator("#nc-main")).not_to_have_class(STALE)
    assert not page.is_visible("#shell-strip")


def test_a_wall_says_it_too(screen):
    page, line = screen(path="/videowall", width=1920, height=1080)
    line.silent = True
    page.clock.run_for(SILENCE_MS)
    expect(page.locator("#nc-main")).to_have_class(STALE)
    expect(page.locator("#shell-strip")).to_be_in_viewport()
    expect(page.locator("#videowall-clock")).to_have_css("opacity", "1")


def test_on_the_map_the_words_are_not_hidden_by_its_tools(screen):
    page, line = screen(path="/map")
    line.silent = True
    page.wait_for_selector(".nc-maptools")
    page.clock.run_for(SILENCE_MS)
    box = page.locator("#shell-strip").bounding_box()
    assert box["y"] > page.locator(".nc-mapbar").bounding_box()["y"] + 34
