"""Acting on duties from the control board: what is ticked or open, a preview, the act, its undo."""

from dataclasses import dataclass
from datetime import date
from secrets import token_hex
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
)
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.control_acts import (
    act_buttons,
    act_preview,
    act_refused,
    act_title,
    done_words,
    note_field,
    note_words,
    too_many_words,
)
from components.register_dialogs import dialog
from components.toast import TOAST, Undo, toast
from components.wording import counted
from data_access.control_bulk import (
    EXCUSABLE,
    MOST_AT_ONCE,
    MovedError,
    excuse_many,
    owe_excused,
    states_of,
)
from data_access.control_duties import duty_ids, listed_start
from data_access.control_rows import of_period, rows_of
from data_access.reminders import hand, remind
from data_access.request import now, read, scope, write
from domain.clock import city_day
from domain.control import ControlKind, RefusedError, period_start
from domain.control_board import Act, DutyRow
from domain.control_query import Asked, Chosen
from domain.row_id import is_row_id
from domain.scope import REGULATORS, Action, Scope

ROLES = REGULATORS
ASKED, ACT, TICKED = "control-asked", "control-act", "control-ticked"
DONE = "control-done"
"""Changes with each act, so that the board shows at once what became of it."""
DIALOG, CLOSE = "control-dialog", "control-dialog-x"
WHAT, NOTE, LABEL = "control-act-what", "control-act-note", "control-act-label"
TOLD, DO, AGREED = "control-act-told", "control-act-do", "control-act-agreed"
UNDO = "control-act-undo"


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody wants done, and to which duties."""

    act: Act
    kind: ControlKind
    start: date
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: how many, how many not, and whom it can be taken back from."""

    number: int
    left_out: int
    ids: list[int]


def act_bar() -> Component | None:
    """Buttons for what is ticked, for those who may act."""
    return act_buttons(list(Act)) if scope().allows(Action.EXCUSE_CONTROL) else None


def act_dialog() -> list[Component]:
    """The closed dialog and its stores; nothing for those who only read."""
    if not scope().allows(Action.EXCUSE_CONTROL):
        return []
    confirm = html.Button(_("确认"), id=DO, type="button", className="nc-btn nc-btn--primary")
    body = [html.Div(id=WHAT), note_field(NOTE, LABEL), html.Div(id=TOLD, role="alert")]
    return [
        dcc.Store(id=ACT),
        dcc.Store(id=AGREED),
        dcc.Store(id=UNDO),
        dialog(_("督办"), body, [confirm], dialog_id=DIALOG, close_id=CLOSE),
    ]


@callback(
    Output(DIALOG, "hidden"),
    Output(WHAT, "children"),
    Output(LABEL, "children"),
    Output(NOTE, "value"),
    Output(TOLD, "children"),
    Output(DO, "disabled"),
    Output(AGREED, "data"),
    Input(ACT, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def open_act(given: Any, query: Any) -> Any:
    """Ask before anything is done: who is meant, and what it does."""
    asker = scope()
    with read() as conn:
        meant = _meant(conn, asker, given, query)
        if meant is None:
            return (no_update,) * 7
        if len(meant.ids) > MOST_AT_ONCE:
            return False, html.P(too_many_words(MOST_AT_ONCE)), "", "", None, True, None
        states = states_of(conn, asker, meant.kind, meant.start, meant.ids)
        rows = _waiting(conn, asker, meant)
    words = html.Div(
        [
            html.H3(act_title(meant.act, meant.kind, meant.start)),
            act_preview(meant.act, states, rows, len(meant.ids)),
        ]
    )
    return False, words, note_words(meant.act), "", None, not rows, len(rows)


@callback(
    Output(DIALOG, "hidden", allow_duplicate=True),
    Output(TOLD, "children", allow_duplicate=True),
    Output(TICKED, "data"),
    Output(DONE, "data"),
    Output(TOAST, "data", allow_duplicate=True),
    Input(DO, "n_clicks"),
    State(ACT, "data"),
    State(ASKED, "data"),
    State(NOTE, "value"),
    State(AGREED, "data"),
    running=[(Output(DO, "className"), "nc-btn nc-btn--primary is-busy", "nc-btn nc-btn--primary")],
    prevent_initial_call=True,
)
def do_act(clicks: Any, given: Any, query: Any, note: Any, agreed: Any) -> Any:
    """Do what was agreed to, and say so with the way back."""
    if not clicks:
        return (no_update,) * 5
    words = note.strip() if isinstance(note, str) else ""
    try:
        with write() as conn:
            meant = _meant(conn, scope(), given, query)
            if meant is None or not isinstance(agreed, int):
                return (no_update,) * 5
            done = _done(conn, scope(), meant, words, agreed)
    except RefusedError as error:
        return no_update, act_refused(error.refusal), *(no_update,) * 3
    except MovedError:
        words = _("清单刚刚有变化，请关闭后重新确认")
        return no_update, words, *(no_update,) * 3
    return True, None, [], token_hex(4), _told(meant, done, words)


@callback(
    Output(DONE, "data", allow_duplicate=True),
    Output(TOAST, "data", allow_duplicate=True),
    Input(UNDO, "data"),
    prevent_initial_call=True,
)
def undo_excuse(given: Any) -> Any:
    """Owe again what was just excused."""
    known = given if isinstance(given, dict) else {}
    wanted = Asked.parse(known)
    pick = Chosen.parse({"establishment": "1", "day": known.get("start")}, wanted.kind)
    reason = known.get("reason")
    if pick is None or pick.start is None or not isinstance(reason, str):
        return no_update, no_update
    with write() as conn:
        owed = owe_excused(
            conn, scope(), wanted.kind, pick.start, _numbers(known.get("ids")), reason, now()
        )
    return token_hex(4), toast("ok", counted("已撤销免报 %(n)s 家", owed))


def _told(meant: Meant, done: Done, words: str) -> dict[str, Any]:
    said = done_words(meant.act, done.number, done.left_out)
    return toast("ok" if done.number else "info", said, _undo(meant, done, words))


def _meant(conn: Connection, asker: Scope, given: Any, query: Any) -> Meant | None:
    """What a browser asks for: establishments it names, or all of the list it shows."""
    known = given if isinstance(given, dict) else {}
    name = known.get("act")
    if not isinstance(name, str) or name not in set(Act):
        return None
    wanted = Asked.parse(query)
    today = city_day(now())
    start = listed_start(wanted.kind, wanted.listing, min(wanted.on or today, today))
    if known.get("all") is True:
        ids = duty_ids(
            conn,
            asker,
            wanted.kind,
            start,
            within=wanted.listed_within,
            show=wanted.show,
            limit=MOST_AT_ONCE + 1,
        )
    else:
        ids = _numbers(known.get("ids"))
        pick = Chosen.parse({"establishment": "1", "day": known.get("start")}, wanted.kind)
        start = pick.start if pick and pick.start else start
    return Meant(Act(name), wanted.kind, period_start(wanted.kind, start), tuple(ids))


def _waiting(conn: Connection, asker: Scope, meant: Meant) -> list[DutyRow]:
    """Those of them that have not answered."""
    rows = rows_of(conn, asker, meant.kind, of_period(meant.start, meant.ids))
    return [row for row in rows if row.state in EXCUSABLE]


def _done(conn: Connection, asker: Scope, meant: Meant, words: str, agreed: int) -> Done:
    key = (meant.kind, meant.start)
    if meant.act is Act.EXCUSE:
        ids = excuse_many(conn, asker, *key, meant.ids, words, now(), expected=agreed)
        return Done(len(ids), 0, ids)
    waiting = [row.establishment_id for row in _waiting(conn, asker, meant)]
    if len(waiting) != agreed:
        raise MovedError("others than agreed to")
    tell = remind if meant.act is Act.REMIND else hand
    told = tell(conn, asker, waiting, *key, words, now())
    return Done(told.sent, told.left_out, [])


def _undo(meant: Meant, done: Done, words: str) -> Undo | None:
    """Only what can be taken back: a reminder that was sent has been sent."""
    if meant.act is not Act.EXCUSE:
        return None
    start = meant.start.isoformat()
    return Undo(UNDO, {"kind": meant.kind, "start": start, "ids": done.ids, "reason": words})


def _numbers(ids: Any) -> list[int]:
    return [
        one for one in (ids if isinstance(ids, list) else [])[: MOST_AT_ONCE + 1] if is_row_id(one)
    ]


clientside_callback(
    ClientsideFunction("control", "close"),
    Output(DIALOG, "hidden", allow_duplicate=True),
    Input(CLOSE, "n_clicks"),
    prevent_initial_call=True,
)
