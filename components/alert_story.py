"""What was done on an alert and what comes next, and the form for the next step."""

from collections.abc import Callable, Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import full_moment, moment_words, span_words
from components.alert_words import step_name
from components.icons import icon
from domain.alert_record import Case, Event
from domain.alerts import NEEDS_NOTE, NOTE_LENGTH, AlertState, Step

_COMING = {
    AlertState.RAISED: (Step.CONFIRM, Step.RECTIFY, Step.CLOSE),
    AlertState.CONFIRMED: (Step.RECTIFY, Step.CLOSE),
    AlertState.RECTIFIED: (Step.CLOSE,),
}


def timeline(case: Case, now: datetime) -> Component:
    """Steps that were taken, the one that is due, and those after it."""
    coming = _COMING.get(case.row.state, ())
    done = [
        _done(event, before, now)
        for event, before in zip(case.events, (None, *case.events), strict=False)
    ]
    waiting = [_waiting(case, step, due=place == 0) for place, step in enumerate(coming)]
    return html.Section(
        [
            html.Header(
                [
                    html.H2(_("处置闭环")),
                    html.Span(
                        _(
                            "%(all)s 环节，已完成 %(done)s",
                            all=len(done) + len(waiting),
                            done=len(done),
                        )
                    ),
                ],
                className="nc-sec__head",
            ),
            html.Ol([*done, *waiting], className="nc-tl"),
        ],
        className="nc-card nc-tlcard",
    )


def review_form(
    case: Case,
    steps: Sequence[Step],
    *,
    button_id: Callable[[Step], dict[str, str]],
    note_id: str,
    note: str = "",
) -> Component:
    """Buttons of the steps the reader may take now, and one note for all of them."""
    if not steps:
        return html.Section(
            [
                html.Header(html.H2(_("人工处置")), className="nc-sec__head"),
                html.P(_nothing_to_do(case.row.state)),
                dcc.Textarea(id=note_id, value="", className="is-hidden"),
            ],
            className="nc-card nc-review",
        )
    return html.Section(
        [
            html.Header(
                [html.H2(_("人工处置")), html.Span(_hint(case.row.state))],
                className="nc-sec__head",
            ),
            html.Label(_("处置说明"), htmlFor=note_id, className="visually-hidden"),
            dcc.Textarea(
                id=note_id,
                value=note,
                maxLength=NOTE_LENGTH,
                rows=2,
                placeholder=_placeholder(steps),
            ),
            _step_buttons(_ordered(steps), button_id),
        ],
        className="nc-card nc-review",
    )


def _step_buttons(steps: Sequence[Step], button_id: Callable[[Step], dict[str, str]]) -> Component:
    """The first step stands out: it is what usually comes next."""
    return html.Div(
        [
            html.Button(
                [icon("check", 15) if place == 0 else None, _verb(step)],
                id=button_id(step),
                n_clicks=0,
                type="button",
                className="nc-btn" + (" nc-btn--primary" if place == 0 else ""),
            )
            for place, step in enumerate(steps)
        ],
        className="nc-review__q",
    )


def _ordered(steps: Sequence[Step]) -> list[Step]:
    """The step that leads on first: closing before returning."""
    return sorted(steps, key=lambda step: step is Step.RETURN)


def _done(event: Event, before: Event | None, now: datetime) -> Component:
    took = span_words(event.at - before.at) if before else ""
    return html.Li(
        [
            html.I(icon("check", 14)),
            html.Div(
                [
                    html.Header(
                        [
                            html.B(step_name(event.step)),
                            html.Em(f"{_actor(event)}　{took}".strip()),
                            html.Span(
                                moment_words(event.at, now),
                                className="nc-num",
                                title=full_moment(event.at),
                            ),
                        ]
                    ),
                    html.P(event.note) if event.note else None,
                ]
            ),
        ],
        className="is-done",
    )


def _waiting(case: Case, step: Step, *, due: bool) -> Component:
    words: dict[Step, str] = {
        Step.CONFIRM: _("由监管人员判断是否属实，未确认前不计入单位责任"),
        Step.RECTIFY: _("单位整改并说明，监管人员可代为登记"),
        Step.CLOSE: _("监管人员复核整改后办结，不到位则退回"),
    }
    seen_after = (
        step is Step.CLOSE
        and case.row.rectified_at is not None
        and case.row.last_seen_at > case.row.rectified_at
    )
    return html.Li(
        [
            html.I(),
            html.Div(
                [
                    html.Header(
                        [
                            html.B(_("复核办结") if step is Step.CLOSE else step_name(step)),
                            html.Span(_("进行中")) if due else None,
                        ]
                    ),
                    html.P(_("整改之后又被看到，请核实") if seen_after else words[step]),
                ]
            ),
        ],
        className="is-now" if due else "is-todo",
    )


def _actor(event: Event) -> str:
    names: dict[str, str] = {
        "patrol": _("AI 巡查"),
        "demo-feed": _("演示数据"),
        "演示历史": _("演示历史"),
        "scheduler": _("系统"),
    }
    return names.get(event.actor, event.actor)


def _verb(step: Step) -> str:
    names: dict[Step, str] = {
        Step.CONFIRM: _("确认属实"),
        Step.DISMISS: _("判为误报"),
        Step.RECTIFY: _("登记整改"),
        Step.RETURN: _("退回整改"),
        Step.CLOSE: _("复核办结"),
    }
    return names[step]


def _hint(state: AlertState) -> str:
    names: dict[AlertState, str] = {
        AlertState.RAISED: _("判为误报须写明理由"),
        AlertState.CONFIRMED: _("登记整改须写明措施；办结前须先登记整改"),
        AlertState.RECTIFIED: _("退回须写明理由"),
    }
    return names.get(state, "")


def _placeholder(steps: Sequence[Step]) -> str:
    if all(step in NEEDS_NOTE for step in steps):
        return str(_("整改措施与结果（必填）"))
    return str(_("处置说明"))


def _nothing_to_do(state: AlertState) -> str:
    if state in (AlertState.CLOSED, AlertState.FALSE):
        return str(_("此预警已结束，无需处置"))
    return str(_("您的角色可查看，不能处置；由监管人员或单位完成下一步"))
