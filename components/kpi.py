"""KPI card: never a bare percentage; the numbers behind it and its comparison stand beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from components.aria import aria
from components.icons import severity_badge
from components.numbers import UNKNOWN, count


@dataclass(frozen=True, slots=True)
class Delta:
    """Difference to a named base; `good` None says nothing about better or worse.

    Attributes:
        title: Where the base comes from, for who points at it.
    """

    text: str
    good: bool | None
    title: str = ""


def delta_mark(delta: Delta) -> Component:
    """The difference, better and worse by sign and colour."""
    tone = {True: "nc-delta--good", False: "nc-delta--bad", None: "nc-delta"}[delta.good]
    return html.Em(delta.text, className=tone, title=delta.title or None)


def kpi_card(
    label: str,
    figure: str | Component,
    unit: str,
    detail: str | Component,
    *,
    href: str | None = None,
    note: str = "",
    delta: Delta | None = None,
    under: Component | None = None,
    course: Component | None = None,
    foot: Component | None = None,
    help_: Component | None = None,
) -> Component:
    """One figure.

    Args:
        label: What and when (今日日管控).
        figure: As written, a dash where it is unknown.
        unit: %, 件, 家.
        detail: Numerator and denominator, in words.
        href: The list that the figure counts, where no number of the card is a link itself.
        note: Right of the label: rank or period.
        delta: Against what.
        under: Beam or stack below the figure.
        course: How it got there, a small line.
        foot: Its target.
        help_: What it counts.
    """
    shown = [figure, None if figure == UNKNOWN else html.Small(unit)]
    card = html.Article(
        [
            html.Header([html.H3(label), html.Span(note) if note else None, help_]),
            html.Div(
                [
                    html.Span(shown, className="nc-num"),
                    course,
                    delta_mark(delta) if delta else None,
                ],
                className="nc-bkpi__fig",
            ),
            under,
            html.P(detail),
            foot,
        ],
        className="nc-card nc-bkpi",
    )
    return dcc.Link(card, href=href, className="nc-bkpi__link") if href else card


def beam(percent: float | None, tick: float | None = None, words: str = "") -> Component:
    """Progress 0 to 100 with a tick for what it is measured against; an unknown one stays empty.

    Args:
        percent: Filled part.
        tick: The city, or the elapsed share of the time.
        words: What a screen reader says.
    """
    filled = min(100.0, max(0.0, percent or 0.0))
    mark = html.I(
        className="nc-beam__tick",
        style={"left": f"{min(100.0, max(0.0, tick or 0.0)):.1f}%"},
    )
    return html.Div(
        [html.B(style={"width": f"{filled:.1f}%"}), mark if tick is not None else None],
        className="nc-beam",
        role="img",
        **aria(label=words or f"{filled:.1f}%"),
    )


def severity_counts(counts: dict[int, int], hrefs: dict[int, str] | None = None) -> Component:
    """Badge and number per severity, zeros too, so that nothing jumps."""
    return html.Span(
        [_severity_count(level, counts[level], (hrefs or {}).get(level)) for level in counts],
        className="nc-sevcounts",
    )


def _severity_count(level: int, number: int, href: str | None) -> Component:
    shown: Sequence[Component] = [
        severity_badge(level, 18),
        html.I(count(number), className="nc-num"),
    ]
    return dcc.Link(shown, href=href) if href else html.Span(shown)
