"""Lists of a dossier: penalties and sampling tests."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.enforcement_words import (
    amounts,
    handling,
    item_words,
    penalty_kinds,
    publication,
    sample_outcome,
    stage_name,
)
from components.record_form import act_button
from components.states import empty
from domain.penalties import BUSINESS, Penalty, gravity
from domain.sampling import SamplingTest, items_of

WITHDRAW, HANDLED = "annul", "handled"
"""Acts of the buttons; data_access.field_work takes them."""


def penalty_list(found: Sequence[Penalty], today: date, *, told: bool, may_end: bool) -> Component:
    """Decisions, newest first.

    Args:
        found: Of one page.
        today: City day.
        told: Whether files tell of the banner; without them none on record is no good news.
        may_end: The asker says which no longer holds.
    """
    if not found:
        return _none(_("没有行政处罚记录"), _("近12个月本旗区已导入处罚数据"), told=told)
    return html.Ol([_penalty(one, today, may_end=may_end) for one in found], className="nc-works")


def sample_list(found: Sequence[SamplingTest], *, told: bool, may_end: bool) -> Component:
    """Sampling tests, newest first; arguments as for penalties."""
    if not found:
        return _none(_("没有监督抽检记录"), _("近12个月本旗区已导入抽检数据"), told=told)
    return html.Ol([_sample(one, may_end=may_end) for one in found], className="nc-works")


def _none(words: str, known: str, *, told: bool) -> Component:
    return empty(
        words, known if told else _("近12个月本旗区没有导入过数据，没有记录不等于没有发生")
    )


def _penalty(one: Penalty, today: date, *, may_end: bool) -> Component:
    over = one.withdrawn_on is not None
    grave = "nc-chip--bad" if gravity(one.kinds) == BUSINESS else "nc-chip--warn"
    facts = [
        one.decision_number,
        one.authority,
        *amounts(one.fine_fen, one.confiscated_fen),
        publication(one, today),
    ]
    return html.Li(
        [
            _head(
                one.decided_on,
                one.cause,
                penalty_kinds(one.kinds),
                "nc-chip--off" if over else grave,
                _step("penalty", one.id) if may_end and not over else None,
            ),
            html.P("　·　".join(facts)),
            html.P(_("依据：%(law)s", law=one.law)) if one.law else None,
            _over(one.withdrawn_on),
        ],
        className="is-past" if over else "",
    )


def _sample(one: SamplingTest, *, may_end: bool) -> Component:
    over = one.withdrawn_on is not None
    facts = [
        one.sample_number,
        one.food_category or "",
        stage_name(one.stage),
        one.laboratory or "",
        _("报告 %(day)s", day=one.reported_on.isoformat()) if one.reported_on else "",
        _("%(day)s 公布", day=one.published_on.isoformat()) if one.published_on else _("未公布"),
    ]
    items = [item_words(item) for item in items_of(one.failed_items)]
    waits = one.failed and one.handled_on is None
    words = handling(one)
    step = act_button(
        HANDLED, "sampling_test", one.id, _("登记处置完成"), _("确认今天已完成核查处置")
    )
    return html.Li(
        [
            _head(
                one.sampled_on,
                one.food_name,
                sample_outcome(one.conclusion),
                "nc-chip--off" if over else "nc-chip--bad" if one.failed else "nc-chip--ok",
                _step("sampling_test", one.id) if may_end and not over else None,
            ),
            html.P("　·　".join(filter(None, facts))),
            html.P("；".join(items), className="nc-works__note") if items else None,
            html.P(one.note) if one.note else None,
            html.P(
                [
                    html.Span(words, className="is-late" if waits else ""),
                    step if waits and may_end else None,
                ],
                className="nc-works__fix",
            )
            if words
            else None,
            _over(one.withdrawn_on),
        ],
        className="is-past" if over else "",
    )


def _head(day: date, title: str, chip: str, sign: str, step: Component | None) -> Component:
    return html.Header(
        [
            html.Time(day.isoformat(), className="nc-num"),
            html.B(title),
            html.Span(chip, className=f"nc-chip {sign}"),
            html.Div(step, className="nc-works__end") if step else None,
        ]
    )


def _step(subject: str, number: int) -> Component:
    return act_button(WITHDRAW, subject, number, _("撤销"), _("确认撤销：今天起不计入，不再公示"))


def _over(withdrawn_on: date | None) -> Component | None:
    if withdrawn_on is None:
        return None
    words = _("%(day)s 撤销，不再计入", day=withdrawn_on.isoformat())
    return html.P(words, className="nc-works__fix")
