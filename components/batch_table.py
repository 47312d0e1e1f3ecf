"""Batches of changes: what each did, in what state it is, and the button that takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import icon
from components.states import empty
from domain.clock import CITY_TIME


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch in words.

    Attributes:
        href: The list of what it touched.
        undoable: Whether the reader is offered to take it back.
    """

    id: int
    kind: str
    what: str
    counts: str
    state: str
    actor: str
    at: datetime
    undone: str
    href: str | None
    undoable: bool


def kind_name(kind: str) -> str:
    """Name of a kind of batch."""
    names: dict[str, str] = {
        "import": _("导入"),
        "bulk": _("批量修改"),
        "merge": _("合并"),
        "distinct": _("不是重复"),
    }
    return names.get(kind, kind)


def state_name(state: str) -> str:
    """Name of a state of a batch."""
    names: dict[str, str] = {
        "uploaded": _("已上传"),
        "checked": _("已核对"),
        "running": _("进行中"),
        "done": _("已完成"),
        "failed": _("失败，未写入"),
        "undone": _("已撤销"),
    }
    return names.get(state, state)


def count_words(counts: Mapping[str, object]) -> str:
    """Counts of a batch in words; those that nothing names are left out."""
    names = {
        "rows": _("读入"),
        "added": _("新增"),
        "changed": _("修改"),
        "unchanged": _("不变"),
        "merged": _("合并"),
        "skipped": _("跳过"),
        "errors": _("有误"),
        "rejected": _("未收"),
        "warnings": _("提醒"),
    }
    return "　".join(
        f"{names[key]} {value:,}"
        for key, value in counts.items()
        if key in names and isinstance(value, int) and value
    )


def batch_table(rows: Sequence[BatchRow], *, undo_type: str) -> Component:
    """Newest first; the button's id is `{"type": undo_type, "batch": id}`."""
    if not rows:
        return empty(_("还没有批次"), _("导入、批量修改和合并之后，都会列在这里，可以整批撤销。"))
    heads = [_("时间"), _("类型"), _("内容"), _("结果"), _("状态"), _("操作人"), ""]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(words) for words in heads])),
                html.Tbody([_row(row, undo_type) for row in rows]),
            ],
            className="nc-data nc-batches",
        ),
        className="nc-scrollx",
    )


def _row(row: BatchRow, undo_type: str) -> Component:
    tone = {"done": "ok", "failed": "bad", "undone": "off"}.get(row.state, "warn")
    return html.Tr(
        [
            html.Td(f"{row.at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}", className="nc-num"),
            html.Td(kind_name(row.kind)),
            html.Td(dcc.Link(row.what, href=row.href) if row.href else row.what),
            html.Td(row.counts),
            html.Td(
                [
                    html.Span(state_name(row.state), className=f"nc-chip nc-chip--{tone}"),
                    html.Small(row.undone) if row.undone else None,
                ]
            ),
            html.Td(row.actor),
            html.Td(
                html.Button(
                    [icon("back", 16), _("撤销")],
                    id={"type": undo_type, "batch": row.id},
                    type="button",
                    className="nc-btn nc-btn--sm",
                )
                if row.undoable
                else None
            ),
        ]
    )
