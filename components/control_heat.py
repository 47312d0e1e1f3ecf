"""Heat calendar: places by periods, coloured by the share of duties done on time.

It is a table that reads as one: each cell holds its percentage, which a switch shows, and opens the
list of who was not on time. The running period stands apart: half a day is no day.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.control_words import period_words, running_words
from components.numbers import count, percent
from components.wording import counted, term
from domain.control import ControlKind
from domain.control_board import Heat, HeatRow
from domain.figures import NO_TASKS, Completion

# Lower bounds in percent of the steps above the lowest (平台规则).
STEPS = (84, 88, 91, 94, 97)
Cell = Callable[[str, date], str]
"""Address of the list behind a cell: code of the place, first day of the period."""


def heat_table(
    found: Heat, href: Callable[[str], str], cell: Cell, *, chosen: tuple[str | None, date | None]
) -> Component:
    """The calendar.

    Args:
        found: Rows and periods.
        href: Address of the board narrowed to a place.
        cell: Address of the list behind a cell.
        chosen: Place and period whose list is open below.
    """
    return html.Div(
        [
            _head(found.kind, found.starts),
            *(_row(found, row, href(row.code), cell, chosen) for row in found.rows),
        ],
        role="grid",
        className=f"nc-heat__t is-{found.kind}",
        **aria(label=_("按时完成率日历：方向键移动，回车打开当期清单")),
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


def heat_foot(found: Heat) -> Component:
    """The calendar in one sentence, and the switch that shows the numbers in its cells."""
    return html.Footer(
        [
            html.P(_summary(found)),
            html.Span(
                [html.I(className="nc-heat__now", style={"--p": "60%"}), _("进行中")],
                className="nc-heat__key",
            ),
            html.Button(
                _("显示数字"),
                type="button",
                className="nc-linkbtn",
                **data(numbers="1"),
                **aria(pressed="false"),
            ),
        ],
        className="nc-heat__sum",
    )


def _summary(found: Heat) -> str:
    """The mean, the best and the worst place, and how many cells are low."""
    over = [(row, sum(row.cells[:-1], NO_TASKS)) for row in found.rows]
    shares = [(row, tasks.on_time) for row, tasks in over if tasks.due]
    if not shares:
        return str(_("近期没有应报的任务"))
    whole = sum((tasks for _place, tasks in over), NO_TASKS).on_time
    cells = [cell.on_time.percent for row in found.rows for cell in row.cells[:-1]]
    known = [value for value in cells if value is not None]
    words = [
        _(
            "合计按时 %(a)s / 应报 %(b)s（%(p)s %%）",
            a=count(whole.part),
            b=count(whole.whole),
            p=percent(whole),
        ),
        counted(
            "%(all)s 格中 %(n)s 格低于 %(low)s %%",
            sum(value < STEPS[0] for value in known),
            all=count(len(known)),
            low=STEPS[0],
        ),
    ]
    if len(shares) > 1:
        first, last = shares[0], shares[-1]
        words.insert(
            1,
            _(
                "最高 %(best)s %(a)s %%，最低 %(worst)s %(b)s %%",
                best=term(first[0].name_zh, first[0].name_en),
                a=percent(first[1]),
                worst=term(last[0].name_zh, last[0].name_en),
                b=percent(last[1]),
            ),
        )
    return "；".join(map(str, words))


def heat_class(cell: Completion) -> str:
    """Class of a cell; no duty is hatched, which is neither good nor bad."""
    value = cell.on_time.percent
    if value is None:
        return "nc-h0"
    return f"nc-h{1 + sum(value >= step for step in STEPS)}"


def _head(kind: ControlKind, starts: tuple[date, ...]) -> Component:
    # Every seventh day, every second week, every month: labels never touch.
    every = {
        ControlKind.DAILY_CONTROL: 7,
        ControlKind.WEEKLY_REVIEW: 2,
        ControlKind.MONTHLY_DISPATCH: 1,
    }
    last = len(starts) - (2 if kind is ControlKind.DAILY_CONTROL else 1)
    labels = [
        html.I(_short(kind, start) if place % every[kind] == 0 and place < last else "")
        for place, start in enumerate(starts)
    ]
    return html.Div(
        [html.Span(), html.Div(labels), html.Em(f"{running_words(kind)} %")],
        className="nc-heat__r nc-heat__h",
        **aria(hidden="true"),
    )


def _row(
    found: Heat, row: HeatRow, href: str, cell: Cell, chosen: tuple[str | None, date | None]
) -> Component:
    name = term(row.name_zh, row.name_en)
    running, today = row.cells[-1], found.starts[-1]
    past = zip(found.starts[:-1], row.cells[:-1], strict=True)
    cells = [
        _cell(
            str(int(share)) if (share := tasks.on_time.percent) is not None else "",
            heat_class(tasks),
            cell(row.code, start),
            _words(found.kind, start, tasks),
            on=chosen == (row.code, start),
        )
        for start, tasks in past
    ]
    cells.append(
        _cell(
            percent(running.answered).partition(".")[0],
            "nc-heat__now",
            cell(row.code, today),
            _so_far(found.kind, running),
            on=chosen == (row.code, today),
            style={"--p": f"{running.answered.percent or 0:.0f}%"},
        )
    )
    return html.Div(
        [
            html.Span(dcc.Link(name, href=href), title=name, role="rowheader"),
            html.Div(cells, role="presentation"),
            html.Em(
                dcc.Link(percent(running.answered), href=cell(row.code, today)),
                className="nc-num",
                role="gridcell",
                title=_so_far(found.kind, running),
            ),
        ],
        role="row",
        className="nc-heat__r",
    )


def _cell(number: str, class_name: str, href: str, words: str, *, on: bool, **more: Any) -> Any:
    """One cell; scripts move between them, so only one of all is a stop of the Tab key."""
    return html.A(
        number,
        href=href,
        title=words,
        role="gridcell",
        tabIndex=-1,
        className=f"{class_name} is-on" if on else class_name,
        **more,
    )


def _short(kind: ControlKind, start: date) -> str:
    if kind is ControlKind.MONTHLY_DISPATCH:
        return term(f"{start.month}月", f"{start:%b}")
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


def _so_far(kind: ControlKind, cell: Completion) -> str:
    return str(
        _(
            "%(when)s到现在：已完成 %(a)s / 应报 %(b)s，尚未结束",
            when=running_words(kind),
            a=count(cell.answered.part),
            b=count(cell.answered.whole),
        )
    )
