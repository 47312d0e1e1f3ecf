"""Trends: shares as lines, alerts as bars. Plain dicts, see theme.py.

The last step is not over: its point is drawn apart and says so, and it never pulls the line down.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.measure import list_link
from components.numbers import percent
from components.theme import CATEGORICAL, FIGURE_BASE, INK, MUTE
from domain.share import Share
from domain.trend import Span, Trend, step_before

Opens = Callable[[date], str]
"""Address of the list of a step, by its first day."""

THEME = "bureau"
HEIGHT_PX = 158
OWN = CATEGORICAL[THEME][0]
OTHER = MUTE[THEME]
HISTORY_OPACITY = 0.62


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a figure.

    Attributes:
        name: At its end.
        shares: As many as there are steps, the running one last.
        dash: How it is drawn; the place itself is `solid`.
    """

    name: str
    shares: Sequence[Share]
    dash: str = "solid"


def share_figure(span: Span, starts: Sequence[date], lines: Sequence[Line]) -> dict[str, Any]:
    """Shares of the steps that are over, the running one as a point of its own.

    Args:
        span: Length of a step.
        starts: Oldest first, the running one last.
        lines: The place itself first, comparisons after it.
    """
    x = [start.isoformat() for start in starts]
    own = lines[0]
    traces = [_drawn(x[:-1], one) for one in reversed(lines)]
    low = _floor([share for one in lines for share in one.shares[:-1]])
    traces.append(_running(x[-1], own))
    labels = [label for one in lines if (label := _label(x, one))]
    now = own.shares[-1].percent
    if now is not None and now < low:
        labels.append(_below(span, x[-1], now))
    axis = {**FIGURE_BASE[THEME]["yaxis"], "range": [low, 100.5], "ticksuffix": "%"}
    return {"data": traces, "layout": _layout(span, x, axis, labels)}


def alerts_figure(found: Trend) -> dict[str, Any]:
    """Alerts found; the past at 62 %, the running step in full, the stretch before as a line."""
    x = [one.start.isoformat() for one in found.points]
    past = [HISTORY_OPACITY] * (len(x) - 1)
    bars = {
        "type": "bar",
        "x": x,
        "y": [one.share.whole for one in found.points],
        "name": _("本期"),
        "marker": {"color": OWN, "opacity": [*past, 1.0], "cornerradius": 2},
        "hovertemplate": _("%(y)s 件", y="%{y:,}"),
    }
    before = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": _since_first([one.before.whole for one in found.points]),
        "name": _("上期"),
        "line": {"color": OTHER, "width": 1.5, "dash": "dot"},
        "hovertemplate": _("%(y)s 件", y="%{y:,}"),
    }
    earlier = any(one.before.whole for one in found.points)
    axis = {**FIGURE_BASE[THEME]["yaxis"], "rangemode": "tozero", "tickformat": ",d"}
    traces = [bars, before] if earlier else [bars]
    return {"data": traces, "layout": _layout(found.span, x, axis, [])}


def share_rows(
    span: Span, starts: Sequence[date], lines: Sequence[Line], part: Opens, whole: Opens
) -> list[Component]:
    """The same as a table, newest first: step, numerator and denominator, share, comparisons.

    Args:
        span: Length of a step.
        starts: Oldest first.
        lines: As for `share_figure`.
        part: List that the numerator is the length of.
        whole: The same for the denominator.
    """
    own = lines[0].shares
    return [
        html.Tr(
            [
                html.Td(step_words(span, starts[at])),
                html.Td(
                    [
                        list_link(own[at].part, part(starts[at]), _("已完成")),
                        " / ",
                        list_link(own[at].whole, whole(starts[at]), _("应报")),
                    ],
                    className="num nc-num",
                ),
                html.Td(percent(own[at]), className="num nc-num"),
                *(html.Td(percent(one.shares[at]), className="num nc-num") for one in lines[1:]),
            ]
        )
        for at in range(len(starts) - 1, -1, -1)
    ]


def alert_rows(found: Trend, opens: Opens) -> list[Component]:
    """The same as a table, newest first: step, found, of the stretch before."""

    def cell(number: int, start: date) -> Component:
        return html.Td(list_link(number, opens(start), _("预警")), className="num nc-num")

    return [
        html.Tr(
            [
                html.Td(step_words(found.span, one.start)),
                cell(one.share.whole, one.start),
                cell(one.before.whole, step_before(found.span, one.start)),
            ]
        )
        for one in reversed(found.points)
    ]


def step_words(span: Span, start: date) -> str:
    """11/19 for a day and for the Monday of a week, 2026-11 for a month."""
    return f"{start:%Y-%m}" if span is Span.MONTH else f"{start.month}/{start.day}"


def span_name(span: Span) -> str:
    """How far a trend reaches."""
    words: dict[Span, str] = {
        Span.DAY: _("近30日"),
        Span.WEEK: _("近12周"),
        Span.MONTH: _("近12个月"),
    }
    return words[span]


def running_name(span: Span) -> str:
    """The step that is not over."""
    words: dict[Span, str] = {
        Span.DAY: _("今日至此"),
        Span.WEEK: _("本周至此"),
        Span.MONTH: _("本月至此"),
    }
    return words[span]


def _since_first(numbers: Sequence[int]) -> list[int | None]:
    """Without the zeros before the first alert: then nobody looked yet."""
    first = next((at for at, number in enumerate(numbers) if number), len(numbers))
    return [None if at < first else number for at, number in enumerate(numbers)]


def _drawn(x: list[str], one: Line) -> dict[str, Any]:
    own = one.dash == "solid"
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": [_rounded(share) for share in one.shares[:-1]],
        "name": one.name,
        "line": {"color": OWN if own else OTHER, "width": 2 if own else 1.5, "dash": one.dash},
        "hovertemplate": "%{y:.1f}%",
        "cliponaxis": False,
    }


def _running(x: str, own: Line) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [_rounded(own.shares[-1])],
        "name": _("%(name)s 至此", name=own.name),
        "marker": {"color": "rgba(0,0,0,0)", "size": 8, "line": {"color": OWN, "width": 2}},
        "hovertemplate": "%{y:.1f}%",
        "cliponaxis": False,
    }


def _label(x: list[str], one: Line) -> dict[str, Any] | None:
    """The line's name at its end; that of the stretch before above the frame, over no line."""
    known = [at for at, share in enumerate(one.shares[:-1]) if share.percent is not None]
    if not known:
        return None
    if one.dash == "dot":
        return _above(one.name)
    own, at = one.dash == "solid", known[-1]
    words = f"{one.name} {percent(one.shares[at])}"
    return {
        "x": x[at],
        "y": _rounded(one.shares[at]),
        "text": f"<b>{words}</b>" if own else words,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom" if own else "top",
        "yshift": 6 if own else -12,
        "font": {"color": INK[THEME] if own else OTHER, "size": 12},
    }


def _above(name: str) -> dict[str, Any]:
    """What the dotted line is, in the left corner above the frame."""
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "text": f"┄ {name}",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"color": OTHER, "size": 12},
    }


def _below(span: Span, x: str, now: float) -> dict[str, Any]:
    """In the place of the running point while it lies below the frame."""
    return {
        "x": x,
        "yref": "paper",
        "y": 0,
        "text": f"{running_name(span)} {now:.1f}% ↓",
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": INK[THEME], "size": 12},
    }


def _layout(
    span: Span, x: list[str], axis: dict[str, Any], labels: list[dict[str, Any]]
) -> dict[str, Any]:
    middle = len(x) // 2
    ticks = [x[0], x[middle], x[-1]]
    first, half = (step_words(span, date.fromisoformat(one)) for one in ticks[:2])
    last = {Span.DAY: _("今日"), Span.WEEK: _("本周"), Span.MONTH: _("本月")}[span]
    return {
        **FIGURE_BASE[THEME],
        "height": HEIGHT_PX,
        "xaxis": {
            **FIGURE_BASE[THEME]["xaxis"],
            "type": "category",
            "tickvals": ticks,
            "ticktext": [first, half, last],
        },
        "yaxis": axis,
        "annotations": labels,
        "margin": {"l": 8, "r": 16, "t": 20, "b": 8},
        "uirevision": "kept",
    }


def _rounded(share: Share) -> float | None:
    value = share.percent
    return None if value is None else round(value, 1)


def _floor(shares: Sequence[Share]) -> float:
    values = [value for share in shares if (value := share.percent) is not None]
    return max(0.0, 4 * (min(values, default=0.0) // 4) - 4)
