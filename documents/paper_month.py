"""Sections of 《每月食品安全调度会议纪要》: regulations.md section 1, 月纪要."""

from collections.abc import Iterator

from documents.paper_blocks import (
    NO_DATA,
    NOT_KEPT,
    UNFILLED,
    Block,
    Fields,
    Grid,
    Heading,
    Pair,
    Words,
    grid,
)
from documents.paper_week import duties, steps
from documents.paper_words import day, moment, share
from domain.paper_facts import Figures, MonthlyFigures
from domain.share import Share
from domain.statements import MonthlyStatement


def month_blocks(figures: Figures | None, said: MonthlyStatement | None) -> Iterator[Block]:
    """Sections before the items."""
    counted = figures if isinstance(figures, MonthlyFigures) else None
    yield Heading("会议情况")
    yield _meeting(said)
    yield Heading("食品安全总监（食品安全员）汇报")
    yield Words(said.report if said else UNFILLED)
    yield Heading("指标通报")
    yield _figures(counted, said)
    yield Heading("奖惩情况")
    yield Words((said.rewards if said else None) or UNFILLED)
    yield Heading("下月重点工作")
    yield Words(said.priorities if said else UNFILLED)
    yield Heading("会议决议")
    yield from steps(said.resolutions if said else (), "决议事项")


def _meeting(said: MonthlyStatement | None) -> Fields:
    if said is None:
        names = ("会议时间", "会议地点", "主持人", "缺席人员", "参会人员")
        return Fields(tuple(Pair(name, UNFILLED, wide=name == "参会人员") for name in names))
    return Fields(
        (
            Pair("会议时间", moment(said.held_at)),
            Pair("会议地点", said.place or UNFILLED),
            Pair("主持人", said.chair),
            Pair("缺席人员", "、".join(said.absent) or "无"),
            Pair("参会人员", "、".join(said.attendees), wide=True),
        )
    )


def _figures(counted: MonthlyFigures | None, said: MonthlyStatement | None) -> Grid:
    rows = [*_counted(counted), *_said(said)]
    return grid((24, 54, 22), ("指标", "本月情况", "来源"), rows)


def _counted(counted: MonthlyFigures | None) -> Iterator[tuple[str, str, str]]:
    source = "系统统计"
    if counted is None:
        names = ("日管控执行率", "周排查执行率", "检查合格率", "隐患整改率", "AI 预警", "监督检查")
        yield from ((name, NO_DATA, source) for name in names)
        return
    yield "日管控执行率", duties("日管控", counted.daily), source
    yield "周排查执行率", duties("周排查", counted.weekly), source
    passed = Share(counted.passed, counted.passed + counted.failed)
    yield "检查合格率", f"{share(passed)}，按日管控合格与不合格项次计", source
    mended = (
        f"整改 {counted.rectified} 项，整改率 {share(Share(counted.rectified, counted.found))}"
        if counted.rectified is not None
        else f"整改情况{NOT_KEPT}"
    )
    yield "隐患整改率", f"发现 {counted.found} 项，{mended}", source
    yield "AI 预警", _alerts(counted), source
    visits = "；".join(f"{day(on)} {kind} {result}" for on, kind, result in counted.inspections)
    yield "监督检查", visits or "本月无登记", source


def _alerts(counted: MonthlyFigures) -> str:
    if counted.confirmed is None:
        return f"共 {counted.alerts} 次；确认与误报{NOT_KEPT}"
    return (
        f"共 {counted.alerts} 次：确认 {counted.confirmed}，误报 {counted.false}，"
        f"待确认 {counted.pending}"
    )


def _said(said: MonthlyStatement | None) -> Iterator[tuple[str, str, str]]:
    source = "单位填报"
    for name, value, unit in (
        ("抽检", said.samples if said else None, "批次"),
        ("投诉", said.complaints if said else None, "件"),
        ("培训学时", said.training_hours if said else None, "学时"),
    ):
        yield name, UNFILLED if value is None else f"{value} {unit}", source
