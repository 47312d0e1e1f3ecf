"""Saved views of the register's list: a dialog to keep, open, rename and delete them."""

from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    dcc,
    html,
)
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.register_dialogs import SavedName, dialog, saved_list
from data_access import saved_views
from data_access.request import now, read, scope, write
from data_access.saved_views import LONGEST_NAME, SavedViewError
from domain.row_id import is_row_id
from domain.scope import OFFICIALS, Role
from pages._register_query import PATH, View, parse_text

ROLES = OFFICIALS | {Role.STREET_MANAGER}

PAGE = "register"
VIEWS_OPEN, VIEWS_DIALOG, VIEWS_CLOSE = "register-views-open", "register-views", "register-views-x"
NAME, SAVE, KEPT, WRONG = "register-view-name", "register-view-save", "register-kept", "view-wrong"
ROW = "register-view"


def views_dialog(view: View) -> Component:
    """The dialog, closed, with the views as they stand."""
    return dialog(
        _("保存的视图"),
        [
            dcc.Store(id=f"{KEPT}-query", data=view.query),
            html.Div(
                [
                    dcc.Input(
                        id=NAME,
                        maxLength=LONGEST_NAME,
                        placeholder=_("给当前的筛选、排序和列起个名字"),
                        className="nc-input",
                    ),
                    html.Button(
                        _("保存"), id=SAVE, type="button", className="nc-btn nc-btn--primary"
                    ),
                ],
                className="nc-reg__save",
            ),
            html.P(id=WRONG, className="nc-error-text", role="alert"),
            html.Div(_listed(), id=KEPT),
        ],
        [html.Span(_("只有您自己看得到。"), className="nc-hint")],
        dialog_id=VIEWS_DIALOG,
        close_id=VIEWS_CLOSE,
    )


@callback(
    Output(KEPT, "children"),
    Output(WRONG, "children"),
    Input(SAVE, "n_clicks"),
    Input({"type": ROW, "act": ALL, "view": ALL}, "n_clicks"),
    State(NAME, "value"),
    State(f"{KEPT}-query", "data"),
    prevent_initial_call=True,
)
def change_views(_save: Any, clicks: Any, name: Any, query: Any) -> tuple[list[Component], str]:
    """Save the view shown, or do with a saved one what its button says."""
    chosen = ctx.triggered_id
    text = name if isinstance(name, str) else ""
    try:
        if chosen == SAVE:
            with write() as conn:
                saved_views.save(conn, scope(), PAGE, text, parse_text(query).query, now())
        elif isinstance(chosen, dict) and any(clicks or ()):
            _act(str(chosen.get("act")), chosen.get("view"), text)
    except SavedViewError as error:
        return _listed(), _said(error.reason)
    return _listed(), ""


def _act(act: str, view_id: Any, name: str) -> None:
    if not is_row_id(view_id):
        return
    with write() as conn:
        if act == "first":
            saved_views.open_with(conn, scope(), PAGE, view_id)
        elif act == "rename":
            saved_views.rename(conn, scope(), PAGE, view_id, name)
        elif act == "delete":
            saved_views.remove(conn, scope(), PAGE, view_id)


def _listed() -> list[Component]:
    with read() as conn:
        found = saved_views.views(conn, scope(), PAGE)
    return saved_list(
        [SavedName(one.id, one.name, f"{PATH}?{one.query or 'all=1'}", one.opens) for one in found],
        row_type=ROW,
    )


def _said(reason: str) -> str:
    words: dict[str, str] = {
        "empty": _("请先写一个名字。"),
        "long": _("名字最多 %(n)s 个字。", n=LONGEST_NAME),
        "taken": _("已有同名的视图。"),
        "many": _("最多保存 %(n)s 个视图，请先删除一个。", n=saved_views.MOST_VIEWS),
    }
    return words[reason]


clientside_callback(
    ClientsideFunction("register", "open"),
    Output(VIEWS_DIALOG, "hidden"),
    Input(VIEWS_OPEN, "n_clicks"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("register", "close"),
    Output(VIEWS_DIALOG, "hidden", allow_duplicate=True),
    Input(VIEWS_CLOSE, "n_clicks"),
    prevent_initial_call=True,
)
