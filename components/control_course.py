"""The course of one duty of an establishment: its last periods, each leading to its record."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.control_words import short_period_words, span_words
from components.wording import term
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlKind, ControlState


def course(
    kind: ControlKind, periods: Sequence[tuple[date, ControlState]], shown: date
) -> Component | None:
    """One cell a period; nothing for the first one.

    Args:
        kind: Of which duty.
        periods: First day and state, oldest first.
        shown: First day of the period whose record is open.
    """
    if len(periods) < 2:
        return None
    return html.Div(
        [
            html.Span(_("近 %(span)s", span=span_words(kind, len(periods)))),
            html.Div([_cell(kind, start, state, start == shown) for start, state in periods]),
        ],
        className="nc-course",
    )


def _cell(kind: ControlKind, start: date, state: ControlState, on: bool) -> Component:
    letters: dict[ControlState, str] = {
        ControlState.LATE: _("迟"),
        ControlState.MISSED: _("缺"),
        ControlState.EXCUSED: _("免"),
    }
    name = term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state])
    words = f"{short_period_words(kind, start)} {name}"
    return html.Button(
        letters.get(state, ""),
        type="button",
        title=words,
        className=f"is-{state} is-on" if on else f"is-{state}",
        **data(day=start.isoformat()),
        **aria(label=words, current="date" if on else "false"),
    )
