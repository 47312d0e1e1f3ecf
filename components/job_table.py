"""Jobs and their runs, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import icon
from components.labelled import labelled
from components.numbers import UNKNOWN, count
from components.sizes import size
from components.wording import counted, term
from domain.clock import CITY_TIME
from domain.jobs import (
    JOB_NAMES_EN,
    JOB_NAMES_ZH,
    Daily,
    Every,
    Job,
    JobResult,
    Timetable,
    Weekly,
)


@dataclass(frozen=True, slots=True)
class RunShown:
    """One run as it is shown; `result` None while it goes on."""

    started_at: datetime
    finished_at: datetime | None
    result: JobResult | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JobShown:
    """One job as it is shown.

    Attributes:
        table: None: runs only when somebody asks.
        last: Its newest run.
        ok_at: When it last ended well.
        next_at: When it is due, None without a timetable.
        stopped: Nothing runs what is due.
    """

    job: Job
    table: Timetable | None
    last: RunShown | None
    ok_at: datetime | None
    next_at: datetime | None
    stopped: bool = False


def job_name(job: Job) -> str:
    """Name of a job in the reader's language."""
    return term(JOB_NAMES_ZH[job], JOB_NAMES_EN[job])


def job_table(jobs: Sequence[JobShown], now: datetime) -> Component:
    """Every job: when it runs, how its last run went, when the next comes."""
    heads = [_("任务"), _("计划"), _("最近一次"), _("用时"), _("结果"), _("上次成功"), _("下次")]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head) for head in heads])),
                html.Tbody([_job_row(one, heads, now) for one in jobs]),
            ],
            className="nc-data nc-ops__table",
        ),
        className="nc-scrollx",
    )


def run_table(runs: Sequence[RunShown]) -> Component:
    """Runs of one job, newest first."""
    heads = [_("开始"), _("用时"), _("结果"), _("做了什么")]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head) for head in heads])),
                html.Tbody(
                    [
                        html.Tr(
                            [
                                labelled(heads[0], moment(run.started_at), "nowrap"),
                                labelled(heads[1], _took(run), "nowrap"),
                                labelled(heads[2], result_chip(run)),
                                labelled(heads[3], told(run.detail)),
                            ]
                        )
                        for run in runs
                    ]
                ),
            ],
            className="nc-data nc-ops__table",
        ),
        className="nc-scrollx",
    )


def result_chip(run: RunShown) -> Component:
    """How a run ended: a word and a sign, not colour alone."""
    words, kind, sign = {
        JobResult.OK: (_("成功"), "ok", "check"),
        JobResult.FAILED: (_("失败"), "bad", "x"),
        JobResult.REQUESTED: (_("等待执行"), "off", "clock"),
        None: (_("进行中"), "warn", "play"),
    }[run.result]
    return html.Span([icon(sign, 14), words], className=f"nc-chip nc-chip--{kind}")


def moment(at: datetime | None) -> str:
    """11-19 12:00:05 by the city's clock."""
    return UNKNOWN if at is None else f"{at.astimezone(CITY_TIME):%m-%d %H:%M:%S}"


def told(detail: Mapping[str, Any]) -> str:
    """What a run did, or why it failed, in one line."""
    words: dict[str, Callable[[Any], str]] = {
        "opened": lambda n: _("开启 %(n)s 项", n=count(n)),
        "excused": lambda n: _("免报 %(n)s 项", n=count(n)),
        "missed": lambda n: _("逾期 %(n)s 项", n=count(n)),
        "archived": lambda n: counted("归档 %(n)s 行", n),
        "changed": lambda n: counted("变更 %(n)s 家", n),
        "figures": lambda n: counted("留存 %(n)s 项数字", n),
        "days_missed": lambda n: counted("此前 %(n)s 天没有留存", n),
        "scored": lambda n: counted("评分 %(n)s 家", n),
        "levels": lambda n: counted("等级变化 %(n)s 家", n),
        "ended": lambda n: counted("人工调整到期 %(n)s 项", n),
        "bytes": lambda n: size(n),
        "rows": lambda n: counted("%(n)s 行", n),
        "files": lambda n: counted("%(n)s 个文件", n),
        "missing": lambda n: counted("缺失 %(n)s 个文件", n),
        "removed": lambda n: counted("删除旧备份 %(n)s 份", n),
        "sessions": lambda n: counted("会话 %(n)s 条", n),
        "tokens": lambda n: counted("令牌 %(n)s 个", n),
        "by": lambda name: _("由 %(name)s 要求", name=name),
        "error": lambda said: _("失败原因：%(said)s", said=said),
        "file": str,
    }
    parts = [words[key](value) for key, value in detail.items() if key in words and value]
    return " · ".join(parts) or _("没有要做的")


def _job_row(one: JobShown, heads: Sequence[str], now: datetime) -> Component:
    last = one.last
    why = told(last.detail) if last and last.result is JobResult.FAILED else None
    outcome = [
        result_chip(last) if last else UNKNOWN,
        html.P(why, className="nc-ops__why") if why else None,
    ]
    return html.Tr(
        [
            html.Td(job_name(one.job), className="nm nowrap"),
            labelled(heads[1], _plan(one.table), "nowrap"),
            labelled(heads[2], moment(last.started_at) if last else _("还没有运行过"), "nowrap"),
            labelled(heads[3], _took(last) if last else UNKNOWN, "nowrap"),
            labelled(heads[4], html.Div(outcome)),
            labelled(heads[5], moment(one.ok_at), "nowrap"),
            labelled(heads[6], _next(one, now), "nowrap"),
        ]
    )


def _plan(table: Timetable | None) -> str:
    if isinstance(table, Every):
        return str(_("每 %(n)s 秒", n=f"{table.seconds:.0f}"))
    if isinstance(table, Daily):
        return str(_("每日 %(at)s", at=f"{table.at:%H:%M}"))
    if isinstance(table, Weekly):
        return str(_("每周一 %(at)s", at=f"{table.at:%H:%M}"))
    return str(_("仅手动（backup.at 未设置）"))


def _next(one: JobShown, now: datetime) -> str:
    if one.next_at is None:
        return UNKNOWN
    if one.stopped:
        return str(_("等待调度进程"))
    return moment(one.next_at) if one.next_at > now else str(_("即将"))


def _took(run: RunShown) -> str:
    if run.finished_at is None or run.result is JobResult.REQUESTED:
        return UNKNOWN
    seconds = (run.finished_at - run.started_at).total_seconds()
    return str(_("%(n)s 秒", n=f"{seconds:.1f}"))
