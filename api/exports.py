"""Exports of exactly what a list shows: its filter, order and columns, in the asker's scope.

Who exported what, and how much, stands in the audit log before the first row leaves.
"""

import io
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, request, stream_with_context
from flask_babel import gettext as _

from api.attachments import XLSX, attached, demo_note, file_name, stamp
from components.numbers import count
from components.register_words import cells, column_name, filter_words
from components.wording import english
from data_access import audit
from data_access.demo_accounts import holds_demo
from data_access.engine import reading
from data_access.limits import expensive
from data_access.place_names import named_places
from data_access.register_list import MOST_BLOCK_ROWS, block, order
from data_access.request import now, read, scope, services, write
from documents.tables import Note, csv_chunks, write_xlsx
from domain.audit import Event
from domain.clock import city_day
from domain.register_columns import ListLayout
from domain.register_filter import RegisterFilter
from domain.scope import OFFICIALS, Action, Scope

ROLES = OFFICIALS

exports = Blueprint("exports", __name__, url_prefix="/export")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One export: who asks, which rows in which order, and what stands above them."""

    asker: Scope
    ids: "array[int]"
    columns: tuple[str, ...]
    note: Note
    at: datetime

    @property
    def head(self) -> list[str]:
        return [column_name(column) for column in self.columns]

    @property
    def today(self) -> date:
        return city_day(self.at)


@exports.get("/register.csv")
@expensive
def register_csv() -> Response:
    """The list as CSV: UTF-8 with a mark that spreadsheets know, sent while it is read."""
    wanted = _recorded("csv")
    body = csv_chunks(wanted.note, wanted.head, _texts(wanted))
    name = file_name("register", wanted.at, "csv")
    return attached(stream_with_context(body), "text/csv", name)


@exports.get("/register.xlsx")
@expensive
def register_xlsx() -> Response:
    """The list as a workbook of two sheets, 说明 and the table."""
    wanted = _recorded("xlsx")
    file = io.BytesIO()  # some ten megabytes for a province
    write_xlsx(file, (_("说明"), _("主体库")), wanted.note, wanted.head, _texts(wanted))
    return attached(file.getvalue(), XLSX, file_name("register", wanted.at, "xlsx"))


def _recorded(kind: str) -> _Wanted:
    """What the address asks for, once the audit log knows of it.

    Raises:
        NotAllowedError: The asker may not export.
    """
    asker, moment = scope(), now()
    asker.require(Action.EXPORT)
    query = request.args.to_dict()
    chosen, shown = RegisterFilter.parse(query), ListLayout.parse(query)
    with read() as conn:
        ids = order(conn, asker, chosen, shown.sort, city_day(moment))
        places = named_places(conn, asker, english=english())
        demo = holds_demo(conn)
    told = [f"{title}：{said}" for _name, title, said in filter_words(chosen, places.of)]
    with write() as conn:
        audit.record(
            conn,
            asker,
            Event.EXPORTED,
            moment,
            on=("list", "register"),
            format=kind,
            rows=len(ids),
            filter=chosen.query(),
            columns=list(shown.columns),
        )
    note = [
        (_("说明"), _("暖城食安 主体库导出")),
        (_("筛选"), "；".join(told) or _("正常和停业的全部单位")),
        *stamp(asker, moment),
        (_("条数"), count(len(ids))),
        (_("列"), "、".join(column_name(column) for column in shown.columns)),
    ]
    if demo:
        note.append(demo_note())
    return _Wanted(asker, ids, shown.columns, note, moment)


def _texts(wanted: _Wanted) -> Iterator[list[str]]:
    """Every row as texts, a block of them in memory."""
    with reading(services().engine, wanted.asker.place) as conn:
        for start in range(0, len(wanted.ids), MOST_BLOCK_ROWS):
            part = wanted.ids[start : start + MOST_BLOCK_ROWS]
            for row in block(conn, wanted.asker, part, wanted.today):
                said = cells(row)
                yield [said[column] for column in wanted.columns]
