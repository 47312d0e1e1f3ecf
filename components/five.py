"""五个"全" of the plan: share, the numbers behind it, its target, and what it counts."""

from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.kpi import beam
from components.measure import meaning, measure_name, pair, target_mark
from components.numbers import UNKNOWN, percent
from components.overview_kpis import Targets, points, window_address
from domain.measures import Measure
from domain.overview import Overview
from domain.share import Share


def five(shown: Overview, targets: Targets, day: date) -> list[Component]:
    """Five cells; what has nothing to count says so.

    Args:
        shown: The figures.
        targets: Of every measure.
        day: City day of the figures.
    """
    register = links.register()
    window, before = shown.window, shown.before
    rows: list[tuple[Measure, Share, str, str, str, str, Component | None]] = [
        (
            Measure.SETTLED,
            window.settled,
            _("件"),
            window_address("ended", day),
            window_address("due", day),
            _("近30日没有到期应办的预警"),
            _change(window.settled, before.settled, _("较前30日")),
        ),
        (
            Measure.KITCHENS,
            shown.papers.register.kitchens,
            _("家"),
            links.register(kitchen="online"),
            register,
            _("还没有在册单位"),
            None,
        ),
        (
            Measure.TRACED,
            shown.purchases,
            _("份"),
            links.control(listing="current", show="purchases_passed"),
            links.control(listing="current", show="purchases"),
            _("今日还没有涉及进货查验的检查"),
            _change(shown.purchases, shown.purchases_before, _("较昨日全天")),
        ),
        (
            Measure.PUBLIC,
            shown.papers.register.public,
            _("家"),
            links.register(information="complete"),
            register,
            _("还没有在册单位"),
            None,
        ),
        (
            Measure.DOCUMENTED,
            window.sums.on_record,
            _("件"),
            window_address("documented", day),
            window_address("closed_here", day),
            _("近30日还没有由本系统办结的预警"),
            _change(window.sums.on_record, before.sums.on_record, _("较前30日")),
        ),
    ]
    return [
        _cell(measure, share, unit, (part, whole), nothing, targets, change)
        for measure, share, unit, part, whole, nothing, change in rows
    ]


def _cell(
    measure: Measure,
    share: Share,
    unit: str,
    opens: tuple[str, str],
    nothing: str,
    targets: Targets,
    change: Component | None,
) -> Component:
    value = percent(share)
    return html.Article(
        [
            html.Header([html.H3(measure_name(measure)), meaning(measure)]),
            html.Div(
                [
                    html.Span(
                        [value, None if value == UNKNOWN else html.Small("%")], className="nc-num"
                    ),
                    html.P(pair(share, unit, *opens) if share.whole else nothing),
                ],
                className="nc-five__fig",
            ),
            beam(share.percent, targets[measure].percent),
            html.Footer([target_mark(share, targets[measure]), change]),
        ],
        className="nc-five__one",
    )


def _change(share: Share, base: Share, name: str) -> Component | None:
    delta = points(share, base, name)
    if delta is None:
        return None
    tone = {True: "nc-delta--good", False: "nc-delta--bad", None: "nc-delta"}[delta.good]
    return html.Em(delta.text, className=tone)
