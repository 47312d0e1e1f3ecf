"""Which column of the file is which field: one line a column, with examples and how sure we are."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.panels import card

COLUMN = "import-column"
"""Type of the pattern id of a column's choice; its `at` is the place of the column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file.

    Attributes:
        examples: Some of its values.
        field: Field that it is taken for, empty when it is not read.
        percent: How sure that is; 100 for what was said before.
    """

    at: int
    header: str
    examples: Sequence[str]
    field: str
    percent: int


def mapping_card(
    columns: Sequence[Column],
    fields: Sequence[tuple[str, str]],
    needed: str,
    facts: Sequence[str],
    *,
    remembered: bool,
) -> Component:
    """The table of columns.

    Args:
        columns: Of the file, in its order.
        fields: (name, words) of every field; a needed one is marked in its words.
        needed: What must have a column, in words.
        facts: How the file was read, in words.
        remembered: The mapping was taken from the last delivery with these columns.
    """
    options = [{"value": name, "label": words} for name, words in fields]
    notes = [html.P(_("已沿用上次同样列的对应关系。"), className="nc-hint")] if remembered else []
    head = [_("文件中的列"), _("示例值"), _("对应字段"), _("把握")]
    return card(
        _("列对应"),
        " · ".join(facts),
        [
            html.P(needed, className="nc-hint"),
            *notes,
            html.Div(
                html.Table(
                    [
                        html.Thead(html.Tr([html.Th(name) for name in head])),
                        html.Tbody([_line(column, options) for column in columns]),
                    ],
                    className="nc-data nc-import__columns",
                ),
                className="nc-scrollx nc-import__table",
            ),
        ],
    )


def _line(column: Column, options: list[dict[str, str]]) -> Component:
    choice = dcc.Dropdown(
        id={"type": COLUMN, "at": column.at},
        options=options,
        value=column.field or None,
        placeholder=_("不导入"),
        clearable=True,
        optionHeight=34,
    )
    return html.Tr(
        [
            html.Td(column.header, className="nm"),
            html.Td(
                [html.Span(text, className="nc-import__value") for text in column.examples]
                or html.Span(_("（空）"), className="nc-hint")
            ),
            html.Td(html.Div(choice, role="group", **aria(label=column.header))),
            html.Td(_sure(column)),
        ]
    )


def _sure(column: Column) -> Component | None:
    if not column.field:
        return None
    if column.percent >= 95:
        return html.Span(f"{column.percent}%", className="nc-chip nc-chip--ok")
    if column.percent:
        words = _("%(n)s%%，请确认", n=column.percent)
        return html.Span(words, className="nc-chip nc-chip--warn")
    return html.Span(_("手动"), className="nc-chip")
