"""五个"全" of the plan: share, the numbers behind it, its target, and what it counts."""

from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.kpi import beam, delta_mark
from components.measure import meaning, measure_name, pair, target_mark
from components.numbers import UNKNOWN, percent
from components.overview_kpis import Targets, day_change, points, window_address
from components.wording import Thing
from domain.day_ends import DayEnds
from domain.measures import Measure
from domain.overview import Overview
from domain.share import Share


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the five.

    Attributes:
        measure: Which.
        share: Its part of a whole.
        unit: What is counted, see `wording.unit`.
        opens: Addresses of the lists behind part and whole.
        nothing: What is said while there is nothing to count.
        before: The share to compare with, and its name.
        ends: What a figure of a moment is compared with instead.
    """

    measure: Measure
    share: Share
    unit: Thing
    opens: tuple[str, str]
    nothing: str
    before: tuple[Share, str] | None = None
    ends: DayEnds | None = None


def five(shown: Overview, targets: Targets, day: date) -> list[Component]:
    """Five cells; what has nothing to count says so.

    Args:
        shown: The figures.
        targets: Of every measure.
        day: City day of the figures.
    """
    settled, documented = _alerts(shown, day)
    kitchens, public = _register(shown)
    cells = (settled, kitchens, _purchases(shown), public, documented)
    return [_drawn(cell, targets) for cell in cells]


def _alerts(shown: Overview, day: date) -> tuple[Cell, Cell]:
    window, before = shown.window, shown.before
    return (
        Cell(
            Measure.SETTLED,
            window.settled,
            "件",
            (window_address("ended", day), window_address("due", day)),
            _("近30日没有到期应办的预警"),
            (before.settled, _("较前30日")),
        ),
        Cell(
            Measure.DOCUMENTED,
            window.sums.on_record,
            "件",
            (window_address("documented", day), window_address("closed_here", day)),
            _("近30日还没有由本系统办结的预警"),
            (before.sums.on_record, _("较前30日")),
        ),
    )


def _register(shown: Overview) -> tuple[Cell, Cell]:
    whole, nothing, found = links.register(), _("还没有在册单位"), shown.papers.register
    kitchens = (links.register(kitchen="online"), whole)
    public = (links.register(information="complete"), whole)
    ends = shown.day_ends
    return (
        Cell(Measure.KITCHENS, shown.kitchens, "家", kitchens, nothing, ends=ends),
        Cell(Measure.PUBLIC, found.public, "家", public, nothing, ends=ends),
    )


def _purchases(shown: Overview) -> Cell:
    return Cell(
        Measure.TRACED,
        shown.purchases,
        "份",
        (
            links.control(listing="current", show="purchases_passed"),
            links.control(listing="current", show="purchases"),
        ),
        _("今日还没有涉及进货查验的检查"),
        (shown.purchases_before, _("较昨日全天")),
    )


def _drawn(cell: Cell, targets: Targets) -> Component:
    share, target = cell.share, targets[cell.measure]
    value = percent(share)
    return html.Article(
        [
            html.Header([html.H3(measure_name(cell.measure)), meaning(cell.measure)]),
            html.Div(
                [
                    html.Span(
                        [value, None if value == UNKNOWN else html.Small("%")], className="nc-num"
                    ),
                    html.P(pair(share, cell.unit, *cell.opens) if share.whole else cell.nothing),
                ],
                className="nc-five__fig",
            ),
            beam(share.percent, target.percent),
            html.Footer([target_mark(share, target), _change(cell)]),
        ],
        className="nc-five__one",
    )


def _change(cell: Cell) -> Component | None:
    if cell.ends is not None:
        delta = day_change(cell.measure, cell.share, cell.ends)
    else:
        delta = points(cell.share, *cell.before) if cell.before else None
    return delta_mark(delta) if delta else None
