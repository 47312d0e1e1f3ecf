"""主体库: `/register`. The address holds filter, order and columns; a click leads to another."""

from collections.abc import Mapping
from dataclasses import replace
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
    no_update,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.register_dialogs import column_choice, dialog, first_columns
from components.register_grid import BLOCK_ROWS, grid_row, register_grid
from components.states import empty
from data_access.request import now, read, scope
from data_access.saved_views import opening
from domain.register_columns import COLUMNS, ListLayout
from domain.register_filter import clean_text
from domain.scope import OFFICIALS, REGULATORS, Role
from pages._register_bulk import bulk_bar, bulk_dialog
from pages._register_parts import (
    RESET,
    cards,
    head,
    icon_button,
    rail,
    search_field,
    sort_choice,
    sort_of,
)
from pages._register_query import View, listed, parse, parse_text, rows_of
from pages._register_views import VIEWS_OPEN, views_dialog

ROLES = OFFICIALS | {Role.STREET_MANAGER}

register_page(__name__, path="/register", name="主体库", order=3, icon="store", roles=ROLES)

SCREEN, ASKED, GO = "register-screen", "register-asked", "register-go"
RAIL, HEAD, CARDS, GRID = "register-rail", "register-head", "register-cards", "register-grid"
FIND, SORT, FILTERS, VEIL = "register-find", "register-sort", "register-filters", "register-veil"
COLUMNS_OPEN, COLUMNS_DIALOG = "register-columns-open", "register-columns-dialog"
COLUMNS_CLOSE, COLUMNS_CHOICE = "register-columns-close", "register-columns-choice"
COLUMNS_DONE, COLUMNS_FIRST = "register-columns-done", "register-columns-first"
FOLLOWED = "register-followed"


def layout(**query: str) -> Component:
    """The list as the address asks for it."""
    view = _asked_for(query)
    ids = listed(view)
    return html.Main(
        [
            dcc.Store(id=ASKED, data=view.query),
            dcc.Location(id=GO, refresh="callback-nav"),
            html.Span(id=FOLLOWED, hidden=True),
            html.Div(rail(view), id=RAIL, className="nc-reg__side"),
            html.Div(id=VEIL, className="nc-reg__veil"),
            html.Section(
                [
                    html.Div(head(view, len(ids), now()), id=HEAD),
                    _toolbar(view),
                    bulk_bar(len(ids)) if scope().role in REGULATORS else None,
                    html.Div(_grid(view, len(ids)), className="nc-reg__grid"),
                    html.Div(cards(view, ids), id=CARDS, className="nc-reg__list"),
                ],
                className="nc-reg__main",
            ),
            _columns_dialog(view),
            views_dialog(view),
            bulk_dialog() if scope().role in REGULATORS else None,
        ],
        id=SCREEN,
        className="nc-body nc-reg",
    )


@callback(
    Output(GRID, "getRowsResponse"),
    Input(GRID, "getRowsRequest"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def fill_block(asked: Any, query: Any) -> Any:
    """One block of rows; what the browser says of filter or order is not looked at."""
    view = parse_text(query)
    ids = listed(view)
    start = asked.get("startRow") if isinstance(asked, dict) else 0
    if isinstance(start, bool) or not isinstance(start, int) or start < 0:
        start = 0
    rows = rows_of(ids[start : start + BLOCK_ROWS])
    return {"rowData": [grid_row(row) for row in rows], "rowCount": len(ids)}


@callback(
    Output(HEAD, "children"),
    Output(RAIL, "children"),
    Output(CARDS, "children"),
    Input("live-register", "data"),
    Input("live-cameras", "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def refresh(_register: Any, _cameras: Any, query: Any) -> tuple[Any, Any, Any]:
    """Counts follow what happens; the grid asks for its own rows again and stays where it is."""
    view = parse_text(query)
    ids = listed(view)
    return head(view, len(ids), now()), rail(view), cards(view, ids)


@callback(
    Output(GO, "href"),
    Input(FIND, "value"),
    Input(SORT, "value"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def go(text: Any, order: Any, query: Any) -> Any:
    """Another text or another order is another address."""
    view = parse_text(query)
    found = clean_text(text) if isinstance(text, str) else ""
    wanted = view.filtered(replace(view.wanted, q=found))
    if isinstance(order, str) and sort_of(order)[0] != view.shown.sort[0]:
        wanted = wanted.sorted_by(sort_of(order))
    return no_update if wanted == view else _address(wanted)


@callback(
    Output(GO, "href", allow_duplicate=True),
    Input(COLUMNS_DONE, "n_clicks"),
    State(COLUMNS_CHOICE, "value"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def choose_columns(_clicks: Any, chosen: Any, query: Any) -> Any:
    """Columns that stand keep their place, new ones follow."""
    view = parse_text(query)
    wanted = [name for name in chosen if isinstance(name, str)] if isinstance(chosen, list) else []
    kept = [name for name in view.shown.columns if name in wanted]
    order = [*kept, *(name for name in COLUMNS if name in wanted and name not in kept)]
    shown = ListLayout.parse({"columns": ",".join(order)})
    return _address(replace(view, shown=replace(view.shown, columns=shown.columns)))


@callback(
    Output(COLUMNS_CHOICE, "value"), Input(COLUMNS_FIRST, "n_clicks"), prevent_initial_call=True
)
def first_ticks(_clicks: Any) -> list[str]:
    """Ticks of the columns that stand there at first."""
    return first_columns()


def _asked_for(query: Mapping[str, Any]) -> View:
    """The address's view; the asker's own first one where the address asks for nothing."""
    if query:
        return parse(query)
    with read() as conn:
        kept = opening(conn, scope(), "register")
    return parse_text(kept.query) if kept else parse({})


def _address(view: View) -> str:
    return view.address if view.query else RESET


def _toolbar(view: View) -> Component:
    return html.Div(
        [
            search_field(view, field_id=FIND),
            icon_button("filter", _("筛选"), FILTERS, "nc-reg__phone"),
            html.Div(sort_choice(view, choice_id=SORT), className="nc-reg__phone nc-reg__sortbox"),
            html.Div(
                [
                    icon_button("star", _("视图"), VIEWS_OPEN),
                    icon_button("sliders", _("列"), COLUMNS_OPEN),
                ],
                className="nc-toolbar__end",
            ),
        ],
        className="nc-toolbar",
    )


def _grid(view: View, total: int) -> Component:
    grid = register_grid(view.shown, total, grid_id=GRID)
    if total:
        return grid
    return html.Div(
        [
            html.Div(grid, hidden=True),
            empty(
                _("没有符合条件的单位"),
                _("去掉一项筛选，或换一个词再找"),
                dcc.Link(_("重置筛选"), href=RESET, className="nc-btn"),
            ),
        ],
        className="nc-reg__none",
    )


def _columns_dialog(view: View) -> Component:
    return dialog(
        _("显示哪些列"),
        [column_choice(view.shown, choice_id=COLUMNS_CHOICE)],
        [
            html.Button(
                _("恢复默认"), id=COLUMNS_FIRST, type="button", className="nc-btn nc-btn--ghost"
            ),
            html.Button(
                _("确定"), id=COLUMNS_DONE, type="button", className="nc-btn nc-btn--primary"
            ),
        ],
        dialog_id=COLUMNS_DIALOG,
        close_id=COLUMNS_CLOSE,
    )


clientside_callback(
    ClientsideFunction("register", "follow"),
    Output(FOLLOWED, "children"),
    Input(ASKED, "data"),
    Input("live-register", "data"),
    Input("live-cameras", "data"),
    State(GRID, "id"),
)
clientside_callback(
    ClientsideFunction("register", "open"),
    Output(COLUMNS_DIALOG, "hidden"),
    Input(COLUMNS_OPEN, "n_clicks"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("register", "close"),
    Output(COLUMNS_DIALOG, "hidden", allow_duplicate=True),
    Input(COLUMNS_CLOSE, "n_clicks"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("register", "drawer"),
    Output(SCREEN, "className"),
    Input(FILTERS, "n_clicks"),
    Input(VEIL, "n_clicks"),
    State(SCREEN, "className"),
    prevent_initial_call=True,
)
