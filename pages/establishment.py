"""One establishment's record: `/register/<id>`. Facts, papers, people, cameras, status, history."""

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
    html,
    no_update,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.record_form import ACT, DIRTY, DISCARD, FIELD, KNOWN, OFFER, SAVE
from data_access import history
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.request import read, scope
from domain.scope import OFFICIALS, NotAllowedError, Role
from pages._dossier_tabs import asked
from pages._record_page import BODY, HEAD, NEWS, WORDS, record_page
from pages._record_reading import own_places
from pages._record_saving import acted, created, say, submitted
from pages._record_target import FIRST_OF_REGISTER, number_in, sent_back, typed
from pages._record_view import SHOWN

ROLES = OFFICIALS | {Role.ESTABLISHMENT}

register_page(
    __name__,
    path_template="/register/<establishment_id>",
    name="主体档案",
    roles=ROLES,
)


def layout(
    establishment_id: str | None = None,
    tab: str | None = None,
    form: str | None = None,
    part: str | None = None,
    page: str | None = None,
    kind: str | None = None,
    **_query: str,
) -> Component:
    """The record, or in words that there is none."""
    return record_page(
        number_in(establishment_id), tab, form, part, asked(page, kind), first=FIRST_OF_REGISTER
    )


@callback(
    Output(HEAD, "children"),
    Output(BODY, "children"),
    Input({"type": SAVE, "how": ALL}, "n_clicks"),
    State({"type": FIELD, "name": ALL}, "value"),
    State({"type": FIELD, "name": ALL}, "id"),
    State(KNOWN, "data"),
    prevent_initial_call=True,
)
def submit(clicks: Any, values: Any, ids: Any, known: Any) -> tuple[Any, Any]:
    """Save the form that is open, and show what came of it with everything typed still there."""
    target, pressed = sent_back(known), ctx.triggered_id
    if target is None or not isinstance(pressed, dict) or not any(clicks or ()):
        return no_update, no_update
    given, anyway = typed(ids, values), pressed.get("how") == "anyway"
    try:
        if target.form == "new":
            return no_update, created(given, own_places(), anyway=anyway)
        return submitted(target, given, anyway=anyway)
    except (NotAllowedError, RecordNotFoundError):
        return no_update, say(_("没有找到这份档案"), good=False)


@callback(
    Output(HEAD, "children", allow_duplicate=True),
    Output(BODY, "children", allow_duplicate=True),
    Input({"type": ACT, "act": ALL, "subject": ALL, "number": ALL}, "n_clicks"),
    State(SHOWN, "data"),
    prevent_initial_call=True,
)
def act(clicks: Any, shown: Any) -> tuple[Any, Any]:
    """Remove a part or withdraw a waiting change, after it was asked for twice."""
    pressed = ctx.triggered_id
    number = shown.get("id") if isinstance(shown, dict) else None
    mark = shown.get("mark") if isinstance(shown, dict) else None
    if not isinstance(pressed, dict) or not any(clicks or ()) or not isinstance(number, int):
        return no_update, no_update
    part = pressed.get("number")
    try:
        return acted(
            number,
            str(pressed.get("act")),
            str(pressed.get("subject")),
            part if isinstance(part, int) else 0,
            mark if isinstance(mark, int) else 0,
        )
    except (NotAllowedError, RecordNotFoundError):
        return no_update, say(_("没有找到要处理的内容，可能已被他人处理"), good=False)


@callback(
    Output(NEWS, "children"),
    Input("live-register", "data"),
    Input(SHOWN, "data"),
    prevent_initial_call=True,
)
def tell_news(_number: Any, shown: Any) -> Any:
    """Say that somebody has changed the record meanwhile; nothing moves under the reader's eyes."""
    given = shown if isinstance(shown, dict) else {}
    number, mark = given.get("id"), given.get("mark")
    if not isinstance(number, int) or not isinstance(mark, int):
        return None
    with read() as conn:
        try:
            row = establishment_row(conn, scope(), number)
        except RecordNotFoundError:
            return None
        if history.newest_of(conn, row["id"]) <= mark:
            return None
    again = html.A(_("重新打开"), href=links.register_entry(number))
    return html.P([_("此档案刚刚有更新　"), again], className="nc-note nc-note--warn")


clientside_callback(
    ClientsideFunction("record", "restore"),
    Output({"type": FIELD, "name": ALL}, "value"),
    Input(KNOWN, "data"),
    State({"type": FIELD, "name": ALL}, "id"),
)
clientside_callback(
    ClientsideFunction("record", "typed"),
    Output(DIRTY, "children"),
    Input({"type": FIELD, "name": ALL}, "value"),
    State({"type": FIELD, "name": ALL}, "id"),
    State(KNOWN, "data"),
    State(WORDS, "data"),
)
clientside_callback(
    ClientsideFunction("record", "discard"),
    Output({"type": FIELD, "name": ALL}, "value", allow_duplicate=True),
    Input(DISCARD, "n_clicks"),
    State({"type": FIELD, "name": ALL}, "id"),
    State(KNOWN, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("record", "take"),
    Output({"type": FIELD, "name": ALL}, "value", allow_duplicate=True),
    Input({"type": OFFER, "lon": ALL, "lat": ALL}, "n_clicks"),
    State({"type": FIELD, "name": ALL}, "id"),
    prevent_initial_call=True,
)
