"""日管控 · 周排查 · 月调度: `/control`. Kind, filter, list and record stand in the address."""

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import lazy_gettext

from data_access.request import scope
from domain.control_query import Asked, Chosen, is_closed
from domain.scope import OFFICIALS, SUPERVISED
from pages import _control_parts as parts
from pages._control_acts import act_bar, act_dialog
from pages._control_filter import head
from pages._control_list import ASKED, CHOSEN, DONE, LIST, TICKED, list_card
from pages._control_record import first_choice, panel

ROLES = OFFICIALS | SUPERVISED

register_page(
    __name__, path="/control", name=lazy_gettext("管控"), order=3, icon="clipboard", roles=ROLES
)

PERIODS, HEAT, PANEL = "control-periods", "control-heat", "control-panel"
SETTLED = "control-settled"
BODY = "nc-body nc-body--control"


def layout(**query: str) -> Component:
    """The board as the address asks for it, with one record beside it."""
    wanted = Asked.parse(query)
    named, closed = Chosen.parse(query, wanted.kind), is_closed(query)
    pick = named or (None if closed else first_choice(wanted))
    return html.Main(
        [
            dcc.Store(id=ASKED, data=dict(query)),
            dcc.Store(id=SETTLED),
            dcc.Store(id=CHOSEN, data=pick.data() if pick else None),
            html.Div(
                [
                    head(wanted),
                    html.Div(parts.periods(wanted), id=PERIODS, className="nc-periods"),
                    html.Div(parts.calendar(wanted), id=HEAT),
                    list_card(wanted, pick, act_bar() if wanted.since is None else None),
                ],
                className="nc-pagegrid nc-control",
            ),
            html.Aside(
                panel(wanted, pick),
                id=PANEL,
                tabIndex=-1,
                className="nc-drawer is-asked" if named else "nc-drawer",
            ),
            *act_dialog(),
        ],
        className=f"{BODY} is-closed" if closed else BODY,
        id="control-body",
    )


@callback(
    Output(PERIODS, "children"),
    Output(HEAT, "children"),
    Input("live-control", "data"),
    Input(DONE, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def follow_figures(
    _number: Any, _done: Any, query: Any
) -> tuple[list[Component], Component | None]:
    """Cards and calendar follow every record that comes in."""
    scope()
    wanted = Asked.parse(query)
    return parts.periods(wanted), parts.calendar(wanted)


@callback(
    Output(PANEL, "children"),
    Input("live-control", "data"),
    Input(DONE, "data"),
    Input(CHOSEN, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def show_record(_number: Any, _done: Any, pick: Any, query: Any) -> list[Component | None]:
    """The chosen record, kept up to date."""
    scope()
    wanted = Asked.parse(query)
    return panel(wanted, Chosen.parse(pick, wanted.kind))


clientside_callback(
    ClientsideFunction("control", "settle"),
    Output(SETTLED, "data"),  # never written: without an output it would not be called at first
    Input(ASKED, "data"),
    Input(CHOSEN, "data"),
    Input(LIST, "children"),
    Input(TICKED, "data"),
    Input(HEAT, "children"),
)
