"""停业与代理: closures, who signs and stands in, rest days and closing hour of an establishment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import moment_words
from components.panels import card
from components.record_words import closing_words, post_name, weekday_name
from components.small_form import Entered, act, choice, line, problems, sure, ticks
from components.states import empty
from components.wording import term
from domain.arrangements import NAME_LENGTH, REASON_LENGTH, WEEKDAYS, Arranged, Declared, Deputy
from domain.control import KINDS, ControlKind
from domain.operating import MOST_AFTER_MIDNIGHT

CLOSURE, DEPUTY, HOURS = "closure", "deputy", "hours"
WITHDRAW = {CLOSURE: "withdraw-closure", DEPUTY: "withdraw-deputy"}


def arrangement_cards(
    found: Arranged, entered: Mapping[str, Entered], now: datetime, today: date, *, may: bool
) -> list[Component]:
    """The three cards; forms only for those who `may` arrange."""
    return [
        card(
            _("停业报备"),
            _("停业的日子不需填报；只能报备今天起的日子"),
            [
                *([_closure_form(entered[CLOSURE])] if may else []),
                _closures(found.closures, now, today, may=may),
            ],
        ),
        card(
            _("签字与代理"),
            _("签字人不在时由谁代签；代签会写进记录"),
            [
                _signing(found),
                *([_deputy_form(entered[DEPUTY])] if may else []),
                _deputies(found.deputies, may=may),
            ],
        ),
        card(
            _("店休与打烊"),
            _("明天起生效"),
            _hours_form(entered[HOURS]) if may else _hours(found),
        ),
    ]


def kind_name(kind: ControlKind) -> str:
    """Name of a kind of duty."""
    return term(KINDS[kind].zh, KINDS[kind].en)


def _closure_form(entered: Entered) -> Component:
    return html.Div(
        [
            *problems(entered),
            html.Div(
                [
                    line(entered, "starts", _("停业第一天"), 10, kind="date"),
                    line(entered, "ends", _("停业最后一天"), 10, kind="date"),
                    line(
                        entered,
                        "reason",
                        _("原因"),
                        REASON_LENGTH,
                        hint=_("如：店面装修、春节放假"),
                    ),
                ],
                className="nc-form nc-form--2",
            ),
            html.Div(act(CLOSURE, 0, _("报备停业"), "nc-btn--primary"), className="nc-actions"),
        ],
        className="nc-smallform",
    )


def _closures(listed: Sequence[Declared], now: datetime, today: date, *, may: bool) -> Component:
    if not listed:
        return empty(_("没有停业报备"), _("近60天和以后"))
    return html.Ul([_closure(one, now, today, may=may) for one in listed], className="nc-rows")


def _closure(one: Declared, now: datetime, today: date, *, may: bool) -> Component:
    stands = one.withdrawn_at is None and one.ends >= today
    if one.withdrawn_at is not None:
        held = one.last >= one.starts
        words = _("已提前恢复营业") if held else _("已撤回")
        chip = "nc-chip--off"
    elif one.ends < today:
        words, chip = _("已结束"), "nc-chip--off"
    elif one.starts <= today:
        words, chip = _("停业中"), "nc-chip--warn"
    else:
        words, chip = _("将停业"), "nc-chip--ok"
    who = _("%(who)s 报备于 %(at)s", who=one.declared_by, at=moment_words(one.declared_at, now))
    last = one.last if one.withdrawn_at is not None and one.last >= one.starts else one.ends
    return html.Li(
        [
            html.Div(
                [
                    html.B(stretch(one.starts, last), className="nc-num"),
                    html.Span(words, className=f"nc-chip {chip}"),
                    html.P(one.reason),
                    html.Small(who),
                ]
            ),
            _closure_end(one, today) if may and stands else None,
        ]
    )


def _closure_end(one: Declared, today: date) -> Component:
    if one.starts <= today:
        return sure(WITHDRAW[CLOSURE], one.id, _("恢复营业"), _("确认今天起恢复营业并填报"))
    return sure(WITHDRAW[CLOSURE], one.id, _("撤回"), _("确认撤回"))


def _signing(found: Arranged) -> Component:
    rows = []
    for one in found.signing:
        posts = "／".join(post_name(post) for post in KINDS[one.kind].owed_by)
        names = "、".join(one.names) or _("未登记")
        deputy = (
            html.Span(
                _("今日由%(name)s代签", name=one.deputy.name), className="nc-chip nc-chip--ok"
            )
            if one.deputy
            else None
        )
        rows.append(
            html.Div(
                [
                    html.Dt(kind_name(one.kind)),
                    html.Dd([html.B(names), html.Small(posts), deputy]),
                ]
            )
        )
    return html.Dl(rows, className="nc-pairs nc-signing")


def _deputy_form(entered: Entered) -> Component:
    kinds = [(kind.value, kind_name(kind)) for kind in ControlKind]
    return html.Div(
        [
            *problems(entered),
            html.Div(
                [
                    choice(entered, "kind", _("代签哪一项"), kinds),
                    line(entered, "name", _("代理人姓名"), NAME_LENGTH),
                    line(entered, "starts", _("代理第一天"), 10, kind="date"),
                    line(entered, "ends", _("代理最后一天"), 10, kind="date"),
                ],
                className="nc-form nc-form--2",
            ),
            html.Div(act(DEPUTY, 0, _("指定代理人"), "nc-btn--primary"), className="nc-actions"),
        ],
        className="nc-smallform",
    )


def _deputies(listed: Sequence[Deputy], *, may: bool) -> Component:
    if not listed:
        return empty(_("没有指定代理人"))
    return html.Ul(
        [
            html.Li(
                [
                    html.Div(
                        [
                            html.B(one.name),
                            html.Span(kind_name(one.kind), className="nc-chip"),
                            html.P(_("代%(name)s", name=one.stands_in_for)),
                            html.Small(stretch(one.starts, one.ends), className="nc-num"),
                        ]
                    ),
                    sure(WITHDRAW[DEPUTY], one.id, _("撤回"), _("确认撤回")) if may else None,
                ]
            )
            for one in listed
        ],
        className="nc-rows",
    )


def _hours_form(entered: Entered) -> Component:
    days = [(day, weekday_name(int(day))) for day in WEEKDAYS]
    hours = [(str(n), closing_words(n)) for n in range(MOST_AFTER_MIDNIGHT + 1)]
    return html.Div(
        [
            *problems(entered),
            html.Div(
                [
                    ticks(entered, "rest_weekdays", _("每周店休"), days, hint=_("店休日不需填报")),
                    choice(
                        entered,
                        "closes_after_midnight",
                        _("打烊时间"),
                        hours,
                        hint=_("过零点打烊的，截止与锁定时间顺延同样的小时数"),
                    ),
                ],
                className="nc-form",
            ),
            html.Div(act(HOURS, 0, _("保存"), "nc-btn--primary"), className="nc-actions"),
        ],
        className="nc-smallform",
    )


def _hours(found: Arranged) -> Component:
    days = "、".join(weekday_name(int(day)) for day in found.rest_weekdays)
    rows = [
        (_("每周店休"), days or _("无")),
        (_("打烊时间"), closing_words(found.closes_after_midnight)),
    ]
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(words)]) for name, words in rows], className="nc-pairs"
    )


def stretch(starts: date, ends: date) -> str:
    """2026-11-19 至 2026-11-21, or one day alone."""
    if starts == ends:
        return starts.isoformat()
    return str(_("%(first)s 至 %(last)s", first=starts.isoformat(), last=ends.isoformat()))
