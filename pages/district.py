"""旗区: `/district`, `/district/<adcode>` and `/district/<adcode>/<township>`.

The first is all that the asker sees; `/office/<id>` stands in `pages.office`. A place that the
asker may not see looks exactly like one that does not exist. Days, order and page stand in the
address, so that a link shows what its sender saw.
"""

from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import lazy_gettext

from data_access.request import scope
from domain.area import Area, home
from domain.scope import OFFICIALS
from pages import _area_frame as frame
from pages import _area_parts as parts
from pages import _area_watched as named
from pages import not_found_404
from pages._area import view_of, viewed
from pages._figures import COUNTED

ROLES = OFFICIALS

register_page(
    __name__, path="/district", name=lazy_gettext("旗区"), order=3, icon="layers", roles=ROLES
)

LIVE = [Input(f"live-{topic}", "data") for topic in COUNTED]
ASKED = State(frame.ASKED, "data")


def layout(adcode: str = "", **query: str) -> Component:
    """The whole first screen at once; callbacks follow what changes after it."""
    wanted = _area(adcode)
    view = view_of(wanted, query)
    if view is None or wanted is None:
        return not_found_404.layout()
    return frame.page(view, wanted)


def _area(path: str) -> Area | None:
    """What the address names; all that the asker sees without a name."""
    if not path:
        return home(scope())
    banner, _slash, township = path.partition("/")
    return Area.parse({"banner": banner, "township": township} if _slash else {"banner": banner})


@callback(
    Output(frame.HEAD, "children"),
    Output(frame.KPIS, "children"),
    ASKED,
    *LIVE,
    prevent_initial_call=True,
)
def fill_head(asked: Any, *_numbers: int | None) -> Any:
    """Name, count and share of the city; six figures with rank, city's mean, period before."""
    view = viewed(asked)
    return parts.head(view), parts.kpis(view)


@callback(
    Output(frame.TABLE, "children"),
    Output(frame.EXPORTS, "children"),
    ASKED,
    Input(frame.ORDER, "data"),
    *LIVE,
    prevent_initial_call=True,
)
def fill_table(asked: Any, order: Any, *_numbers: int | None) -> Any:
    """The parts beside each other, in the order that was chosen last."""
    view = viewed({**asked, "order": order} if isinstance(asked, dict) else asked)
    return parts.table(view), parts.exports(view)


@callback(
    Output(frame.DAILY, "figure"),
    Output(frame.DAILY_WORDS, "children"),
    Output(frame.DAILY_TABLE, "children"),
    Output(frame.RISK, "children"),
    ASKED,
    Input("live-control", "data"),
    Input("live-register", "data"),
    prevent_initial_call=True,
)
def fill_side(asked: Any, *_numbers: int | None) -> Any:
    """Daily control over time and the risk mix, both beside the city."""
    return parts.side(viewed(asked))


@callback(
    Output(frame.WATCHED, "children"),
    Output(frame.IMPROVED, "children"),
    Output(frame.MOVED, "children"),
    ASKED,
    *LIVE,
    prevent_initial_call=True,
)
def fill_watched(asked: Any, *_numbers: int | None) -> Any:
    """The few that need somebody first, the places that gained most, and whose risk moved."""
    view = viewed(asked)
    return named.watched(view), named.improved(view), named.moved(view)


@callback(
    Output(frame.CATEGORIES, "children"),
    Output(frame.MORE, "children"),
    ASKED,
    *LIVE,
    prevent_initial_call=True,
)
def fill_more(asked: Any, *_numbers: int | None) -> Any:
    """Categories; offices, cadres or streets."""
    view = viewed(asked)
    return parts.categories(view), parts.more(view)


register_page(
    f"{__name__}.one",
    path_template="/district/<adcode>",
    name=lazy_gettext("旗区"),
    layout=layout,
    roles=ROLES,
)

_CHOICES = {"type": frame.CHOICE, "value": ALL}
clientside_callback(
    ClientsideFunction("overview", "choose"),
    Output(frame.ORDER, "data"),
    Output(_CHOICES, "className"),
    Input(_CHOICES, "n_clicks"),
    State(_CHOICES, "id"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("area", "settle"),
    Output(frame.CANONICAL, "id"),
    Input(frame.CANONICAL, "data"),
)
