"""停业与代理: `/arrangements/<id>`, or `own` for the establishment itself, on its phone.

Closures, deputies, rest days and closing hour. Each change is checked in data_access by scope:
another's establishment is not found, whatever a forged request names.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.arrangements import CLOSURE, DEPUTY, HOURS, WITHDRAW, arrangement_cards
from components.small_form import ACT, FIELD, Entered
from data_access import closures, deputies
from data_access.arranged import arranged
from data_access.kitchen_hours import set_hours
from data_access.record_rows import RecordNotFoundError
from data_access.request import now, read, scope, write
from domain.clock import city_day
from domain.form import FormRefusedError
from domain.scope import OFFICIALS, Action, Role, Scope
from pages._record_page import missing
from pages._record_target import number_in

ROLES = OFFICIALS | {Role.ESTABLISHMENT}
OWN = "own"
BODY, SHOWN = "arrangements-body", "arrangements-shown"

register_page(
    __name__, path_template="/arrangements/<establishment_id>", name="停业与代理", roles=ROLES
)

Step = Callable[[Connection, Scope, int, Mapping[str, object], datetime], object]
_FORMS: dict[str, Step] = {
    CLOSURE: closures.declare,
    DEPUTY: deputies.name_deputy,
    HOURS: set_hours,
}
_WITHDRAWN: dict[str, Callable[[Connection, Scope, int, int, datetime], None]] = {
    WITHDRAW[CLOSURE]: closures.withdraw,
    WITHDRAW[DEPUTY]: deputies.withdraw_deputy,
}


def layout(establishment_id: str | None = None, **_query: str) -> Component:
    """The page of one establishment, or in words that there is none."""
    own = scope().establishment_id if establishment_id == OWN else None
    number = own or number_in(establishment_id)
    try:
        name, cards = _drawn(number, {})
    except RecordNotFoundError:
        return missing()
    back = links.home() if own else links.dossier(number)
    return html.Main(
        [
            dcc.Store(id=SHOWN, data=number),
            html.Header(
                [
                    html.Div([html.H1(_("停业与代理")), html.P(name)]),
                    html.Div(
                        dcc.Link(_("返回"), href=back, className="nc-btn nc-btn--sm"),
                        className="nc-pagehead__r",
                    ),
                ],
                className="nc-pagehead",
            ),
            html.Div(cards, id=BODY, className="nc-arrangements"),
        ],
        className="nc-body nc-pagegrid",
    )


@callback(
    Output(BODY, "children"),
    Input({"type": ACT, "act": ALL, "number": ALL}, "n_clicks"),
    State({"type": FIELD, "form": ALL, "name": ALL}, "value"),
    State({"type": FIELD, "form": ALL, "name": ALL}, "id"),
    State(SHOWN, "data"),
    prevent_initial_call=True,
)
def arrange(clicks: Any, values: Any, ids: Any, number: Any) -> Any:
    """Do what was pressed, and show how it stands then; what was typed stays when refused."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not any(clicks or ()) or not isinstance(number, int):
        return no_update
    step, row = str(pressed.get("act")), pressed.get("number")
    given = _given(step, values, ids)
    entered: dict[str, Entered] = {}
    try:
        with write() as conn:
            if step in _FORMS:
                _FORMS[step](conn, scope(), number, given, now())
            elif step in _WITHDRAWN and isinstance(row, int):
                _WITHDRAWN[step](conn, scope(), number, row, now())
            else:
                return no_update
        said = _note(_("已保存"), good=True)
    except FormRefusedError as refused:
        entered[step] = Entered(step, given, refused.findings)
        said = _note(_("未保存，请看各项下的说明"), good=False)
    except RecordNotFoundError:
        said = _note(_("已被他人处理，以下为最新状态"), good=False)
    try:
        return [said, *_drawn(number, entered)[1]]
    except RecordNotFoundError:
        return said


def _drawn(number: int, entered: Mapping[str, Entered]) -> tuple[str, list[Component]]:
    asker, moment = scope(), now()
    today = city_day(moment)
    with read() as conn:
        found = arranged(conn, asker, number, today)
    fresh = {
        CLOSURE: Entered(CLOSURE, {"starts": today.isoformat()}),
        DEPUTY: Entered(DEPUTY, {"starts": today.isoformat()}),
        HOURS: Entered(
            HOURS,
            {
                "rest_weekdays": list(found.rest_weekdays),
                "closes_after_midnight": str(found.closes_after_midnight),
            },
        ),
    }
    may = asker.allows(Action.ARRANGE_CONTROL)
    cards = arrangement_cards(found, {**fresh, **entered}, moment, today, may=may)
    return found.name, cards


def _given(form: str, values: Any, ids: Any) -> dict[str, object]:
    pairs = zip(ids or (), values or (), strict=False)
    return {
        str(one.get("name")): value
        for one, value in pairs
        if isinstance(one, dict) and one.get("form") == form
    }


def _note(words: str, *, good: bool) -> Component:
    kind = "nc-note--ok" if good else "nc-note--warn"
    return html.Div(words, className=f"nc-note {kind}", role="status")
