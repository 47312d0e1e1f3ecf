"""What was changed in one go, and taking it back: `/register/batches`."""

from datetime import datetime
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
    no_update,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.batch_table import BatchRow, batch_table, count_words, kind_name
from components.bulk_words import field_name, value_name
from components.numbers import count
from components.register_dialogs import dialog
from components.wording import counted
from data_access.batches import (
    KINDS,
    Batch,
    BatchNotUndoableError,
    batches,
    kind_counts,
    may_undo,
    undo,
)
from data_access.place_names import PlaceNames
from data_access.request import now, read, scope, write
from domain.bulk_change import BulkField
from domain.clock import CITY_TIME
from domain.grades import EstablishmentStatus
from domain.row_id import is_row_id
from domain.scope import REGULATORS
from pages._register_query import place_names

ROLES = REGULATORS

register_page(__name__, path="/register/batches", name="批次", roles=ROLES)

LIST, KIND, UNDO, SAID = "batches-list", "batches-kind", "batches-undo", "batches-said"
ASK, ASK_WORDS, ASK_ID = "batches-ask", "batches-ask-words", "batches-ask-id"
ASK_CLOSE, ASK_YES = "batches-ask-x", "batches-ask-yes"


def layout(kind: str = "", **_query: str) -> Component:
    """All batches of the asker's place, or those of one kind."""
    chosen = kind if kind in KINDS else ""
    return html.Main(
        [
            dcc.Store(id=KIND, data=chosen),
            dcc.Store(id=ASK_ID),
            html.Header(
                html.Div(
                    [
                        html.H1(_("批次")),
                        html.P(_("导入、批量修改和合并都可以整批撤销；之后又改过的内容保留不动。")),
                    ]
                ),
                className="nc-pagehead",
            ),
            html.Div(id=SAID, role="status"),
            html.Div(_listed(chosen), id=LIST),
            dialog(
                _("撤销这个批次？"),
                [html.P(id=ASK_WORDS)],
                [
                    html.Button(
                        _("撤销"), id=ASK_YES, type="button", className="nc-btn nc-btn--danger"
                    )
                ],
                dialog_id=ASK,
                close_id=ASK_CLOSE,
            ),
        ],
        className="nc-body nc-pagegrid nc-batchpage",
    )


@callback(
    Output(LIST, "children"),
    Input("live-register", "data"),
    State(KIND, "data"),
    prevent_initial_call=True,
)
def refresh(_number: Any, kind: Any) -> list[Component | None]:
    """The list follows what happens."""
    return _listed(kind if kind in KINDS else "")


@callback(
    Output(ASK, "hidden"),
    Output(ASK_WORDS, "children"),
    Output(ASK_ID, "data"),
    Input({"type": UNDO, "batch": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def ask(clicks: Any) -> tuple[Any, Any, Any]:
    """Say which batch it is before anything is taken back."""
    chosen = ctx.triggered_id
    if not isinstance(chosen, dict) or not any(clicks or ()):
        return no_update, no_update, no_update
    words = _("将撤销第 %(id)s 号批次的全部改动；此后被人改过的内容保留。", id=chosen["batch"])
    return False, words, chosen["batch"]


@callback(
    Output(SAID, "children"),
    Output(LIST, "children", allow_duplicate=True),
    Output(ASK, "hidden", allow_duplicate=True),
    Input(ASK_YES, "n_clicks"),
    State(ASK_ID, "data"),
    State(KIND, "data"),
    running=[(Output(ASK_YES, "disabled"), True, False)],
    prevent_initial_call=True,
)
def take_back(clicks: Any, batch_id: Any, kind: Any) -> tuple[Any, Any, Any]:
    """Undo the batch that was asked about."""
    if not clicks:
        return no_update, no_update, no_update
    known = is_row_id(batch_id)
    try:
        if not known:
            raise BatchNotUndoableError(batch_id)
        with write() as conn:
            done = undo(conn, scope(), batch_id, now())
        words = counted("已撤销 %(n)s 处改动。", done.taken_back)
        if done.kept:
            words += _("另有 %(n)s 处此后被改过，保留不动。", n=count(done.kept))
        said = html.P(words, className="nc-note nc-note--ok")
    except BatchNotUndoableError:
        said = html.P(_("这个批次不能撤销：可能已被撤销。"), className="nc-note nc-note--bad")
    return said, _listed(kind if kind in KINDS else ""), True


def _listed(kind: str) -> list[Component | None]:
    asker = scope()
    with read() as conn:
        found = batches(conn, asker, kind or None)
        sizes = kind_counts(conn, asker)
    names = place_names()
    tabs = [("", _("全部"), sum(sizes.values()))]
    tabs += [(one, kind_name(one), n) for one, n in sizes.items()]
    total = sizes[kind] if kind else sum(sizes.values())
    return [
        html.Nav(
            [
                dcc.Link(
                    [words, html.B(count(n), className="nc-num")],
                    href=f"{links.batches()}?kind={one}" if one else links.batches(),
                    className="on" if one == kind else "",
                )
                for one, words, n in tabs
            ],
            className="nc-tabs",
        ),
        html.P(
            _("仅列出最近 %(n)s 个批次，共 %(total)s 个", n=count(len(found)), total=count(total)),
            className="nc-hint",
        )
        if len(found) < total
        else None,
        batch_table([_row(one, names) for one in found], undo_type=UNDO),
    ]


def _row(found: Batch, names: PlaceNames) -> BatchRow:
    counts = found.detail.get("counts")
    return BatchRow(
        id=found.id,
        kind=found.kind,
        what=_what(found, names),
        counts=count_words(counts) if isinstance(counts, dict) else "",
        state=found.state,
        actor=found.actor,
        at=found.created_at,
        undone=_undone(found.undone_by, found.undone_at),
        href=links.register(batch=found.id, status=tuple(EstablishmentStatus))
        if found.state == "done"
        else None,
        undoable=may_undo(scope(), found),
    )


def _what(found: Batch, names: PlaceNames) -> str:
    if found.kind == "bulk" and found.detail.get("field") in set(BulkField):
        field, value = found.detail["field"], found.detail.get("value")
        places = {**names.township, **names.street}
        return f"{field_name(field)} → {value_name(field, value, places)}"
    return found.file_name or f"{kind_name(found.kind)} #{found.id}"


def _undone(who: str | None, at: datetime | None) -> str:
    return f"{who} {at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}" if who and at else ""


clientside_callback(
    ClientsideFunction("register", "close"),
    Output(ASK, "hidden", allow_duplicate=True),
    Input(ASK_CLOSE, "n_clicks"),
    prevent_initial_call=True,
)
