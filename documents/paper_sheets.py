"""The three statutory records as sheets of blocks; they speak Chinese, as the law has them.

What is missing is said: 未填写 for what people left out, 系统无此数据 for what nobody counts.
"""

from collections.abc import Iterator
from itertools import groupby

from documents.paper_blocks import (
    UNFILLED,
    UNKNOWN,
    Block,
    Card,
    Cell,
    Clean,
    Fields,
    Grid,
    Heading,
    Mark,
    Note,
    Pair,
    Sheet,
    Signing,
    Small,
    Span,
    Words,
    grid,
)
from documents.paper_month import month_blocks
from documents.paper_week import week_blocks
from documents.paper_words import day, moment, share
from domain.checklists import Answer
from domain.control import STATE_NAMES_ZH, ControlKind, ControlState
from domain.control_paper import ControlPaper, PaperFinding, made_at
from domain.findings import STATE_NAMES_ZH as FINDING_NAMES_ZH
from domain.findings import FindingState
from domain.photos import PURPOSE_NAMES_ZH
from domain.statements import MonthlyStatement, WeeklyStatement

_WEEKDAYS = "一二三四五六日"
_ZERO_RISK = "经逐项检查，当日未发现食品安全风险隐患，按规定作零风险报告并存档。"
_ROLES = {
    ControlKind.DAILY_CONTROL: "检查人签字",
    ControlKind.WEEKLY_REVIEW: "报告人签字",
    ControlKind.MONTHLY_DISPATCH: "纪要签字人",
}
_SPANS = {
    ControlKind.DAILY_CONTROL: "检查日期",
    ControlKind.WEEKLY_REVIEW: "排查周期",
    ControlKind.MONTHLY_DISPATCH: "调度月份",
}
_NUMERALS = "一二三四五六七八九十"


def sheet(paper: ControlPaper, platform: str) -> Sheet:
    """Everything printed on a paper, in order.

    Args:
        paper: The record.
        platform: The city and what it calls this product (settings.City.platform_zh).
    """
    sections = list(_sections(paper))
    numbered = _numbered([*_own_blocks(paper), *sections])
    return Sheet(
        title=paper.title,
        shop=paper.facts.shop.name,
        platform=platform,
        number=paper.number,
        version=f"第 {paper.version} 版",
        digest=paper.digest,
        demo=paper.demo,
        made_at=made_at(paper).isoformat(),
        blocks=(_head(paper), *numbered, _signing(paper), *_notes(paper, platform)),
    )


def _own_blocks(paper: ControlPaper) -> list[Block]:
    if paper.kind is ControlKind.WEEKLY_REVIEW:
        said = paper.statement if isinstance(paper.statement, WeeklyStatement) else None
        return list(week_blocks(paper.facts.figures, said))
    if paper.kind is ControlKind.MONTHLY_DISPATCH:
        held = paper.statement if isinstance(paper.statement, MonthlyStatement) else None
        return list(month_blocks(paper.facts.figures, held))
    return []


def _sections(paper: ControlPaper) -> Iterator[Block]:
    yield Heading("逐项检查" if paper.kind is ControlKind.DAILY_CONTROL else "逐项核对")
    yield _items(paper)
    yield _tally(paper)
    if paper.clean and paper.kind is ControlKind.DAILY_CONTROL:
        yield Clean(_ZERO_RISK)
    elif paper.answered and not paper.clean:
        yield Heading(f"不合格项与整改（{paper.count(Answer.FAIL)} 项）")
        for one in paper.findings:
            yield _finding(one)
        described = {one.code for one in paper.findings}
        for item in paper.items:
            if item.answer is Answer.FAIL and item.code not in described:
                yield Words(f"{item.code}　{item.text}：问题、措施和责任人{UNFILLED}。")


def _head(paper: ControlPaper) -> Fields:
    shop = paper.facts.shop
    pairs = [
        Pair("单位名称", shop.name, wide=True),
        Pair("许可证编号", shop.licence or UNKNOWN),
        Pair("许可有效期", f"至 {day(shop.licence_until)}" if shop.licence_until else UNKNOWN),
        Pair("经营地址", shop.address or UNKNOWN, wide=True),
        Pair("业态类别", shop.category),
        Pair("所属辖区", f"{shop.banner} {shop.township}"),
        Pair("主要负责人", shop.principal or UNKNOWN),
        Pair("食品安全员", shop.officer or UNKNOWN),
    ]
    if paper.kind is not ControlKind.DAILY_CONTROL:
        pairs.append(Pair("食品安全总监", shop.director or UNKNOWN, wide=True))
    pairs += [
        Pair(_SPANS[paper.kind], _period(paper)),
        Pair("填报状态", _state(paper)),
    ]
    return Fields(tuple(pairs))


def _period(paper: ControlPaper) -> str:
    if paper.kind is ControlKind.DAILY_CONTROL:
        return f"{day(paper.start)}（星期{_WEEKDAYS[paper.start.weekday()]}）"
    if paper.kind is ControlKind.WEEKLY_REVIEW:
        return f"{day(paper.start)}—{day(paper.end)}"
    return f"{paper.start.year}年{paper.start.month}月"


def _state(paper: ControlPaper) -> str:
    name = STATE_NAMES_ZH[paper.state]
    if paper.state is ControlState.EXCUSED:
        return f"{name}：{paper.reason or UNFILLED}"
    return name


def _items(paper: ControlPaper) -> Grid:
    rows: list[tuple[Cell, ...] | Span] = []
    for group, items in groupby(paper.items, key=lambda item: item.group):
        rows.append(Span(group))
        rows += [
            (
                item.code,
                ("★ " if item.key else "") + item.text,
                Small(item.basis),
                Mark(item.answer),
            )
            for item in items
        ]
    return grid((7, 55, 26, 12), ("编号", "检查内容（★ 为关键项）", "依据", "结果"), rows)


def _tally(paper: ControlPaper) -> Words:
    return Words(
        f"应检 {len(paper.items)} 项：合格 {paper.count(Answer.PASS)} 项，"
        f"不合格 {paper.count(Answer.FAIL)} 项，不适用 {paper.count(Answer.NOT_APPLICABLE)} 项，"
        f"未填写 {paper.count(None)} 项。合格率 {share(paper.passed)}（不适用项不计入）。"
    )


def _finding(one: PaperFinding) -> Card:
    again = f"　重复问题：{day(one.repeat_of)}曾不合格" if one.repeat_of else ""
    pairs = [
        Pair("发现问题", one.note or UNFILLED, wide=True),
        Pair("整改措施", one.measure or UNFILLED, wide=True),
        Pair("责任人", one.owner or UNFILLED),
        Pair("整改期限", moment(one.due_at) if one.due_at else UNFILLED),
        Pair(
            "目前状态",
            FINDING_NAMES_ZH[FindingState(one.state)] + _returned(one.returned),
            wide=True,
        ),
    ]
    if one.rectified_at is not None:
        pairs.append(Pair("整改情况", _step(one.rectified_note, one.rectified_by), wide=True))
        pairs.append(Pair("整改时间", moment(one.rectified_at), wide=True))
    if one.rechecked_at is not None:
        pairs.append(Pair("复查意见", _step(one.recheck_note, one.rechecked_by), wide=True))
        pairs.append(Pair("复查时间", moment(one.rechecked_at), wide=True))
    photos = tuple(
        (name, tuple(photo for photo in one.photos if photo.purpose == purpose))
        for purpose, name in PURPOSE_NAMES_ZH.items()
    )
    if not one.photos:
        pairs.append(Pair("照片", "无", wide=True))
    return Card(
        f"{one.code}　{one.text}{again}",
        tuple(pairs),
        tuple((name, found) for name, found in photos if found),
    )


def _returned(times: int) -> str:
    return f"（复查退回 {times} 次）" if times else ""


def _step(note: str | None, by: str | None) -> str:
    return f"{note or UNFILLED}（{by or UNFILLED}）"


def _signing(paper: ControlPaper) -> Block:
    if not paper.answered or paper.submitted_at is None:
        return Words(f"本期记录未提交（{STATE_NAMES_ZH[paper.state]}），无签字。")
    name = paper.submitted_by or UNFILLED
    if paper.deputy_for:
        name += f"（代 {paper.deputy_for}）"
    return Signing(_ROLES[paper.kind], name, moment(paper.submitted_at), paper.signature)


def _notes(paper: ControlPaper, platform: str) -> Iterator[Block]:
    if paper.answered and not paper.signature:
        kind = "未手写签名" if paper.signed else "由系统接口提交，无手写签名"
        yield Note(f"签名说明：{kind}。")
    if not paper.facts.kept:
        yield Note("单位信息为出具本文件时的登记内容：提交时系统未留存。")
    version = f"第 {paper.checklist_version} 版" if paper.checklist_version else "现行版"
    yield Note(
        f"检查表{version}。本记录由{platform}平台按提交内容生成；时间均为北京时间。"
        f"内容校验值 SHA-256：{paper.digest}"
    )


def _numbered(blocks: list[Block]) -> list[Block]:
    """Headings with 一、 二、 before them."""
    told: list[Block] = []
    place = 0
    for block in blocks:
        if isinstance(block, Heading):
            told.append(Heading(f"{_NUMERALS[place]}、{block.text}"))
            place += 1
        else:
            told.append(block)
    return told
