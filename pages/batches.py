"""What was changed in one go, and taking it back: `/register/batches`."""

from collections.abc import Mapping
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
from components.alert_queue import pager
from components.batch_table import BatchRow, batch_table, count_words, kind_name
from components.bulk_words import field_name, value_name
from components.numbers import count
from components.register_dialogs import dialog
from components.states import empty
from components.wording import counted
from data_access.batches import (
    KINDS,
    PAGE_ROWS,
    Batch,
    BatchNotUndoableError,
    batch,
    batches,
    kind_counts,
    may_undo,
    undo,
)
from data_access.duplicates import DISTINCT
from data_access.place_names import PlaceNames
from data_access.request import now, read, scope, write
from domain.bulk_change import BulkField
from domain.clock import CITY_TIME
from domain.grades import EstablishmentStatus
from domain.row_id import is_row_id
from domain.scope import REGULATORS
from pages._address_parts import number, page_of
from pages._register_query import place_names

ROLES = REGULATORS

register_page(__name__, path="/register/batches", name="批次", roles=ROLES)

LIST, ASKED, UNDO, SAID = "batches-list", "batches-asked", "batches-undo", "batches-said"
ASK, ASK_WORDS, ASK_ID = "batches-ask", "batches-ask-words", "batches-ask-id"
ASK_CLOSE, ASK_YES = "batches-ask-x", "batches-ask-yes"


def layout(**query: str) -> Component:
    """Batches of the asker's place, newest first and page by page: all, of one kind, or one."""
    return html.Main(
        [
            dcc.Store(id=ASKED, data=query),
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
            html.Div(_listed(query), id=LIST),
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
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def refresh(_number: Any, asked: Any) -> Any:
    """The first page follows what happens; on others the rows stay where they are."""
    query = asked if isinstance(asked, dict) else {}
    return _listed(query) if page_of(query) == 1 else no_update


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
    State(ASKED, "data"),
    running=[(Output(ASK_YES, "disabled"), True, False)],
    prevent_initial_call=True,
)
def take_back(clicks: Any, batch_id: Any, asked: Any) -> tuple[Any, Any, Any]:
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
        if not (done.taken_back or done.kept):  # a mark that two are two changes no record
            words = _("已撤销这个批次。")
        if done.kept:
            words += _("另有 %(n)s 处此后被改过，保留不动。", n=count(done.kept))
        said = html.P(words, className="nc-note nc-note--ok")
    except BatchNotUndoableError:
        said = html.P(_("这个批次不能撤销：可能已被撤销。"), className="nc-note nc-note--bad")
    return said, _listed(asked if isinstance(asked, dict) else {}), True


def _listed(query: Mapping[str, Any]) -> list[Component | None]:
    asker, wanted = scope(), number(query, "batch")
    kind = query["kind"] if query.get("kind") in KINDS else ""
    with read() as conn:
        sizes = kind_counts(conn, asker)
        total = sizes[kind] if kind else sum(sizes.values())
        pages = max(1, -(-total // PAGE_ROWS))
        page = min(page_of(query), pages)
        if wanted is None:
            found = batches(conn, asker, kind or None, (page - 1) * PAGE_ROWS)
        else:
            one = batch(conn, asker, wanted)
            found = [] if one is None else [one]
    names = place_names()
    rows = batch_table([_row(one, names) for one in found], undo_type=UNDO)
    if wanted is not None:
        back = dcc.Link(_("查看全部批次"), href=links.batches(), className="nc-btn nc-btn--sm")
        return [rows if found else empty(_("没有这个批次，或不归您管"), ""), html.P(back)]
    return [
        _tabs(kind, sizes),
        rows,
        pager(
            page=page,
            pages=pages,
            back=links.batches(kind=kind, page=max(1, page - 1)),
            forward=links.batches(kind=kind, page=min(pages, page + 1)),
        ),
    ]


def _tabs(chosen: str, sizes: Mapping[str, int]) -> Component:
    tabs = [("", _("全部"), sum(sizes.values()))]
    tabs += [(kind, kind_name(kind), n) for kind, n in sizes.items()]
    return html.Nav(
        [
            dcc.Link(
                [words, html.B(count(n), className="nc-num")],
                href=links.batches(kind=kind),
                className="on" if kind == chosen else "",
            )
            for kind, words, n in tabs
        ],
        className="nc-tabs",
    )


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
        href=_touched(found) if found.state == "done" else None,
        undoable=may_undo(scope(), found),
    )


def _touched(found: Batch) -> str:
    """What a batch touched: establishments, or the two that are marked as two."""
    if found.kind == DISTINCT:
        return links.duplicates(tuple(found.detail["ids"]))
    return links.register(batch=found.id, status=tuple(EstablishmentStatus))


def _what(found: Batch, names: PlaceNames) -> str:
    if found.kind == DISTINCT:
        one, other = found.detail["ids"]
        return str(_("#%(one)s 与 #%(other)s 不是重复", one=one, other=other))
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
