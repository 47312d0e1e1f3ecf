"""The register on paper: whose, of when, what was chosen, how much of it, and nothing cut off."""

import json
import re
import zlib

import pytest

pytestmark = pytest.mark.browser
UPRIGHT_PX, SIDEWAYS_PX = 703, 1032  # A4 less the margins of 62-print.css and 46-register.css
SCREEN_ONLY = (
    "#nc-rail, .nc-top, .nc-toolbar, .nc-actions, .nc-subnav, .nc-tabs,"
    " main .nc-btn, main .nc-linkbtn"
)
BEYOND = """width => [...document.querySelectorAll('#shell-paper, #shell-paper *, main, main *')]
  .filter(one => one.checkVisibility({ visibilityProperty: true }))
  .filter(one => !one.closest('.visually-hidden, svg, .nc-year'))
  .map(one => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 1 && box.right > width + 1)
  .map(([box, one]) => `${one.tagName}.${one.className} ${box.right}`)"""


@pytest.fixture
def printed(visit):
    """A page as paper shows it, `width_px` wide between its margins."""

    def laid_out(path, ready, width_px=UPRIGHT_PX, role="city_bureau"):
        page = visit(role, path).page
        page.wait_for_selector(ready, state="attached")
        page.wait_for_selector("#live-time:has-text('数据')")
        page.set_viewport_size({"width": width_px, "height": 1000})
        page.emulate_media(media="print")
        page.wait_for_selector("#shell-paper:has-text('打印于')")
        return page

    return laid_out


def assert_paper(page, width_px):
    """Head with city, reader and moments; nothing to press; nothing beyond the right edge."""
    head = page.inner_text("#shell-paper")
    assert head.startswith("鄂尔多斯市 · 暖城食安 · 演示数据")
    assert "市级监管部门" in head
    assert re.search(r"数据 \d\d:\d\d:\d\d", head)
    assert re.search(r"打印于 \d{4}年\d+月\d+日", head)
    pressed = page.locator(SCREEN_ONLY)
    assert not [one for one in pressed.all() if one.is_visible()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px
    assert page.evaluate(BEYOND, width_px) == []


def test_the_list_says_how_much_of_it_is_printed(printed):
    page = printed("/register", ".nc-reg__paper tbody tr", SIDEWAYS_PX)
    assert_paper(page, SIDEWAYS_PX)
    said = page.inner_text(".nc-reg__paper")
    total = page.inner_text("#register-total")
    assert f"仅打印 50 家，共 {total} 家（第 1 至 50 家）" in said
    assert "筛选：无（全部在册单位）" in said
    assert "排序：单位名称 ↑" in said
    assert page.locator(".nc-reg__paper tbody tr").count() == 50
    assert re.search(r"截至 \d+月\d+日 \d\d:\d\d", page.inner_text(".nc-reg__head"))
    assert not page.is_visible(".nc-reg__side")
    assert not page.is_visible(".nc-reg__grid")


def test_a_list_that_is_printed_whole_says_by_what_it_was_chosen(printed):
    page = printed(
        "/register?risk=C,D&q=面&sort=-name", ".nc-reg__paper", SIDEWAYS_PX, "municipal_leader"
    )
    said = page.inner_text(".nc-reg__paper")
    n = page.locator(".nc-reg__paper tbody tr").count()
    assert 0 < n < 50
    assert f"已打印全部 {n} 家" in said
    assert "筛选：文字：面；风险等级：C 较高、D 高" in said
    assert "排序：单位名称 ↓" in said


def test_every_column_of_the_list_stays_on_the_paper(printed):
    every = (
        "name,id,risk,category,status,banner,township,office,street,address,licence_number,"
        "licence_expires_on,licence,credit_code,principal,safety_officer,phone,tier,hygiene,cameras"
    )
    page = printed(f"/register?columns={every}", ".nc-reg__paper tbody tr", SIDEWAYS_PX)
    assert page.locator(".nc-reg__paper thead th").count() == 21
    assert_paper(page, SIDEWAYS_PX)


@pytest.mark.parametrize(
    ("path", "ready", "part"),
    [
        ("/register/3", ".nc-recordform", "基本信息"),
        ("/register/3?tab=people", ".nc-record__body .nc-card", "人员与健康证"),
        ("/register/3?tab=cameras", ".nc-record__body table", "摄像头"),
        ("/establishment/3", ".nc-gradecard", "概览"),
    ],
)
def test_a_record_says_which_part_of_it_is_printed(printed, path, ready, part):
    page = printed(path, ready)
    assert_paper(page, UPRIGHT_PX)
    head = page.inner_text("#shell-paper")
    assert page.inner_text("#shell-paper b") == page.text_content("main h1")
    assert part in head
    assert "当前所在" not in head  # said to screen readers only


def test_the_form_of_a_record_begins_below_its_head(visit):
    page = visit("city_bureau", "/register/3").page
    page.wait_for_selector(".nc-recordform")
    page.wait_for_selector("#live-time:has-text('数据')")
    page.add_style_tag(content=".nc-recordform section { min-height: 380px; }")  # two to a page
    assert page.pdf(prefer_css_page_size=True).count(b"/MediaBox") == 2  # none of a head alone


def test_batches_are_printed_without_their_buttons(printed):
    page = printed("/register/batches?kind=bulk", ".nc-batchpage #batches-list > *")
    assert_paper(page, UPRIGHT_PX)
    assert "批量修改" in page.inner_text("#shell-paper")


def test_a_list_of_many_pages_says_which_one_is_printed(printed):
    page = printed("/register/certificates", ".nc-pager")
    assert_paper(page, UPRIGHT_PX)
    assert re.search(r"第 1 / \d+ 页", page.inner_text("main"))


def signs(pdf):
    """Every sign that a PDF of Chromium can say: of the tables that lead glyphs back to text."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream.rstrip(b"\r\n"))
        except zlib.error:
            continue
        for table in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
            pairs = re.findall(rb"<[0-9A-Fa-f]+> <([0-9A-Fa-f]+)>", table)
            found.update(bytes.fromhex(code.decode()).decode("utf-16-be") for code in pairs)
        for table in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.DOTALL):
            for first, last, code in re.findall(rb"<(\w+)> <(\w+)> <(\w{4})>", table):
                span = int(last, 16) - int(first, 16) + 1
                found.update(chr(int(code, 16) + n) for n in range(span))
    return found


def test_every_page_has_the_configured_name_at_its_foot(visit):
    """The document is that of a city whose name no other text of the page has a sign of."""
    visitor = visit("city_bureau", None)
    page = visitor.page

    def renamed(route):
        answer = route.fetch()
        old, new = (json.dumps(name) for name in ("鄂尔多斯市 · 暖城食安", '靐"齉'))
        body = answer.text().replace(f'"platform":{old}', f'"platform":{new}')
        route.fulfill(response=answer, body=body)

    page.route("**/register/batches", renamed)
    visitor.open("/register/batches")
    page.wait_for_selector("#live-time:has-text('数据')")
    page.wait_for_function(
        "() => document.documentElement.style.getPropertyValue('--nc-paper-name')"
        """ === '"靐\\\\"齉"'"""
    )
    page.add_style_tag(content="#shell-paper { display: none !important; }")
    assert {"靐", '"', "齉"} <= signs(page.pdf(prefer_css_page_size=True))


def test_the_list_lies_sideways_from_its_first_page(visit):
    page = visit("city_bureau", "/register").page
    page.wait_for_selector(".nc-reg__paper tbody tr", state="attached")
    page.wait_for_selector("#live-time:has-text('数据')")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert len(boxes) >= 2
    assert all(float(wide) > float(high) for wide, high in boxes)
