"""What the pages of administrators share: fields, secrets shown once, questions before an act."""

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon

Option = tuple[str, str]
"""Value and words of a choice."""

ANY = "any"
"""Value of the choice that narrows nothing: an empty one would show as nothing chosen."""


def field(label: str, control: Component, hint: str = "", class_name: str = "") -> Component:
    """A label above its control, with a calm line below."""
    return html.Label(
        [html.Span(label), control, html.P(hint, className="nc-hint") if hint else None],
        className=f"nc-field {class_name}".strip(),
    )


def narrow(label: str, control: Component) -> Component:
    """A control of a toolbar; its label is for screen readers, what it shows says the rest."""
    return html.Label([html.Span(label, className="visually-hidden"), control])


def select(options: Sequence[Option], value: str, **attributes: Any) -> Component:
    """A native select."""
    chosen: Component = dbc.Select(
        options=[{"value": one, "label": words} for one, words in options],
        value=value,
        className="nc-select",
        **attributes,
    )
    return chosen


def text_input(hint: str = "", **attributes: Any) -> Component:
    """One line of text; it is sent when it is left or Enter is pressed."""
    usual = {"type": "text", "debounce": True, "maxLength": 80, "autoComplete": "off"}
    return dcc.Input(placeholder=hint, className="nc-input", **{**usual, **attributes})


def secret_once(title: str, secret: str, hint: str) -> Component:
    """A password, code or token that nobody can read again: large, to copy, with what to do."""
    return html.Div(
        [
            html.B([icon("key", 18), title]),
            html.Div(
                [
                    html.Code(secret, className="nc-secret__text"),
                    copy_button(secret),
                ],
                className="nc-secret__line",
            ),
            html.P([icon("clock", 14), html.Span([_("只显示这一次，关闭后无法再查看。"), hint])]),
        ],
        className="nc-secret",
        role="status",
    )


def copy_button(text: str) -> Component:
    """Copies `text`."""
    return dcc.Clipboard(content=text, title=_("复制"), className="nc-copy")


def note(words: str, *, good: bool) -> Component:
    """What became of an act."""
    kind = "ok" if good else "bad"
    return html.Div(
        [icon("check" if good else "x", 18), html.Span(words)],
        className=f"nc-note nc-note--{kind}",
        role="status" if good else "alert",
    )


def question(words: str, sure: Component, no: Component) -> Component:
    """Asked before something that cannot be taken back."""
    return html.Div(
        [html.P(words), html.Div([sure, no], className="nc-actions")],
        className="nc-note nc-note--warn nc-ask",
        role="alertdialog",
        **aria(label=words),
    )


def side_dialog(title: str, body: Sequence[Component | None], close_id: Any) -> Component:
    """A drawer at the right over the page; a sheet on a phone."""
    return html.Div(
        html.Div(
            [
                html.Header(
                    [
                        html.H2(title),
                        html.Button(
                            icon("x", 18),
                            id=close_id,
                            n_clicks=0,
                            type="button",
                            className="nc-iconbtn",
                            title=_("关闭"),
                            **aria(label=_("关闭")),
                            **data(close="1"),
                        ),
                    ],
                    className="nc-dialog__head",
                ),
                html.Div(list(body), className="nc-dialog__body nc-admin__dialog"),
            ],
            className="nc-dialog nc-dialog--side",
            role="dialog",
            **aria(modal="true", label=title),
        ),
        className="nc-dialog__back",
    )


def data_table(heads: Sequence[str], rows: Sequence[Component], label: str) -> Component:
    """A table of data; on a phone each row is a card whose cells carry their heads."""
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody(list(rows)),
            ],
            className="nc-data nc-cards",
            **aria(label=label),
        ),
        className="nc-scrollx",
    )


def cell(head: str, content: Any, class_name: str = "") -> Component:
    """One cell with the head that it carries on a phone."""
    return html.Td(content, className=class_name, **data(head=head))


def chip(words: str, kind: str = "") -> Component:
    """A small fact; `kind` is ok, warn, bad or off."""
    return html.Span(words, className=f"nc-chip nc-chip--{kind}" if kind else "nc-chip")


def newer_older(newer: str | None, older: str | None) -> Component | None:
    """Leads along a list that grows at its top; nothing where it has one page."""
    if newer is None and older is None:
        return None

    def link(words: list[Any], href: str | None) -> Component:
        class_name = "nc-btn nc-btn--sm" + ("" if href else " is-off")
        return dcc.Link(words, href=href or "", className=class_name)

    return html.Nav(
        [
            link([icon("back", 16), _("较新")], newer),
            link([_("较早"), icon("chev", 16)], older),
        ],
        className="nc-pager",
        **aria(label=_("分页")),
    )
