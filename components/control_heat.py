"""Heat calendar: places by periods, coloured by the share of duties done on time."""

from collections.abc import Callable
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.control_words import period_words, running_words
from components.numbers import count, percent
from components.wording import term
from domain.control import ControlKind
from domain.control_board import Heat, HeatRow
from domain.figures import Completion

# Lower bounds in percent of the steps above the lowest (平台规则).
STEPS = (84, 88, 91, 94, 97)


def heat_table(found: Heat, href: Callable[[str], str]) -> Component:
    """The calendar: periods that are over as cells, the running one as a figure.

    Args:
        found: Rows and periods.
        href: Address of the board narrowed to a place.
    """
    over = found.starts[:-1]
    return html.Div(
        [_head(found.kind, over), *(_row(found, row, href(row.code)) for row in found.rows)],
        className=f"nc-heat__t is-{found.kind}",
    )


def heat_key() -> Component:
    """What the colours mean."""
    return html.P(
        [
            html.Span(f"<{STEPS[0]}"),
            *(html.I(className=f"nc-h{step}") for step in range(1, len(STEPS) + 2)),
            html.Span(f"≥{STEPS[-1]} %"),
            html.I(className="nc-h0"),
            html.Span(_("无应报")),
        ],
        className="nc-heat__key",
    )


def heat_class(cell: Completion) -> str:
    """Class of a cell; no duty is hatched, which is neither good nor bad."""
    value = cell.on_time.percent
    if value is None:
        return "nc-h0"
    return f"nc-h{1 + sum(value >= step for step in STEPS)}"


def _head(kind: ControlKind, over: tuple[date, ...]) -> Component:
    # Every seventh day, every fourth week, every month: labels never touch.
    every = {
        ControlKind.DAILY_CONTROL: 7,
        ControlKind.WEEKLY_REVIEW: 2,
        ControlKind.MONTHLY_DISPATCH: 1,
    }
    last = len(over) - 1 if kind is ControlKind.DAILY_CONTROL else len(over)
    labels = [
        html.I(_short(kind, start) if place % every[kind] == 0 and place < last else "")
        for place, start in enumerate(over)
    ]
    return html.Div(
        [html.Span(), html.Div(labels), html.Em(f"{running_words(kind)} %")],
        className="nc-heat__r nc-heat__h",
        **aria(hidden="true"),
    )


def _row(found: Heat, row: HeatRow, href: str) -> Component:
    name = term(row.name_zh, row.name_en)
    cells = list(zip(found.starts[:-1], row.cells[:-1], strict=True))
    running = row.cells[-1]
    return html.Div(
        [
            html.Span(dcc.Link(name, href=href), title=name),
            html.Div(
                [
                    html.I(className=heat_class(cell), title=_words(found.kind, start, cell))
                    for start, cell in cells
                ],
                role="img",
                **aria(label=_summary(name, [cell for _start, cell in cells])),
            ),
            html.Em(
                percent(running.answered),
                className="nc-num",
                title=_(
                    "已完成 %(a)s / 应报 %(b)s",
                    a=count(running.answered.part),
                    b=count(running.answered.whole),
                ),
            ),
        ],
        className="nc-heat__r",
    )


def _short(kind: ControlKind, start: date) -> str:
    if kind is ControlKind.MONTHLY_DISPATCH:
        return str(_("%(m)s月", m=start.month))
    return f"{start.month}/{start.day}"


def _words(kind: ControlKind, start: date, cell: Completion) -> str:
    share = cell.on_time
    when = period_words(kind, start)
    if share.percent is None:
        return str(_("%(when)s 无应报，免报 %(n)s", when=when, n=count(cell.excused)))
    return str(
        _(
            "%(when)s 按时 %(a)s / 应报 %(b)s（%(p)s %%）",
            when=when,
            a=count(share.part),
            b=count(share.whole),
            p=percent(share),
        )
    )


def _summary(name: str, cells: list[Completion]) -> str:
    values = [value for cell in cells if (value := cell.on_time.percent) is not None]
    if not values:
        return str(_("%(name)s 无应报", name=name))
    return str(
        _(
            "%(name)s 按时率 %(low)s %% 至 %(high)s %%",
            name=name,
            low=f"{min(values):.1f}",
            high=f"{max(values):.1f}",
        )
    )
