"""Lists of a dossier: inspections, visits and cadres, what is kept and where facts came from."""

from collections.abc import Sequence
from datetime import date

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
from components.record_words import subject_name
from components.states import empty
from components.wording import term
from domain.checklists import Answer
from domain.dossier import Holder, Inspected, Paper, Source, Visit
from domain.guarantors import VISIT_ITEMS
from domain.inspections import InspectionResult


def inspection_list(found: Sequence[Inspected], today: date) -> Component:
    """Inspections, newest first."""
    if not found:
        return empty(_("没有监督检查记录"), _("每个单位至少每两年接受一次全要点检查"))
    return html.Ol([_inspection(one, today) for one in found], className="nc-works")


def visit_list(found: Sequence[Visit], today: date) -> Component:
    """Visits of cadres, newest first."""
    if not found:
        return empty(_("没有督导记录"))
    return html.Ol([_visit(one, today) for one in found], className="nc-works")


def holder_list(found: Sequence[Holder]) -> Component:
    """Cadres, the present one first."""
    if not found:
        return empty(_("现无包保干部"), _("每个单位应有且只有一名包保干部"))
    return html.Ul([_holder(one) for one in found], className="nc-works")


def paper_list(found: Sequence[Paper], not_kept: Sequence[str]) -> Component:
    """What is kept, how many and since when; and plainly what is not."""
    rows = [
        html.Tr(
            [
                html.Td(paper_name(one.kind)),
                html.Td(count(one.count), className="num"),
                html.Td(full_moment(one.newest) if one.newest else "", className="nowrap"),
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
                        href=f"{links.batches()}?batch={one.batch_id}",
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


def _inspection(one: Inspected, today: date) -> Component:
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
        rectified_words(one.rectify_by, one.rectified_on, today),
        late=_late(one.rectify_by, one.rectified_on, today),
    )


def _visit(one: Visit, today: date) -> Component:
    failed = [
        term(*item)
        for item, answer in zip(VISIT_ITEMS, one.answers, strict=False)
        if answer == Answer.FAIL
    ]
    passed = one.answers.count(Answer.PASS)
    facts = [
        _("干部 %(name)s", name=one.guarantor),
        visit_manner(one.manner),
        _("%(n)s 项符合", n=passed),
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
        rectified_words(one.rectify_by, one.rectified_on, today),
        late=_late(one.rectify_by, one.rectified_on, today),
    )


def _holder(one: Holder) -> Component:
    until = one.until.isoformat() if one.until else _("至今")
    signed = one.commitment_signed_on
    facts = [
        one.position,
        one.phone or "",
        _("%(since)s 至 %(until)s", since=one.since.isoformat(), until=until),
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
    day: date,
    title: str,
    chip: Component,
    facts: Sequence[str],
    note: str | None,
    rectified: str,
    *,
    late: bool,
) -> Component:
    return html.Li(
        [
            html.Header([html.Time(day.isoformat(), className="nc-num"), html.B(title), chip]),
            html.P("　·　".join(filter(None, facts))),
            html.P(note, className="nc-works__note") if note else None,
            html.P(rectified, className="is-late" if late else "") if rectified else None,
        ]
    )


def _late(due: date | None, done: date | None, today: date) -> bool:
    return due is not None and done is None and due < today
