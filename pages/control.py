"""日管控 · 周排查 · 月调度: `/control`. Kind, list and place stand in the address."""

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import lazy_gettext

from data_access.request import scope
from domain.scope import OFFICIALS, SUPERVISED
from pages import _control_parts as parts
from pages._control_query import asked, chosen

ROLES = OFFICIALS | SUPERVISED

register_page(
    __name__, path="/control", name=lazy_gettext("管控"), order=3, icon="clipboard", roles=ROLES
)

ASKED = "control-asked"
CHOSEN = "control-chosen"
PERIODS = "control-periods"
HEAT = "control-heat"
LIST = "control-list"
PANEL = "control-panel"
ROW = "control-row"
DAY = "control-day"


def layout(**query: str) -> Component:
    """The board as the address asks for it, with one record beside it."""
    wanted = asked(query)
    pick = chosen(query, wanted.kind) or parts.first_choice(wanted)
    return html.Main(
        [
            dcc.Store(id=ASKED, data=dict(query)),
            dcc.Store(id=CHOSEN, data=pick.data() if pick else None),
            html.Div(
                [
                    parts.head(wanted),
                    html.Div(parts.periods(wanted), id=PERIODS, className="nc-periods"),
                    html.Div(parts.calendar(wanted), id=HEAT),
                    html.Div(parts.listing(wanted, pick, ROW), id=LIST),
                ],
                className="nc-pagegrid nc-control",
            ),
            html.Aside(parts.panel(wanted, pick, DAY), id=PANEL, className="nc-drawer"),
        ],
        className="nc-body nc-body--control",
    )


@callback(
    Output(PERIODS, "children"),
    Output(HEAT, "children"),
    Input("live-control", "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def follow_figures(_number: Any, query: Any) -> tuple[list[Component], Component | None]:
    """Cards and calendar follow every record that comes in."""
    scope()
    wanted = asked(query)
    return parts.periods(wanted), parts.calendar(wanted)


@callback(
    Output(LIST, "children"),
    Input("live-control", "data"),
    Input(CHOSEN, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def follow_list(_number: Any, pick: Any, query: Any) -> Component | None:
    """The list follows too; what is chosen stays chosen even when it leaves the list."""
    scope()
    wanted = asked(query)
    return parts.listing(wanted, chosen(pick, wanted.kind), ROW)


@callback(
    Output(PANEL, "children"),
    Input("live-control", "data"),
    Input(CHOSEN, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def show_record(_number: Any, pick: Any, query: Any) -> list[Component]:
    """The chosen record, kept up to date."""
    scope()
    wanted = asked(query)
    return parts.panel(wanted, chosen(pick, wanted.kind), DAY)


@callback(
    Output(CHOSEN, "data"),
    Input({"type": ROW, "establishment": ALL}, "n_clicks"),
    Input({"type": DAY, "start": ALL, "at": ALL}, "n_clicks"),
    State(CHOSEN, "data"),
    prevent_initial_call=True,
)
def choose(_rows: Any, _days: Any, pick: Any) -> Any:
    """A row opens the last record of its establishment, the arrows lead to other periods."""
    scope()
    pressed = ctx.triggered_id
    # Rows that have just been drawn trigger too, without a click.
    if not isinstance(pressed, dict) or not ctx.triggered[0]["value"]:
        return no_update
    if pressed["type"] == ROW:
        return {"establishment": str(pressed["establishment"]), "day": None}
    kept = pick if isinstance(pick, dict) else {}
    return {"establishment": kept.get("establishment"), "day": pressed["start"]}
