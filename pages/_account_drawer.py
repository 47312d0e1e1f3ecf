"""The drawer of one account: what is known of it, what may be done, and its fields."""

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.account_table import FormIds, account_facts, account_form
from components.admin import side_dialog
from components.aria import aria
from data_access.account_list import one
from data_access.request import now, read, scope
from domain.scope import Role
from pages import _account_acts as acts

EDITED, CLOSE, ACT = "accounts-edited", "accounts-close", "accounts-act"
RESULT, ASK, ACTIONS = "accounts-result", "accounts-ask", "accounts-actions"
FORM = FormIds(
    name="accounts-name",
    display="accounts-display",
    role="accounts-form-role",
    place="accounts-place",
    place_box="accounts-place-box",
    find="accounts-find-place",
    find_box="accounts-find-box",
    save="accounts-save",
)


def drawer(account_id: int | None) -> Component:
    """An account with all that may be done to it; None is a new one."""
    with read() as conn:
        row = one(conn, scope(), account_id, now()) if account_id else None
    role = row.role if row else Role.BANNER_BUREAU
    places = acts.places_for(role)
    if row and row.establishment_id is not None:
        places = [(str(row.establishment_id), row.place)]
    form = account_form(
        ids=FORM,
        username=row.username if row else None,
        display_name=row.display_name if row else "",
        role=role,
        place=acts.place_key(row) if row else places[0][0] if places else "",
        places=places,
        locked=row is not None and row.id == scope().account_id,
    )
    body = [
        dcc.Store(id=EDITED, data=row.id if row else None),
        account_facts(acts.listed(row), row.created_at) if row else None,
        html.Div(actions(row.id if row else None), id=ACTIONS, className="nc-actions"),
        html.Div(id=ASK),
        html.Div(id=RESULT, **aria(live="polite")),
        form,
    ]
    title = row.display_name if row else _("新增账号")
    return side_dialog(title, body, {"type": CLOSE, "at": "drawer"})


def actions(account_id: int | None) -> list[Component]:
    """Buttons of what may be done to it now."""
    with read() as conn:
        row = one(conn, scope(), account_id, now()) if account_id else None
    return [
        html.Button(
            acts.act_name(act), id={"type": ACT, "act": act}, n_clicks=0, type="button",
            className="nc-btn nc-btn--sm",
        )
        for act in (acts.acts_for(row) if row else [])
    ]  # fmt: skip
