"""The next step of a finding, for whoever may take it: person, note, photo, and one button."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import icon
from components.wording import term
from domain.findings import (
    NOTE_LENGTH,
    RECHECK_RULE_EN,
    RECHECK_RULE_ZH,
    FindingState,
    FindingStep,
)

PHOTO_PLACE = "finding-photo"


@dataclass(frozen=True, slots=True)
class FormIds:
    """Ids of what the form sends."""

    person: str
    note: str
    step: str


def finding_form(
    state: FindingState,
    steps: Sequence[FindingStep],
    people: Sequence[str] | None,
    ids: FormIds,
    *,
    note: str = "",
    why_not: str = "",
) -> Component:
    """The form, or in words what it waits for.

    Args:
        state: Of the finding.
        steps: What the reader may do now, the usual one first.
        people: Names to choose who signs from; None: the account signs.
        ids: Of person, note and, as `type` of a pattern with `step`, the buttons.
        note: What was being written.
        why_not: Why a reader of this role takes no step here.
    """
    if not steps:
        return html.Section(
            [
                html.Header(html.H2(_("下一步")), className="nc-sec__head"),
                html.P(why_not or _waits(state)),
                html.P(term(RECHECK_RULE_ZH, RECHECK_RULE_EN), className="nc-fnd__rule"),
                html.Div(_person(ids.person, []), className="is-hidden"),
                dcc.Textarea(id=ids.note, value="", className="is-hidden"),
            ],
            className="nc-card nc-review nc-fnd__form",
        )
    rectify = FindingStep.RECTIFY in steps
    signer = html.Div(
        [
            html.Label(_("整改人") if rectify else _("复查人"), htmlFor=ids.person),
            _person(ids.person, people or []),
        ],
        className="is-hidden" if people is None else "nc-fnd__person",
    )
    return html.Section(
        [
            html.Header(
                [html.H2(_("登记整改") if rectify else _("复查")), html.Span(_hint(rectify))],
                className="nc-sec__head",
            ),
            signer,
            html.Label(_("整改情况") if rectify else _("复查情况"), htmlFor=ids.note),
            dcc.Textarea(
                id=ids.note,
                value=note,
                maxLength=NOTE_LENGTH,
                rows=3,
                placeholder=_("怎么改的、现在怎样（必填）") if rectify else _("看到了什么（必填）"),
            ),
            _camera(),
            html.P(term(RECHECK_RULE_ZH, RECHECK_RULE_EN), className="nc-fnd__rule"),
            _buttons(ids, steps),
        ],
        className="nc-card nc-review nc-fnd__form",
    )


def _person(field_id: str, people: Sequence[str]) -> Component:
    choices = [{"label": name, "value": name} for name in people]
    select: Component = dbc.Select(id=field_id, options=choices, placeholder=_("选择姓名"))
    return select


def _camera() -> Component:
    """Where assets/js/photos.js puts the choice of a file, what went wrong and how far it is."""
    return html.Div(
        [
            html.Span([icon("camera", 20), html.B(_("拍照"))], className="nc-btn"),
            html.P(className="nc-error-text", role="alert"),
            html.Div(html.B(), className="nc-progress", hidden=True),
        ],
        id=PHOTO_PLACE,
        className="nc-fnd__camera",
    )


def _buttons(ids: FormIds, steps: Sequence[FindingStep]) -> Component:
    return html.Div(
        [
            html.Button(
                [icon("check", 16) if place == 0 else None, _verb(step)],
                id={"type": ids.step, "step": step.value},
                n_clicks=0,
                type="button",
                className="nc-btn" + (" nc-btn--primary" if place == 0 else ""),
            )
            for place, step in enumerate(steps)
        ],
        className="nc-review__q",
    )


def _verb(step: FindingStep) -> str:
    names: dict[FindingStep, str] = {
        FindingStep.RECTIFY: _("提交整改"),
        FindingStep.CLOSE: _("合格，销号"),
        FindingStep.RETURN: _("不合格，退回"),
    }
    return names[step]


def _hint(rectify: bool) -> str:
    if rectify:
        return str(_("先拍整改后的照片，再提交"))
    return str(_("可附复查照片；退回须写明原因"))


def _waits(state: FindingState) -> str:
    words: dict[FindingState, str] = {
        FindingState.OPEN: _("等待本单位整改"),
        FindingState.RECTIFIED: _("等待复查"),
        FindingState.CLOSED: _("已复查销号，无需处理"),
    }
    return words[state]
