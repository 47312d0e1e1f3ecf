"""Records of a range as a workbook: one line a record, one line an answer, one line a finding.

Every cell is text, so none is ever a formula; equal content, equal bytes.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from openpyxl import Workbook

from documents.paper_blocks import MARKS, UNFILLED
from documents.paper_words import moment
from documents.stable_zip import stable_zip
from documents.tables import Note, text_cell
from domain.checklists import Answer
from domain.control import KINDS, STATE_NAMES_ZH
from domain.control_paper import ControlPaper, made_at
from domain.findings import STATE_NAMES_ZH as FINDING_NAMES_ZH
from domain.findings import FindingState

_RECORDS = (
    "编号", "版本", "起始日", "截止日", "状态", "填报人", "提交时间",
    "应检", "合格", "不合格", "不适用", "未填写", "检查表版本", "SHA-256",
)  # fmt: skip
_ANSWERS = ("起始日", "项目", "分组", "检查内容", "关键项", "依据", "结果")
_FINDINGS = (
    "起始日", "项目", "检查内容", "问题", "措施", "责任人", "整改期限", "状态",
    "整改时间", "整改人", "整改情况", "复查时间", "复查人", "复查意见", "照片数",
)  # fmt: skip
_WIDTH_CHARS = 16


def paper_xlsx(papers: Sequence[ControlPaper], note: Note, platform: str) -> bytes:
    """A workbook of four sheets.

    Args:
        papers: Of one establishment and kind, oldest first.
        note: Lines of the first sheet; nothing in it may name the moment of making.
        platform: The city and what it calls this product (settings.City.platform_zh).

    Raises:
        ValueError: No record.
    """
    if not papers:
        raise ValueError("no record to write")
    book = Workbook(write_only=True)
    made = max(made_at(one) for one in papers).astimezone(UTC)
    book.properties.creator = platform
    book.properties.created = made.replace(tzinfo=None)
    for title, head, rows in (
        ("说明", (), note),
        (KINDS[papers[0].kind].zh, _RECORDS, map(_record, papers)),
        ("逐项结果", _ANSWERS, _answers(papers)),
        ("问题与整改", _FINDINGS, _findings(papers)),
    ):
        _sheet(book, title, head, rows)
    held = io.BytesIO()
    book.save(held)
    return stable_zip(held, f"{made:%Y-%m-%dT%H:%M:%SZ}")


def _sheet(book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = book.create_sheet(title)
    for place in range(max(len(head), 2)):
        table.column_dimensions[chr(ord("A") + place)].width = _WIDTH_CHARS
    if head:
        table.freeze_panes = "B2"
        table.append([text_cell(table, cell) for cell in head])
    for row in rows:
        table.append([text_cell(table, cell) for cell in row])


def _record(one: ControlPaper) -> tuple[str, ...]:
    counts = (Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE, None)
    return (
        one.number,
        str(one.version),
        one.start.isoformat(),
        one.end.isoformat(),
        STATE_NAMES_ZH[one.state],
        one.submitted_by or UNFILLED,
        moment(one.submitted_at) if one.submitted_at else UNFILLED,
        str(len(one.items)),
        *(str(one.count(answer)) for answer in counts),
        str(one.checklist_version or ""),
        one.digest,
    )


def _answers(papers: Sequence[ControlPaper]) -> Iterator[tuple[str, ...]]:
    for one in papers:
        for item in one.items:
            key = "★" if item.key else ""
            yield (
                one.start.isoformat(), item.code, item.group, item.text, key, item.basis,
                MARKS[item.answer],
            )  # fmt: skip


def _findings(papers: Sequence[ControlPaper]) -> Iterator[tuple[str, ...]]:
    for one in papers:
        for found in one.findings:
            yield (
                one.start.isoformat(),
                found.code,
                found.text,
                found.note or UNFILLED,
                found.measure or UNFILLED,
                found.owner or UNFILLED,
                moment(found.due_at) if found.due_at else UNFILLED,
                FINDING_NAMES_ZH[FindingState(found.state)],
                moment(found.rectified_at) if found.rectified_at else "",
                found.rectified_by or "",
                found.rectified_note or "",
                moment(found.rechecked_at) if found.rechecked_at else "",
                found.rechecked_by or "",
                found.recheck_note or "",
                str(len(found.photos)),
            )
