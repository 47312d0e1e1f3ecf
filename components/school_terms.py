"""School breaks as published, the usual ones, and how far the holidays are known."""

from collections.abc import Sequence
from datetime import date, datetime

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import moment_words
from components.arrangements import stretch
from components.icons import icon
from components.panels import card
from components.small_form import Entered, act, choice, line, problems, sure
from components.states import empty
from components.wording import term
from domain.school_terms import EN, BreakRow
from domain.workdays import SCHOOL_BREAKS

BREAK, WITHDRAW = "break", "withdraw-break"


def calendar_notice(guessed: date | None) -> Component | None:
    """Said aloud: from which day holidays are guessed; nothing when they are known."""
    if guessed is None:
        return None
    words = _(
        "%(day)s 起的放假通知尚未收录，工作日暂按周一至周五推定；收录后新生成的任务按通知执行",
        day=guessed.isoformat(),
    )
    return html.P(
        [icon("calendar", 18), html.Span(words)], className="nc-note nc-note--warn", role="note"
    )


def break_cards(
    listed: Sequence[BreakRow],
    entered: Entered | None,
    places: Sequence[tuple[str, str]],
    now: datetime,
    *,
    whole_city: bool,
) -> list[Component]:
    """The form, for a bureau; what was published; and the usual dates.

    Args:
        listed: The newest first.
        entered: The form, None for those who only read.
        places: (adcode, name) of the banners that the asker may name.
        now: Aware.
        whole_city: Whether the asker may publish for all of it.
    """
    cards = [
        card(_("已发布的假期"), _("按教育部门校历；撤回的版本留存备查"), _list(listed, now)),
        card(_("常年假期"), _("平台规则：未发布校历的年份按此执行"), _usual()),
    ]
    if entered is None:
        return cards
    form = card(
        _("发布学校假期"),
        _("以最新发布为准，未到期的任务立即随之改变"),
        _form(entered, places, whole_city=whole_city),
    )
    return [form, *cards]


def _form(entered: Entered, places: Sequence[tuple[str, str]], *, whole_city: bool) -> Component:
    names = [(zh, term(zh, en)) for zh, en in EN.items()]
    everywhere = _("全市") if whole_city else None
    return html.Div(
        [
            *problems(entered),
            html.Div(
                [
                    choice(entered, "name", _("假期"), names),
                    choice(entered, "banner_adcode", _("适用旗区"), places, empty=everywhere),
                    line(entered, "starts", _("放假第一天"), 10, kind="date"),
                    line(entered, "ends", _("放假最后一天"), 10, kind="date"),
                ],
                className="nc-form nc-form--2",
            ),
            html.Div(act(BREAK, 0, _("发布"), "nc-btn--primary"), className="nc-actions"),
        ],
        className="nc-smallform",
    )


def _list(listed: Sequence[BreakRow], now: datetime) -> Component:
    if not listed:
        return empty(_("没有发布过学校假期"))
    return html.Ul([_row(one, now) for one in listed], className="nc-rows")


def _row(one: BreakRow, now: datetime) -> Component:
    holds = one.withdrawn_at is None
    who = _("%(who)s 发布于 %(at)s", who=one.published_by, at=moment_words(one.published_at, now))
    return html.Li(
        [
            html.Div(
                [
                    html.B(term(one.dates.zh, one.dates.en)),
                    html.Span(one.banner_zh or _("全市"), className="nc-chip"),
                    html.Span(
                        _("有效") if holds else _("已撤回"),
                        className=f"nc-chip {'nc-chip--ok' if holds else 'nc-chip--off'}",
                    ),
                    html.P(stretch(one.dates.starts, one.dates.ends), className="nc-num"),
                    html.Small(who),
                ]
            ),
            sure(WITHDRAW, one.id, _("撤回"), _("确认撤回")) if one.own else None,
        ]
    )


def _usual() -> Component:
    rows = []
    for usual in SCHOOL_BREAKS:
        first, last = (f"{month}/{day}" for month, day in (usual.starts, usual.ends))
        words = _("%(first)s 至 %(last)s", first=first, last=last)
        rows.append(html.Div([html.Dt(term(usual.zh, usual.en)), html.Dd(words)]))
    return html.Dl(rows, className="nc-pairs")
