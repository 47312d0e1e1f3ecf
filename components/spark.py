"""Small charts that stand in a table row: line of thirty days, dot on a scale, bar of C and D."""

from collections.abc import Sequence

import dash_svg as svg
from dash import html
from dash.development.base_component import Component

from components.aria import aria
from components.numbers import percent
from domain.share import Share

WIDTH, HEIGHT, PAD = 84, 24, 3
HIGH_RISK_FULL = 25.0  # percent of C + D that fills the bar


def spark(values: Sequence[float | None], low: float, high: float) -> Component:
    """Line of `values`; siblings share `low` and `high`. A day without tasks is a gap."""
    span = (high - low) or 1.0
    step = (WIDTH - 8) / max(1, len(values) - 1)
    path, pen, last = "", "M", None
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        level = min(1.0, max(0.0, (value - low) / span))
        last = (2 + step * index, PAD + (HEIGHT - 2 * PAD) * (1 - level))
        path += f"{pen}{last[0]:.1f} {last[1]:.1f}"
        pen = "L"
    dot = (
        svg.Circle(cx=f"{last[0]:.1f}", cy=f"{last[1]:.1f}", r="3.5", className="nc-spark__dot")
        if last
        else None
    )
    drawn: Component = svg.Svg(
        [svg.Path(d=path, className="nc-spark__line"), dot],
        width=str(WIDTH),
        height=str(HEIGHT),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        className="nc-spark",
        **aria(hidden="true"),
    )
    return drawn


def line(values: Sequence[float | None]) -> Component:
    """Course of one figure by itself, from its lowest to its highest value."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    return spark(values, low, high)


def dot_plot(
    share: Share, reference: float | None, low: float, high: float, *, weak: bool
) -> Component:
    """Dot between `low` and `high`, a line at the reference; a diamond where it is weak."""

    def place(point: float) -> dict[str, str]:
        part = (point - low) / ((high - low) or 1.0)
        return {"left": f"{100 * min(1.0, max(0.0, part)):.1f}%"}

    value = share.percent
    marks = [
        html.U(style=place(reference)) if reference is not None else None,
        html.I(style=place(value)) if value is not None else None,
    ]
    return html.Span(marks, className="nc-dotplot is-low" if weak else "nc-dotplot")


def high_risk_bar(c_level: int, d_level: int, assessed: int) -> Component:
    """Levels C and D among the assessed, HIGH_RISK_FULL percent filling the bar."""
    full = HIGH_RISK_FULL / 100 * assessed

    def width(number: int) -> dict[str, str]:
        return {"width": f"{min(100.0, 100 * number / full) if full else 0:.1f}%"}

    return html.Div(
        [
            html.Span(
                [
                    html.B(className="is-rc", style=width(c_level)),
                    html.B(className="is-rd", style=width(d_level)),
                ]
            ),
            html.Em(percent(Share(c_level + d_level, assessed)), className="nc-num"),
        ],
        className="nc-cd",
    )


def tens(values: Sequence[float]) -> tuple[float, float]:
    """Lower and upper end, in tens of percent, that hold all but the lowest twentieth."""
    if not values:
        return 0.0, 100.0
    ordered = sorted(values)
    low = 10.0 * (ordered[len(ordered) // 20] // 10)
    high = min(100.0, 10.0 * (ordered[-1] // 10 + 1))
    return (low - 10.0 if low == high else low), high
