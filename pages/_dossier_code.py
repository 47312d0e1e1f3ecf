"""The 食安码 on a dossier: seen by all who see the establishment, issued by officers."""

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.food_code_card import ACT, REASON, SHOWN, code_card
from components.panels import card
from data_access import codes
from data_access.code_scans import scans_of
from data_access.dossier import street_of
from data_access.record_rows import RecordNotFoundError
from data_access.request import now, read, scope, services, write
from data_access.sticker_rows import street_codes
from domain.clock import city_day
from domain.scope import OFFICIALS, REGULATORS, Action

ROLES = REGULATORS
BODY = "dossier-code"


def code_body(number: int) -> Component:
    """The card of the code."""
    return html.Div(_drawn(number), id=BODY)


@callback(
    Output(BODY, "children"),
    Input({"type": ACT, "act": ALL}, "n_clicks"),
    State(REASON, "value"),
    State(SHOWN, "data"),
    prevent_initial_call=True,
)
def act(clicks: Any, reason: Any, shown: Any) -> Any:
    """Issue, replace or revoke, and show the card as it is then."""
    pressed, given = ctx.triggered_id, shown if isinstance(shown, dict) else {}
    number, seen = given.get("id"), given.get("code")
    if not isinstance(number, int) or not isinstance(seen, str):
        return no_update
    if not isinstance(pressed, dict) or not any(clicks or ()):
        return no_update
    words, good = _acted(str(pressed.get("act")), number, seen, str(reason or ""))
    kind = "nc-note--ok" if good else "nc-note--warn"
    note = html.Div(words, className=f"nc-note {kind}", role="status")
    try:
        return [note, *_drawn(number)]
    except RecordNotFoundError:
        return note


def _acted(step: str, number: int, seen: str, reason: str) -> tuple[str, bool]:
    asker = scope()
    try:
        with write() as conn:
            if step == "issue":
                codes.issue(conn, asker, number, now())
                return _("已发放食安码，可打印贴纸"), True
            replace = step == "replace"
            codes.revoke(conn, asker, number, seen, reason, now(), replace=replace)
    except ValueError:
        return _("请写明原因，最多 %(n)s 字", n=codes.REASON_LENGTH), False
    except (codes.CodeStateError, RecordNotFoundError):
        return _("食安码已被他人处理，以下为最新状态"), False
    if replace:
        return _("已换发新码，旧贴纸扫出后会提示停用"), True
    return _("已撤销，贴纸扫出后会提示停用"), True


def _drawn(number: int) -> list[Component]:
    asker = scope()
    with read() as conn:
        held = codes.codes_of(conn, asker, number)
        street = street_of(conn, asker, number)
        scans = {}
        if asker.role in OFFICIALS:
            scans = scans_of(conn, asker, number, city_day(now()))
        counted = street_codes(conn, asker, street[0]) if street else ("", 0, 0)
    valid = next((one.code for one in held if one.revoked_at is None), None)
    parts = code_card(
        number,
        held,
        address=codes.code_path(valid, services().settings) if valid else None,
        scans=scans,
        street=(street[0], street[1], counted[1], counted[2]) if street else None,
        may_issue=asker.allows(Action.CHANGE_REGISTER),
    )
    return [card(_("食安码"), _("一户一码，扫码不需登录"), parts)]
