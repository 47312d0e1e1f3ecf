"""Trends of thirty days: daily control as lines, alerts as bars. Plain dicts, see theme.py.

Today is only part of a day: its point is drawn apart and says so, and it never pulls the line down.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.numbers import count, percent
from components.theme import CATEGORICAL, FIGURE_BASE, INK, MUTE
from domain.figures import Completion, DayAlerts

THEME = "bureau"
HEIGHT_PX = 158
OWN = CATEGORICAL[THEME][0]
CITY = MUTE[THEME]
HISTORY_OPACITY = 0.62


def completion_figure(
    days: Sequence[date],
    own: Sequence[Completion],
    own_name: str,
    city: Sequence[Completion] | None,
    city_name: str,
) -> dict[str, Any]:
    """Daily control of the days that are over, today as a point of its own.

    Args:
        days: Oldest first, today last; as many as `own` and `city`.
        own: The place the page is about, sun and solid.
        own_name: Its name at the end of the line.
        city: The comparison, grey and dashed; None when the place is the city.
        city_name: Its name.
    """
    lines = [(own, own_name, OWN, "solid")]
    if city is not None:
        lines.insert(0, (city, city_name, CITY, "dash"))
    x = [day.isoformat() for day in days]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x[:-1],
            "y": [_rounded(day) for day in values[:-1]],
            "name": name,
            "line": {"color": colour, "width": 2, "dash": dash},
            "hovertemplate": "%{y:.1f}%",
            "cliponaxis": False,
        }
        for values, name, colour, dash in lines
    ]
    low = _floor([day for values, *_rest in lines for day in values[:-1]])
    traces.append(_today(x[-1], own[-1], own_name))
    shown = [
        _end_label(x[-2], values[-2], name, own_line=values is own)
        for values, name, _colour, _dash in lines
        if values[-2].answered.percent is not None
    ]
    today = own[-1].answered.percent
    if today is not None and today < low:
        shown.append(_below(x[-1], today))
    axis = {**FIGURE_BASE[THEME]["yaxis"], "range": [low, 100.5], "ticksuffix": "%"}
    return {"data": traces, "layout": _layout(x, axis, shown)}


def alerts_figure(days: Sequence[DayAlerts]) -> dict[str, Any]:
    """Alerts found a day; the past at 62 %, today, which is not over, in full."""
    x = [one.day.isoformat() for one in days]
    past = [HISTORY_OPACITY] * (len(days) - 1)
    bars = {
        "type": "bar",
        "x": x,
        "y": [one.found for one in days],
        "marker": {"color": OWN, "opacity": [*past, 1.0], "cornerradius": 2},
        "hovertemplate": _("%(y)s 件", y="%{y:,}") + "<extra></extra>",
    }
    axis = {**FIGURE_BASE[THEME]["yaxis"], "rangemode": "tozero", "tickformat": ",d"}
    return {"data": [bars], "layout": _layout(x, axis, [])}


def completion_rows(
    days: Sequence[date], own: Sequence[Completion], city: Sequence[Completion] | None
) -> list[Component]:
    """The same as a table, newest first: day, numerator and denominator, share, city."""
    rows: list[Component] = []
    for index in range(len(days) - 1, -1, -1):
        share = own[index].answered
        rows.append(
            html.Tr(
                [
                    html.Td(_day(days[index])),
                    html.Td(f"{count(share.part)} / {count(share.whole)}", className="num nc-num"),
                    html.Td(percent(share), className="num nc-num"),
                    html.Td(percent(city[index].answered), className="num nc-num")
                    if city
                    else None,
                ]
            )
        )
    return rows


def alert_rows(days: Sequence[DayAlerts]) -> list[Component]:
    """The same as a table, newest first."""
    return [
        html.Tr([html.Td(_day(one.day)), html.Td(count(one.found), className="num nc-num")])
        for one in reversed(days)
    ]


def _today(x: str, today: Completion, name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [_rounded(today)],
        "name": _("%(name)s 今日至此", name=name),
        "marker": {"color": "rgba(0,0,0,0)", "size": 8, "line": {"color": OWN, "width": 2}},
        "hovertemplate": "%{y:.1f}%",
        "cliponaxis": False,
    }


def _end_label(x: str, day: Completion, name: str, *, own_line: bool) -> dict[str, Any]:
    words = f"{name} {percent(day.answered)}"
    return {
        "x": x,
        "y": _rounded(day),
        "text": f"<b>{words}</b>" if own_line else words,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom" if own_line else "top",
        "yshift": 6 if own_line else -12,
        "font": {"color": INK[THEME] if own_line else CITY, "size": 12},
    }


def _below(x: str, today: float) -> dict[str, Any]:
    """In the place of today's point while it lies below the frame."""
    return {
        "x": x,
        "yref": "paper",
        "y": 0,
        "text": _("今日至此 %(p)s%% ↓", p=f"{today:.1f}"),
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": INK[THEME], "size": 12},
    }


def _layout(x: list[str], axis: dict[str, Any], labels: list[dict[str, Any]]) -> dict[str, Any]:
    middle = len(x) // 2
    ticks = [x[0], x[middle], x[-1]]
    first, half = (_day(date.fromisoformat(one)) for one in ticks[:2])
    return {
        **FIGURE_BASE[THEME],
        "height": HEIGHT_PX,
        "xaxis": {
            **FIGURE_BASE[THEME]["xaxis"],
            "type": "category",
            "tickvals": ticks,
            "ticktext": [first, half, _("今日")],
        },
        "yaxis": axis,
        "annotations": labels,
        "margin": {"l": 8, "r": 16, "t": 14, "b": 8},
        "uirevision": "kept",
    }


def _rounded(day: Completion) -> float | None:
    value = day.answered.percent
    return None if value is None else round(value, 1)


def _floor(days: Sequence[Completion]) -> float:
    values = [value for day in days if (value := day.answered.percent) is not None]
    return max(0.0, 4 * (min(values, default=0.0) // 4) - 4)


def _day(day: date) -> str:
    return f"{day.month}/{day.day}"
