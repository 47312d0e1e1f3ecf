"""One duty with its answered checklist, item by item."""

from datetime import date, datetime
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import aria
from components.control_words import day_words, short_period_words
from components.icons import icon, risk_badge
from components.wording import term
from domain.checklists import Answer, ChecklistItem
from domain.clock import CITY_TIME
from domain.control import ANSWERED, KINDS, STATE_NAMES_EN, STATE_NAMES_ZH
from domain.control_board import Record, RecordFinding
from domain.scope import Scope

_CLASSES = {
    Answer.PASS: "is-ok",
    Answer.FAIL: "is-bad",
    Answer.NOT_APPLICABLE: "is-na",
    None: "is-pend",
}
_SIGNS = {Answer.PASS: "check", Answer.FAIL: "x", Answer.NOT_APPLICABLE: "minus"}


def record_panel(asker: Scope, found: Record, *, day_type: str) -> list[Component]:
    """Head, day, tally, items and ways on.

    Args:
        asker: The name leads where this asker reads of the establishment.
        found: The duty.
        day_type: `type` of the pattern id of the buttons that lead to another period.
    """
    facts = KINDS[found.kind]
    return [
        html.Header(
            [
                html.Div(
                    [
                        html.H2(term(facts.record_zh, facts.record_en)),
                        html.P(
                            [
                                risk_badge(found.risk_level, 18),
                                dcc.Link(
                                    found.name,
                                    href=links.entry_for(asker, found.establishment_id),
                                ),
                            ]
                        ),
                    ]
                ),
                html.Span(
                    term(STATE_NAMES_ZH[found.state], STATE_NAMES_EN[found.state]),
                    className="st is-good" if found.state in ANSWERED else f"st is-{found.state}",
                ),
            ],
            className="nc-drawer__h",
        ),
        _meta(found, day_type),
        _tally(found),
        html.Div([*_note(found, day_type), *_groups(found)], className="nc-drawer__s"),
        _foot(found),
    ]


def _meta(found: Record, day_type: str) -> Component:
    total = len(found.items)
    return html.Div(
        [
            html.Span(
                [
                    _step("back", found.earlier, day_type, _("上一期")),
                    html.B(short_period_words(found.kind, found.start), className="nc-num"),
                    _step("chev", found.later, day_type, _("下一期")),
                ],
                className="nc-daynav",
            ),
            html.Span([html.Em(_("填报人")), found.submitted_by or "—"]),
            html.Span(
                [
                    html.Em(_("已填")),
                    html.B(f"{total - found.count(None)} / {total}", className="nc-num"),
                ]
            ),
        ],
        className="nc-drawer__meta",
    )


def _step(sign: str, start: date | None, day_type: str, words: str) -> Component:
    if start is None:
        return html.Span(icon(sign, 14), className="nc-daynav__none")
    return html.Button(
        icon(sign, 14),
        id={"type": day_type, "start": start.isoformat(), "at": sign},
        type="button",
        title=words,
        **aria(label=words),
    )


def _tally(found: Record) -> Component:
    parts = [
        (Answer.PASS, "is-okc", "o", _("合格")),
        (Answer.FAIL, "is-sev1", "b", _("不合格")),
        (Answer.NOT_APPLICABLE, "is-nac", "n", _("不适用")),
        (None, "is-pendc", "p", _("未填")),
    ]
    shown = [(name, colour, key, found.count(answer)) for answer, colour, key, name in parts]
    return html.Div(
        [
            html.Div(
                [
                    html.B(className=colour, style={"flex": str(number)})
                    for _name, colour, _key, number in shown
                    if number
                ],
                className="nc-stack",
                role="img",
                **aria(label="，".join(f"{name} {number}" for name, _c, _k, number in shown)),
            ),
            html.P(
                [html.Span(f"{name} {number}", className=key) for name, _c, key, number in shown]
            ),
        ],
        className="nc-drawer__beam",
    )


def _note(found: Record, day_type: str) -> list[Component]:
    lines: list[Component] = []
    if found.submitted_at is not None:
        lines.append(html.Span(_("提交于 %(at)s", at=_moment(found.submitted_at))))
    if found.reason:
        lines.append(html.Span(_("免报原因：%(why)s", why=found.reason)))
    if found.state not in ANSWERED and found.last_answered and found.last_answered != found.start:
        lines.append(
            html.Button(
                _("查看最近一次填报：%(day)s", day=day_words(found.last_answered)),
                id={"type": day_type, "start": found.last_answered.isoformat(), "at": "last"},
                type="button",
                className="nc-linkbtn",
            )
        )
    return [html.P(lines, className="nc-drawer__note")] if lines else []


def _groups(found: Record) -> list[Component]:
    heads = {group.letter: group for group in found.checklist.groups}
    sections: list[Component] = []
    for letter, pairs in groupby(found.items, key=lambda pair: pair[0].group):
        mine = list(pairs)
        done = sum(answer is not None for _item, answer in mine)
        sections.append(
            html.Section(
                [
                    html.H4(
                        [
                            html.I(letter),
                            term(heads[letter].zh, heads[letter].en),
                            html.Span(f"{done} / {len(mine)}", className="nc-num"),
                        ]
                    ),
                    html.Ul([_item(item, answer) for item, answer in mine]),
                    *(
                        _finding(item, found.findings[item.id])
                        for item, _answer in mine
                        if item.id in found.findings
                    ),
                ],
                className="nc-clg nc-clg--full",
            )
        )
    return sections


def _item(item: ChecklistItem, answer: Answer | None) -> Component:
    words = {
        Answer.PASS: _("合格"),
        Answer.FAIL: _("不合格"),
        Answer.NOT_APPLICABLE: _("不适用"),
        None: _("未填"),
    }[answer]
    sign = icon(_SIGNS[answer], 13) if answer in _SIGNS else None
    key = html.B("★", title=_("关键项")) if item.key else None
    return html.Li(
        [
            html.I(sign, title=words, role="img", **aria(label=words)),
            html.Span([key, term(item.zh, item.en)]),
        ],
        className=_CLASSES[answer],
        title=_("%(code)s 依据：%(basis)s", code=item.code, basis=f"{item.source} {item.article}"),
    )


def _finding(item: ChecklistItem, finding: RecordFinding) -> Component:
    until = _("限期 %(at)s", at=_moment(finding.due_at)) if finding.due_at else ""
    done = (
        _("已整改 %(at)s", at=_moment(finding.rectified_at))
        if finding.rectified_at
        else _("未整改")
    )
    parts = [finding.owner or "", until, done]
    return html.Div(
        html.Div(
            [
                html.B(f"{item.code} {finding.note or _('未写明问题')}"),
                html.P(_("措施：%(what)s", what=finding.measure or "—")),
                html.Span("　".join(part for part in parts if part)),
            ]
        ),
        className="nc-clbad nc-clbad--plain",
    )


def _foot(found: Record) -> Component:
    return html.Footer(
        [
            dcc.Link(
                [icon("bell", 16), _("这家的预警")],
                href=links.alerts(establishment=found.establishment_id),
                className="nc-btn",
            ),
            dcc.Link(
                [icon("map", 16), _("在地图上看")],
                href=links.establishment(found.establishment_id),
                className="nc-btn",
            ),
        ],
        className="nc-drawer__f",
    )


def _moment(moment: datetime) -> str:
    local = moment.astimezone(CITY_TIME)
    return f"{day_words(local.date())} {local:%H:%M}"
