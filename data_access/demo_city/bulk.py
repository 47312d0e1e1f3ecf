"""Whole columns into a table, as fast as each database takes them.

Columns are arrays, lists or one value for all rows. Moments are int64 milliseconds with NEVER for
NULL, days are datetime64[D] with NaT or ISO text, numbers may be NaN for NULL.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, repeat
from typing import Any, Protocol

import numpy as np
from sqlalchemy import Boolean, Column, Connection, Date, Table, text

from data_access.demo_city.plan import NEVER
from data_access.schema import UtcTime

_ROWS_A_COPY = 50_000


class Bulk(Protocol):
    """Writes columns of rows in the caller's transaction."""

    def insert(self, table: Table, columns: Mapping[str, Any]) -> int:
        """Insert rows and return their number; the caller keeps primary keys rising."""

    def finish(self, tables: Iterable[Table]) -> None:
        """Let the database go on numbering after the ids that were given."""


def bulk_for(conn: Connection) -> Bulk:
    """The writer for the database that `conn` is open on."""
    return _PostgreSqlBulk(conn) if conn.dialect.name == "postgresql" else _SqliteBulk(conn)


class _SqliteBulk:
    def __init__(self, conn: Connection) -> None:
        self._cursor = conn.connection.cursor()

    def insert(self, table: Table, columns: Mapping[str, Any]) -> int:
        values = [_sqlite_values(table.c[name], column) for name, column in columns.items()]
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.name} ({_names(table, columns)}) VALUES ({marks})"  # noqa: S608
        self._cursor.executemany(statement, zip(*values))  # type: ignore[arg-type]  # noqa: B905
        return int(self._cursor.rowcount)

    def finish(self, tables: Iterable[Table]) -> None:
        """SQLite numbers after the greatest id by itself."""


class _PostgreSqlBulk:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._cursor: Any = conn.connection.cursor()

    def insert(self, table: Table, columns: Mapping[str, Any]) -> int:
        values = [_copy_values(table.c[name], column) for name, column in columns.items()]
        rows = zip(*values)  # noqa: B905 - columns of one value repeat for ever
        statement = f"COPY {table.name} ({_names(table, columns)}) FROM STDIN"
        total = 0
        while block := list(islice(rows, _ROWS_A_COPY)):
            self._cursor.copy_expert(statement, _Lines("\t".join(row) + "\n" for row in block))
            total += len(block)
        return total

    def finish(self, tables: Iterable[Table]) -> None:
        for table in tables:
            if "id" in table.c:
                self._conn.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
                        f"(SELECT max(id) FROM {table.name}))"
                    )
                )


class _Lines:
    """Just enough of a file for COPY."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = ""

    def read(self, size: int) -> str:
        parts, length = [self._rest], len(self._rest)
        while length < size and (line := next(self._lines, None)) is not None:
            parts.append(line)
            length += len(line)
        found = "".join(parts)
        self._rest = found[size:]
        return found[:size]


def _names(table: Table, columns: Mapping[str, Any]) -> str:
    return ", ".join(f'"{table.c[name].name}"' for name in columns)


def _sqlite_values(column: Column[Any], data: Any) -> Iterable[Any]:
    if isinstance(column.type, UtcTime):
        return _unless(data, lambda a: a == NEVER, lambda a: a)
    return _plain(column, data)


def _copy_values(column: Column[Any], data: Any) -> Iterable[str]:
    if isinstance(column.type, UtcTime):
        found = _unless(
            data,
            lambda a: a == NEVER,
            lambda a: np.char.add(np.datetime_as_string(a.astype("M8[ms]"), unit="ms"), "Z"),
        )
    else:
        found = _plain(column, data)
    if isinstance(column.type, Boolean):
        found = (None if value is None else "ft"[bool(value)] for value in found)
    return ("\\N" if value is None else _escaped(str(value)) for value in found)


def _escaped(value: str) -> str:
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        value = value.replace("\\", "\\\\").replace("\t", "\\t")
        value = value.replace("\n", "\\n").replace("\r", "\\r")
    return value


def _plain(column: Column[Any], data: Any) -> Iterable[Any]:
    if isinstance(data, np.ndarray) and isinstance(column.type, Date):
        if data.dtype.kind == "M":
            return _unless(data, np.isnat, lambda a: a.astype("M8[D]").astype(str))
        return data.tolist()  # type: ignore[no-any-return]
    if isinstance(data, np.ndarray):
        if data.dtype.kind == "f":
            return _unless(data, np.isnan, lambda a: a)
        return data.tolist()  # type: ignore[no-any-return]
    return data if isinstance(data, list) else repeat(data)


def _unless(
    data: Any, is_null: Callable[[Any], Any], convert: Callable[[Any], Any]
) -> Iterable[Any]:
    """`convert(data)` as a list with None where `is_null` holds."""
    if not isinstance(data, np.ndarray):
        raise TypeError(f"expected an array, got {type(data).__name__}")
    null = is_null(data)
    if not null.any():
        return convert(data).tolist()  # type: ignore[no-any-return]
    found = convert(np.where(null, np.zeros((), data.dtype), data)).astype(object)
    found[null] = None
    return found.tolist()  # type: ignore[no-any-return]
