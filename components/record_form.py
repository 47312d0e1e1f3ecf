"""Forms of the register: fields with their faults beside them, drafts kept while typing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.record_words import field_name, finding_words
from domain.form import Finding, Weight

FIELD = "record-field"
SAVE = "record-save"
ACT = "record-act"
OFFER = "record-offer"
KNOWN = "record-known"
DIRTY = "record-dirty"
DISCARD = "record-discard"
KEPT_OUT = ("password", "identity")
"""Fields whose draft never gets into the browser's storage."""
YES = "yes"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds.

    Attributes:
        values: Field → text, or a list of ticks.
        findings: What is wrong or odd.
        choices: (value, words) of each choice, by field.
        subject: What the form is about, for the names of its fields.
    """

    values: Mapping[str, Any]
    findings: Sequence[Finding] = ()
    choices: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    subject: str = "establishment"

    def of(self, name: str) -> list[Finding]:
        """Findings of one field."""
        return [one for one in self.findings if one.field == name]


def text_field(
    filled: Filled,
    name: str,
    longest: int,
    *,
    required: bool = False,
    mono: bool = False,
    hint: str = "",
    kind: str = "text",
    wide: bool = False,
) -> Component:
    """A line of text, a day (`kind="date"`) or a secret (`kind="password"`)."""
    control = dcc.Input(
        id=field_id(name),
        type=kind,  # type: ignore[arg-type]  # a date is no type of Dash's own, but of every browser
        value=filled.values.get(name) or "",
        maxLength=longest,
        autoComplete="new-password" if kind == "password" else "off",
        className=_control_class(filled, name, "nc-input" + (" nc-input--mono" if mono else "")),
    )
    return _labelled(filled, name, control, required=required, hint=hint, wide=wide)


def area_field(
    filled: Filled, name: str, longest: int, *, required: bool = False, hint: str = ""
) -> Component:
    """Several lines of text."""
    control = dcc.Textarea(
        id=field_id(name),
        value=filled.values.get(name) or "",
        maxLength=longest,
        className=_control_class(filled, name, "nc-input nc-input--area"),
    )
    return _labelled(filled, name, control, required=required, hint=hint, wide=True)


def choice_field(
    filled: Filled, name: str, *, required: bool = False, search: bool = False, hint: str = ""
) -> Component:
    """One of the choices of the field."""
    control = dcc.Dropdown(
        id=field_id(name),
        options=[{"value": value, "label": words} for value, words in filled.choices[name]],
        value=filled.values.get(name) or None,
        clearable=not required,
        searchable=search,
        placeholder=_("请选择"),
        labels={
            "search": _("搜索"),
            "clear_search": _("清除搜索"),
            "clear_selection": _("清除所选"),
            "no_options_found": _("没有匹配项"),
        },
        className=_control_class(filled, name, "nc-choice"),
    )
    return _labelled(filled, name, control, required=required, hint=hint)


def flag_field(filled: Filled, name: str) -> Component:
    """Yes or no."""
    return html.Div(
        dcc.Checklist(
            id=field_id(name),
            options=[{"value": YES, "label": field_name(name)}],
            value=list(filled.values.get(name) or []),
            className="nc-flag",
            labelClassName="nc-check",
        ),
        className="nc-field",
    )


def ticks_field(filled: Filled, name: str, *, required: bool = False, hint: str = "") -> Component:
    """Some of the choices of the field."""
    control = dcc.Checklist(
        id=field_id(name),
        options=[{"value": value, "label": words} for value, words in filled.choices[name]],
        value=list(filled.values.get(name) or []),
        className="nc-ticks",
        labelClassName="nc-check",
    )
    return _labelled(filled, name, control, required=required, hint=hint, wide=True)


def read_only(name: str, words: str) -> Component:
    """A fact for those who may only look, in the place of its field."""
    return html.Div([html.Dt(field_name(name)), html.Dd(words)])


def form(
    fields: Sequence[Component],
    filled: Filled,
    *,
    known: Mapping[str, Any],
    words: str,
    back: str | None = None,
) -> Component:
    """The fields with what is known of them, and the buttons.

    Args:
        fields: Drawn fields.
        filled: What they hold.
        known: For the server: which form, of what, on which version; and `base`, its values before
            anybody typed.
        words: Of the button that saves.
        back: Address that leaves the form.
    """
    return html.Div(
        [
            dcc.Store(id=KNOWN, data={**known, "keptOut": list(KEPT_OUT)}),
            *_problems(filled),
            *fields,
            html.Div(
                [
                    *_save_buttons(filled, words),
                    dcc.Link(_("取消"), href=back, className="nc-btn nc-btn--ghost")
                    if back
                    else None,
                    _unsaved(),
                ],
                className="nc-actions",
            ),
        ],
        className="nc-recordform",
    )


def _save_buttons(filled: Filled, words: str) -> list[Component]:
    asked = any(one.weight is Weight.ASK for one in filled.findings)
    asked = asked and not any(one.weight is Weight.REFUSED for one in filled.findings)
    return [
        html.Button(
            words,
            id={"type": SAVE, "how": "check"},
            type="button",
            n_clicks=0,
            className="nc-btn nc-btn--primary",
        ),
        html.Button(
            _("仍按所填保存"),
            id={"type": SAVE, "how": "anyway"},
            type="button",
            n_clicks=0,
            className="nc-btn",
            hidden=not asked,
        ),
    ]


def _unsaved() -> Component:
    """That something is typed and not saved, and the way to drop it; filled in the browser."""
    return html.Span(
        [
            html.Span(id=DIRTY, role="status"),
            html.Button(
                _("放弃修改"), id=DISCARD, type="button", n_clicks=0, className="nc-linkbtn"
            ),
        ],
        className="nc-dirty",
    )


def field_id(name: str) -> dict[str, str]:
    """Id of the control of a field."""
    return {"type": FIELD, "name": name}


def act_button(act: str, subject: str, number: int, summary: str, words: str) -> Component:
    """A step that is asked for twice: the summary opens it, the button takes it."""
    return html.Details(
        [
            html.Summary(summary, className="nc-linkbtn"),
            html.Button(
                words,
                id={"type": ACT, "act": act, "subject": subject, "number": number},
                type="button",
                n_clicks=0,
                className="nc-btn nc-btn--sm nc-btn--danger",
            ),
        ],
        className="nc-twice",
    )


def _problems(filled: Filled) -> list[Component]:
    whole = filled.of("")
    return [html.P(finding_words(one), className="nc-problems", role="alert") for one in whole]


def _labelled(
    filled: Filled,
    name: str,
    control: Component,
    *,
    required: bool,
    hint: str = "",
    wide: bool = False,
) -> Component:
    below = [_finding(one) for one in filled.of(name)]
    if hint and not below:
        below = [html.P(hint, className="nc-hint")]
    parts = ["nc-field", "is-required" if required else "", "nc-field--wide" if wide else ""]
    return html.Div(
        [html.Label([html.Span(field_name(name, filled.subject)), control]), *below],
        className=" ".join(filter(None, parts)),
    )


def _finding(found: Finding) -> Component:
    note = found.weight is Weight.NOTE
    return html.P(
        [finding_words(found), _offer(found)],
        className="nc-hint nc-hint--odd" if note else "nc-error-text",
    )


def _offer(found: Finding) -> Component | None:
    if found.offer is None:
        return None
    lon, lat = found.offer
    return html.Button(
        _("采用 %(lon)s，%(lat)s", lon=lon, lat=lat),
        id={"type": OFFER, "lon": str(lon), "lat": str(lat)},
        type="button",
        n_clicks=0,
        className="nc-btn nc-btn--sm",
    )


def _control_class(filled: Filled, name: str, class_name: str) -> str:
    bad = any(one.weight is not Weight.NOTE for one in filled.of(name))
    return f"{class_name} is-invalid" if bad else class_name
