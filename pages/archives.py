"""记录归档: `/control/archives`. A banner's month of statutory records, made in the background."""

from datetime import date, timedelta
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.archive_orders import order_form, order_table
from components.panels import card
from components.wording import english, term
from data_access.document_orders import cancel, orders, place_order
from data_access.limits import expensive
from data_access.places import banners
from data_access.request import now, read, scope, services, write
from domain.clock import city_day
from domain.document_orders import EARLIEST, UNFINISHED, OrderRefusal, OrderRefusedError
from domain.row_id import is_row_id
from domain.scope import Role

ROLES = frozenset({Role.CITY_BUREAU, Role.BANNER_BUREAU})

register_page(__name__, path="/control/archives", name="记录归档", roles=ROLES)

BANNER, MONTH, KINDS = "archives-banner", "archives-month", "archives-kinds"
ORDER, SAID, LIST, BEAT = "archives-order", "archives-said", "archives-list", "archives-beat"
CANCEL = "archives-cancel"
REFRESH_MS = 3000
MONTHS = 24


def layout(**_query: str) -> Component:
    """The form, and the newest orders of the asker's place."""
    listed, busy = _listed()
    return html.Main(
        [
            dcc.Interval(id=BEAT, interval=REFRESH_MS, disabled=not busy),
            html.Header(
                html.Div(
                    [
                        html.H1(_("记录归档")),
                        html.P(
                            _(
                                "把一个旗区一个月的法定记录打成一个压缩包："
                                "每家单位一个文件夹，附目录和校验值。"
                            )
                        ),
                    ]
                ),
                className="nc-pagehead",
            ),
            card(
                _("新的归档"),
                _("在后台生成，可以离开本页；保留 %(n)s 天", n=_kept_days()),
                [_form(), html.Div(id=SAID, role="status")],
            ),
            card(_("归档任务"), "", html.Div(listed, id=LIST)),
        ],
        className="nc-body nc-pagegrid nc-archivepage",
    )


@callback(
    Output(SAID, "children"),
    Output(LIST, "children", allow_duplicate=True),
    Output(BEAT, "disabled", allow_duplicate=True),
    Input(ORDER, "n_clicks"),
    State(BANNER, "value"),
    State(MONTH, "value"),
    State(KINDS, "value"),
    running=[(Output(ORDER, "disabled"), True, False)],
    prevent_initial_call=True,
)
@expensive
def order(clicks: Any, banner: Any, month: Any, kinds: Any) -> Any:
    """Place an order; the scheduler takes it up."""
    if not clicks:
        return no_update, no_update, no_update
    try:
        with write() as conn:
            place_order(conn, scope(), banner, month, kinds, _address(), now())
        said = _note(_("已加入队列，约一分钟内开始"), good=True)
    except OrderRefusedError as error:
        said = _note(term(error.zh, error.en), good=False)
    listed, busy = _listed()
    return said, listed, not busy


@callback(
    Output(SAID, "children", allow_duplicate=True),
    Output(LIST, "children", allow_duplicate=True),
    Output(BEAT, "disabled", allow_duplicate=True),
    Input({"type": CANCEL, "order": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def stop(clicks: Any) -> Any:
    """Cancel an order that is not finished."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not any(clicks or ()):
        return no_update, no_update, no_update
    try:
        number = pressed.get("order")
        if not is_row_id(number):
            raise OrderRefusedError(OrderRefusal.OVER)
        with write() as conn:
            cancel(conn, scope(), number, now())
        said = _note(_("已取消"), good=True)
    except OrderRefusedError as error:
        said = _note(term(error.zh, error.en), good=False)
    listed, busy = _listed()
    return said, listed, not busy


@callback(
    Output(LIST, "children"),
    Output(BEAT, "disabled"),
    Input(BEAT, "n_intervals"),
    prevent_initial_call=True,
)
def follow(_beats: Any) -> Any:
    """While something waits or runs, how far it has come."""
    listed, busy = _listed()
    return listed, not busy


def _form() -> Component:
    asker, today = scope(), city_day(now())
    with read() as conn:
        own = [
            (one.adcode, term(one.name_zh, one.name_en))
            for one in banners(conn, asker)
            if asker.banner_adcode in (None, one.adcode)
        ]
    return order_form(
        own, _months(today), banner_id=BANNER, month_id=MONTH, kinds_id=KINDS, order_id=ORDER
    )


def _months(today: date) -> list[date]:
    """The last whole month first, then the ones before, the running one last."""
    running = today.replace(day=1)
    months, month = [], running
    for _place in range(MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        if month >= EARLIEST:
            months.append(month)
    return [*months, running]


def _listed() -> tuple[Component, bool]:
    """The table, and whether something of it goes on."""
    asker = scope()
    with read() as conn:
        found = orders(conn, asker)
        names = {
            one.adcode: one.name_en if english() else one.name_zh for one in banners(conn, asker)
        }
    busy = any(one.state in UNFINISHED for one in found)
    return order_table(found, names, cancel_type=CANCEL), busy


def _address() -> str:
    """Where codes lead to, as configured: who orders could name any host in a request."""
    settings = services().settings
    if settings.server.public_url or not settings.demo.enabled:
        return settings.server.public_url
    return f"http://{settings.server.host}:{settings.server.port}"


def _kept_days() -> int:
    return services().settings.jobs.archives_kept_days


def _note(words: str, *, good: bool) -> Component:
    return html.P(words, className=f"nc-note nc-note--{'ok' if good else 'bad'}")
