"""Files of records: equal bytes for equal content, every word on them, nothing run as a formula."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

import pytest
from docx import Document
from openpyxl import load_workbook

from documents.chinese_font import drawable, source_font
from documents.paper_blocks import Clean, Grid, Heading, Mark, Note, Words
from documents.paper_docx import paper_docx
from documents.paper_pdf import paper_pdf
from documents.paper_sheets import sheet
from documents.paper_xlsx import paper_xlsx
from domain.control import ControlKind, ControlState
from domain.control_paper import PaperPhoto
from domain.paper_facts import DutyCount, Facts, MonthlyFigures, WeeklyFigures
from domain.statement_reading import read_monthly, read_weekly
from tests.domain.test_statements import FIRST, MONDAY, MONTHLY, WEEKLY
from tests.paper_rows import CLEAN, FAILED, FINDING, SHOP, items
from tests.photographs import photo

ADDRESS = "https://example.test/v/ABC"
PLATFORM = "云梦市云梦食安"
WEEK = replace(
    CLEAN,
    kind=ControlKind.WEEKLY_REVIEW,
    start=MONDAY,
    items=items(ControlKind.WEEKLY_REVIEW),
    facts=Facts(SHOP, WeeklyFigures(DutyCount(7, 6, 1), (("贮存", 2),), (), (), 0, cameras=(5, 6))),
    statement=read_weekly(WEEKLY, MONDAY),
)
MONTH = replace(
    CLEAN,
    kind=ControlKind.MONTHLY_DISPATCH,
    start=FIRST,
    items=items(ControlKind.MONTHLY_DISPATCH),
    facts=Facts(SHOP, MonthlyFigures(DutyCount(30, 29), DutyCount(4, 4), 99, 1, 1, 0, ())),
    statement=read_monthly(MONTHLY, FIRST),
)


def pdf(*papers, pictures, address=""):
    return paper_pdf(
        [sheet(one, PLATFORM) for one in papers], [address] * len(papers), source_font(), pictures
    )


def words(one):
    """Every text of a sheet, as a reader finds it."""
    document = Document(io.BytesIO(paper_docx(sheet(one, PLATFORM), "", pictures=None)))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.text)


@pytest.mark.parametrize(
    "one", [CLEAN, FAILED, WEEK, MONTH], ids=["clean", "failed", "week", "month"]
)
def test_equal_content_is_equal_bytes_and_other_content_other_bytes(one, tmp_path):
    same, other = replace(one), replace(one, submitted_by="别人")
    for write in (
        lambda paper: pdf(paper, pictures=tmp_path, address=ADDRESS),
        lambda paper: paper_docx(sheet(paper, PLATFORM), ADDRESS, tmp_path),
        lambda paper: paper_xlsx([paper], [("单位", "x")], PLATFORM),
    ):
        assert write(one) == write(same) != write(other)


def test_records_printed_at_the_same_time_are_all_printed(tmp_path):
    pdf(CLEAN, pictures=tmp_path)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _one: pdf(MONTH, pictures=tmp_path), range(8)))
    assert len(set(made)) == 1


def test_each_record_of_a_file_has_its_own_pages(tmp_path):
    made = pdf(CLEAN, FAILED, pictures=tmp_path)
    alone = pdf(CLEAN, pictures=tmp_path).count(b"/Type /Page\n") or pdf(
        CLEAN, pictures=tmp_path
    ).count(b"/Type/Page/")
    assert alone
    assert made.startswith(b"%PDF-")
    assert len(made) < 2 * len(pdf(CLEAN, pictures=tmp_path))  # one embedded font for both


def test_a_clean_day_is_a_zero_risk_report_and_a_week_is_not():
    assert any(isinstance(block, Clean) for block in sheet(CLEAN, PLATFORM).blocks)
    assert not any(isinstance(block, Clean) for block in sheet(FAILED, PLATFORM).blocks)
    assert not any(isinstance(block, Clean) for block in sheet(WEEK, PLATFORM).blocks)


def test_a_failed_day_shows_problem_measure_owner_and_marks():
    told = words(FAILED)
    for said in ("× 不合格", "✓ 合格", "★ ", "更换门封条", "刘艳", "合格率 97.5%（39/40）"):
        assert said in told


def test_the_items_keep_the_wording_they_were_answered_under():
    old = replace(CLEAN, items=(replace(CLEAN.items[0], text="旧版的问法"), *CLEAN.items[1:]))
    assert "旧版的问法" in words(old)
    assert CLEAN.items[0].text not in words(old)


def test_a_weekly_report_has_all_seven_parts_and_says_what_is_missing():
    told = words(WEEK)
    for said in (
        "应检 7 次，实检 7 次", "贮存 2 项", "更换挡鼠板 1 处", "维修冷库压缩机", "系统无此数据",
        "在线 5 路／共 6 路", "提交时系统未留存", "报主要负责人", "跟踪情况：未填写",
    ):  # fmt: skip
        assert said in told


def test_monthly_minutes_have_the_meeting_the_figures_and_the_resolutions():
    told = words(MONTH)
    for said in (
        "2026年11月30日 15:00", "巴特尔、李娜、王强", "赵敏（病假）", "执行率 96.7%（29/30）",
        "12 学时", "0 件", "更换旧砧板", "元旦供餐保障", "确认与误报提交时系统未留存", "本月无登记",
    ):  # fmt: skip
        assert said in told


def test_papers_without_words_say_so():
    told = words(
        replace(MONTH, statement=None, signature=None, facts=Facts(SHOP, None, kept=False))
    )
    assert told.count("未填写") >= 8
    assert "未手写签名" in told
    assert "提交时系统未留存" in told


def test_a_missed_day_has_no_answers_and_no_signature():
    empty = tuple(replace(one, answer=None) for one in CLEAN.items)
    missed = replace(
        CLEAN, state=ControlState.MISSED, items=empty, submitted_at=None, signature=None
    )
    blocks = sheet(missed, PLATFORM).blocks
    marks = [
        cell
        for block in blocks
        if isinstance(block, Grid)
        for row in block.rows
        if isinstance(row, tuple)
        for cell in row
        if isinstance(cell, Mark)
    ]
    assert {mark.answer for mark in marks} == {None}
    assert any("缺报" in block.text for block in blocks if isinstance(block, Words))


def test_sections_are_numbered_and_the_last_note_has_the_whole_hash():
    blocks = sheet(WEEK, PLATFORM).blocks
    heads = [block.text[0] for block in blocks if isinstance(block, Heading)]
    assert "".join(heads) == "一二三四五六七"
    assert isinstance(blocks[-1], Note)
    assert WEEK.digest in blocks[-1].text


def test_only_the_picture_of_the_record_is_shown(tmp_path):
    content = photo()
    (tmp_path / "one.jpg").write_bytes(content)

    def shown(path, digest):
        finding = replace(FINDING, photos=(PaperPhoto("found", digest, path, None),))
        return replace(FAILED, findings=(finding,))

    good = shown("one.jpg", sha256(content).hexdigest())
    forged, gone = shown("one.jpg", "0" * 64), shown("two.jpg", "0" * 64)
    away = shown("../../etc/hostname", "0" * 64)
    sizes = [len(pdf(one, pictures=tmp_path)) for one in (good, forged, gone, away)]
    assert sizes[0] > max(sizes[1:]) + len(content) // 2
    parts = zipfile.ZipFile(io.BytesIO(paper_docx(sheet(good, PLATFORM), "", tmp_path))).namelist()
    assert [name for name in parts if name.startswith("word/media/")]
    for one in (forged, gone, away):
        told = paper_docx(sheet(one, PLATFORM), "", tmp_path)
        assert b"media" not in b"".join(
            name.encode() for name in zipfile.ZipFile(io.BytesIO(told)).namelist() if "jpg" in name
        )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("莜面馆", "莜面馆"),
        ("ᠮᠣ店", "〔U+182E U+1823〕店"),
        ("笑😀", "笑〔U+1F600〕"),
        ("一\n二\t三\x07", "一\n二 三 "),
    ],
)
def test_a_sign_the_font_lacks_is_spelled_never_a_silent_box(text, told):
    assert drawable(text, source_font()) == told


def test_markup_in_a_name_stays_text(tmp_path):
    name = '#panic("x") <script> $x$ */ = [a] \\u{41} ' + "长" * 80
    odd = replace(CLEAN, facts=Facts(replace(SHOP, name=name), None), submitted_by='*_`#{}"\\')
    assert pdf(odd, pictures=tmp_path).startswith(b"%PDF-")
    assert name in words(odd)


def test_signs_that_xml_cannot_hold_make_no_file_unreadable():
    finding = replace(FINDING, note="门\x00封\x0b有\ufffe缝\uffff隙")
    odd = replace(FAILED, findings=(finding,))
    assert "门封有缝隙" in words(odd)
    book = load_workbook(io.BytesIO(paper_xlsx([odd], [("说明", "x")], PLATFORM)))
    assert book["问题与整改"]["D2"].value == "门封有缝隙"


def test_a_signature_of_foreign_markup_draws_nothing(tmp_path):
    forged = replace(CLEAN, signature='M0 0"/><image href="/etc/passwd"/>')
    assert pdf(forged, pictures=tmp_path).startswith(b"%PDF-")


def test_a_workbook_holds_every_answer_and_no_formula():
    book = load_workbook(io.BytesIO(paper_xlsx([CLEAN, FAILED], [("说明", "=1+1")], PLATFORM)))
    assert book.sheetnames == ["说明", "日管控", "逐项结果", "问题与整改"]
    assert book["逐项结果"].max_row == 81
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert book["问题与整改"]["D2"].value == "=HYPERLINK(1)"
    assert book["问题与整改"]["D2"].quotePrefix


def test_every_file_is_by_the_platform_of_its_city_and_by_no_other(tmp_path):
    made = sheet(CLEAN, PLATFORM)
    document = Document(io.BytesIO(paper_docx(made, "", tmp_path)))
    book = load_workbook(io.BytesIO(paper_xlsx([CLEAN], [("说明", "x")], PLATFORM)))
    assert document.core_properties.author == book.properties.creator == PLATFORM
    printed = pdf(CLEAN, pictures=tmp_path)
    assert PLATFORM.encode("utf-16-be") in printed or PLATFORM.encode() in printed
    assert f"本记录由{PLATFORM}平台按提交内容生成" in made.blocks[-1].text
    assert "暖城" not in words(CLEAN)
