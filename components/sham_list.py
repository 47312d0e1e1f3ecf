"""Signals of sham records: the list of a week, and one signal with its facts and its review."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import full_moment
from components.aria import aria
from components.control_words import period_words
from components.icons import icon
from components.numbers import count
from components.sham_words import list_name, sign_name, sign_words, verdict_name
from components.states import empty
from components.wording import term
from domain.control import ControlKind
from domain.scope import Scope
from domain.sham import REVIEW_FROM, Reason, ReviewVerdict
from domain.sham_list import Listed, Signal, SignalCounts

Address = Callable[[int | None], str]
_SHOWN_SIGNS = 2


def caution() -> Component:
    """What a signal is, and what it is not; stands over every list and every signal."""
    return html.P(
        [
            icon("shield", 18),
            html.Span(
                [
                    html.B(_("仅供复核，不作为处罚依据。")),
                    _("信号由规则推算，可能误报；须由人员核实后另行取证。餐饮单位看不到本页。"),
                ]
            ),
        ],
        className="nc-sham__caution",
        role="note",
    )


def week_bar(week: date, known: Sequence[date], listed: Listed) -> Component:
    """The week that is shown, and the ways to those beside it."""
    back = max((one for one in known if one < week), default=None)
    later = min((one for one in known if one > week), default=None)

    def way(one: date | None, sign: str, words: str) -> Component:
        if one is None:
            return html.Span(icon(sign, 16), className="nc-daynav__none")
        href = links.signals(week=one, listed=listed)
        return dcc.Link(icon(sign, 16), href=href, title=words)

    return html.Span(
        [
            way(back, "back", _("上一周")),
            html.B(period_words(ControlKind.WEEKLY_REVIEW, week), className="nc-num"),
            way(later, "chev", _("下一周")),
        ],
        className="nc-daynav",
    )


def list_tabs(week: date, chosen: Listed, counts: SignalCounts) -> Component:
    """The lists of the week with their sizes."""
    return html.Nav(
        [
            dcc.Link(
                [list_name(one), html.B(count(counts.by_list[one]), className="nc-num")],
                href=links.signals(week=week, listed=one),
                className="on" if one is chosen else "",
            )
            for one in Listed
        ],
        className="nc-tabs",
        **aria(label=_("状态")),
    )


def signal_list(rows: Sequence[Signal], chosen: int | None, address: Address) -> Component:
    """The rows, the highest score first, or in words that there are none."""
    if not rows:
        return empty(_("这一周没有这类信号"), _("每周一凌晨根据上一周的记录推算"))
    return html.Ol([_row(row, chosen, address) for row in rows], className="nc-queue nc-sham")


def signal_panel(
    asker: Scope, found: Signal | None, form: Component | None
) -> list[Component | None]:
    """One signal with every fact behind it, and the form of its review."""
    if found is None:
        return [empty(_("没有选中的信号"), _("在清单中选一家单位，查看推算依据"))]
    number = found.establishment_id
    until = found.week + timedelta(days=6)
    return [
        html.Header(
            [
                html.Div(
                    [
                        html.H2(dcc.Link(found.name, href=links.entry_for(asker, number))),
                        html.P(
                            f"{term(found.banner_zh, found.banner_en)} {found.township_zh}　"
                            + _("安全员 %(name)s", name=found.safety_officer or "—")
                        ),
                    ]
                ),
                _score(found.score),
            ],
            className="nc-sham__head",
        ),
        html.Ol([_reason(one) for one in found.reasons], className="nc-sham__reasons"),
        html.Div(
            [
                dcc.Link(
                    [icon("clipboard", 16), _("看填报记录")],
                    href=links.control(establishment=number, day=until),
                    className="nc-btn",
                ),
                dcc.Link(
                    [icon("edit", 16), _("看自查问题")],
                    href=links.findings(establishment=number, group="all"),
                    className="nc-btn",
                ),
            ],
            className="nc-sham__ways",
        ),
        html.P(_("推算于 %(at)s", at=full_moment(found.computed_at)[:16]), className="nc-sham__at"),
        _verdict(found),
        form,
    ]


def review_form(note_id: str, button_type: str, note: str = "") -> Component:
    """Note and two verdicts."""
    return html.Section(
        [
            html.Label(_("复核说明（必填）"), htmlFor=note_id),
            dcc.Textarea(
                id=note_id,
                value=note,
                maxLength=300,
                rows=3,
                placeholder=_("核实了什么：调阅记录、电话、现场查看……"),
            ),
            html.Div(
                [
                    html.Button(
                        words,
                        id={"type": button_type, "verdict": verdict.value},
                        n_clicks=0,
                        type="button",
                        className="nc-btn",
                    )
                    for verdict, words in (
                        (ReviewVerdict.CONFIRMED, _("确认：记录不实")),
                        (ReviewVerdict.DISMISSED, _("排除：记录属实")),
                    )
                ],
                className="nc-review__q",
            ),
        ],
        className="nc-review nc-sham__form",
    )


def _row(row: Signal, chosen: int | None, address: Address) -> Component:
    more = len(row.reasons) - _SHOWN_SIGNS
    told = [sign_name(one.sign) for one in row.reasons[:_SHOWN_SIGNS]]
    if more > 0:
        told.append(_("等 %(n)s 项", n=len(row.reasons)))
    return html.Li(
        dcc.Link(
            [
                _score(row.score),
                html.Span(
                    [
                        html.B(row.name),
                        html.Span(f"{term(row.banner_zh, row.banner_en)} {row.township_zh}"),
                    ],
                    className="nc-queue__who",
                ),
                html.Span("、".join(told), className="nc-sham__signs"),
                html.Span(verdict_name(row.verdict)) if row.verdict else None,
                icon("chev", 16, "nc-queue__go"),
            ],
            href=address(row.establishment_id),
            className="nc-queue__row" + (" is-sel" if row.establishment_id == chosen else ""),
        )
    )


def _score(score: int) -> Component:
    words = _("信号强度 %(n)s，满分100", n=score)
    strong = " is-strong" if score >= REVIEW_FROM else ""
    return html.Span(
        [html.B(str(score), className="nc-num"), html.Small("/100")],
        className=f"nc-sham__score{strong}",
        title=words,
        role="img",
        **aria(label=words),
    )


def _reason(one: Reason) -> Component:
    pair = [one.facts.get("photo"), one.facts.get("earlier_photo")]
    pictures = [
        html.A(
            html.Img(src=f"/media/photo/{number}", alt=words, width=150, height=112),
            href=f"/media/photo/{number}",
            target="_blank",
        )
        for number, words in zip(pair, (_("本周照片"), _("旧照片")), strict=True)
        if number
    ]
    return html.Li(
        [
            html.Header(
                [
                    html.B(sign_name(one.sign)),
                    html.Span(_("权重 %(n)s", n=f"{one.weight:.2f}"), className="nc-num"),
                ]
            ),
            html.P(sign_words(one)),
            html.Div(pictures, className="nc-sham__pair") if pictures else None,
        ]
    )


def _verdict(found: Signal) -> Component | None:
    if found.verdict is None or found.reviewed_at is None:
        return None
    return html.P(
        [
            html.B(verdict_name(found.verdict)),
            f" {found.reviewed_by} {full_moment(found.reviewed_at)[:16]}：{found.note}",
        ],
        className="nc-sham__verdict",
    )
