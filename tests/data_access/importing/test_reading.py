"""Delivered files of every kind and every damage: read right, or refused in words."""

import re
import tracemalloc
from datetime import date, datetime

import pytest

from data_access.importing import archive, opening
from data_access.importing.delivery import open_delivery
from data_access.importing.issues import ImportRefusedError, harmless
from data_access.importing.mapping import Mapping
from data_access.importing.subjects import ESTABLISHMENTS
from tests.registers import HEADER, numbered, shop, write_register
from tests.workbooks import member, plain_zip, replaced, write_workbook

TEXT = "单位名称,许可证编号,业态,旗区\n东胜面馆,JY1,小型餐饮,东胜区\n羊肉馆,JY2,小型餐饮,东胜区\n"


def opened(path, max_mb=20, **mapping):
    return open_delivery(path, ESTABLISHMENTS, Mapping(**mapping), max_mb).table


def rows_of(content, tmp_path, **mapping):
    path = tmp_path / "delivered"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    table = opened(path, **mapping)
    return table, [row.fields for row in table.rows]


def assert_refused(path, match, **mapping):
    with pytest.raises(ImportRefusedError, match=match) as raised:
        for _row in opened(path, **mapping).rows:
            pass
    assert raised.value.zh
    return raised.value


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.replace(",", "\t").encode("utf-16"), "utf-16"),
    ],
)
def test_every_usual_encoding_gives_the_same_rows(tmp_path, content, encoding):
    table, rows = rows_of(content, tmp_path)
    assert table.encoding == encoding
    assert table.header == ["单位名称", "许可证编号", "业态", "旗区"]
    assert rows[0] == ["东胜面馆", "JY1", "小型餐饮", "东胜区"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_one(tmp_path, ending):
    table, _rows = rows_of(TEXT.replace("\n", ending), tmp_path)
    assert table.header[0] == "单位名称"
    assert len(rows_of(TEXT.replace("\n", ending), tmp_path)[1]) == 2


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    table, rows = rows_of(TEXT.replace(",", delimiter), tmp_path)
    assert (table.delimiter, len(rows[0])) == (delimiter, 4)


def test_commas_within_quotes_do_not_mislead_the_delimiter(tmp_path):
    text = '单位名称;地址\n面馆;"甲,乙,丙"\n粉店;"丁,戊,己"\n'
    assert rows_of(text, tmp_path)[1] == [["面馆", "甲,乙,丙"], ["粉店", "丁,戊,己"]]


@pytest.mark.parametrize("odd", ["first", "last"])
def test_two_encodings_in_one_file_are_refused_with_line_and_byte(tmp_path, odd):
    lines = [line.encode() for line in TEXT.splitlines(keepends=True)]
    lines += [f"{n}号面馆,JY{n},小型餐饮,东胜区\n".encode() for n in range(20)]
    at = 1 if odd == "first" else len(lines) - 1
    lines[at] = lines[at].decode().encode("gb18030")
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"".join(lines))
    byte = sum(map(len, lines[:at])) + 1 + (1 if odd == "last" else 0)
    byte += 1 if at == len(lines) - 1 else 0  # the row begins with two ASCII digits
    error = assert_refused(path, f"mixed in one file: line {at + 1}, byte {byte} ")
    assert f"第 {at + 1} 行" in error.zh


def test_one_utf8_row_in_a_gb18030_file_is_refused_too(tmp_path):
    lines = [f"{n}号面馆,JY{n},小型餐饮,东胜区\n".encode("gb18030") for n in range(20)]
    lines[7] = lines[7].decode("gb18030").encode()
    path = tmp_path / "mixed.csv"
    path.write_bytes(TEXT.encode("gb18030") + b"".join(lines))
    assert_refused(path, "mixed in one file: line 11,")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("big5", "replace") + "營業執照餐飲單位檔案編號學校園區".encode("big5") * 20,
        bytes(range(128, 256)) * 8,
        "名称;café déjà vu;façade\n".encode("latin-1", "replace") * 30,
    ],
)
def test_what_is_neither_encoding_is_refused_and_never_gibberish(tmp_path, content):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    assert_refused(path, "save it as")


def test_a_named_encoding_is_strict(tmp_path):
    path = tmp_path / "named.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    assert_refused(path, "as utf-8: line 1, byte 1 ", encoding="utf-8")


def test_a_short_word_that_is_valid_in_both_encodings_stays_gb18030(tmp_path):
    text = TEXT + "联通,JY3,小型餐饮,东胜区\n"  # 联通 in GBK is famous for being valid UTF-8
    assert rows_of(text.encode("gb18030"), tmp_path)[1][-1][0] == "联通"


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n \r\n", "empty"),
        (TEXT.encode() + b"a,\x00b,c,d\n", "line 4 holds NUL"),
        (TEXT.encode() + b'"never closed,1,2,3\n', "line 4"),
        (b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n", "1,000,000 columns"),
        (TEXT.encode() + b"x" * 200_000 + b",1,2,3\n", "line 4"),
    ],
    ids=["empty", "mark only", "blank", "nul", "quote", "a million columns", "endless field"],
)
def test_broken_text_is_refused(tmp_path, content, match):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    assert_refused(path, match)


def test_a_file_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    tracemalloc.start()
    try:
        assert_refused(path, "larger than 20 MB")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("data_access.importing.table.MAX_ROWS", 3)
    path = write_register(tmp_path / "long.csv", [numbered(n) for n in range(4)])
    assert_refused(path, "more than 3 rows")


def test_a_title_above_the_header_is_passed_over(tmp_path):
    text = "鄂尔多斯市餐饮单位名录,,,\n填报单位：东胜区,,,\n" + TEXT
    table, rows = rows_of(text, tmp_path)
    assert table.header[0] == "单位名称"
    assert len(rows) == 2


def test_a_workbook_gives_what_was_typed(tmp_path):
    opened_at = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - a cell knows no zone
    row = ["面馆", 13800000000, date(2029, 3, 31), opened_at, 109.9921, True, None]
    header = ["单位名称", "电话", "有效期至", "开业日期", "经度", "专间", "地址"]
    table = opened(write_workbook(tmp_path / "typed.xlsx", [header, row]))
    (found,) = table.rows
    assert (table.format, table.sheet) == ("xlsx", "名单")
    assert found.fields == [
        "面馆", "13800000000", "2029-03-31", "2026-01-02 03:04:00", "109.9921", "是", "",
    ]  # fmt: skip
    assert not found.flaws


def test_a_formula_cell_is_named_and_never_computed(tmp_path):
    path = write_workbook(tmp_path / "f.xlsx", [HEADER, shop(地址='=HYPERLINK("http://x","y")')])
    (row,) = opened(path).rows
    assert row.flaws[HEADER.index("地址")][1].startswith("cell G2 is a formula")
    assert "HYPERLINK" not in str(row)


def test_a_code_stored_as_a_number_has_lost_digits(tmp_path):
    path = write_workbook(
        tmp_path / "n.xlsx", [HEADER, [*shop()[:2], 911506020000000123, *shop()[3:]]]
    )
    (row,) = opened(path).rows
    assert "C2" in row.flaws[2][0]
    assert "丢失精度" in row.flaws[2][0]


def test_merged_cells_are_filled_and_said(tmp_path):
    rows = [HEADER, shop(), shop(单位名称="二店", 旗区=""), shop(单位名称="三店", 旗区="")]

    def merge(_book, page):
        page.merge_cells("E2:E4")

    table = opened(write_workbook(tmp_path / "m.xlsx", rows, prepare=merge))
    assert [row.fields[4] for row in table.rows] == ["东胜区"] * 3
    assert "合并单元格" in table.notes[0][0]


def test_hidden_rows_are_read_and_remarked(tmp_path):
    def hide(_book, page):
        page.row_dimensions[3].hidden = True

    table = opened(write_workbook(tmp_path / "h.xlsx", [HEADER, shop(), shop()], prepare=hide))
    assert [row.remark is not None for row in table.rows] == [False, True]
    assert "1 rows are hidden" in table.notes[0][1]


def test_the_first_sheet_that_holds_something_is_taken_or_the_named_one(tmp_path):
    def more(book, _page):
        other = book.create_sheet("第二")
        other.append(list(HEADER))
        other.append(shop(单位名称="第二页店"))
        hidden = book.create_sheet("藏")
        hidden.append(list(HEADER))
        hidden.sheet_state = "hidden"

    path = write_workbook(tmp_path / "s.xlsx", [], prepare=more)
    table = opened(path)
    assert (table.sheet, table.sheets) == ("第二", ("第二",))
    assert next(table.rows).fields[0] == "第二页店"
    assert_refused(path, "no sheet '第三'", sheet="第三")


def test_rows_far_apart_and_a_wrong_dimension_do_no_harm(tmp_path):
    path = write_workbook(tmp_path / "d.xlsx", [HEADER, shop()])
    body = member(path, "xl/worksheets/sheet1.xml")
    body = body.replace(b'ref="A1:K2"', b'ref="A1"')
    wrong = replaced(path, tmp_path / "w.xlsx", xl__worksheets__sheet1_dot_xml=body)
    assert len(list(opened(wrong).rows)) == 1
    far = body.replace(b'<row r="2"', b'<row r="99999999"')
    gone = replaced(path, tmp_path / "far.xlsx", xl__worksheets__sheet1_dot_xml=far)
    assert_refused(gone, "row numbers beyond")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
def test_a_truncated_workbook_is_damaged(tmp_path, share):
    whole = write_workbook(tmp_path / "w.xlsx", [HEADER, *[shop()] * 50]).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])
    error = assert_refused(path, "cut off or damaged|no Excel workbook")
    assert "损坏" in error.zh


def test_damage_inside_a_sheet_is_named_too(tmp_path):
    path = write_workbook(tmp_path / "w.xlsx", [HEADER, *[shop()] * 400])
    body = member(path, "xl/worksheets/sheet1.xml")
    cut = replaced(path, tmp_path / "c.xlsx", xl__worksheets__sheet1_dot_xml=body[: len(body) // 2])
    assert_refused(cut, "cut off or damaged")
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    foreign = entity + body.replace(b"<sheetData>", b"<sheetData>&a;")
    own = replaced(path, tmp_path / "f.xlsx", xl__worksheets__sheet1_dot_xml=foreign)
    error = assert_refused(own, "XML entities")
    assert str(tmp_path) not in f"{error} {error.zh}"  # where we keep uploads is nobody's business
    wild = re.sub(rb'<c r="A9".*?</c>', b'<c r="A9" t="s"><v>99999</v></c>', body)
    assert_refused(
        replaced(path, tmp_path / "x.xlsx", xl__worksheets__sheet1_dot_xml=wild),
        "cut off or damaged",
    )


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old .xls"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "encrypted; remove its password",
        ),
        (plain_zip({"word/document.xml": b"<a/>"}), "not an Excel workbook"),
        (
            plain_zip(
                {"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/vbaProject.bin": b""}
            ),
            "macros",
        ),
        (plain_zip({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "xlsb"),
        (plain_zip({"inner.zip": plain_zip({"a": b"b"})}), "archive within the archive"),
        (plain_zip({f"{n}": b"" for n in range(2_001)}), "2,001 members"),
        (plain_zip({"xl/workbook.xml": b"\0" * 40_000_000}), "refused unopened"),
    ],
    ids=["xls", "encrypted", "docx", "macro", "xlsb", "nested", "many", "swollen"],
)
def test_what_is_no_plain_workbook_is_refused_unopened(tmp_path, content, match):
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    assert_refused(path, match)


def test_a_workbook_of_many_full_members_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 10_000)
    path = write_workbook(tmp_path / "w.xlsx", [HEADER, *[shop()] * 300])
    assert_refused(path, "refused unopened")


def test_an_entity_bomb_is_refused(tmp_path):
    path = write_workbook(tmp_path / "w.xlsx", [HEADER, shop()])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"):
        body = member(path, name)
        at = body.index(b"?>") + 2 if body.startswith(b"<?xml") else 0
        members = {name.replace("/", "__").replace(".", "_dot_"): bomb + body[at:]}
        assert_refused(replaced(path, tmp_path / "bomb.xlsx", **members), "XML entities")


def test_entities_are_found_in_every_encoding(tmp_path):
    path = write_workbook(tmp_path / "w.xlsx", [HEADER, shop()])
    body = member(path, "xl/workbook.xml").decode()
    wide = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "a">]>{body}'
    members = {"xl__workbook_dot_xml": wide.encode("utf-16")}
    assert_refused(replaced(path, tmp_path / "wide.xlsx", **members), "XML entities")


def test_a_missing_file_is_named(tmp_path):
    assert_refused(tmp_path / "absent.csv", "absent.csv: cannot be read")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("-5.2", "-5.2"),
        ("面馆", "面馆"),
    ],
)
def test_what_goes_back_to_a_spreadsheet_is_no_formula(value, written):
    assert harmless(value) == written


def test_the_largest_file_is_what_the_setting_says(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(TEXT.encode() + b"\n" * opening.MEGABYTE)
    assert_refused(path, "larger than 1 MB", max_mb=1)
