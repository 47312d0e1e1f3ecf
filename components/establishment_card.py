"""Pieces of an establishment's card: the same on the map as wherever it is shown beside a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import age, full_moment
from components.aria import aria
from components.icons import icon, risk_badge, severity_badge
from domain.control import ControlState

Content = str | Component | list[str | Component | None]

DAY_CLASSES = {
    ControlState.DONE: "d",
    ControlState.LATE: "l",
    ControlState.MISSED: "m",
    ControlState.EXCUSED: "c",
    ControlState.OPEN: "o",
    None: "n",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts; `good` puts a tick before it."""

    name: str
    value: Content
    good: bool = False


def card_head(*, name: str, place: str, risk_level: str | None) -> Component:
    """Risk badge, name and place."""
    return html.Header(
        [risk_badge(risk_level, 40), html.Div([html.H2(name), html.P(place)])],
        className="nc-est__h",
    )


def card_alert(
    *, severity: int, title: str, detail: str, left: Component | None, href: str
) -> Component:
    """The most urgent open alert, with the time left for its next step."""
    return dcc.Link(
        [
            html.Div([severity_badge(severity, 26), html.B(title), html.Span(detail)]),
            left,
        ],
        href=href,
        className=f"nc-openalert nc-sevbox--{severity}",
    )


def card_more_alert(*, severity: int, title: str, left: Component | None, href: str) -> Component:
    """A further open alert in one line."""
    return dcc.Link(
        [severity_badge(severity, 20), html.B(title), html.Span(left)],
        href=href,
        className="nc-alertmini",
    )


def card_picture(
    *, address: str, place: str, taken_at: datetime, now: datetime, stale: bool = False
) -> Component:
    """The newest picture of a kitchen, with its place, its time in the city and its age.

    A stale one is greyed and says that it is the last one.
    """
    return html.Div(
        [
            html.Img(src=address, alt=_("%(place)s 最近画面", place=place)),
            html.Time(full_moment(taken_at), className="nc-ts nc-num"),
            html.Span([place, " · ", age(taken_at, now)], className="nc-live"),
            html.Span(_("非实时，最后一张"), className="nc-minivid__old") if stale else None,
        ],
        className="nc-minivid is-stale" if stale else "nc-minivid",
    )


def card_no_picture(words: str) -> Component:
    """In the place of a picture that does not exist: why."""
    return html.Div([icon("camera", 22), html.Span(words)], className="nc-minivid nc-minivid--none")


def card_facts(facts: Sequence[Fact]) -> Component:
    """Names and values, one a line."""
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(fact.name),
                    html.Dd(
                        [icon("check", 15), *_many(fact.value)] if fact.good else fact.value,
                        className="ok" if fact.good else "",
                    ),
                ]
            )
            for fact in facts
        ],
        className="nc-facts",
    )


def _many(content: Content) -> list[str | Component | None]:
    return content if isinstance(content, list) else [content]


def day_strip(days: Sequence[tuple[date, ControlState | None]]) -> Component:
    """Daily control of the last days, oldest first; None is a day without a task."""
    words = {
        ControlState.DONE: _("按时"),
        ControlState.LATE: _("逾期补报"),
        ControlState.MISSED: _("未报"),
        ControlState.EXCUSED: _("歇业"),
        ControlState.OPEN: _("待报"),
        None: _("无任务"),
    }
    tally = {state: sum(one is state for _day, one in days) for state in words}
    return html.Div(
        [
            html.H3(_("近 %(n)s 日日管控", n=len(days))),
            html.Div(
                [
                    html.I(className=DAY_CLASSES[state], title=f"{day:%m-%d} {words[state]}")
                    for day, state in days
                ],
                role="img",
                **aria(label="，".join(f"{words[key]} {n}" for key, n in tally.items() if n)),
            ),
            html.P(
                [
                    html.Span([html.I(className=DAY_CLASSES[state]), f"{words[state]} {n}"])
                    for state, n in tally.items()
                    if n
                ]
            ),
        ],
        className="nc-daystrip",
    )


def card_foot(links: Sequence[tuple[str, str, str]], phone: str | None = None) -> Component:
    """Where to go on: icon, words and address of each; the first is the main one. Then a call."""
    going: list[Component] = [
        dcc.Link(
            [icon(name, 17), words],
            href=href,
            className="nc-btn nc-btn--primary" if place == 0 else "nc-btn",
        )
        for place, (name, words, href) in enumerate(links)
    ]
    if phone:
        words = _("拨打 %(number)s", number=phone)
        call = icon("phone", 17)
        going.append(
            html.A(
                call,
                href=f"tel:{phone}",
                title=words,
                className="nc-btn nc-est__call",
                **aria(label=words),
            )
        )
    return html.Footer(going, className="nc-est__f")
