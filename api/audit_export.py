"""The audit log as a file, for the auditor: exactly the rows of the filter in the address."""

import csv
import io
from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, request, stream_with_context

from components.audit_query import parse
from components.audit_words import event_name, result_name, role_name
from data_access.audit import head
from data_access.audit_reading import note_export, rows_after
from data_access.limits import expensive
from data_access.request import now, read, scope, write
from domain.audit import Entry
from domain.audit_filter import AuditFilter
from domain.clock import CITY_TIME
from domain.scope import Action, Role
from domain.spreadsheet import harmless

ROLES = frozenset({Role.AUDITOR})

audit_export = Blueprint("audit_export", __name__)

COLUMNS = (
    "id",
    "at",
    "event",
    "event_name",
    "account_id",
    "actor",
    "role",
    "role_name",
    "address",
    "object_kind",
    "object_id",
    "result",
    "result_name",
    "detail",
    "previous_hash",
    "hash",
)


@audit_export.get("/admin/audit.csv")
@expensive
def export() -> Response:
    """CSV in UTF-8 with a mark that spreadsheets need; its own row is on record before it begins.

    Raises:
        NotAllowedError: The asker is no auditor.
    """
    scope().require(Action.READ_AUDIT)
    wanted, moment = parse(request.args), now()
    with write() as conn:
        last_id, _hash = head(conn)
        note_export(conn, scope(), wanted, moment, last_id)
    name = f"audit-{moment.astimezone(CITY_TIME):%Y%m%d-%H%M%S}.csv"
    answer = Response(stream_with_context(_lines(wanted, last_id)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(wanted: AuditFilter, last_id: int) -> Iterator[str]:
    yield "\ufeff" + _csv([COLUMNS])
    after = 0
    while True:
        with read() as conn:
            rows = rows_after(conn, scope(), wanted, after, last_id)
        if not rows:
            return
        after = rows[-1].id
        yield _csv(_cells(entry) for entry in rows)


def _cells(entry: Entry) -> list[str]:
    texts = [
        entry.event,
        event_name(entry.event),
        "" if entry.account_id is None else str(entry.account_id),
        entry.actor,
        entry.role or "",
        role_name(entry.role),
        entry.address,
        entry.object_kind,
        entry.object_id,
        entry.result,
        result_name(entry.result),
        entry.detail,
        entry.previous_hash,
        entry.hash,
    ]
    at = entry.at.astimezone(CITY_TIME).isoformat(timespec="milliseconds")
    return [str(entry.id), at, *(harmless(text) for text in texts)]


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
