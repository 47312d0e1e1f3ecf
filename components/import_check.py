"""What a check found: figures, things to decide, rows left out, and what would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.import_words import level_name
from components.numbers import count
from components.panels import card
from components.states import empty
from components.wording import counted, unit

FIX = "import-fix"
"""Type of the pattern id of a button that reads the file otherwise; its `how` says how."""
WORD = "import-word"
"""Type of the pattern id of the choice for an unknown word: `field` and `text`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to decide.

    Attributes:
        kind: `ok`, `warn` or `bad`.
        words: What was found, with its numbers.
        fixes: (how, words) of the buttons.
    """

    kind: str
    words: str
    fixes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of the file that is none of ours, and what it may mean."""

    field: str
    field_name: str
    text: str
    rows: int
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RowIssue:
    """Something wrong with one row."""

    row: int
    column: str
    value: str
    reason: str
    level: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that would change."""

    row: int
    name: str
    field: str
    before: str
    after: str


def figures(counts: dict[str, int], *, located: bool) -> Component:
    """The five counts of a file, in rows; without 未定位 where nothing has a point."""
    shown = [
        ("rows", _("文件行数"), ""),
        ("added", _("新增"), "ok"),
        ("changed", _("变更"), "ok"),
        ("unchanged", _("不变"), ""),
        ("left_out", _("不导入"), "bad"),
    ]
    if located:
        shown.append(("unlocated", _("未定位"), "warn"))
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(words),
                    html.Dd(
                        [
                            count(counts.get(name, 0)),
                            html.Small(unit("行", counts.get(name, 0))),
                        ],
                        className="nc-num",
                    ),
                ],
                className=f"is-{tint}" if tint and counts.get(name) else "",
            )
            for name, words, tint in shown
        ],
        className="nc-import__figures",
    )


def findings(found: Sequence[Finding]) -> Component | None:
    """What wants a decision, each with its ways out."""
    if not found:
        return None
    return html.Div(
        [
            html.Div(
                [
                    html.Span(one.words),
                    html.Div(
                        [
                            html.Button(
                                words,
                                id={"type": FIX, "how": how},
                                className="nc-btn nc-btn--sm",
                                type="button",
                            )
                            for how, words in one.fixes
                        ],
                        className="nc-actions",
                    )
                    if one.fixes
                    else None,
                ],
                className=f"nc-note nc-note--{one.kind} nc-import__finding",
            )
            for one in found
        ],
        className="nc-import__findings",
    )


def unknown_card(words: Sequence[UnknownWord], apply_id: str) -> Component | None:
    """A choice for every unknown word."""
    if not words:
        return None
    return card(
        _("未识别的取值"),
        _("为每个词选择含义，再重新核对；下次同样的词会自动识别"),
        [
            html.Div([_word(one) for one in words], className="nc-import__words"),
            html.Div(
                html.Button(_("应用并重新核对"), id=apply_id, className="nc-btn", type="button"),
                className="nc-actions",
            ),
        ],
    )


def issues_card(issues: Sequence[RowIssue], total: int, csv_href: str) -> Component:
    """The first row errors and warnings, and all of them as a file."""
    if not issues:
        return card(_("逐行问题"), "", empty(_("没有问题"), _("每一行都可以导入")))
    note = _("共 %(n)s 条", n=count(total))
    if total > len(issues):
        note = _("共 %(n)s 条，显示前 %(shown)s 条", n=count(total), shown=len(issues))
    head = [_("行"), _("列"), _("值"), _("问题"), _("处理")]
    return card(
        _("逐行问题"),
        note,
        _table(
            head,
            [
                html.Tr(
                    [
                        html.Td(one.row, className="num"),
                        html.Td(one.column, className="nowrap"),
                        html.Td(one.value, className="nc-import__cell"),
                        html.Td(one.reason),
                        html.Td(_level(one.level)),
                    ]
                )
                for one in issues
            ],
        ),
        right=html.A(
            [icon("download", 16), _("下载全部（CSV）")],
            href=csv_href,
            className="nc-btn nc-btn--sm",
            download="",
        ),
    )


def differences_card(rows: Sequence[Difference], changed: int) -> Component | None:
    """Some of the values that would change."""
    if not rows:
        return None
    head = [_("行"), _("记录"), _("字段"), _("原值"), _("新值")]
    return card(
        _("变更示例"),
        counted("共 %(n)s 条记录有变更", changed),
        _table(
            head,
            [
                html.Tr(
                    [
                        html.Td(one.row, className="num"),
                        html.Td(one.name, className="nm"),
                        html.Td(one.field, className="nowrap"),
                        html.Td(html.Del(one.before) if one.before else "—"),
                        html.Td(one.after or "—"),
                    ]
                )
                for one in rows
            ],
        ),
    )


def _word(one: UnknownWord) -> Component:
    choice = dcc.Dropdown(
        id={"type": WORD, "field": one.field, "text": one.text},
        options=[{"value": code, "label": words} for code, words in one.options],
        placeholder=_("选择含义"),
        optionHeight=34,
    )
    return html.Div(
        [
            html.Span(one.field_name, className="nc-hint"),
            html.B(one.text),
            html.Span(counted("%(n)s 行", one.rows), className="nc-hint"),
            html.Div(choice, role="group", **aria(label=f"{one.field_name} {one.text}")),
        ]
    )


def _level(level: str) -> Component:
    tint = "bad" if level == "error" else "warn"
    return html.Span(level_name(level), className=f"nc-chip nc-chip--{tint}")


def _table(head: Sequence[str], lines: Sequence[Component]) -> Component:
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(name) for name in head])), html.Tbody(list(lines))],
            className="nc-data",
        ),
        className="nc-scrollx nc-import__table",
    )
