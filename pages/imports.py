"""Bring in a file: `/register/import`: upload, columns, check, run, undo.

The address holds the batch. Nothing is written before 导入 is pressed, and what was written can be
taken back as a whole.
"""

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

from components.aria import aria
from components.import_check import FIX, WORD
from components.import_mapping import COLUMN
from components.import_words import one_language
from components.toast import TOAST, toast
from data_access.importing.batches import Batch, BatchStateError
from data_access.importing.desk import reopen
from data_access.importing.issues import ImportRefusedError
from data_access.importing.mapping import Mapping
from data_access.importing.opening import MEGABYTE
from data_access.importing.subjects import ESTABLISHMENTS, SUBJECTS
from data_access.request import services
from domain.scope import Role
from pages import _import_steps as steps
from pages import _import_view as view
from pages._record_target import number_in

ROLES = frozenset({Role.CITY_BUREAU, Role.BANNER_BUREAU})

register_page(__name__, path=view.PATH, name="导入", roles=ROLES)

BODY = "import-body"
BATCH = "import-batch"
STEP = "import-step"
TICK = "import-tick"
DROP_SETTINGS = "import-drop-settings"
DROP_READY = "import-drop-ready"
STEP_SHOWN = "import-step-shown"
TICK_MS = 1000
SHOWN = (
    Output(BODY, "children", allow_duplicate=True),
    Output(TICK, "disabled", allow_duplicate=True),
    Output(STEP, "data", allow_duplicate=True),
    Output(TOAST, "data", allow_duplicate=True),
)
Answer = tuple[Any, Any, Any, Any]
STAY: Answer = (no_update, no_update, no_update, no_update)


def layout(
    batch: str = "",
    step: str = "",
    subject: str = "",
    state: str = "",
    page: str = "",
    **_query: str,
) -> Component:
    """The step that the batch in the address is at; without one, the choice of a file.

    With the state `open` instead, the list of imports that wait for somebody.
    """
    waiting = state == view.OPEN and not batch
    body, busy = _waiting(page) if waiting else steps.shown(batch, step, subject)
    chosen = SUBJECTS.get(subject, ESTABLISHMENTS)
    return html.Main(
        [
            html.Header(html.Div([html.H1(_("导入"))]), className="nc-pagehead"),
            dcc.Store(id=BATCH, data=batch),
            dcc.Store(id=STEP, data=step),
            dcc.Store(id=DROP_SETTINGS, data=None if batch or waiting else _drop(chosen.key)),
            dcc.Store(id=DROP_READY),
            dcc.Store(id=STEP_SHOWN),
            dcc.Interval(id=TICK, interval=TICK_MS, disabled=not busy),
            html.Div(body, id=BODY, className="nc-import__body", **aria(live="polite")),
        ],
        className="nc-body nc-pagegrid nc-import",
    )


def _waiting(page: str) -> tuple[list[Component], bool]:
    return [view.unfinished(number_in(page) or 1)], False


def _drop(subject: str) -> dict[str, Any]:
    """What the browser needs to send a file."""
    max_mb = services().settings.imports.max_mb
    return {
        "place": view.DROP,
        "address": f"/imports/{subject}",
        "maxBytes": max_mb * MEGABYTE,
        "words": {
            "choose": _("选择文件"),
            "large": _("文件超过 %(n)s MB 上限，请拆分后分批导入", n=max_mb),
            "several": _("一次只能上传一个文件"),
            "failed": _("上传失败，请检查网络后重试"),
            "sending": _("正在上传"),
        },
    }


clientside_callback(
    ClientsideFunction("importing", "mount"),
    Output(DROP_READY, "data"),
    Input(DROP_SETTINGS, "data"),
)


clientside_callback(
    ClientsideFunction("importing", "top"),
    Output(STEP_SHOWN, "data"),
    Input(BODY, "children"),
)


@callback(
    *SHOWN[:2],
    Input(TICK, "n_intervals"),
    State(BATCH, "data"),
    State(STEP, "data"),
    prevent_initial_call=True,
)
def follow(_ticks: Any, batch: Any, step: Any) -> tuple[Any, Any]:
    """While the batch is at work, once a second; then the step it has come to."""
    body, busy = steps.shown(batch, step)
    return body, not busy


@callback(
    *SHOWN,
    Input(steps.CHECK, "n_clicks"),
    State(BATCH, "data"),
    State({"type": COLUMN, "at": ALL}, "id"),
    State({"type": COLUMN, "at": ALL}, "value"),
    prevent_initial_call=True,
)
def check(clicks: Any, number: Any, ids: Any, fields: Any) -> Answer:
    """Judge the file with the columns as chosen."""
    return _checking(clicks, number, lambda batch: steps.chosen_mapping(batch, ids, fields))


@callback(
    *SHOWN,
    Input({"type": FIX, "how": ALL}, "n_clicks"),
    State(BATCH, "data"),
    prevent_initial_call=True,
)
def fix(clicks: Any, number: Any) -> Answer:
    """Read the file otherwise, and judge it again."""
    pressed = ctx.triggered_id
    how = pressed.get("how") if isinstance(pressed, dict) else None
    return _checking(any(clicks), number, lambda batch: steps.fixed_mapping(batch, how))


@callback(
    *SHOWN,
    Input(view.APPLY, "n_clicks"),
    State(BATCH, "data"),
    State({"type": WORD, "field": ALL, "text": ALL}, "id"),
    State({"type": WORD, "field": ALL, "text": ALL}, "value"),
    prevent_initial_call=True,
)
def give_meaning(clicks: Any, number: Any, ids: Any, codes: Any) -> Answer:
    """Judge the file again with meanings for its unknown words."""
    return _checking(clicks, number, lambda batch: steps.worded_mapping(batch, ids, codes))


@callback(
    *SHOWN,
    Input(steps.SHEET, "value"),
    State(BATCH, "data"),
    prevent_initial_call=True,
)
def choose_sheet(sheet: Any, number: Any) -> Answer:
    """Another sheet of the workbook."""
    batch = steps.batch_of(number)
    if batch is None or not isinstance(sheet, str) or sheet == _sheet_of(batch):
        return STAY
    try:
        reopen(batch, sheet)
    except ImportRefusedError as error:
        return _problem(one_language(f"{error.zh}\n{error}"))
    except (BatchStateError, FileNotFoundError, KeyError):
        return _problem(_("该批次状态已变化，请刷新页面"))
    return (*_now(number, steps.MAPPING_STEP), no_update)


@callback(*SHOWN, Input(steps.RUN, "n_clicks"), State(BATCH, "data"), prevent_initial_call=True)
def run(clicks: Any, number: Any) -> Answer:
    """Write the file into the register."""
    batch = steps.batch_of(number)
    if not clicks or batch is None:
        return STAY
    problem = steps.begin_run(batch)
    return _problem(problem) if problem else (*_now(number), no_update)


@callback(
    *SHOWN,
    Input(steps.UNDO, "n_clicks"),
    State(BATCH, "data"),
    prevent_initial_call=True,
    running=[(Output(steps.UNDO, "disabled"), True, False)],
)
def undo(clicks: Any, number: Any) -> Answer:
    """Take the batch back."""
    batch = steps.batch_of(number)
    if not clicks or batch is None:
        return STAY
    problem = steps.take_back(batch)
    if problem:
        return _problem(problem)
    return (*_now(number), toast("ok", _("已撤销本批导入")))


def _checking(clicks: Any, number: Any, mapping_for: Any) -> Answer:
    batch = steps.batch_of(number)
    if not clicks or batch is None or "mapping" not in batch.detail:
        return STAY
    try:
        mapping: Mapping | None = mapping_for(batch)
    except ImportRefusedError as error:
        return _problem(one_language(f"{error.zh}\n{error}"))
    if mapping is None:
        return STAY
    problem = steps.begin_check(batch, mapping)
    return _problem(problem) if problem else (*_now(number), no_update)


def _now(number: Any, step: str = "") -> tuple[Any, Any, Any]:
    body, busy = steps.shown(number, step)
    return body, not busy, step


def _problem(words: str) -> Answer:
    return no_update, no_update, no_update, toast("error", words)


def _sheet_of(batch: Batch) -> str:
    mapping = batch.detail.get("mapping", {})
    return str(mapping.get("sheet") or "")
