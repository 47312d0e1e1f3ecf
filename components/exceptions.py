"""Exceptions for those who lead: measures with places below target, the worst ones by name."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.measure import measure_name, number_link, pair
from components.numbers import count, percent
from components.overview_kpis import Targets
from components.states import empty
from components.wording import counted, term
from domain.exceptions import Weak
from domain.figures import Level, Row
from domain.measures import Measure
from domain.share import Share
from domain.video_wall import Show


def exceptions_list(found: Sequence[Weak], targets: Targets, level: Level) -> Component:
    """One block a measure, or in words that all places reach their targets."""
    if not found:
        return empty(_("各地均达到目标"), _("低于目标的地区会列在这里，最差在前"))
    return html.Ul([_block(one, targets, level) for one in found], className="nc-weak")


def _block(weak: Weak, targets: Targets, level: Level) -> Component:
    names = {
        Measure.DAILY: _("昨日日管控"),
        Measure.ON_TIME: _("近30日处置及时率"),
        Measure.ONLINE: _("此刻后厨在线率"),
    }
    return html.Li(
        [
            html.Header(
                [
                    html.I(className="nc-target__low"),
                    html.B(names.get(weak.measure, measure_name(weak.measure))),
                    html.Span(
                        _(
                            "%(n)s / %(all)s 地低于目标 %(t)s%%",
                            n=count(weak.below),
                            all=count(weak.judged),
                            t=f"{targets[weak.measure].percent:g}",
                        )
                    ),
                ]
            ),
            html.Ol([_place(weak.measure, row, share, level) for row, share in weak.worst]),
        ]
    )


def _place(measure: Measure, row: Row, share: Share, level: Level) -> Component:
    name = term(row.name_zh, row.name_en)
    by_banner = level is Level.BANNER
    shown = dcc.Link(name, href=links.district(row.code)) if by_banner else html.Span(name)
    return html.Li(
        [
            shown,
            html.Em(f"{percent(share)}%", className="nc-num"),
            html.Span(_behind(measure, row, share, by_banner)),
        ]
    )


def _behind(measure: Measure, row: Row, share: Share, by_banner: bool) -> list[Component | str]:
    """The numbers behind the share, each opening its list."""
    banner = row.code if by_banner else None
    if measure is Measure.DAILY:
        opens = links.control(
            listing="previous", banner=banner, township=None if by_banner else row.code
        )
        missing = share.whole - share.part
        return [_("未报 "), number_link(missing, opens), counted(" 家", missing)]
    if measure is Measure.ONLINE and by_banner:
        return [
            *pair(
                share,
                "路",
                links.videowall(show=Show.ONLINE, banner=banner),
                links.videowall(show=Show.LOOKED_AT, banner=banner),
            )
        ]
    return [*pair(share, "路" if measure is Measure.ONLINE else "件", None, None)]
