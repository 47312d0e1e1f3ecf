"""The audit log as its auditor sees it: rows with what stands behind them, and the chain."""

from collections.abc import Callable, Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.admin import chip, copy_button
from components.alert_time import full_moment
from components.aria import aria
from components.audit_words import (
    break_words,
    details,
    event_name,
    object_name,
    result_name,
    role_name,
    short_hash,
)
from components.icons import icon
from components.numbers import count
from components.states import empty
from components.wording import counted
from domain.audit import ArchiveFile, Entry, Result
from domain.audit_filter import Verdict

RESULT_KINDS = {Result.OK: "ok", Result.DENIED: "warn", Result.FAILED: "bad"}


def log_table(rows: Sequence[Entry], *, filtered: bool) -> Component:
    """Rows, newest first; each opens to what else it says and to its two hashes."""
    if not rows and filtered:
        return empty(_("没有符合条件的记录"), _("换一个条件，或查看全部"))
    if not rows:
        return empty(_("还没有审计记录"), _("登录、办理、导出等操作都会记在这里"))
    heads = ("", _("时间"), _("事件"), _("操作人"), _("对象"), _("结果"), _("来源地址"))
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                *(_row(entry) for entry in rows),
            ],
            className="nc-data nc-log",
            **aria(label=_("审计日志")),
        ),
        className="nc-scrollx",
    )


def chain_head(verdict: Verdict | None, newest: tuple[int, str], at: str) -> list[Component]:
    """Head of the chain's card: what the check found, or that none was made yet.

    Args:
        verdict: None before a check.
        newest: Id and hash of the newest row.
        at: When the check was made, in words.
    """
    if verdict is None:
        words = _("最新第 %(n)s 项", n=count(newest[0]))
        return [icon("shield", 20), html.H2(_("哈希链")), html.Span(words), *_anchor(newest[1])]
    if verdict.broken is not None:
        return [
            icon("x", 20, "bad"),
            html.H2(break_words(verdict.broken), className="is-bad"),
            html.Span(counted("此前 %(n)s 项通过校验　%(at)s", verdict.rows, at=at)),
        ]
    return [
        icon("shield", 20, "ok"),
        html.H2(_("链条完整"), className="is-good"),
        html.Span(
            counted(
                "%(n)s 项全部通过校验，至第 %(last)s 项　%(at)s",
                verdict.rows,
                last=count(verdict.last_id),
                at=at,
            )
        ),
        *_anchor(verdict.last_hash),
    ]


def chain_blocks(rows: Sequence[Entry], link: Callable[[Entry], str]) -> Component:
    """The newest rows as blocks that hold on to each other, oldest first."""
    return html.Ol(
        [
            html.Li(
                [
                    html.Header(
                        [html.I(count(entry.id)), html.B(event_name(entry.event))],
                    ),
                    html.P([entry.actor, html.Span(full_moment(entry.at)[5:], className="nc-num")]),
                    html.A(html.Code(short_hash(entry.hash), title=entry.hash), href=link(entry)),
                ]
            )
            for entry in rows
        ]
    )


def archive_table(files: Sequence[ArchiveFile]) -> Component:
    """Archives of old rows: file, where it ends, how many rows, when, and its hash."""
    heads = (_("文件"), _("至第几项"), _("行数"), _("归档时间"), "SHA-256")
    rows = [
        html.Tr(
            [
                html.Td(html.Code(one.archive.rpartition("/")[2])),
                html.Td(count(one.last_id), className="nc-num"),
                html.Td(count(one.rows), className="nc-num"),
                html.Td(full_moment(one.at), className="nc-num"),
                html.Td([html.Code(short_hash(one.archive_sha256), title=one.archive_sha256)]),
            ]
        )
        for one in files
    ]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody(rows),
            ],
            className="nc-data",
            **aria(label=_("归档文件")),
        ),
        className="nc-scrollx",
    )


def _anchor(newest: str) -> list[Component]:
    return [
        html.Code(short_hash(newest), title=newest, className="nc-chain__hash"),
        copy_button(newest),
    ]


def _row(entry: Entry) -> Component:
    failed = entry.result != Result.OK
    kind = RESULT_KINDS.get(Result(entry.result)) if entry.result in set(Result) else None
    name = _("第 %(n)s 项的详情", n=entry.id)
    return html.Tbody(
        [
            html.Tr(
                [
                    html.Td(
                        html.Details(
                            html.Summary(icon("chev", 16), **aria(label=name)), id=f"row-{entry.id}"
                        )
                    ),
                    html.Td(full_moment(entry.at), className="nc-num nowrap"),
                    html.Td(event_name(entry.event), className="nm"),
                    html.Td(
                        [html.B(entry.actor), html.Span(role_name(entry.role))], className="who"
                    ),
                    html.Td(object_name(entry.object_kind, entry.object_id), className="what"),
                    html.Td(chip(result_name(entry.result), kind or "off")),
                    html.Td(entry.address or "—", className="nc-num"),
                ],
                className="is-failed" if failed else "",
            ),
            html.Tr(html.Td(_behind(entry), colSpan=7), className="nc-log__more"),
        ]
    )


def _behind(entry: Entry) -> Component:
    facts = [
        (_("序号"), count(entry.id)),
        (_("账号编号"), "—" if entry.account_id is None else str(entry.account_id)),
        *((key or _("内容"), value) for key, value in details(entry)),
    ]
    return html.Div(
        [
            html.Dl(
                [html.Div([html.Dt(key), html.Dd(value)]) for key, value in facts],
                className="nc-pairs",
            ),
            html.Ol(
                [
                    _link(_("前一项"), entry.id - 1, entry.previous_hash),
                    _link(_("本项"), entry.id, entry.hash),
                ],
                className="nc-log__chain",
            ),
        ],
        className="nc-chain nc-log__behind",
    )


def _link(words: str, row: int, text: str) -> Component:
    return html.Li(
        [html.Header([html.I(count(row)), html.B(words)]), html.Code(text, title="SHA-256")]
    )
