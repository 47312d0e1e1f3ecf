"""Lists of a dossier: inspections, visits and cadres, what is kept and where facts came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import full_moment
from components.dossier_words import (
    RESULT_CLASSES,
    hygiene_name,
    inspection_kind,
    inspection_result,
    paper_name,
    rectified_words,
    tier_name,
    visit_course,
    visit_manner,
)
from components.numbers import count
from components.record_form import act_button
from components.record_words import subject_name
from components.states import empty
from components.wording import counted, term
from domain.checklists import Answer
from domain.dossier import Holder, Inspected, Paper, Source, Visit
from domain.guarantors import VISIT_ITEMS
from domain.inspections import InspectionResult

RECTIFIED = "rectified"


def inspection_list(found: Sequence[Inspected], today: date, *, may_end: bool) -> Component:
    """Inspections, newest first; `may_end`: the asker says what has been put right."""
    if not found:
        return empty(_("没有监督检查记录"), _("每个单位至少每两年接受一次全要点检查"))
    return html.Ol(
        [_inspection(one, today, may_end=may_end) for one in found], className="nc-works"
    )


def visit_list(found: Sequence[Visit], today: date, *, may_end: bool) -> Component:
    """Visits of cadres, newest first; `may_end` as for inspections."""
    if not found:
        return empty(_("没有督导记录"))
    return html.Ol([_visit(one, today, may_end=may_end) for one in found], className="nc-works")


def holder_list(found: Sequence[Holder]) -> Component:
    """Cadres, the present one first."""
    if not found:
        return empty(_("现无包保干部"), _("每个单位应有且只有一名包保干部"))
    return html.Ul([_holder(one) for one in found], className="nc-works")


def _when(newest: date | None) -> str:
    if isinstance(newest, datetime):
        return full_moment(newest)
    return newest.isoformat() if newest else "—"


def paper_list(found: Sequence[Paper], not_kept: Sequence[str]) -> Component:
    """What is kept, how many and since when; and plainly what is not."""
    rows = [
        html.Tr(
            [
                html.Td(paper_name(one.kind)),
                html.Td(count(one.count), className="num"),
                html.Td(_when(one.newest), className="nowrap"),
            ]
        )
        for one in found
    ]
    heads = [html.Th(_("内容")), html.Th(_("数量"), className="num"), html.Th(_("最近"))]
    return html.Div(
        [
            html.Div(
                html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="nc-data"),
                className="nc-scrollx",
            ),
            html.P(
                [html.B(_("平台不保存：")), "；".join(not_kept)], className="nc-note nc-notkept"
            ),
        ]
    )


def source_list(found: Sequence[Source]) -> Component:
    """Deliveries that brought facts."""
    if not found:
        return empty(_("没有导入记录"), _("此档案由人工登记或系统建档"))
    return html.Ul(
        [
            html.Li(
                [
                    dcc.Link(
                        one.file_name or _("批次 %(n)s", n=one.batch_id),
                        href=links.batches(batch=one.batch_id),
                    ),
                    html.Span(subject_name(one.subject)),
                    html.Span(full_moment(one.at), className="nc-num"),
                    html.Span(one.actor),
                    html.Span(_("已撤销"), className="nc-chip nc-chip--off")
                    if one.undone
                    else None,
                ]
            )
            for one in found
        ],
        className="nc-sources",
    )


def _inspection(one: Inspected, today: date, *, may_end: bool) -> Component:
    counts = _(
        "重点项 %(a)s 项不合格 %(b)s，一般项 %(c)s 项不合格 %(d)s",
        a=one.key_checked,
        b=one.key_failed,
        c=one.general_checked,
        d=one.general_failed,
    )
    published = (
        _("%(day)s 公示", day=one.published_on.isoformat()) if one.published_on else _("未公示")
    )
    facts = [
        counts,
        _("动态等级 %(name)s", name=hygiene_name(one.hygiene_grade))
        if one.hygiene_grade
        else _("未评动态等级"),
        published,
        _("检查人员 %(names)s", names=one.inspectors) if one.inspectors else "",
        _("判定规则第 %(n)s 版（平台规则）", n=one.rule_version),
    ]
    chip = RESULT_CLASSES[InspectionResult(one.result)]
    return _work(
        one.inspected_on,
        inspection_kind(one.kind),
        html.Span(inspection_result(one.result), className=f"nc-chip {chip}"),
        facts,
        one.note,
        _Fix(one.rectify_by, one.rectified_on, today, ("inspection", one.id) if may_end else None),
    )


def _visit(one: Visit, today: date, *, may_end: bool) -> Component:
    failed = [
        term(*item)
        for item, answer in zip(VISIT_ITEMS, one.answers, strict=False)
        if answer == Answer.FAIL
    ]
    passed = one.answers.count(Answer.PASS)
    facts = [
        _("干部 %(name)s", name=one.guarantor),
        visit_manner(one.manner),
        counted("%(n)s 项符合", passed),
        _("不符合：%(items)s", items="、".join(failed)) if failed else "",
        _("随行 %(name)s", name=one.companion) if one.companion else "",
    ]
    return _work(
        one.visited_on,
        _("包保督导"),
        html.Span(
            visit_course(one.course),
            className=f"nc-chip {'nc-chip--warn' if failed else 'nc-chip--ok'}",
        ),
        facts,
        one.note,
        _Fix(one.rectify_by, one.rectified_on, today, ("visit", one.id) if may_end else None),
    )


def _holder(one: Holder) -> Component:
    held = (
        _("%(since)s 至 %(until)s", since=one.since.isoformat(), until=one.until.isoformat())
        if one.until
        else _("自 %(day)s", day=one.since.isoformat())
    )
    signed = one.commitment_signed_on
    facts = [
        one.position,
        one.phone or "",
        held,
        _("承诺书 %(day)s 签订", day=signed.isoformat()) if signed else _("未签承诺书"),
    ]
    return html.Li(
        [
            html.Header(
                [
                    html.B(one.name),
                    html.Span(
                        _("%(tier)s 级 · %(name)s", tier=one.tier, name=tier_name(one.tier)),
                        className="nc-chip" if one.until is None else "nc-chip nc-chip--off",
                    ),
                ]
            ),
            html.P("　·　".join(filter(None, facts))),
        ],
        className="" if one.until is None else "is-past",
    )


def _work(
    day: date, title: str, chip: Component, facts: Sequence[str], note: str | None, fix: "_Fix"
) -> Component:
    rectified = rectified_words(fix.due, fix.done, fix.today)
    return html.Li(
        [
            html.Header([html.Time(day.isoformat(), className="nc-num"), html.B(title), chip]),
            html.P("　·　".join(filter(None, facts))),
            html.P(note, className="nc-works__note") if note else None,
            html.P(
                [html.Span(rectified, className="is-late" if fix.late else ""), fix.step()],
                className="nc-works__fix",
            )
            if rectified
            else None,
        ]
    )


@dataclass(frozen=True, slots=True)
class _Fix:
    """Until when something is to be put right, and what may be said of it."""

    due: date | None
    done: date | None
    today: date
    subject: tuple[str, int] | None

    @property
    def late(self) -> bool:
        return self.due is not None and self.done is None and self.due < self.today

    def step(self) -> Component | None:
        if self.subject is None or self.done is not None:
            return None
        return act_button(RECTIFIED, *self.subject, _("登记整改完成"), _("确认今天已整改完成"))
