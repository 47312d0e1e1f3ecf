"""Sections of 《每周食品安全排查治理报告》: regulations.md section 1, 周报告 ①-⑦."""

from collections.abc import Iterator, Sequence

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
from documents.paper_words import day, share
from domain.paper_facts import DutyCount, Figures, WeeklyFigures
from domain.share import Share
from domain.statements import JUDGED_NAMES_ZH, TOPIC_NAMES_ZH, Step, Topic, WeeklyStatement


def week_blocks(figures: Figures | None, said: WeeklyStatement | None) -> Iterator[Block]:
    """Sections before the items."""
    counted = figures if isinstance(figures, WeeklyFigures) else None
    yield Heading("本周执行情况")
    yield Words(duties("日管控", counted.daily) if counted else f"日管控：{NO_DATA}。")
    yield Heading("问题分布与重复问题")
    yield from _findings(counted)
    yield Words(f"分析：{(said.analysis if said else None) or UNFILLED}")
    yield Heading("专项排查")
    yield _topics(counted, said)
    yield Heading("风险研判")
    yield _judgement(said)
    yield Heading("整改措施")
    yield from steps(said.measures if said else (), "措施")
    yield Heading("上周及以前未闭环问题")
    yield from _left(counted)
    yield Words(f"跟踪情况：{(said.unclosed if said else None) or UNFILLED}")


def duties(name: str, count: DutyCount) -> str:
    """One kind of duty in a sentence: due, done, share."""
    answered = share(Share(count.answered, count.due))
    on_time = share(Share(count.done, count.due))
    return (
        f"{name}：应检 {count.due} 次，实检 {count.answered} 次，执行率 {answered}；"
        f"按时 {count.done} 次（{on_time}），逾期补填 {count.late} 次，缺报 {count.missed} 次，"
        f"免报 {count.excused} 次（不计入应检）。"
    )


def steps(given: Sequence[Step], name: str) -> Iterator[Block]:
    """Measures or resolutions as a table."""
    if not given:
        yield Words(f"{name}：{UNFILLED}")
        return
    rows = [(str(place), one.what, one.owner, day(one.due)) for place, one in enumerate(given, 1)]
    yield grid((8, 56, 16, 20), ("序号", name, "责任人", "期限"), rows)


def _findings(counted: WeeklyFigures | None) -> Iterator[Block]:
    if counted is None:
        yield Words(NO_DATA)
        return
    if not counted.groups:
        yield Words("本周日管控未发现不合格项。")
        return
    total = sum(number for _name, number in counted.groups)
    parts = "，".join(f"{name} {number} 项" for name, number in counted.groups)
    yield Words(f"日管控发现问题 {total} 项：{parts}。")
    if counted.repeats:
        rows = [(one.code, one.text, f"{one.times} 次") for one in counted.repeats]
        yield grid((10, 66, 24), ("编号", "重复出现的项目", "近30日及本周"), rows)
    else:
        yield Words("重复问题：无。")


def _topics(counted: WeeklyFigures | None, said: WeeklyStatement | None) -> Grid:
    """What the system knows beside what people wrote."""
    told = said.topics if said else {}
    rows = [
        ("许可证30日内到期", _licence(counted), "—"),
        ("健康证30日内到期", _certificates(counted), "—"),
        ("AI 与设备告警", _alerts(counted), "—"),
        ("摄像头", _cameras(counted), "—"),
    ]
    rows += [(TOPIC_NAMES_ZH[one], NO_DATA, told.get(one) or UNFILLED) for one in Topic]
    return grid((22, 40, 38), ("专项", "系统数据", "单位说明"), rows)


def _licence(counted: WeeklyFigures | None) -> str:
    if counted is None or counted.licence_until is None:
        return NOT_KEPT
    if not counted.licence_until:
        return "无"
    return f"有效期至 {day(counted.licence_until)}"


def _certificates(counted: WeeklyFigures | None) -> str:
    if counted is None or counted.certificates is None:
        return NOT_KEPT
    if not counted.certificates:
        return "无"
    return "；".join(
        f"{one.person} {day(one.until)}" if one.until else f"{one.person} 无健康证"
        for one in counted.certificates
    )


def _alerts(counted: WeeklyFigures | None) -> str:
    if counted is None:
        return NO_DATA
    if not counted.alerts_all:
        return "无告警"
    top = "，".join(f"{name} {number}" for name, number in counted.alerts)
    return f"共 {counted.alerts_all} 次；最多：{top}"


def _cameras(counted: WeeklyFigures | None) -> str:
    if counted is None or counted.cameras is None:
        return NOT_KEPT
    online, whole = counted.cameras
    return f"在线 {online} 路／共 {whole} 路" if whole else "未接入摄像头"


def _judgement(said: WeeklyStatement | None) -> Fields:
    return Fields(
        (
            Pair("风险等级", JUDGED_NAMES_ZH[said.risk] if said else UNFILLED),
            Pair("报主要负责人", said.reported_to if said else UNFILLED),
            Pair("研判理由", said.judgement if said else UNFILLED, wide=True),
        )
    )


def _left(counted: WeeklyFigures | None) -> Iterator[Block]:
    if counted is None or counted.left is None:
        yield Words(NOT_KEPT)
        return
    if not counted.left:
        yield Words("无。")
        return
    rows = [
        (
            one.code,
            one.what,
            one.owner or UNFILLED,
            day(one.found),
            day(one.due) if one.due else UNFILLED,
        )
        for one in counted.left
    ]
    yield grid((8, 36, 14, 21, 21), ("编号", "问题", "责任人", "发现日期", "整改期限"), rows)
