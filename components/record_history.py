"""Who changed what and when, before and after, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import full_moment
from components.record_words import TELLS_NOTHING, field_name, subject_name, value_words
from components.states import empty


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One changed value; `created` and `removed` stand for a whole row."""

    at: datetime
    actor: str
    subject: str
    subject_id: int
    field: str
    before: Any
    after: Any
    batch_id: int | None
    batch_kind: str | None
    undone: bool


def history_list(lines: Sequence[HistoryLine], places: Mapping[str, str]) -> Component:
    """Lines of one moment, one person and one batch stand together."""
    told = [line for line in lines if line.field not in TELLS_NOTHING]
    if not told:
        return empty(_("还没有修改记录"), _("此后每次修改都会记下操作人、时间和前后内容"))
    groups: dict[tuple[Any, ...], list[HistoryLine]] = {}
    for line in told:
        groups.setdefault((line.at, line.actor, line.batch_id), []).append(line)
    return html.Ol([_group(group, places) for group in groups.values()], className="nc-changes")


def _group(lines: Sequence[HistoryLine], places: Mapping[str, str]) -> Component:
    first = lines[0]
    return html.Li(
        [
            html.Header(
                [
                    html.B(first.actor),
                    html.Time(full_moment(first.at), className="nc-num"),
                    _batch(first),
                ]
            ),
            html.Ul([_line(line, places) for line in lines]),
        ],
        className="is-undone" if first.undone else "",
    )


def _batch(line: HistoryLine) -> Component | None:
    if line.batch_id is None:
        return None
    kinds = {"import": _("导入"), "bulk": _("批量修改"), "merge": _("合并")}
    kind = kinds.get(line.batch_kind or "", line.batch_kind or "")
    words = _("%(kind)s批次 %(n)s", kind=kind, n=line.batch_id)
    return html.Span(
        [
            dcc.Link(words, href=links.batches(batch=line.batch_id)),
            html.Span(_("已撤销"), className="nc-chip nc-chip--off") if line.undone else None,
        ]
    )


def _line(line: HistoryLine, places: Mapping[str, str]) -> Component:
    subject = subject_name(line.subject)
    if line.field == "created":
        return html.Li(_("新增%(what)s：%(name)s", what=subject, name=_named(line.after)))
    if line.field == "removed":
        return html.Li(_("删除%(what)s：%(name)s", what=subject, name=_named(line.before)))
    own = line.subject == "establishment"
    name = field_name(line.field, line.subject)
    return html.Li(
        [
            html.Span(name if own else f"{subject} #{line.subject_id} {name}"),
            html.Span(value_words(line.field, line.before, places), className="nc-was"),
            html.Span("→", className="nc-arrow"),
            html.B(value_words(line.field, line.after, places)),
        ]
    )


def _named(row: Any) -> str:
    """What a whole row is called."""
    found = row if isinstance(row, Mapping) else {}
    names = ("name", "number", "label", "decision_number", "sample_number")
    return str(next((found[name] for name in names if found.get(name)), ""))
