"""Empty files to fill in: one a subject, with two example rows, and a sheet that explains them."""

import csv
import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Font

from data_access.importing.cameras import POSITION_WORDS
from data_access.importing.establishment_rows import STATUS_WORDS, category_words
from data_access.importing.fields import Field, Subject
from data_access.importing.inspections import INSPECTION_KIND_WORDS, RESULT_WORDS
from data_access.importing.people import POST_WORDS
from data_access.importing.sampling_tests import CONCLUSION_WORDS, STAGE_WORDS
from data_access.importing.template_city import TemplateCity
from data_access.importing.visits import COURSE_WORDS, MANNER_WORDS
from domain.field_forms import ITEM_FIELDS
from domain.penalties import KIND_WORDS

_WORDS: dict[str, Iterable[str]] = {
    "status": STATUS_WORDS,
    "post": POST_WORDS,
    "position": POSITION_WORDS,
    "manner": MANNER_WORDS,
    "course": COURSE_WORDS,
    "kind": INSPECTION_KIND_WORDS,
    "result": RESULT_WORDS,
    "kinds": KIND_WORDS,
    "stage": STAGE_WORDS,
    "conclusion": CONCLUSION_WORDS,
    **dict.fromkeys(ITEM_FIELDS, ("符合", "不符合", "不适用")),
}
_AS_TEXT = "@"  # codes of fifteen digits and more stay whole in text cells only
_WIDTH = 20
_NOTES = {
    "establishments": (
        "按主体编号（没有则按许可证编号）识别单位；再次导入时更新，不会重复新增。",
        "Known by register key, else by licence number; importing again updates.",
    ),
    "people": (
        "按许可证编号、信用代码、主体编号或单位名称（加乡镇）找到单位；身份证号只保存不可还原的摘要与后四位。",
        "Of an identity number only a keyed hash and the last four characters are kept.",
    ),
    "certificates": (
        "先导入从业人员；按健康证编号识别。",
        "Import the people first; known by certificate number.",
    ),
    "cameras": (
        "按设备编号（没有则按通道）识别；地址以 rtsp、rtsps、http、https 开头，密码加密保存。",
        "Known by device number, else by label; passwords are sealed.",
    ),
    "guarantors": (
        "每行一个单位；换人时原包保自新起始日期结束。层级填 A–D 或 市级、旗区级等。",
        "One establishment a row; a new guarantor ends the charge of the one before.",
    ),
    "visits": (
        "先导入包保清单；按单位、干部、日期识别，再次导入时更新。逐项留空即未填。",
        "Import the list of guarantors first; known by establishment, guarantor and day.",
    ),
    "inspections": (
        "按单位、日期、类型识别，再次导入时更新；不填结果时按检查项数判定（平台规则）。",
        "Known by establishment, day and kind; without a result the counts decide.",
    ),
    "penalties": (
        "按处罚机关和决定书文号识别，再次导入时更新；多种处罚用顿号隔开，金额以元计。",
        "Known by authority and decision number; several kinds apart by commas, amounts in yuan.",
    ),
    "sampling_tests": (
        "按抽样单编号识别，再次导入时更新；不合格项目写作 项目║检验结果║标准值，多项用分号隔开。",
        "Known by sample number; failed items as item║value║limit, apart by semicolons.",
    ),
}


def template_csv(subject: Subject, city: TemplateCity) -> bytes:
    """UTF-8 with a mark, as spreadsheets want it."""
    held = io.StringIO(newline="")
    csv.writer(held).writerows(template_rows(subject, city))
    return held.getvalue().encode("utf-8-sig")


def template_xlsx(subject: Subject, city: TemplateCity) -> bytes:
    """A workbook whose cells are text, with a second sheet of notes."""
    book = Workbook()
    sheet = book.active
    sheet.title = subject.zh
    for row in template_rows(subject, city):
        sheet.append(row)
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = _WIDTH
        sheet.column_dimensions[column[0].column_letter].number_format = _AS_TEXT
        column[0].font = Font(bold=True)
        for cell in column:
            cell.number_format = _AS_TEXT
    sheet.freeze_panes = "A2"
    _explain(book, subject, city)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def template_rows(subject: Subject, city: TemplateCity) -> list[list[str]]:
    """Header and two example rows, in the words and at the places of the city."""
    fields = subject.fields.values()
    return [
        [_header(field, city) for field in fields],
        *(
            [city.zh(place.fill(field.examples[row])) for field in fields]
            for row, place in enumerate(city.places)
        ),
    ]


def _header(field: Field, city: TemplateCity) -> str:
    """The city's word only where the import knows it again without asking."""
    said = city.zh(field.zh)
    return said if said in field.headers else field.zh


def _explain(book: Workbook, subject: Subject, city: TemplateCity) -> None:
    sheet = book.create_sheet("说明")
    sheet.append(["列", "Column", "是否必填", "可用取值 / 也可写作"])
    groups = {name for group in subject.one_of for name in group}
    for name, field in subject.fields.items():
        needed = "必填" if name in subject.required else "任填其一" if name in groups else "选填"
        words = category_words() if name == "category" else _WORDS.get(name, field.headers)
        header = _header(field, city)
        known = "、".join(one for one in (field.zh, *words) if one not in {header, ""})
        sheet.append([header, city.en(field.en), needed, known])
    sheet.append([])
    zh, en = _NOTES[subject.key]
    for text in (city.zh(zh), city.en(en), "两行示例请删除后再导入。 Delete the two example rows."):
        sheet.append([text])
    for letter, width in {"A": 20, "B": 26, "C": 12, "D": 90}.items():
        sheet.column_dimensions[letter].width = width
