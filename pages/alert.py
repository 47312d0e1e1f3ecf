"""One alert: `/alerts/<id>`. The picture, the story, and the next step for whoever may take it."""

import re
from collections.abc import Sequence
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
from components.alert_case import case_head, deadline_panel, files_panel
from components.alert_picture import evidence_figure, filmstrip
from components.alert_story import review_form, timeline
from components.alert_time import moment_words, server_time
from components.alert_words import step_name
from components.icons import logo
from data_access.alert_case import case
from data_access.alerts import ConflictError, NotFoundError, take_step
from data_access.jpeg_size import jpeg_size
from data_access.request import now, read, scope, services, write
from domain.alert_record import Case, Picture
from domain.alerts import HUMAN_STEPS, NOTE_LENGTH, IllegalStepError, NoteError, Step, steps_for
from domain.scope import OFFICIALS, SUPERVISED, NotAllowedError

ROLES = OFFICIALS | SUPERVISED

register_page(__name__, path_template="/alerts/<alert_id>", name="预警处置", roles=ROLES)

HEAD = "alert-head"
PICTURE = "alert-picture"
FIGURE = "alert-figure"
SIDE = "alert-side"
FORM = "alert-form"
FILES = "alert-files"
NOTE = "alert-note"
MESSAGE = "alert-message"
KNOWN = "alert-known"
TAKEN = "alert-taken"
STEP = "alert-step"


def layout(alert_id: str | None = None, picture: str | None = None, **_query: str) -> Component:
    """The alert, or in words that there is none."""
    found = _find(alert_id)
    if found is None:
        return _missing()
    moment = now()
    return html.Main(
        [
            html.Div(case_head(scope(), found), id=HEAD),
            html.Div(
                [
                    html.Div(
                        [_figure(found, picture), html.Div(files_panel(scope(), found), id=FILES)],
                        className="nc-case__left",
                    ),
                    html.Aside(
                        [
                            html.Div(_side(found, moment), id=SIDE, className="nc-case__clock"),
                            html.Div(_form(found), id=FORM),
                            html.Div(id=MESSAGE, className="nc-case__say", role="status"),
                        ],
                        className="nc-case__side",
                    ),
                ],
                className="nc-case__main",
            ),
            dcc.Store(id=KNOWN, data={"alert": found.row.id, "version": found.row.version}),
            dcc.Store(id=TAKEN, data=0),
        ],
        className="nc-body nc-pagegrid nc-case",
    )


@callback(
    Output(HEAD, "children"),
    Output(SIDE, "children"),
    Output(FILES, "children"),
    Output(FORM, "children"),
    Output(KNOWN, "data"),
    Input("live-alerts", "data"),
    Input(TAKEN, "data"),
    State(KNOWN, "data"),
    State(NOTE, "value"),
    prevent_initial_call=True,
)
def follow(_number: Any, _taken: Any, known: Any, note: Any) -> tuple[Any, ...]:
    """Show what happened meanwhile. The form stays untouched until a step makes it another one."""
    alert_id, version = _known(known)
    found = _find(str(alert_id))
    if found is None:
        return (no_update,) * 5
    panels = (case_head(scope(), found), _side(found, now()), files_panel(scope(), found))
    if found.row.version == version:
        return (*panels, no_update, no_update)
    draft = "" if ctx.triggered_id == TAKEN else str(note or "")[:NOTE_LENGTH]
    return (*panels, _form(found, draft), {"alert": alert_id, "version": found.row.version})


@callback(
    Output(MESSAGE, "children"),
    Output(TAKEN, "data"),
    Input({"type": STEP, "step": ALL}, "n_clicks"),
    State(NOTE, "value"),
    State(KNOWN, "data"),
    State(TAKEN, "data"),
    prevent_initial_call=True,
)
def take(clicks: list[int | None], note: Any, known: Any, taken: Any) -> tuple[Any, Any]:
    """Take the step whose button was clicked, on the version of the alert that was shown."""
    step = _clicked(ctx.triggered_id)
    if step is None or not any(clicks):
        return no_update, no_update
    alert_id, version = _known(known)
    words = _take(alert_id, step, version, note if isinstance(note, str) else None)
    return words, (taken if isinstance(taken, int) else 0) + 1


clientside_callback(
    ClientsideFunction("alert", "picture"),
    Output(FIGURE, "className"),
    Output({"type": PICTURE, "kind": ALL}, "className"),
    Input({"type": PICTURE, "kind": ALL}, "n_clicks"),
    prevent_initial_call=True,
)


def _take(alert_id: int, step: Step, version: int, note: str | None) -> Component:
    try:
        with write() as conn:
            take_step(conn, scope(), alert_id, step, version, note, now())
    except ConflictError as conflict:
        return _say(
            _(
                "未保存：%(who)s 已于 %(at)s %(step)s，页面已更新，请再核对",
                who=conflict.actor,
                at=moment_words(conflict.at, now()),
                step=step_name(conflict.step),
            ),
            good=False,
        )
    except NoteError:
        return _say(_("请先填写说明（最多 %(n)s 字）", n=NOTE_LENGTH), good=False)
    except IllegalStepError:
        return _say(_("未保存：当前状态不能执行此操作"), good=False)
    except NotAllowedError:
        return _say(_("您的角色不能执行此操作"), good=False)
    except NotFoundError:
        return _say(_("没有找到此预警"), good=False)
    return _say(_("已保存：%(step)s", step=step_name(step)), good=True)


def _find(alert_id: str | None) -> Case | None:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", alert_id or "", re.ASCII):
        return None
    with read() as conn:
        try:
            return case(conn, scope(), int(alert_id or "0"))
        except NotFoundError:
            return None


def _known(known: Any) -> tuple[int, int]:
    """Alert and version that the screen shows; 0 for what is no number."""
    given = known if isinstance(known, dict) else {}
    alert_id, version = given.get("alert"), given.get("version")
    return (
        alert_id if isinstance(alert_id, int) and 0 < alert_id < 10**9 else 0,
        version if isinstance(version, int) else 0,
    )


def _clicked(triggered: Any) -> Step | None:
    name = triggered.get("step") if isinstance(triggered, dict) else None
    return Step(name) if isinstance(name, str) and name in set(HUMAN_STEPS) else None


def _side(found: Case, moment: datetime) -> list[Component]:
    return [server_time(moment), deadline_panel(found.row, moment), timeline(found, moment)]


def _form(found: Case, note: str = "") -> Component:
    return review_form(
        found,
        steps_for(scope(), found.row.state),
        button_id=lambda step: {"type": STEP, "step": step.value},
        note_id=NOTE,
        note=note,
    )


def _figure(found: Case, picture: str | None) -> Component:
    moments = [one for one in found.pictures if one.kind == "boxed"]
    shown = _chosen(moments, picture)
    clean = next((p for p in found.pictures if shown and _pair(p, shown)), None)
    return html.Section(
        [
            evidence_figure(found, shown, clean, _size(clean)),
            html.Div(
                [
                    html.Button(
                        words,
                        id={"type": PICTURE, "kind": kind},
                        n_clicks=0,
                        type="button",
                        className="on" if kind == "boxed" else "",
                    )
                    for kind, words in (("boxed", _("识别框")), ("clean", _("原图")))
                ],
                className="nc-seg nc-evi__seg",
            )
            if clean
            else None,
            filmstrip(found, moments, shown),
        ],
        id=FIGURE,
        className="nc-card nc-evi is-boxed",
    )


def _size(clean: Picture | None) -> tuple[int, int] | None:
    return jpeg_size(services().settings.data_dir / clean.path) if clean else None


def _chosen(moments: Sequence[Picture], picture: str | None) -> Picture | None:
    for one in moments:
        if str(one.id) == picture:
            return one
    return moments[0] if moments else None


def _pair(one: Picture, shown: Picture) -> bool:
    return one.kind == "clean" and one.taken_at == shown.taken_at


def _say(words: str, *, good: bool) -> Component:
    return html.Div(words, className="nc-say" + (" is-good" if good else " is-bad"))


def _missing() -> Component:
    return html.Main(
        [
            logo(56),
            html.H1(_("没有找到这条预警")),
            html.P(_("地址可能有误，或内容不在您的权限范围内。")),
            dcc.Link(_("返回预警"), href=links.alerts(), className="nc-btn"),
        ],
        className="nc-body nc-lone",
    )
