"""Frame of the import: its five steps, the way to choose a file, the last imports."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.import_words import STATE_CHIPS, state_name
from components.numbers import count
from components.panels import card
from components.states import empty
from components.wording import counted


@dataclass(frozen=True, slots=True)
class Choice:
    """A subject to bring in: its words, where it is chosen, and its templates."""

    name: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """An import in the list of the last ones."""

    href: str
    file_name: str
    subject: str
    state: str
    at: str
    actor: str
    added: int
    changed: int


def steps(current: int) -> Component:
    """1 上传 … 5 结果; `current` counts from 0."""
    names = [_("上传"), _("列对应"), _("核对"), _("导入"), _("结果")]
    return html.Ol(
        [
            html.Li(
                [html.I(icon("check", 14) if at < current else str(at + 1)), html.Span(name)],
                className="done" if at < current else "on" if at == current else "",
                **(aria(current="step") if at == current else {}),
            )
            for at, name in enumerate(names)
        ],
        className="nc-steps",
    )


def upload_card(
    choices: Sequence[Choice], templates: Sequence[tuple[str, str]], max_mb: int, drop_id: str
) -> Component:
    """Choose the subject and the file; the browser puts the file field into the place for it.

    Args:
        choices: The subjects.
        templates: (words, address) each.
        max_mb: Largest file.
        drop_id: Id of the place for the file.
    """
    return card(
        _("选择内容与文件"),
        "",
        [
            html.Nav(
                [
                    dcc.Link(one.name, href=one.href, className="on" if one.chosen else "")
                    for one in choices
                ],
                className="nc-tabs",
                **aria(label=_("导入内容")),
            ),
            _drop(max_mb, drop_id),
            html.P(
                [
                    _("空白模板："),
                    *(
                        html.A(words, href=href, className="nc-btn nc-btn--sm", download="")
                        for words, href in templates
                    ),
                ],
                className="nc-actions nc-import__templates",
            ),
            html.P(
                _("上传后先核对再导入；没有点“导入”之前，主体库不会有任何改动。"),
                className="nc-hint",
            ),
        ],
    )


def recent_card(rows: Sequence[Recent], all_href: str) -> Component:
    """The last imports, each with the way to it."""
    body: Component = (
        html.Ul([_recent(row) for row in rows], className="nc-import__recent")
        if rows
        else empty(_("还没有导入记录"), _("导入后可在这里查看结果或撤销"))
    )
    return card(
        _("最近导入"),
        "",
        body,
        right=dcc.Link(_("全部批次"), href=all_href, className="nc-linkbtn"),
    )


def open_card(
    rows: Sequence[Recent], total: int, pages: Component | None, begin_href: str
) -> Component:
    """Every import that waits for somebody, a page of them at once.

    Args:
        rows: Of this page.
        total: Of all pages.
        pages: The way to the others.
        begin_href: The way to a new import.
    """
    body: list[Component] = [
        html.Ul([_recent(row) for row in rows], className="nc-import__recent")
        if rows
        else empty(_("没有未完成的导入"), _("上传后还没有导入的文件会列在这里"))
    ]
    if pages is not None:
        body.append(pages)
    return card(
        _("未完成的导入"),
        counted("共 %(n)s 批", total),
        body,
        right=dcc.Link(_("开始导入"), href=begin_href, className="nc-linkbtn"),
    )


def state_chip(state: str) -> Component:
    """The state of an import as a word on a tint."""
    tint = STATE_CHIPS.get(state)
    return html.Span(state_name(state), className=f"nc-chip nc-chip--{tint}" if tint else "nc-chip")


def _drop(max_mb: int, drop_id: str) -> Component:
    """The place for the file; script puts the file field into it."""
    return html.Div(
        [
            icon("up", 26),
            html.B(_("把文件拖到这里，或点击选择")),
            html.Span(
                _(
                    "支持 .xlsx 与 .csv（UTF-8、GB18030 自动识别），不超过 %(n)s MB",
                    n=max_mb,
                )
            ),
            html.Div(html.B(), className="nc-progress", hidden=True),
            html.P(className="nc-error-text", role="alert"),
        ],
        id=drop_id,
        className="nc-drop nc-import__drop",
    )


def _recent(row: Recent) -> Component:
    told = _(
        "%(subject)s · 新增 %(added)s · 变更 %(changed)s",
        subject=row.subject,
        added=count(row.added),
        changed=count(row.changed),
    )
    return html.Li(
        dcc.Link(
            [
                html.Span([html.B(row.file_name), html.Small(told)]),
                html.Span([state_chip(row.state), html.Small(f"{row.at} · {row.actor}")]),
            ],
            href=row.href,
        )
    )
