"""A year of an establishment's self-control: a day a cell, with the weeks and months below it.

Every state has its colour and its letter; a cell leads to the record behind it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.states import empty
from components.wording import term
from domain.control import KINDS, STATE_NAMES_EN, STATE_NAMES_ZH, ControlKind, ControlState
from domain.dossier import CALENDAR_WEEKS, CalendarDuty, year_start

_CLASSES = {
    ControlState.DONE: "d",
    ControlState.LATE: "l",
    ControlState.MISSED: "m",
    ControlState.EXCUSED: "e",
    ControlState.OPEN: "o",
    None: "n",
}
Href = Callable[[ControlKind, date], str]


def control_year(
    duties: Sequence[CalendarDuty], today: date, href: Href, *, skip_to: str
) -> Component:
    """The calendar.

    Args:
        duties: Of the last 53 weeks.
        today: City day; later days stay blank.
        href: (kind, first day of the period) → address of the record.
        skip_to: Id of what follows the calendar, for those who go by keyboard.
    """
    if not duties:
        return empty(_("近一年没有管控任务"), _("停业、备案或新建档的单位没有任务"))
    states = {(duty.kind, duty.start): duty.state for duty in duties}
    start = year_start(today)
    weeks = [start + timedelta(weeks=week) for week in range(CALENDAR_WEEKS)]
    ends = [min(week + timedelta(days=6), today) for week in weeks]
    grid = html.Div(
        [
            html.Div(_months(ends), className="nc-year__months", **aria(hidden="true")),
            _row(_("日管控"), _days(states, start, today, href), "nc-year__days"),
            _row(_("周排查"), _weeks(states, weeks, href), "nc-year__weeks"),
            _row(_("月调度"), _whole_months(states, ends, href), "nc-year__weeks"),
        ],
        className="nc-year__grid",
    )
    return html.Div(
        [
            html.A(_("跳过日历"), href=f"#{skip_to}", className="nc-year__skip"),
            html.Div(grid, className="nc-year__scroll"),
            _legend(),
            html.Ul([_sum(kind, duties, start) for kind in ControlKind], className="nc-year__sums"),
        ],
        className="nc-year",
    )


def state_words(state: ControlState | None) -> str:
    """A state of a duty; None is no duty."""
    if state is None:
        return str(_("无任务"))
    return term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state])


def _letter(state: ControlState | None) -> str:
    letters: dict[ControlState | None, str] = {
        ControlState.LATE: _("迟"),
        ControlState.MISSED: _("缺"),
        ControlState.EXCUSED: _("免"),
        ControlState.OPEN: "○",
    }
    return letters.get(state, "")


def _row(name: str, cells: list[Component], class_name: str) -> Component:
    return html.Div(
        [html.Span(name), html.Div(cells, className=class_name)], className="nc-year__r"
    )


def _months(ends: Sequence[date]) -> list[Component]:
    """A label over the first week that ends in a month, where there is room for it."""
    firsts = [n for n in range(1, len(ends)) if ends[n].month != ends[n - 1].month]
    return [
        html.I(
            term(f"{ends[n].month}月", f"{ends[n]:%b}"), style={"gridColumn": f"{n + 1} / span 4"}
        )
        for n in firsts
        if n <= CALENDAR_WEEKS - 3
    ]


def _days(
    states: dict[tuple[ControlKind, date], ControlState], start: date, today: date, href: Href
) -> list[Component]:
    kind = ControlKind.DAILY_CONTROL
    days = [start + timedelta(days=n) for n in range((today - start).days + 1)]
    return [_cell(kind, day, states.get((kind, day)), href, day.isoformat()) for day in days]


def _weeks(
    states: dict[tuple[ControlKind, date], ControlState], weeks: Sequence[date], href: Href
) -> list[Component]:
    kind = ControlKind.WEEKLY_REVIEW
    return [
        _cell(kind, week, states.get((kind, week)), href, _("%(day)s 起一周", day=week.isoformat()))
        for week in weeks
    ]


def _whole_months(
    states: dict[tuple[ControlKind, date], ControlState],
    ends: Sequence[date],
    href: Href,
) -> list[Component]:
    """A month takes the weeks that end in it."""
    kind, at = ControlKind.MONTHLY_DISPATCH, 0
    cells: list[Component] = []
    while at < len(ends):
        end = at
        while end < len(ends) and ends[end].month == ends[at].month:
            end += 1
        first = ends[at].replace(day=1)
        words = _("%(y)s年%(m)s月", y=first.year, m=first.month)
        cell = _cell(kind, first, states.get((kind, first)), href, words)
        cells.append(html.Span(cell, style={"gridColumn": f"{at + 1} / {end + 1}"}))
        at = end
    return cells


def _cell(
    kind: ControlKind, day: date, state: ControlState | None, href: Href, when: str
) -> Component:
    class_name, words = _CLASSES[state], f"{when} {state_words(state)}"
    if state is None:
        return html.I(className=class_name, title=words)
    return dcc.Link(_letter(state), href=href(kind, day), title=words, className=class_name)


def _legend() -> Component:
    states: list[ControlState | None] = [*_CLASSES]
    return html.P(
        [
            html.Span([html.I(_letter(state), className=_CLASSES[state]), state_words(state)])
            for state in states
        ],
        className="nc-year__key",
    )


def _sum(kind: ControlKind, duties: Sequence[CalendarDuty], start: date) -> Component:
    tally = Counter(duty.state for duty in duties if duty.kind is kind and duty.start >= start)
    parts = [f"{state_words(state)} {tally[state]}" for state in ControlState if tally[state]]
    name = term(KINDS[kind].zh, KINDS[kind].en)
    return html.Li([html.B(name), " ", " · ".join(parts) or str(_("无任务"))])
