"""What waits for offices: a table of offices with their mean, or one office beside its peers."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.measure import opens_words
from components.numbers import UNKNOWN, count
from components.states import empty
from domain.figures import TREND_DAYS
from domain.workload import OfficeLoad, PeersMean, Workload

Column = tuple[str, str, str, Callable[[int], str] | None]


def _columns(day: date) -> list[Column]:
    """Field, name, unit and hint, and the list that the number is the size, or the median, of."""
    days: dict[str, Any] = {"since": day - timedelta(days=TREND_DAYS - 1), "until": day}
    return [
        ("establishments", _("单位"), _("家"), lambda n: links.register(office=n)),
        ("per_officer", _("人均单位"), _("家，按监管所在用账号"), None),
        ("open_alerts", _("未办结预警"), _("件"), lambda n: links.alerts(office=n)),
        ("late_alerts", _("超时预警"), _("件"), lambda n: links.alerts(office=n, overdue=True)),
        (
            "late_rechecks",
            _("超期复核"),
            _("件，整改后超过48小时"),
            lambda n: links.alerts(state="rectified", office=n, overdue=True),
        ),
        (
            "late_inspections",
            _("超期未检查"),
            _("家，按风险等级应检频次"),
            lambda n: links.register(inspection="overdue", office=n),
        ),
        ("visits_due", _("30日内应督导"), _("家"), lambda n: links.register(visit="due", office=n)),
        ("late_visits", _("超期未督导"), _("家"), lambda n: links.register(visit="late", office=n)),
        (
            "confirm_h",
            _("确认用时"),
            _("小时，近30日中位数"),
            lambda n: links.alerts(state="timed_confirm", office=n, **days),
        ),
        (
            "rectify_h",
            _("整改用时"),
            _("小时，近30日中位数"),
            lambda n: links.alerts(state="timed_rectify", office=n, **days),
        ),
    ]


_LATE = frozenset({"late_alerts", "late_rechecks", "late_inspections", "late_visits"})


def office_table(offices: Sequence[OfficeLoad], mean: PeersMean, day: date) -> Component:
    """One row an office, their mean below; `day` is the last of the 30 of the medians."""
    if not offices:
        return empty(_("这里还没有监管所"), _("乡镇划入监管所后，会列出各所的工作量"))
    columns = _columns(day)
    heads = [html.Th(_("监管所"))]
    heads += [html.Th(name, className="num", title=unit) for _f, name, unit, _l in columns]
    rows = [
        html.Tr(
            [
                html.Td(dcc.Link(one.name_zh, href=links.office(one.id)), className="nm"),
                *(_cell(one.load, one.id, one.name_zh, column) for column in columns),
            ]
        )
        for one in offices
    ]
    means = [
        html.Td(_number(mean.means.get(field)), className="num nc-num") for field, *_rest in columns
    ]
    foot = html.Tr([html.Td(_("各所平均"), className="nm"), *means], className="tot")
    return html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody(rows), html.Tfoot(foot)],
        className="nc-table nc-officetable",
    )


def own_load(office: int, load: Workload, mean: PeersMean, day: date) -> Component:
    """One office: each number beside the mean of the offices of its banner; `day` as above."""
    items = [
        html.Div(
            [
                html.Dt([name, html.Small(unit)]),
                html.Dd(
                    [
                        _shown(load, office, "", (field, name, unit, opens)),
                        html.Small(_("同旗区平均 %(n)s", n=_number(mean.means.get(field)))),
                    ]
                ),
            ],
            className="is-late" if field in _LATE and getattr(load, field) else "",
        )
        for field, name, unit, opens in _columns(day)
    ]
    return html.Dl(items, className="nc-load")


def _cell(load: Workload, office: int, place: str, column: Column) -> Component:
    late = column[0] in _LATE and getattr(load, column[0])
    return html.Td(
        _shown(load, office, place, column), className="num nc-num late" if late else "num nc-num"
    )


def _shown(load: Workload, office: int, place: str, column: Column) -> Component:
    field, name, _unit, opens = column
    value = getattr(load, field)
    if value is not None and opens and (value or isinstance(value, float)):
        shown = html.Span(_number(value), className="nc-num")
        return dcc.Link([shown, *opens_words(f"{place} {name}".strip())], href=opens(office))
    return html.Span(_number(value), className="nc-num")


def _number(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return count(value) if isinstance(value, int) else f"{value:,.1f}"
