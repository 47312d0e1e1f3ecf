"""The words of a weekly report or of the minutes of a month, folded, with the way to the paper."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.control_words import day_words, moment_words
from components.icons import icon
from components.wording import counted, term
from domain.control import KINDS, ControlKind
from domain.statements import (
    JUDGED_NAMES_EN,
    JUDGED_NAMES_ZH,
    TOPIC_NAMES_EN,
    TOPIC_NAMES_ZH,
    MonthlyStatement,
    Statement,
    Step,
    WeeklyStatement,
)

Line = tuple[str, str | Component | None]


def statement_fold(kind: ControlKind, said: Statement, href: str | None) -> Component:
    """What people wrote; what they left out is named as not filled in.

    Args:
        kind: Of which duty.
        said: As it was handed in.
        href: The statutory document, None for who may not take it.
    """
    weekly = isinstance(said, WeeklyStatement)
    lines, steps, head = (
        (_weekly(said), said.measures, _("整改措施 · 责任人 · 期限"))
        if isinstance(said, WeeklyStatement)
        else (_monthly(said), said.resolutions, _("决议 · 责任人 · 期限"))
    )
    number = len(steps)
    told = counted("%(n)s 条措施", number) if weekly else counted("%(n)s 条决议", number)
    facts = KINDS[kind]
    return html.Details(
        [
            html.Summary([html.B(_("报告文字") if weekly else _("会议纪要")), html.Span(told)]),
            html.Dl([part for name, words in lines for part in _line(name, words)]),
            html.H5(head),
            html.Ol([_step(one) for one in steps])
            if steps
            else html.P(_("未填写"), className="is-none"),
            html.A(
                [icon("download", 15), term(facts.record_zh, facts.record_en), " PDF"],
                href=href,
                download="",
                className="nc-btn nc-btn--sm",
            )
            if href
            else None,
        ],
        className="nc-drawer__sheet nc-drawer__words",
    )


def _weekly(said: WeeklyStatement) -> Sequence[Line]:
    topics = [
        html.Li([html.B(term(TOPIC_NAMES_ZH[one], TOPIC_NAMES_EN[one])), " ", words])
        for one, words in said.topics.items()
    ]
    return (
        (_("风险研判"), term(JUDGED_NAMES_ZH[said.risk], JUDGED_NAMES_EN[said.risk])),
        (_("研判理由"), said.judgement),
        (_("问题分布与重复出现的分析"), said.analysis),
        (_("专项排查说明"), html.Ul(topics) if topics else None),
        (_("上周未闭环问题的跟踪"), said.unclosed),
        (_("已报告的主要负责人"), said.reported_to),
    )


def _monthly(said: MonthlyStatement) -> Sequence[Line]:
    numbers = (said.training_hours, said.complaints, said.samples)
    hours, complaints, samples = (None if one is None else str(one) for one in numbers)
    return (
        (_("会议时间"), moment_words(said.held_at)),
        (_("地点"), said.place),
        (_("主持人（主要负责人）"), said.chair),
        (_("参会人员"), "、".join(said.attendees)),
        (_("缺席人员及原因"), "、".join(said.absent) or None),
        (_("食品安全总监工作汇报"), said.report),
        (_("培训学时"), hours),
        (_("投诉件数"), complaints),
        (_("抽检批次"), samples),
        (_("奖惩"), said.rewards),
        (_("下月重点"), said.priorities),
    )


def _line(name: str, words: str | Component | None) -> tuple[Component, Component]:
    if not words:
        return html.Dt(name), html.Dd(_("未填写"), className="is-none")
    return html.Dt(name), html.Dd(words)


def _step(one: Step) -> Component:
    return html.Li([html.B(one.what), html.Span(f"{one.owner}　{day_words(one.due)}")])
