"""One delivered file from its first byte to its plan: opened, mapped, judged."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import Connection

from data_access.importing import (
    cameras,
    certificates,
    establishments,
    guarantors,
    inspections,
    penalties,
    people,
    sampling_tests,
    visits,
)
from data_access.importing.context import Connect, Context
from data_access.importing.fields import Subject
from data_access.importing.guessing import known_headers
from data_access.importing.mapping import Mapping
from data_access.importing.opening import open_table
from data_access.importing.plan import Plan, Report
from data_access.importing.table import Table, plain_header
from domain.scope import Action, Scope

SAMPLE_ROWS = 200
_PREPARE: dict[str, Callable[..., Plan]] = {
    "establishments": establishments.prepare,
    "people": people.prepare,
    "certificates": certificates.prepare,
    "cameras": cameras.prepare,
    "guarantors": guarantors.prepare,
    "visits": visits.prepare,
    "inspections": inspections.prepare,
    "penalties": penalties.ROWS.prepare,
    "sampling_tests": sampling_tests.ROWS.prepare,
}
_CARRY_OUT: dict[str, Callable[..., None]] = {
    "establishments": establishments.carry_out,
    "people": people.carry_out,
    "certificates": certificates.carry_out,
    "cameras": cameras.carry_out,
    "guarantors": guarantors.carry_out,
    "visits": visits.carry_out,
    "inspections": inspections.carry_out,
    "penalties": penalties.ROWS.carry_out,
    "sampling_tests": sampling_tests.ROWS.carry_out,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose header has been read.

    Attributes:
        table: Its rows are still to come, once.
        sample: The first of them.
    """

    table: Table
    sample: list[list[str]]


def open_delivery(path: Path, subject: Subject, mapping: Mapping, max_mb: int) -> Opened:
    """Open a file and look at its first rows.

    Raises:
        ImportRefusedError: It cannot be read.
    """
    known = known_headers(subject)
    table = open_table(path, mapping.reading, lambda text: plain_header(text) in known, max_mb)
    first = list(islice(table.rows, SAMPLE_ROWS))
    again = replace(table, rows=chain(first, table.rows))
    return Opened(again, [list(row.fields) for row in first])


def judge(
    connect: Connect,
    scope: Scope,
    subject: Subject,
    path: Path,
    mapping: Mapping,
    context: Context,
    report: Report = lambda _phase, _share: None,
    *,
    guess: bool = True,
) -> Plan:
    """What importing a file would do; reads only.

    Args:
        connect: Opens the database for a moment, twice.
        scope: Who asks.
        subject: What the file is about.
        path: The file.
        mapping: How to read it.
        context: Of this import.
        report: Told how far it is.
        guess: Whether columns that the mapping leaves open are guessed.

    Raises:
        NotAllowedError: The asker may not import.
        ImportRefusedError: The file or the mapping cannot be used at all.
    """
    scope.require(Action.IMPORT_REGISTER)
    opened = open_delivery(path, subject, mapping, context.max_mb)
    header = opened.table.header
    fitted = mapping.fitted_to(header, subject, opened.sample) if guess else mapping
    fitted.require_complete(header, subject)
    return _PREPARE[subject.key](connect, scope, opened.table, fitted, context, report)


def carry_out(
    conn: Connection,
    scope: Scope,
    subject: Subject,
    plan: Plan,
    context: Context,
    batch_id: int | None = None,
    report: Report = lambda _phase, _share: None,
) -> None:
    """Write what `judge` has found, in the caller's transaction; twice is once.

    Raises:
        NotAllowedError: The asker may not import.
    """
    scope.require(Action.IMPORT_REGISTER)
    _CARRY_OUT[subject.key](conn, scope, plan, context.now, batch_id, report)
