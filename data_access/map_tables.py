"""The tables of this process, one a scope: read again, part by part, when something changed.

A part that took long to read rests before it is read again, so a province does not read all day:
what is shown then lags behind by at most REST_TIMES as long as reading takes, and says so (as_of).
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data_access.changes import Topic, numbers
from data_access.map_table import OVERLAYS, Base, MapTable, put_together, read_base, read_overlay
from domain.clock import city_day
from domain.coordinates import Box
from domain.scope import Scope

REST_TIMES = 20
RESTS_FROM_S = 1.0
MOST_ROWS = 5_000_000
"""In all tables of a process: some 60 bytes each."""

_TOPICS: dict[str, tuple[Topic, ...]] = {
    "base": (Topic.REGISTER, Topic.RISK),
    "severity": (Topic.ALERTS,),
    "control": (Topic.CONTROL,),
    "kitchen": (Topic.CAMERAS,),
    "cadre": (Topic.REGISTER,),
}


@dataclass(slots=True)
class _Part:
    key: str
    value: Any
    at: float
    took_s: float
    read_at: datetime


@dataclass(slots=True)
class _Entry:
    """The parts of one scope, and the table that was put together from them."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    parts: dict[str, _Part] = field(default_factory=dict)
    table: MapTable | None = None


class MapTables:
    """Tables by scope; beyond MOST_ROWS the one that was used longest ago goes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def table(self, conn: Connection, asker: Scope, now: datetime, city: Box) -> MapTable:
        """The asker's table of this moment; `conn` must be the asker's.

        Args:
            conn: Open connection.
            asker: Who asks.
            now: Aware UTC; the daily control of its city day counts.
            city: Smallest rectangle round it.
        """
        current = numbers(conn)
        with self._lock:
            entry = self._entries.setdefault(asker.key, _Entry())
            self._entries.move_to_end(asker.key)
        keys = {
            name: ",".join(str(current[topic]) for topic in topics)
            for name, topics in _TOPICS.items()
        }
        keys["control"] += f",{city_day(now)}"
        with entry.lock:
            found = _renewed(entry, keys, conn, asker, now, city)
        self._make_room()
        return found

    def _make_room(self) -> None:
        with self._lock:
            held = {key: len(one.table or ()) for key, one in self._entries.items()}
            for key in list(self._entries)[:-1]:
                if sum(held.values()) <= MOST_ROWS:
                    break
                del self._entries[key], held[key]


def _renewed(
    entry: _Entry,
    keys: dict[str, str],
    conn: Connection,
    asker: Scope,
    now: datetime,
    city: Box,
) -> MapTable:
    base_part = _part(entry, "base", keys["base"], now, lambda: read_base(conn, asker, city))
    base: Base = base_part.value
    today = city_day(now)
    overlays = {
        name: _part(
            entry,
            name,
            f"{base_part.key}|{keys[name]}",
            now,
            lambda name=name: read_overlay(conn, asker, base, name, today),  # type: ignore[misc]
            must=entry.table is None or entry.table.base is not base,
        )
        for name in OVERLAYS
    }
    version = "|".join(part.key for part in (base_part, *overlays.values()))
    if entry.table is None or entry.table.version != version:
        columns = {name: part.value for name, part in overlays.items()}
        entry.table = put_together(base, columns, version)
    old = [
        part.read_at for name, part in overlays.items() if not part.key.endswith(f"|{keys[name]}")
    ]
    old += [base_part.read_at] if base_part.key != keys["base"] else []
    return replace(entry.table, as_of=min(old)) if old else entry.table


def _part(
    entry: _Entry,
    name: str,
    key: str,
    now: datetime,
    build: Callable[[], Any],
    *,
    must: bool = False,
) -> _Part:
    """The kept part, or it read anew; `must` where the kept one fits no more."""
    kept = entry.parts.get(name)
    if kept is not None and not must:
        rests = kept.took_s > RESTS_FROM_S
        if kept.key == key or (rests and time.monotonic() < kept.at + REST_TIMES * kept.took_s):
            return kept
    began = time.monotonic()
    value = build()
    ended = time.monotonic()
    entry.parts[name] = _Part(key, value, ended, ended - began, now)
    return entry.parts[name]
