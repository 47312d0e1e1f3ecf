"""识别模型: `/admin/models`. Versions of the detector: uploaded, tried, compared, switched.

The page opens no model. It keeps files and rows; the patrol tries what waits and follows a switch
within a minute (inference/registry.py).
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
from flask_babel import lazy_gettext

from components.admin import note, question
from components.aria import aria
from components.detector_models import drop_place
from components.page_title import as_of
from components.panels import card
from components.states import loading
from data_access import detector_models
from data_access.detector_models import DetectorError
from data_access.request import now, read, scope, write
from domain.detector_classes import MAX_MODEL_MB
from domain.row_id import LARGEST_ID
from domain.scope import Role
from pages import _models_acts as acts
from pages import _models_view as view
from pages._admin_tabs import admin_tabs

ROLES = frozenset({Role.SECURITY_ADMIN})

register_page(
    __name__,
    path="/admin/models",
    name=lazy_gettext("模型"),
    order=63,
    icon="layers",
    roles=ROLES,
)

HEAD, NOTES, NOW, TABLE = "models-head", "models-notes", "models-now", "models-table"
AGREEMENT, DETAIL, SHOWN = "models-agreement", "models-detail", "models-shown"
ASK, SAID, CHANGED, BEAT = "models-ask", "models-said", "models-changed", "models-beat"
CHOSEN, DROP = "models-chosen", "models-drop"
DROP_SETTINGS, DROP_READY = "models-drop-settings", "models-drop-ready"
BEAT_MS = 5000
_MEGABYTE = 1024 * 1024


def layout(model: str = "", **_query: str) -> Component:
    """Skeleton; the callback brings what stands, and again every few seconds."""
    chosen = int(model) if model.isdecimal() and model.isascii() and len(model) < 10 else None
    return html.Main(
        [
            admin_tabs("/admin/models"),
            dcc.Interval(id=BEAT, interval=BEAT_MS),
            dcc.Store(id=CHOSEN, data=chosen),
            dcc.Store(id=SHOWN),
            dcc.Store(id=CHANGED, data=0),
            dcc.Store(id=DROP_SETTINGS, data=_drop()),
            dcc.Store(id=DROP_READY),
            html.Header(
                [
                    html.Div(
                        [html.H1(_("识别模型")), html.P(_("上传、检查、比对、切换，全程留痕"))]
                    ),
                    html.Div([_to_card(), html.Span(id=HEAD)], className="nc-pagehead__r"),
                ],
                className="nc-pagehead",
            ),
            html.Div(id=NOTES, className="nc-ops__notes"),
            html.Div(loading(2), id=NOW),
            html.Div(
                [html.Div(id=ASK), html.Div(id=SAID)],
                className="nc-models__told",
                **aria(live="polite"),
            ),
            html.Div(
                [
                    card(_("全部版本"), "", html.Div(loading(4), id=TABLE)),
                    card(
                        _("上传新版本"),
                        "",
                        [
                            drop_place(DROP),
                            html.P(
                                _(
                                    "上传后先由巡查进程在受限环境中检查，通过后才能启用；启用前请核对许可。"
                                ),
                                className="nc-hint",
                            ),
                        ],
                    ),
                ],
                className="nc-models",
            ),
            html.Div(id=AGREEMENT),
            html.Section(
                id=DETAIL,
                className="nc-card nc-models__detail",
                hidden=chosen is None,
                **aria(live="polite"),
            ),
        ],
        className="nc-body nc-pagegrid nc-admin nc-models-page",
    )


def _drop() -> dict[str, Any]:
    return {
        "place": DROP,
        "address": "/admin/models/file",
        "accept": ".onnx",
        "maxBytes": MAX_MODEL_MB * _MEGABYTE,
        "words": {
            "choose": _("选择文件"),
            "large": _("文件超过 %(n)s MB 上限", n=MAX_MODEL_MB),
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


def _to_card() -> Component:
    return dcc.Link(_("识别模型卡"), href="/model-card", className="nc-btn nc-btn--sm")


@callback(
    Output(HEAD, "children"),
    Output(NOTES, "children"),
    Output(NOW, "children"),
    Output(TABLE, "children"),
    Output(AGREEMENT, "children"),
    Output(DETAIL, "children"),
    Output(SHOWN, "data"),
    Input(BEAT, "n_intervals"),
    Input(CHANGED, "data"),
    State(CHOSEN, "data"),
    State(SHOWN, "data"),
)
def fill(_beat: Any, changed: Any, number: Any, shown: Any) -> Any:
    """How things stand; the detail is drawn anew only when it changed, not while it is edited."""
    chosen = _number(number)
    with read() as conn:
        stand = view.standing(conn)
        agreed = view.agreement(conn, stand)
    mark = None if chosen is None else [*view.mark(stand, chosen), _counted(changed)]
    detail: Any = no_update
    if chosen is not None and mark != shown:
        detail = view.detail(stand, chosen)
    return (
        as_of(now()),
        view.notes(stand),
        view.at_work(stand),
        view.versions(stand),
        agreed,
        detail,
        mark,
    )


@callback(
    Output(ASK, "children"),
    Input({"type": view.ACT, "act": ALL, "model": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def ask(_clicks: Any) -> Any:
    """Before the eyes of the city change somebody is asked."""
    pressed = _pressed(view.ACT)
    if pressed is None:
        return no_update
    act, number = pressed
    words = {
        view.ACTIVATE: _("启用后，全市摄像头一分钟内改用这个版本。已核对许可和类别对应？"),
        view.SHADOW: _("设为影子后，每次巡查多一倍识别开销，不产生预警。确认？"),
        view.REMOVE: _("移除后文件被删除，记录保留。确认？"),
        view.ROLL_BACK: _("确认回退到上一个在用版本？"),
        view.NO_SHADOW: _("确认停止影子运行？"),
    }
    if act not in words:
        return no_update
    sure = {"type": view.SURE, "act": act, "model": number}
    return question(
        words[act],
        _button(_("确认"), sure, "nc-btn--primary"),
        _button(_("取消"), {"type": view.SURE, "act": "no", "model": 0}),
    )


@callback(
    Output(ASK, "children", allow_duplicate=True),
    Output(SAID, "children"),
    Output(CHANGED, "data"),
    Input({"type": view.SURE, "act": ALL, "model": ALL}, "n_clicks"),
    State(CHANGED, "data"),
    prevent_initial_call=True,
)
def act(_clicks: Any, changed: Any) -> Any:
    """Do it, or let it be."""
    pressed = _pressed(view.SURE)
    if pressed is None:
        return no_update, no_update, no_update
    if pressed[0] == "no":
        return None, None, no_update
    try:
        changed_it = acts.done(*pressed)
    except DetectorError as error:
        return None, note(acts.refusal(error.reason), good=False), _counted(changed) + 1
    words = _("已完成，巡查将在一分钟内生效") if changed_it else _("没有变化")
    return None, note(words, good=changed_it), _counted(changed) + 1


@callback(
    Output(SAID, "children", allow_duplicate=True),
    Output(CHANGED, "data", allow_duplicate=True),
    Input(view.SAVE_CLASSES, "n_clicks"),
    State({"type": view.CLASS_AS, "n": ALL}, "value"),
    State({"type": view.CLASS_SCORE, "n": ALL}, "value"),
    State({"type": view.CLASS_ALERTS, "n": ALL}, "value"),
    State(CHOSEN, "data"),
    State(CHANGED, "data"),
    prevent_initial_call=True,
)
def save_classes(
    clicks: Any, ours: Any, scores: Any, alerts: Any, number: Any, changed: Any
) -> Any:
    """Say what each class of the model means here."""
    chosen = _number(number)
    if not clicks or chosen is None:
        return no_update, no_update
    try:
        with write() as conn:
            model = detector_models.find(conn, scope(), chosen)
            names = list(model.facts.get("names", ())) if model else []
            said = acts.typed_classes(names, ours, scores, alerts)
            done = detector_models.write_classes(conn, scope(), chosen, said, now())
    except DetectorError as error:
        return note(acts.refusal(error.reason), good=False), no_update
    words = _("已保存，一分钟内生效") if done else _("没有变化")
    return note(words, good=True), _counted(changed) + 1


@callback(
    Output(SAID, "children", allow_duplicate=True),
    Output(CHANGED, "data", allow_duplicate=True),
    Input(view.SAVE_SIDECAR, "n_clicks"),
    State(view.SIDECAR, "value"),
    State(CHOSEN, "data"),
    State(CHANGED, "data"),
    prevent_initial_call=True,
)
def save_sidecar(clicks: Any, text: Any, number: Any, changed: Any) -> Any:
    """Say what the file does not say of itself, and let it be tried again."""
    chosen = _number(number)
    if not clicks or chosen is None or not isinstance(text, str):
        return no_update, no_update
    try:
        with write() as conn:
            detector_models.write_sidecar(conn, scope(), chosen, text, now())
    except DetectorError as error:
        return note(acts.refusal(error.reason), good=False), no_update
    return note(_("已保存，等待重新检查"), good=True), _counted(changed) + 1


def _button(words: str, ident: dict[str, Any], kind: str = "") -> Component:
    return html.Button(
        words, id=ident, n_clicks=0, type="button", className=f"nc-btn nc-btn--sm {kind}".strip()
    )


def _pressed(kind: str) -> tuple[str, int] | None:
    """Act and model of the button that was pressed; one that was only drawn triggers too."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not ctx.triggered or not ctx.triggered[0]["value"]:
        return None
    act, number = pressed.get("act"), _number(pressed.get("model"))
    if pressed.get("type") != kind or not isinstance(act, str) or number is None:
        return None
    return act, number


def _number(given: Any) -> int | None:
    fits = isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= LARGEST_ID
    return given if fits else None


def _counted(given: Any) -> int:
    return _number(given) or 0
