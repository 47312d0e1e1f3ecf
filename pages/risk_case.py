"""One establishment's score: `/risk/<id>`. Why it has its level, its course, a change by hand."""

from typing import Any

from dash import Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.panels import card
from components.risk_change import (
    ENDS,
    LEVEL,
    REASON,
    SAVE,
    WITHDRAW,
    change_fault,
    change_form,
)
from components.risk_lists import course_table
from components.risk_reasons import risk_reasons
from components.states import empty
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.request import now, read, scope, services, write
from data_access.risk import course_of, risk_of
from data_access.risk_overrides import OverrideConflictError, change_level, withdraw
from domain.clock import city_day
from domain.risk_override import OverrideRefusedError
from domain.scope import OFFICIALS, Action

ROLES = OFFICIALS

register_page(__name__, path_template="/risk/<number>", name="风险评分", roles=ROLES)

ID, SEEN, BODY, SAID = "risk-case-id", "risk-case-seen", "risk-case-body", "risk-case-said"
LINES = 60


def layout(number: str = "", **_query: str) -> Component:
    """Reasons and course; a form for those who may change the level."""
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    body, seen = _body(wanted)
    return html.Main(
        [
            dcc.Store(id=ID, data=wanted),
            dcc.Store(id=SEEN, data=seen),
            html.Div(id=SAID, role="status"),
            html.Div(body, id=BODY, className="nc-risk-page"),
        ],
        className="nc-body nc-pagegrid nc-ops nc-risk-draft",
    )


@callback(
    Output(SAID, "children"),
    Output(BODY, "children"),
    Output(SEEN, "data"),
    Input(SAVE, "n_clicks"),
    Input(WITHDRAW, "n_clicks"),
    State(ID, "data"),
    State(SEEN, "data"),
    State(LEVEL, "value"),
    State(REASON, "value"),
    State(ENDS, "value"),
    prevent_initial_call=True,
)
def act(
    saved: Any, withdrawn: Any, number: Any, seen: Any, level: Any, reason: Any, ends: Any
) -> tuple[Any, Any, Any]:
    """Change the level by hand, or take the change back."""
    if not (saved or withdrawn):
        return no_update, no_update, no_update
    known, held = _whole(number), _whole(seen)
    longest = services().settings.risk.override_longest_days
    given = {"level": level, "reason": reason, "expires_on": ends}
    try:
        with write() as conn:
            if ctx.triggered_id == WITHDRAW:
                withdraw(conn, scope(), known, held, now())
            else:
                change_level(conn, scope(), known, given, held, now(), longest_days=longest)
    except OverrideRefusedError as error:
        return _note(change_fault(error.fault, longest), "bad"), no_update, no_update
    except OverrideConflictError:
        said = _note(_("别人刚调整过这个等级，以下为最新状态"), "warn")
        return said, *_body(known)
    except RecordNotFoundError:
        return _note(_("没有找到，或已不在管辖范围内"), "bad"), *_body(known)
    return _note(_("已保存，立即生效"), "ok"), *_body(known)


def _body(number: int) -> tuple[list[Component], int]:
    """What is shown, and the id of the manual change that holds (0 for none)."""
    at, asker = now(), scope()
    today = city_day(at)
    try:
        with read() as conn:
            row = establishment_row(conn, asker, number)
            found = risk_of(conn, asker, number, today)
            course = course_of(conn, asker, number, limit=LINES)
    except RecordNotFoundError:
        return [empty(_("没有找到，或已不在管辖范围内"))], 0
    held = found.override if found else None
    form = None
    if asker.allows(Action.CHANGE_RISK):
        longest = services().settings.risk.override_longest_days
        form = card(_("人工调整"), "", change_form(held, today, longest))
    entry = dcc.Link(_("主体档案"), href=links.dossier(number), className="nc-btn")
    return [
        html.Header(
            [html.Div([html.H1(row["name"]), html.P(_("风险评分"))]), entry],
            className="nc-pagehead",
        ),
        card(_("评分依据"), "", risk_reasons(found)),
        card(
            _("变化"),
            _("得分或等级变化的日子，新的在上"),
            course_table(course) if course else empty(_("还没有变化记录")),
        ),
        *([form] if form else []),
    ], (held.id if held else 0)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _note(words: str, kind: str) -> Component:
    return html.P(words, className=f"nc-note nc-note--{kind}")
