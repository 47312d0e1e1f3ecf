"""Several small forms on one page: each field knows its form, each button what it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.record_words import finding_words
from domain.form import Finding

FIELD = "small-field"
ACT = "small-act"


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in one form: typed values, and what is wrong with them."""

    form: str
    values: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    def of(self, name: str) -> list[Finding]:
        """Findings of one field."""
        return [one for one in self.findings if one.field == name]


def line(
    entered: Entered, name: str, label: str, longest: int, *, kind: str = "text", hint: str = ""
) -> Component:
    """A line of text, or a day (`kind="date"`); all are required."""
    wrong = " is-invalid" if entered.of(name) else ""
    control = dcc.Input(
        id=field_id(entered.form, name),
        type=kind,  # type: ignore[arg-type]  # a date is no type of Dash's own, but of every browser
        value=entered.values.get(name) or "",
        maxLength=longest,
        autoComplete="off",
        className=f"nc-input{wrong}",
    )
    return _field(entered, name, label, control, hint=hint, required=True)


def choice(
    entered: Entered,
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    *,
    hint: str = "",
    empty: str | None = None,
) -> Component:
    """One of the choices; with `empty` also none of them, in these words."""
    control = dcc.Dropdown(
        id=field_id(entered.form, name),
        options=[{"value": value, "label": words} for value, words in choices],
        value=entered.values.get(name) or None,
        clearable=empty is not None,
        searchable=False,
        placeholder=empty or _("请选择"),
        className="nc-choice",
    )
    return _field(entered, name, label, control, hint=hint, required=empty is None)


def ticks(
    entered: Entered, name: str, label: str, choices: Sequence[tuple[str, str]], *, hint: str = ""
) -> Component:
    """Some of the choices."""
    control = dcc.Checklist(
        id=field_id(entered.form, name),
        options=[{"value": value, "label": words} for value, words in choices],
        value=list(entered.values.get(name) or []),
        className="nc-ticks",
        labelClassName="nc-check",
    )
    return _field(entered, name, label, control, hint=hint, required=False)


def act(name: str, number: int, words: str, class_name: str = "") -> Component:
    """A button that does `name` with row `number`, or with the form of that name."""
    return html.Button(
        words,
        id={"type": ACT, "act": name, "number": number},
        type="button",
        n_clicks=0,
        className=f"nc-btn {class_name}".strip(),
    )


def sure(name: str, number: int, words: str, again: str) -> Component:
    """A button behind a second one: what it takes back cannot be given again."""
    return html.Details(
        [
            html.Summary(words, className="nc-btn nc-btn--sm"),
            act(name, number, again, "nc-btn--sm nc-btn--danger"),
        ],
        className="nc-twice",
    )


def problems(entered: Entered) -> list[Component]:
    """What is wrong with the form as a whole."""
    return [
        html.P(finding_words(one), className="nc-error-text", role="alert")
        for one in entered.of("")
    ]


def field_id(form: str, name: str) -> dict[str, str]:
    """Id of the control of a field."""
    return {"type": FIELD, "form": form, "name": name}


def _field(
    entered: Entered, name: str, label: str, control: Component, *, hint: str, required: bool
) -> Component:
    below = [html.P(finding_words(one), className="nc-error-text") for one in entered.of(name)]
    if hint and not below:
        below = [html.P(hint, className="nc-hint")]
    kind = "nc-field is-required" if required else "nc-field"
    return html.Div([html.Label([html.Span(label), control]), *below], className=kind)
