"""One duty beside the board: whose, of when, in which state, and all that was answered."""

from datetime import date, datetime

import dash_svg as svg
from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import aria, data
from components.control_answers import answer_groups, left_out, tally
from components.control_contacts import contacts, open_list, reminder_list
from components.control_course import course
from components.control_statement import statement_fold
from components.control_words import (
    day_words,
    duration_words,
    moment_words,
    short_period_words,
)
from components.icons import icon, risk_badge
from components.paper_links import record_files
from components.wording import term
from domain.control import ANSWERED, KINDS, STATE_NAMES_EN, STATE_NAMES_ZH, ControlState, locks_at
from domain.control_beside import Beside
from domain.control_board import Act, Record
from domain.scope import Action, Scope


def record_panel(
    asker: Scope,
    found: Record,
    beside: Beside,
    now: datetime,
    *,
    files: bool = False,
    form: str | None = None,
) -> list[Component | None]:
    """Head, day, tally, items and ways on. Scripts follow its marks `data-day` and `data-act`.

    Args:
        asker: The name leads where this asker reads of the establishment; who may act gets the
            buttons for it.
        found: The duty.
        beside: What belongs to it.
        now: Aware UTC.
        files: It can be taken away as a file: it is answered, and the asker may.
        form: Address of the form, for the establishment itself while it can be entered.
    """
    answered = found.state in ANSWERED
    sheet = answer_groups(found, beside, now)
    return [
        _head(asker, found),
        _meta(found, beside),
        tally(found) if answered else _standing(found, beside, now, form),
        html.Div(
            [
                *_notes(found, beside),
                _words(found, beside, files=files),
                course(found.kind, beside.course, found.start),
                *([] if answered else contacts(beside)),
                reminder_list(beside),
                *(sheet if answered else [open_list(beside, now)]),
                None if answered else _folded(found, sheet),
                left_out(found),
                _signature(beside) if answered else None,
            ],
            className="nc-drawer__s",
        ),
        _foot(asker, found, beside, files=files),
    ]


def _head(asker: Scope, found: Record) -> Component:
    facts = KINDS[found.kind]
    return html.Header(
        [
            html.Div(
                [
                    html.H2(term(facts.record_zh, facts.record_en)),
                    html.P(
                        [
                            risk_badge(found.risk_level, 18),
                            dcc.Link(
                                found.name, href=links.entry_for(asker, found.establishment_id)
                            ),
                        ]
                    ),
                ]
            ),
            html.Span(
                term(STATE_NAMES_ZH[found.state], STATE_NAMES_EN[found.state]),
                className="st is-good" if found.state in ANSWERED else f"st is-{found.state}",
            ),
            html.Button(
                icon("x", 18),
                type="button",
                className="nc-iconbtn",
                title=_("关闭"),
                **data(act="close"),
                **aria(label=_("关闭")),
            ),
        ],
        className="nc-drawer__h",
    )


def _meta(found: Record, beside: Beside) -> Component:
    total = len(found.items)
    who: list[Component | str] = (
        [html.Em(_("填报人")), found.submitted_by]
        if found.submitted_by
        else [html.Em(_("安全员")), beside.safety_officer or "—"]
    )
    return html.Div(
        [
            html.Span(
                [
                    _step("back", found.earlier, _("上一期")),
                    html.B(short_period_words(found.kind, found.start), className="nc-num"),
                    _step("chev", found.later, _("下一期")),
                ],
                className="nc-daynav",
            ),
            html.Span(who),
            html.Span(
                [
                    html.Em(_("已填")),
                    html.B(f"{total - found.count(None)} / {total}", className="nc-num"),
                ]
            ),
        ],
        className="nc-drawer__meta",
    )


def _step(sign: str, start: date | None, words: str) -> Component:
    if start is None:
        return html.Span(icon(sign, 14), className="nc-daynav__none")
    return html.Button(
        icon(sign, 14),
        type="button",
        title=words,
        **data(day=start.isoformat()),
        **aria(label=words),
    )


def _open_words(found: Record, now: datetime, due: str) -> str:
    if now < found.due_at:
        return str(_("本期尚未提交，%(due)s", due=due))
    until = moment_words(locks_at(found.kind, found.due_at))
    return str(_("本期逾期未提交，%(due)s，%(until)s 前可补填", due=due, until=until))


def _standing(found: Record, beside: Beside, now: datetime, form: str | None) -> Component:
    """Why there are no answers, and what there is instead."""
    due = _("截止 %(at)s", at=moment_words(found.due_at))
    words: dict[ControlState, str] = {
        ControlState.OPEN: _open_words(found, now, due),
        ControlState.MISSED: _("本期未提交，已锁定；%(due)s", due=due),
        ControlState.EXCUSED: _("本期免报：%(why)s", why=found.reason or "—"),
    }
    lines: list[Component] = [html.P(html.B(words.get(found.state, "")))]
    if beside.drafted:
        lines.append(
            html.P(
                _(
                    "草稿：%(who)s %(at)s 保存，未提交",
                    who=beside.drafted.saved_by,
                    at=moment_words(beside.drafted.saved_at),
                )
            )
        )
    if found.last_answered and found.last_answered != found.start:
        lines.append(
            html.P(
                html.Button(
                    _("查看最近一次填报：%(day)s", day=day_words(found.last_answered)),
                    type="button",
                    className="nc-linkbtn",
                    **data(day=found.last_answered.isoformat()),
                )
            )
        )
    if form:
        lines.append(
            html.A([icon("edit", 15), _("去填写")], href=form, className="nc-btn nc-btn--primary")
        )
    return html.Div(lines, className=f"nc-drawer__standing is-{found.state}")


def _notes(found: Record, beside: Beside) -> list[Component]:
    """Who handed it in, when, how long it took, and whether the phone's clock was right."""
    if found.submitted_at is None:
        return []
    lines: list[Component] = [html.Span(_("提交于 %(at)s", at=moment_words(found.submitted_at)))]
    if beside.handed_in is not None:
        taken = beside.handed_in.taken(found.submitted_at)
        off = beside.handed_in.clock_off(found.submitted_at)
        if beside.handed_in.deputy_for:
            lines.append(html.Span(_("代 %(who)s 填报", who=beside.handed_in.deputy_for)))
        if taken is not None:
            lines.append(html.Span(_("填报用时 %(span)s", span=duration_words(taken))))
        if off is not None:
            ahead = off.total_seconds() > 0
            words = _("手机时钟快 %(span)s") if ahead else _("手机时钟慢 %(span)s")
            lines.append(
                html.Span(
                    str(words) % {"span": duration_words(abs(off))},
                    className="late",
                    title=_("以平台收到的时间为准"),
                )
            )
    return [html.P(lines, className="nc-drawer__note")]


def _words(found: Record, beside: Beside, *, files: bool) -> Component | None:
    said = beside.handed_in.statement if beside.handed_in else None
    if said is None:
        return None
    href = links.paper(found.establishment_id, found.kind, found.start, "pdf") if files else None
    return statement_fold(found.kind, said, href)


def _folded(found: Record, sheet: list[Component]) -> Component:
    words = _("本期检查表 %(n)s 项（未填）", n=len(found.items))
    return html.Details([html.Summary(words), *sheet], className="nc-drawer__sheet")


def _signature(beside: Beside) -> Component | None:
    signed = beside.handed_in.signature if beside.handed_in else None
    if not signed:
        return None
    return html.Figure(
        [
            svg.Svg(svg.Path(d=signed), viewBox="0 0 300 100", **aria(hidden="true")),
            html.Figcaption(_("手写签名")),
        ],
        className="nc-signature",
    )


def _foot(asker: Scope, found: Record, beside: Beside, *, files: bool) -> Component:
    waits = found.state in (ControlState.OPEN, ControlState.MISSED)
    ways: list[Component] = [
        html.Button(
            [icon("print", 16), _("打印")], type="button", className="nc-btn", **data(act="print")
        )
    ]
    if files:
        ways += record_files(found.establishment_id, found.kind, found.start)
    if beside.phone and asker.establishment_id is None:
        ways.append(_call(beside.phone))
    if waits and asker.allows(Action.EXCUSE_CONTROL):
        ways.append(_act(Act.EXCUSE, found, _("给予免报"), "nc-btn"))
        ways.append(_act(Act.REMIND, found, _("督办"), "nc-btn nc-btn--primary"))
    else:
        ways.append(
            dcc.Link(
                [icon("bell", 16), _("预警")],
                href=links.alerts(establishment=found.establishment_id),
                className="nc-btn",
            )
        )
    return html.Footer(ways, className="nc-drawer__f")


def _call(phone: str) -> Component:
    """A call; numbers of the demonstration are masked, so nobody is rung."""
    words = [icon("phone", 16), _("致电")]
    if "*" in phone:
        return html.Button(
            words,
            type="button",
            disabled=True,
            title=_("号码已遮盖：%(n)s", n=phone),
            className="nc-btn",
        )
    return html.A(words, href=f"tel:{phone}", title=phone, className="nc-btn")


def _act(act: Act, found: Record, words: str, class_name: str) -> Component:
    """A button for this one duty."""
    return html.Button(
        words,
        type="button",
        className=class_name,
        **data(
            act=act.value,
            of=str(found.establishment_id),
            start=found.start.isoformat(),
        ),
    )
