"""Changing many establishments at once: what is selected, a preview, and the change itself."""

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import data
from components.bulk_words import (
    choice_options,
    dropdown_words,
    field_name,
    preview_words,
    refused_words,
    value_name,
)
from components.icons import icon
from components.numbers import count
from components.register_dialogs import dialog
from components.wording import counted
from data_access.register_bulk import Target, preview, run
from data_access.request import now, read, scope, write
from domain.bulk_change import CHOICES, MOST_ROWS, BulkChange, BulkField, BulkRefusedError
from domain.clock import city_day
from domain.row_id import is_row_id
from domain.scope import REGULATORS, Action
from pages._register_query import parse_text, place_names

ROLES = REGULATORS

CHOSEN, CHOSEN_N, CLEAR = "register-chosen", "register-chosen-n", "register-clear"
ON_CHOSEN, ON_ALL = "register-bulk-chosen", "register-bulk-all"
DIALOG, CLOSE, ON = "register-bulk", "register-bulk-x", "register-bulk-on"
FIELD, VALUE, TOLD = "register-bulk-field", "register-bulk-value", "register-bulk-told"
DO, EXPECTED = "register-bulk-do", "register-bulk-expected"
_GRID, _ASKED = "register-grid", "register-asked"
_MOST_IDS = 5000


def bulk_bar(total: int) -> Component:
    """What is selected, and the two ways to change many."""
    return html.Div(
        [
            html.Span(id=CHOSEN_N, role="status", **data(words=_("已选 {n} 家"))),
            html.Button(
                _("修改所选"),
                id=ON_CHOSEN,
                type="button",
                disabled=True,
                className="nc-btn nc-btn--sm",
            ),
            html.Button(
                _("修改全部 %(n)s 家", n=count(total)),
                id=ON_ALL,
                type="button",
                disabled=not total,
                className="nc-btn nc-btn--sm nc-btn--ghost",
            ),
            dcc.Link(
                [icon("plus", 16), _("新增主体")],
                href=links.new_establishment(),
                className="nc-btn nc-btn--sm nc-btn--ghost",
            ),
            dcc.Link(
                [icon("up", 16), _("导入")],
                href=links.imports(),
                className="nc-btn nc-btn--sm nc-btn--ghost",
            )
            if scope().allows(Action.IMPORT_REGISTER)
            else None,
            dcc.Link(
                [icon("layers", 16), _("疑似重复")],
                href=links.duplicates(),
                className="nc-btn nc-btn--sm nc-btn--ghost",
            ),
            dcc.Link(
                [icon("clock", 16), _("批次与撤销")],
                href=links.batches(),
                className="nc-btn nc-btn--sm nc-btn--ghost",
            ),
            dcc.Store(id=CHOSEN, data=[]),
        ],
        className="nc-reg__bulk",
    )


def bulk_dialog() -> Component:
    """Field, value, preview, confirmation; closed."""
    return dialog(
        _("批量修改"),
        [
            dcc.Store(id=ON),
            dcc.Store(id=EXPECTED),
            _form(),
            html.Div(id=TOLD, className="nc-reg__told", role="status"),
        ],
        [
            html.Button(
                _("确认修改"),
                id=DO,
                type="button",
                disabled=True,
                className="nc-btn nc-btn--primary",
            )
        ],
        dialog_id=DIALOG,
        close_id=CLOSE,
    )


def _form() -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.Label(_("修改项目"), htmlFor=FIELD),
                    dcc.Dropdown(
                        id=FIELD,
                        options=choice_options([(f, field_name(f)) for f in BulkField]),
                        clearable=False,
                        searchable=False,
                        placeholder=_("请选择"),
                    ),
                ],
                className="nc-field",
            ),
            html.Div(
                [
                    html.Label(_("新的值"), htmlFor=VALUE),
                    dcc.Dropdown(id=VALUE, placeholder=_("请选择"), labels=dropdown_words()),
                ],
                className="nc-field",
            ),
        ],
        className="nc-form nc-form--2",
    )


@callback(
    Output(DIALOG, "hidden", allow_duplicate=True),
    Output(ON, "data"),
    Input(ON_CHOSEN, "n_clicks"),
    Input(ON_ALL, "n_clicks"),
    State(CHOSEN, "data"),
    prevent_initial_call=True,
)
def open_dialog(one: Any, every: Any, chosen: Any) -> tuple[Any, Any]:
    """Open on what is selected, or on all of the list."""
    if not (one or every):
        return no_update, no_update
    return False, {"ids": chosen if ctx.triggered_id == ON_CHOSEN else None}


@callback(
    Output(VALUE, "options"),
    Output(VALUE, "value"),
    Input(FIELD, "value"),
    prevent_initial_call=True,
)
def offer_values(field: Any) -> tuple[list[dict[str, str]], None]:
    """The values that the chosen field can have."""
    names = place_names()
    if field == BulkField.TOWNSHIP:
        return choice_options(list(names.township.items())), None
    if field == BulkField.STREET:
        empty = [("none", value_name(field, None, {}))]
        return choice_options([*names.street.items(), *empty]), None
    if not isinstance(field, str) or field not in set(BulkField):
        return [], None
    values = CHOICES[BulkField(field)]
    return choice_options([(one, value_name(field, one, {})) for one in values]), None


@callback(
    Output(TOLD, "children"),
    Output(DO, "disabled"),
    Output(EXPECTED, "data"),
    Input(VALUE, "value"),
    Input(ON, "data"),
    State(FIELD, "value"),
    State(_ASKED, "data"),
    prevent_initial_call=True,
)
def show_preview(
    value: Any, on: Any, field: Any, query: Any
) -> tuple[Any, bool, dict[str, Any] | None]:
    """What would change, before anything does."""
    if value is None:
        return None, True, None
    try:
        change = BulkChange.parse(field, value)
        with read() as conn:
            told = preview(conn, scope(), _target(on, query), change, city_day(now()))
    except BulkRefusedError as error:
        return html.P(refused_words(error.reason, MOST_ROWS)), True, None
    names = place_names()
    words = preview_words(told, change.field, change.value, {**names.township, **names.street})
    return words, not told.changing, {"mark": told.mark, "changing": told.changing}


@callback(
    Output(TOLD, "children", allow_duplicate=True),
    Output(DO, "disabled", allow_duplicate=True),
    Input(DO, "n_clicks"),
    State(ON, "data"),
    State(FIELD, "value"),
    State(VALUE, "value"),
    State(EXPECTED, "data"),
    State(_ASKED, "data"),
    running=[(Output(DO, "className"), "nc-btn nc-btn--primary is-busy", "nc-btn nc-btn--primary")],
    prevent_initial_call=True,
)
def change_all(
    clicks: Any, on: Any, field: Any, value: Any, expected: Any, query: Any
) -> tuple[Any, Any]:
    """Make the change that was shown; it says where it can be undone."""
    if not clicks:
        return no_update, no_update
    agreed = expected if isinstance(expected, dict) else {}
    try:
        change = BulkChange.parse(field, value)
        target, today = _target(on, query), city_day(now())
        with write() as conn:
            run(conn, scope(), target, change, today, now(), agreed=str(agreed.get("mark")))
    except BulkRefusedError as error:
        return html.P(refused_words(error.reason, MOST_ROWS), role="alert"), True
    shown = agreed.get("changing")
    return _done(shown if isinstance(shown, int) else 0), True


def _done(changed: int) -> Component:
    return html.P(
        [
            counted("已修改 %(n)s 家。", changed),
            dcc.Link(_("查看批次，可以撤销"), href=links.batches()),
        ],
        className="nc-note nc-note--ok",
    )


def _target(on: Any, query: Any) -> Target:
    """Rows that a browser names, within the list that its address shows."""
    ids = on.get("ids") if isinstance(on, dict) else []
    wanted = parse_text(query).wanted
    if ids is None:
        return Target(wanted)
    known = [one for one in (ids if isinstance(ids, list) else [])[:_MOST_IDS] if is_row_id(one)]
    return Target(wanted, tuple(known))


clientside_callback(
    ClientsideFunction("register", "chosen"),
    Output(CHOSEN, "data"),
    Output(CHOSEN_N, "children"),
    Output(ON_CHOSEN, "disabled"),
    Input(_GRID, "selectedRows"),
    State(CHOSEN_N, "data-words"),
)
clientside_callback(
    ClientsideFunction("register", "close"),
    Output(DIALOG, "hidden", allow_duplicate=True),
    Input(CLOSE, "n_clicks"),
    prevent_initial_call=True,
)
