"""Bringing in a file in a real browser: drop, columns, check, run, undo; and what is refused."""

import csv

import pytest
from playwright.sync_api import expect

from tests.registers import HEADER, numbered
from tests.workbooks import write_workbook

pytestmark = pytest.mark.browser
ROWS = [numbered(n) for n in range(90_100, 90_108)]
STEP_MS = 30_000


@pytest.fixture
def register(tmp_path):
    """GB18030, a title above the header, one header that is only like ours."""
    for row in ROWS:
        row[7], row[8] = "109.99", "39.81"
    path = tmp_path / "名单.csv"
    header = ["业态分类" if name == "业态" else name for name in HEADER]
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["东胜区餐饮单位名录", *[""] * 10], header, *ROWS])
    return path


def upload(visitor, path):
    visitor.open("/register/import")
    visitor.page.wait_for_selector(".nc-drop input", state="attached")
    visitor.page.set_input_files(".nc-drop input", str(path))


def test_a_file_is_uploaded_checked_imported_and_taken_back(visit, register):
    visitor = visit("city_bureau", None)
    page = visitor.page
    upload(visitor, register)
    page.wait_for_selector(".nc-import__columns", timeout=STEP_MS)
    assert "请确认" in page.inner_text(".nc-import__columns tr:has-text('业态分类')")
    page.click("#import-check")
    page.wait_for_selector("#import-run", timeout=STEP_MS)
    assert page.inner_text("#import-run") == "导入 8 条"
    page.click("#import-run")
    page.wait_for_selector("text=导入完成", timeout=STEP_MS)
    page.reload()  # the address holds the batch
    page.wait_for_selector("text=导入完成", timeout=STEP_MS)
    page.click(".nc-import__undo summary")
    page.click("#import-undo")
    page.wait_for_selector("text=本批已于", timeout=STEP_MS)
    visitor.open("/register/import")
    page.wait_for_selector(".nc-import__recent")
    assert "已撤销" in page.inner_text(".nc-import__recent li:first-child")


def test_a_column_is_chosen_by_hand(visit, tmp_path):
    visitor = visit("banner_bureau", None)
    page = visitor.page
    header = ["甲列" if name == "单位名称" else name for name in HEADER]
    upload(visitor, write_workbook(tmp_path / "手工.xlsx", [header, ROWS[0]]))
    page.wait_for_selector(".nc-import__columns", timeout=STEP_MS)
    page.click("#import-check")
    page.wait_for_selector(".nc-toasts:has-text('没有找到这些列：单位名称')", timeout=STEP_MS)
    line = page.locator(".nc-import__columns tr:has-text('甲列')")
    line.locator(".dash-dropdown").click()
    page.locator(".dash-dropdown-option:has-text('单位名称')").first.click()
    page.click("#import-check")
    page.wait_for_selector(".nc-import__figures", timeout=STEP_MS)
    assert "1" in page.inner_text(".nc-import__figures")


def test_a_file_that_is_no_table_says_why_and_leads_back(visit, tmp_path):
    visitor = visit("city_bureau", None)
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    upload(visitor, path)
    visitor.page.wait_for_selector("text=Excel 文件不完整或已损坏", timeout=STEP_MS)
    assert visitor.page.locator(".nc-drop input").count() == 0
    visitor.page.click("text=重新选择文件")
    expect(visitor.page.locator(".nc-drop input")).to_be_attached()


def test_a_file_that_is_too_large_is_not_even_sent(visit, tmp_path):
    visitor = visit("city_bureau", None)
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        file.truncate(25 * 1024 * 1024)
    sent = []
    visitor.page.on("request", lambda request: sent.append(request.url))
    visitor.open("/register/import")
    visitor.page.wait_for_selector(".nc-drop input", state="attached")
    sent.clear()
    visitor.page.set_input_files(".nc-drop input", str(path))
    visitor.page.wait_for_selector(".nc-drop .nc-error-text:has-text('20 MB')")
    assert not [url for url in sent if "/imports/" in url]


def test_on_a_phone_nothing_stands_beside_the_screen(visit, register):
    visitor = visit("city_bureau", None, width=390, height=844)
    page = visitor.page
    upload(visitor, register)
    page.wait_for_selector(".nc-import__columns", timeout=STEP_MS)
    for choice in page.locator(".nc-import__columns .dash-dropdown").all():
        box = choice.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
