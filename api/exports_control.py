"""Export of the list of the control board, all pages of it, exactly as its address asks for it.

Who exported what stands in the audit log before the file leaves.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, request, stream_with_context
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.exceptions import UnprocessableEntity

from api.attachments import XLSX, attached, demo_note, file_name, stamp
from components.category_words import category_name
from components.control_export import duty_head, duty_line
from components.control_list import show_words
from components.control_words import kind_name, period_words, periods_words
from components.numbers import count
from components.wording import english
from data_access import audit
from data_access.control_duties import duty_ids, duty_keys, listed_start
from data_access.control_rows import of_period, rows_of
from data_access.demo_accounts import holds_demo
from data_access.engine import reading
from data_access.limits import expensive
from data_access.place_names import PlaceNames, named_places
from data_access.request import now, read, scope, services, write
from documents.tables import Note, csv_chunks, write_xlsx
from domain.audit import Event
from domain.clock import city_day
from domain.control_board import DutyKey
from domain.control_query import Asked, Within
from domain.scope import OFFICIALS, Action, Scope

ROLES = OFFICIALS
_BLOCK_ROWS = 500
MOST_XLSX_ROWS = 100_000
"""A workbook is made whole before it is sent; CSV leaves while it is read and has no end."""

control_exports = Blueprint("control_exports", __name__, url_prefix="/export")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One file: who asks, of which list, and what stands above it."""

    asker: Scope
    asked: Asked
    keys: list[DutyKey]
    note: Note
    at: datetime


@control_exports.get("/control.csv")
@expensive
def control_csv() -> Response:
    """The list as CSV: UTF-8 with a mark that spreadsheets know, sent while it is read."""
    wanted = _recorded("csv")
    body = csv_chunks(wanted.note, duty_head(), _texts(wanted))
    return attached(stream_with_context(body), "text/csv", file_name("control", wanted.at, "csv"))


@control_exports.get("/control.xlsx")
@expensive
def control_xlsx() -> Response:
    """The list as a workbook of two sheets, 说明 and the table."""
    wanted, file = _recorded("xlsx"), io.BytesIO()
    write_xlsx(file, (_("说明"), _("清单")), wanted.note, duty_head(), _texts(wanted))
    return attached(file.getvalue(), XLSX, file_name("control", wanted.at, "xlsx"))


def _recorded(kind: str) -> _Wanted:
    """What the address asks for, once the audit log knows of it.

    Raises:
        NotAllowedError: The asker may not export.
        UnprocessableEntity: More rows than a workbook is made of.
    """
    asker, moment = scope(), now()
    asker.require(Action.EXPORT)
    asked = Asked.parse(request.args.to_dict())
    today = city_day(moment)
    start = listed_start(asked.kind, asked.listing, min(asked.on or today, today))
    with read() as conn:
        keys = _keys(conn, asker, asked, start)
        names = named_places(conn, asker, english=english())
        demo = holds_demo(conn)
    if kind == "xlsx" and len(keys) > MOST_XLSX_ROWS:
        raise UnprocessableEntity(f"at most {MOST_XLSX_ROWS} rows in a workbook")
    with write() as conn:
        audit.record(
            conn,
            asker,
            Event.EXPORTED,
            moment,
            on=("list", "control"),
            format=kind,
            rows=len(keys),
            filter=asked.query(),
        )
    note = [
        (_("说明"), _("暖城食安 管控清单导出")),
        (
            _("清单"),
            f"{kind_name(asked.kind)} {_periods(asked, start)} {show_words(asked.show)}",
        ),
        (_("筛选"), _filter(asked.listed_within, names)),
        *stamp(asker, moment),
        (_("条数"), count(len(keys))),
    ]
    if demo:
        note.append(demo_note())
    return _Wanted(asker, asked, keys, note, moment)


def _keys(conn: Connection, asker: Scope, asked: Asked, start: date) -> list[DutyKey]:
    kind, within, first = asked.kind, asked.listed_within, asked.first_before(start)
    if first is not None:
        return duty_keys(conn, asker, kind, (first, start), within=within, show=asked.show)
    return of_period(start, duty_ids(conn, asker, kind, start, within=within, show=asked.show))


def _periods(asked: Asked, start: date) -> str:
    first = asked.first_before(start)
    if first is None:
        return period_words(asked.kind, start)
    return periods_words(asked.kind, first, start)


def _filter(within: Within, names: PlaceNames) -> str:
    parts = [
        known.get(str(code), str(code))
        for known, code in (
            (names.banner, within.banner_adcode),
            (names.township, within.township_code),
            (names.office, within.office_id),
        )
        if code is not None
    ]
    if within.category:
        parts.append(category_name(within.category))
    return "；".join(parts) or str(_("权限范围内全部"))


def _texts(wanted: _Wanted) -> Iterator[list[str]]:
    """Every row as texts, a block of them in memory."""
    with reading(services().engine, wanted.asker.place) as conn:
        for first in range(0, len(wanted.keys), _BLOCK_ROWS):
            some = wanted.keys[first : first + _BLOCK_ROWS]
            for row in rows_of(conn, wanted.asker, wanted.asked.kind, some):
                yield duty_line(row)
