"""检查表: `/control/checklists`. Versions of the lists, and how a bureau changes its own."""

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.checklist_draft import DROP, EMPTY_FIELDS, RETIRE, field_id
from components.checklist_words import fault_list
from data_access.checklist_publishing import owner, publish
from data_access.checklists import in_force
from data_access.request import now, read, scope, write
from domain.checklist_changes import ITEM_FIELDS, read_item
from domain.checklists import MOST_ITEMS
from domain.clock import city_day
from domain.form import Fault, FormRefusedError
from domain.scope import Role
from pages import _checklist_parts as parts
from pages._checklist_query import PATH, Asked, address, asked

ROLES = frozenset({Role.CITY_BUREAU, Role.BANNER_BUREAU})

register_page(__name__, path=PATH, name="检查表", roles=ROLES)

ASKED, DRAFT, VERSIONS = "checklists-asked", "checklists-draft", "checklists-versions"
IDS = parts.IDS


def layout(**query: str) -> Component:
    """The list as the address asks for it, its versions beside it, and the draft below."""
    wanted = asked(query)
    return html.Main(
        [
            dcc.Store(id=ASKED, data=dict(query)),
            dcc.Store(id=DRAFT, data=parts.draft_of(None)),
            parts.head(wanted),
            html.Div(parts.versions_card(wanted), id=VERSIONS),
            parts.draft_card(wanted),
            parts.version_card(wanted),
        ],
        className="nc-body nc-pagegrid nc-ops nc-lists-page",
    )


@callback(
    Output(DRAFT, "data"),
    Output(IDS.problems, "children"),
    *(Output(field_id(name), "value") for name in ITEM_FIELDS),
    Input(IDS.add, "n_clicks"),
    State(DRAFT, "data"),
    State(ASKED, "data"),
    *(State(field_id(name), "value") for name in ITEM_FIELDS),
    prevent_initial_call=True,
)
def take_up(clicks: Any, draft: Any, query: Any, *values: Any) -> tuple[Any, ...]:
    """Take the item that was typed into the draft, or say what is wrong with it."""
    mine, wanted, held = owner(scope()), asked(query), parts.draft_of(draft)
    kept = [no_update] * len(ITEM_FIELDS)
    if not clicks:
        return no_update, no_update, *kept
    with read() as conn:
        groups = in_force(conn, wanted.kind, mine, city_day(now())).groups
    typed = dict(zip(ITEM_FIELDS, values, strict=True))
    form = read_item(typed, [group.letter for group in groups])
    if len(held["added"]) >= MOST_ITEMS:
        form.say("items", Fault.TOO_MANY, str(MOST_ITEMS))
    if form.findings:
        return no_update, fault_list(form.findings), *kept
    cleared = [EMPTY_FIELDS[name] for name in ITEM_FIELDS]
    return {**held, "added": [*held["added"], typed]}, None, *cleared


@callback(
    Output(DRAFT, "data", allow_duplicate=True),
    Input({"type": RETIRE, "item": ALL}, "n_clicks"),
    Input({"type": DROP, "place": ALL}, "n_clicks"),
    State(DRAFT, "data"),
    prevent_initial_call=True,
)
def rearrange(_retire: Any, _drop: Any, draft: Any) -> Any:
    """Put an item among those to be retired, or take a line out of the draft."""
    owner(scope())
    held, pressed = parts.draft_of(draft), ctx.triggered_id
    # Buttons that have just been drawn trigger too, without a click.
    if not isinstance(pressed, dict) or not ctx.triggered[0]["value"]:
        return no_update
    if pressed["type"] == RETIRE:
        retired = [one for one in held["retired"] if one != pressed["item"]]
        return {**held, "retired": [*retired, pressed["item"]][:MOST_ITEMS]}
    part, _sep, which = str(pressed["place"]).partition(":")
    if part == "added":
        left = [one for at, one in enumerate(held["added"]) if str(at) != which]
        return {**held, "added": left}
    return {**held, "retired": [one for one in held["retired"] if one != which]}


@callback(
    Output(IDS.drafted, "children"),
    Output(parts.LOCAL, "children"),
    Output(IDS.preview, "children"),
    Input(DRAFT, "data"),
    Input(IDS.day, "value"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def follow_draft(draft: Any, day: Any, query: Any) -> tuple[Component, Component, Component]:
    """The draft as it is now, and whom it reaches."""
    held, kind = parts.draft_of(draft), asked(query).kind
    return (
        parts.drafted(kind, held),
        parts.local(kind, held["retired"]),
        parts.preview_of(kind, held, day),
    )


@callback(
    Output(IDS.said, "children"),
    Output(DRAFT, "data", allow_duplicate=True),
    Output(VERSIONS, "children"),
    Input(IDS.publish, "n_clicks"),
    State(DRAFT, "data"),
    State(IDS.day, "value"),
    State(IDS.note, "value"),
    State(ASKED, "data"),
    running=[(Output(IDS.publish, "disabled"), True, False)],
    prevent_initial_call=True,
)
def put_in_force(clicks: Any, draft: Any, day: Any, note: Any, query: Any) -> tuple[Any, Any, Any]:
    """Publish the draft as it was previewed."""
    if not clicks:
        return no_update, no_update, no_update
    wanted = asked(query)
    drafted = {**parts.draft_of(draft), "effective_from": day, "note": note}
    try:
        with write() as conn:
            made = publish(conn, scope(), wanted.kind, drafted, now())
    except FormRefusedError as error:
        return fault_list(error.findings), no_update, no_update
    first = made[0]
    words = _("第 %(n)s 版已发布，%(day)s 起生效。", n=first.version, day=first.effective_from)
    opens = dcc.Link(_("查看"), href=address(wanted.kind, first.banner_adcode, first.version))
    said = html.P([words, " ", opens], className="nc-note nc-note--ok")
    return said, parts.draft_of(None), parts.versions_card(Asked(wanted.kind))
