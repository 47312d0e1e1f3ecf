"""Records for tests of papers: as values, and handed in to a database."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.checklists import Answer
from domain.control import ControlKind, ControlState
from domain.control_paper import ControlPaper, PaperFinding, PaperItem
from domain.first_checklists import first_checklist
from domain.paper_facts import Facts, Shop

DAY = date(2026, 11, 19)
MORNING = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
SIGNATURE = "M" + "L".join(f"{20 + 4 * at} {50 + 30 * math.sin(at / 3):.1f}" for at in range(60))
SHOP = Shop("老张家莜面馆", "小型餐饮", "东胜区", "交通街道", licence="JY21506020000001")


def items(kind: ControlKind, failed: tuple[str, ...] = ()) -> tuple[PaperItem, ...]:
    sheet = first_checklist(kind)
    groups = {group.letter: f"{group.letter}　{group.zh}" for group in sheet.groups}
    return tuple(
        PaperItem(
            one.code,
            groups[one.group],
            one.zh,
            one.key,
            f"{one.source}{one.article}",
            Answer.FAIL if one.code in failed else Answer.PASS,
        )
        for one in sheet.items
    )


CLEAN = ControlPaper(
    establishment_id=1,
    banner_adcode="150602",
    kind=ControlKind.DAILY_CONTROL,
    start=DAY,
    state=ControlState.DONE,
    due_at=MORNING + timedelta(hours=15),
    facts=Facts(SHOP, None),
    items=items(ControlKind.DAILY_CONTROL),
    checklist_version=1,
    submitted_at=MORNING,
    submitted_by="刘艳",
    signature=SIGNATURE,
    signed=True,
)
FINDING = PaperFinding("H02", "挡鼠板≥60cm", "=HYPERLINK(1)", "更换门封条", "刘艳", MORNING, "open")
FAILED = replace(CLEAN, items=items(ControlKind.DAILY_CONTROL, ("H02",)), findings=(FINDING,))
