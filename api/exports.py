"""Exports of exactly what a list shows: its filter, order and columns, in the asker's scope.

Who exported what, and how much, stands in the audit log before the first row leaves.
"""

import io
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

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
class Wanted:
    """One export: who asks, which rows in which order, and what stands above them.

    Attributes:
        name: Begins the name of the file.
        title: Of the table.
        asker: Who asks.
        ids: Establishments, in order.
        columns: Of the register's list.
        note: Lines above the rows.
        at: When.
        away_m: Distance of each from the middle of an area, in metres; a last column, if any.
    """

    name: str
    title: str
    asker: Scope
    ids: "array[int]"
    columns: tuple[str, ...]
    note: Note
    at: datetime
    away_m: Mapping[int, int] = field(default_factory=dict)

    @property
    def head(self) -> list[str]:
        """Names of the columns."""
        away = [_("距离（米）")] if self.away_m else []
        return [*(column_name(column) for column in self.columns), *away]

    @property
    def today(self) -> date:
        """City day on which licences are judged."""
        return city_day(self.at)


@exports.get("/register.csv")
@expensive
def register_csv() -> Response:
    """The list as CSV: UTF-8 with a mark that spreadsheets know, sent while it is read."""
    return as_csv(_recorded("csv"))


@exports.get("/register.xlsx")
@expensive
def register_xlsx() -> Response:
    """The list as a workbook of two sheets, 说明 and the table."""
    return as_xlsx(_recorded("xlsx"))


def as_csv(wanted: Wanted) -> Response:
    """The file, sent while its rows are read."""
    body = csv_chunks(wanted.note, wanted.head, _texts(wanted))
    return attached(stream_with_context(body), "text/csv", file_name(wanted.name, wanted.at, "csv"))


def as_xlsx(wanted: Wanted) -> Response:
    """The workbook."""
    file = io.BytesIO()  # some ten megabytes for a province
    write_xlsx(file, (_("说明"), wanted.title), wanted.note, wanted.head, _texts(wanted))
    return attached(file.getvalue(), XLSX, file_name(wanted.name, wanted.at, "xlsx"))


def note_of(
    asker: Scope, moment: datetime, what: list[tuple[str, str]], rows: int, columns: Sequence[str]
) -> list[tuple[str, str]]:
    """What stands above the rows: `what` they are, when, for whom, how many, whether invented."""
    with read() as conn:
        demo = holds_demo(conn)
    note = [
        *what,
        *stamp(asker, moment),
        (_("条数"), count(rows)),
        (_("列"), "、".join(column_name(column) for column in columns)),
    ]
    if demo:
        note.append(demo_note())
    return note


def _recorded(kind: str) -> Wanted:
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
    told = [f"{title}：{said}" for _name, title, said in filter_words(chosen, places.of)]
    record(
        asker,
        moment,
        "register",
        format=kind,
        rows=len(ids),
        filter=chosen.query(),
        columns=list(shown.columns),
    )
    what = [
        (_("说明"), _("暖城食安 主体库导出")),
        (_("筛选"), "；".join(told) or _("正常和停业的全部单位")),
    ]
    note = note_of(asker, moment, what, len(ids), shown.columns)
    return Wanted("register", _("主体库"), asker, ids, shown.columns, note, moment)


def record(asker: Scope, moment: datetime, what: str, **told: Any) -> None:
    """Write the export into the audit log, before its first row leaves."""
    with write() as conn:
        audit.record(conn, asker, Event.EXPORTED, moment, on=("list", what), **told)


def _texts(wanted: Wanted) -> Iterator[list[str]]:
    """Every row as texts, a block of them in memory."""
    with reading(services().engine, wanted.asker.place) as conn:
        for start in range(0, len(wanted.ids), MOST_BLOCK_ROWS):
            part = wanted.ids[start : start + MOST_BLOCK_ROWS]
            for row in block(conn, wanted.asker, part, wanted.today):
                said = cells(row)
                away = [str(wanted.away_m[row.id])] if row.id in wanted.away_m else []
                yield [*(said[column] for column in wanted.columns), *away]
