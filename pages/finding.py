"""One finding: `/control/finding/<id>`. The photos, the story, and the next step."""

import re
from dataclasses import dataclass
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
from flask_babel import lazy_gettext

from components import links
from components.alert_time import server_time
from components.finding_case import case_head, facts_panel, photos_panel, repeats_panel, story
from components.finding_form import PHOTO_PLACE, FormIds, finding_form
from components.states import empty
from components.wording import term
from data_access import findings
from data_access.control_photos import photos_of
from data_access.finding_list import rows_of
from data_access.finding_repeats import repeats
from data_access.findings import FindingNotFoundError, people_of, recheck, rectify
from data_access.request import now, read, scope, write
from domain.clock import city_day
from domain.finding_filter import FindingRow
from domain.findings import (
    NOTE_LENGTH,
    REPEAT_WITHIN,
    FindingCase,
    FindingRefusedError,
    FindingState,
    FindingStep,
)
from domain.photos import MAX_BYTES, Photo
from domain.scope import OFFICIALS, SUPERVISED, Action, NotAllowedError, Role, Scope

ROLES = OFFICIALS | SUPERVISED

register_page(
    __name__,
    path_template="/control/finding/<finding_id>",
    name=lazy_gettext("问题处置"),
    roles=ROLES,
)

HEAD = "finding-head"
PHOTOS = "finding-photos"
REPEATS = "finding-repeats"
SIDE = "finding-side"
FORM = "finding-form"
MESSAGE = "finding-message"
KNOWN = "finding-known"
SENT = "finding-sent"
TAKEN = "finding-taken"
CAMERA = "finding-camera"
MOUNTED = "finding-mounted"
IDS = FormIds(person="finding-person", note="finding-note", step="finding-step")


@dataclass(frozen=True, slots=True)
class _Screen:
    row: FindingRow
    photos: list[Photo]
    others: list[FindingCase]
    people: list[str]


def layout(finding_id: str | None = None, **_query: str) -> Component:
    """The finding, or in words that there is none."""
    found = _find(finding_id)
    if found is None:
        return _missing()
    asker, moment, case = scope(), now(), found.row.case
    return html.Main(
        [
            html.Div(case_head(asker, found.row), id=HEAD),
            html.Div(
                [
                    html.Div(
                        [
                            facts_panel(case, moment),
                            html.Div(photos_panel(found.photos), id=PHOTOS),
                            html.Div(repeats_panel(found.others, REPEAT_WITHIN.days), id=REPEATS),
                        ],
                        className="nc-fnd__left",
                    ),
                    html.Aside(
                        [
                            html.Div(_side(case, moment), id=SIDE),
                            html.Div(_form(asker, found), id=FORM),
                            html.Div(id=MESSAGE, className="nc-case__say", role="status"),
                        ],
                        className="nc-fnd__side",
                    ),
                ],
                className="nc-fnd__main",
            ),
            dcc.Store(id=KNOWN, data=_known(case)),
            dcc.Store(id=SENT),
            dcc.Store(id=TAKEN, data=0),
            dcc.Store(id=CAMERA, data=_camera(case)),
            dcc.Store(id=MOUNTED),
        ],
        className="nc-body nc-pagegrid nc-fnd",
    )


@callback(
    Output(HEAD, "children"),
    Output(SIDE, "children"),
    Output(PHOTOS, "children"),
    Output(FORM, "children"),
    Output(KNOWN, "data"),
    Input("live-control", "data"),
    Input(TAKEN, "data"),
    Input(SENT, "data"),
    State(KNOWN, "data"),
    State(IDS.note, "value"),
    prevent_initial_call=True,
)
def follow(_number: Any, _taken: Any, _sent: Any, known: Any, note: Any) -> tuple[Any, ...]:
    """Show what happened meanwhile. The form stays untouched until a step makes it another one."""
    found = _find(_number_of(known))
    if found is None:
        return (no_update,) * 5
    asker, case = scope(), found.row.case
    panels = (case_head(asker, found.row), _side(case, now()), photos_panel(found.photos))
    if _known(case) == known:
        return (*panels, no_update, no_update)
    draft = "" if ctx.triggered_id == TAKEN else str(note or "")[:NOTE_LENGTH]
    return (*panels, _form(asker, found, draft), _known(case))


@callback(
    Output(MESSAGE, "children"),
    Output(TAKEN, "data"),
    Input({"type": IDS.step, "step": ALL}, "n_clicks"),
    State(IDS.person, "value"),
    State(IDS.note, "value"),
    State(KNOWN, "data"),
    State(TAKEN, "data"),
    prevent_initial_call=True,
)
def take(clicks: list[int | None], by: Any, note: Any, known: Any, taken: Any) -> tuple[Any, Any]:
    """Take the step whose button was clicked."""
    pressed = ctx.triggered_id
    step = pressed.get("step") if isinstance(pressed, dict) else None
    if step not in set(FindingStep) or not any(clicks):
        return no_update, no_update
    number = int(_number_of(known) or 0)
    words = _take(number, FindingStep(step), by, note)
    return words, (taken if isinstance(taken, int) else 0) + 1


clientside_callback(
    ClientsideFunction("photos", "mount"),
    Output(MOUNTED, "data"),
    Input(CAMERA, "data"),
    Input(FORM, "children"),
)


def _take(number: int, step: FindingStep, by: Any, note: Any) -> Component:
    asker, moment = scope(), now()
    try:
        with write() as conn:
            if step is FindingStep.RECTIFY:
                rectify(conn, asker, number, by=by, note=note, now=moment)
            else:
                passed = step is FindingStep.CLOSE
                recheck(conn, asker, number, passed=passed, note=note, now=moment, by=by)
    except FindingRefusedError as refused:
        return _say(_("未保存：%(why)s", why=term(refused.zh, refused.en)), good=False)
    except NotAllowedError:
        return _say(_("您的角色不能执行此操作"), good=False)
    except FindingNotFoundError:
        return _say(_("没有找到这个问题"), good=False)
    return _say(_("已保存"), good=True)


def _find(finding_id: str | None) -> _Screen | None:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", finding_id or "", re.ASCII):
        return None
    asker = scope()
    with read() as conn:
        case = findings.find(conn, asker, int(finding_id or "0"))
        if case is None:
            return None
        own = asker.role is Role.ESTABLISHMENT
        key = (case.establishment_id, case.kind, case.start)
        return _Screen(
            row=rows_of(conn, [case])[0],
            photos=photos_of(conn, asker, *key, [case.item]),
            others=repeats(conn, asker, case),
            people=people_of(conn, asker, case.establishment_id, city_day(now())) if own else [],
        )


def _number_of(known: Any) -> str | None:
    """Id of the finding that the screen shows, as text; None for what is no number."""
    given = known.get("finding") if isinstance(known, dict) else None
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else None


def _known(case: FindingCase) -> dict[str, Any]:
    """What the form was made for."""
    return {"finding": case.id, "state": case.state.value, "returned": case.returned}


def _camera(case: FindingCase) -> dict[str, Any]:
    """What assets/js/photos.js needs."""
    return {
        "place": PHOTO_PLACE,
        "address": f"/api/findings/{case.id}/photos",
        "sent": SENT,
        "said": MESSAGE,
        "maxBytes": MAX_BYTES,
        "words": {
            "choose": _("拍照或选择照片"),
            "sending": _("正在上传照片"),
            "large": _("照片超过12 MB，请用相机直接拍照"),
            "failed": _("照片没有传上去，请检查网络后重试"),
        },
    }


def _side(case: FindingCase, moment: datetime) -> list[Component]:
    return [server_time(moment), story(case, moment)]


def _form(asker: Scope, found: _Screen, note: str = "") -> Component:
    case, item = found.row.case, found.row.item
    own = asker.role is Role.ESTABLISHMENT
    steps: list[FindingStep] = []
    people, why_not = list(found.people), ""
    if case.state is FindingState.OPEN and asker.allows(Action.SUBMIT_RECTIFICATION):
        steps = [FindingStep.RECTIFY]
    elif case.state is FindingState.RECTIFIED and asker.allows(Action.RECHECK_FINDING):
        steps = [FindingStep.CLOSE, FindingStep.RETURN]
        people = [name for name in people if name != case.rectified_by]
        if own and (item is None or item.key):
            steps, why_not = [], _("这是★关键项，等待监管人员复查")
        elif own and not people:
            steps, why_not = [], _("没有第二名在册人员可以复查：请先登记人员，或等待监管人员复查")
    return finding_form(case.state, steps, people if own else None, IDS, note=note, why_not=why_not)


def _say(words: str, *, good: bool) -> Component:
    return html.Div(words, className="nc-say" + (" is-good" if good else " is-bad"))


def _missing() -> Component:
    return html.Main(
        empty(
            _("没有找到这个问题"),
            _("编号可能有误，或不在您的权限范围内"),
            dcc.Link(_("打开问题清单"), href=links.findings(), className="nc-btn"),
        ),
        className="nc-body",
    )
