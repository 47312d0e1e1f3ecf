"""Delivered cameras: known by device number, else by their label within the establishment.

User and password are sealed and kept apart from the address; neither is ever shown again.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access.engine import widened
from data_access.importing.context import Connect, Context
from data_access.importing.mapping import Mapping
from data_access.importing.plan import Plan, Report, Wish, in_blocks, write_rows
from data_access.importing.references import Owner, Owners, owner_values
from data_access.importing.row_values import RowValues, masked
from data_access.importing.subjects import CAMERAS
from data_access.importing.table import Table
from data_access.schema import camera
from data_access.scoping import in_scope
from data_access.sealing import Sealer, SealError
from domain.camera_source import SourceRefusedError, parted
from domain.kitchen import POSITION_NAMES_ZH, CameraPosition, CameraState
from domain.scope import Scope

SEAL_PURPOSE = "camera"
POSITION_WORDS = {
    **{name: code for code, name in POSITION_NAMES_ZH.items()},
    "验收": CameraPosition.RECEIVING,
    "收货区": CameraPosition.RECEIVING,
    "仓库": CameraPosition.STORE,
    "原料库": CameraPosition.STORE,
    "粗加工": CameraPosition.PREP,
    "粗加工区": CameraPosition.PREP,
    "切配": CameraPosition.CUTTING,
    "切配区": CameraPosition.CUTTING,
    "烹饪区": CameraPosition.COOKING,
    "烹饪间": CameraPosition.COOKING,
    "热厨": CameraPosition.COOKING,
    "灶台": CameraPosition.COOKING,
    "冷菜间": CameraPosition.COLD_ROOM,
    "凉菜间": CameraPosition.COLD_ROOM,
    "专间": CameraPosition.COLD_ROOM,
    "洗消": CameraPosition.WASHING,
    "洗碗间": CameraPosition.WASHING,
    "餐用具清洗消毒区": CameraPosition.WASHING,
    "备餐": CameraPosition.PLATING,
    "备餐区": CameraPosition.PLATING,
    "留样": CameraPosition.SAMPLE_RETENTION,
    "留样区": CameraPosition.SAMPLE_RETENTION,
}
_Check = Callable[[str], tuple[str, str | None]]
_LENGTHS = {"label": 20, "device": 100}
_NUMBERED = re.compile(r"C-(\d+)", re.ASCII)
_FRESH = {
    "source": None,
    "credentials": None,
    "state": CameraState.UNPATROLLED.value,
    "failures": 0,
    "source_key": None,
}


def prepare(
    connect: Connect,
    scope: Scope,
    table: Table,
    mapping: Mapping,
    context: Context,
    report: Report,
) -> Plan:
    """What the file would do; reads only."""
    reader = RowValues(mapping, table.header, CAMERAS)
    with connect() as conn:
        owners = Owners(conn, scope)
    check = partial(parted, loopback=scope.role is None, own=context.own_services)
    rows, read = reader.each(table.rows, lambda: _camera(reader, owners, check))
    keys = [values["source_key"] for _line, _owner, values in read if "source_key" in values]
    with connect() as conn:
        held = _Held(conn, scope, {owner.id for _line, owner, _values in read}, keys)
    sealer = Sealer(context.secret_key, SEAL_PURPOSE)
    wishes = [
        wish
        for line, owner, values in read
        if (wish := _wish(reader, held, sealer, line, owner, values)) is not None
    ]
    return Plan(rows, wishes, reader.issues, unknown=reader.unknown)


def carry_out(
    conn: Connection,
    scope: Scope,
    plan: Plan,
    now: datetime,
    batch_id: int | None,
    report: Report,
) -> None:
    """Write what `prepare` has found, in the caller's transaction."""
    for wish in plan.wishes:
        if wish.old is None:
            wish.values = {**_FRESH, **wish.values}
    write_rows(conn, scope, "camera", plan.wishes, now, batch_id, report)


class _Held:
    """The cameras of some establishments, and free labels for new ones."""

    def __init__(
        self, conn: Connection, scope: Scope, owners: Iterable[int], keys: list[str]
    ) -> None:
        own = in_scope(scope, camera.c.township_code, camera.c.establishment_id)
        query = select(camera).where(own)
        self._by_label: dict[tuple[int, str], RowMapping] = {}
        self._by_key: dict[str, RowMapping] = {}
        self._numbers: dict[int, int] = {}
        self.taken: dict[object, int] = {}
        for row in in_blocks(conn, query, camera.c.establishment_id, owners):
            self._by_label[row["establishment_id"], row["label"]] = row
            self._count(row["establishment_id"], row["label"])
        for row in in_blocks(conn, query, camera.c.source_key, keys):
            self._by_key[row["source_key"]] = row
        with widened(conn):
            column = camera.c.source_key
            found = {row["source_key"] for row in in_blocks(conn, select(column), column, keys)}
        self.foreign = found - set(self._by_key)

    def find(self, owner: Owner, values: dict[str, Any]) -> RowMapping | None:
        """The camera that is meant, None for a new one."""
        known = self._by_key.get(values.get("source_key", ""))
        if known is None and "label" in values:
            known = self._by_label.get((owner.id, values["label"]))
        return known

    def free_label(self, owner_id: int) -> str:
        """The next free one: C-01, C-02 and so on."""
        self._numbers[owner_id] = self._numbers.get(owner_id, 0) + 1
        return f"C-{self._numbers[owner_id]:02d}"

    def reserve(self, owner_id: int, label: str) -> None:
        """A label of the file is not free any more."""
        self._count(owner_id, label)

    def _count(self, owner_id: int, label: str) -> None:
        found = _NUMBERED.fullmatch(label)
        number = int(found.group(1)) if found else 0
        self._numbers[owner_id] = max(self._numbers.get(owner_id, 0), number)


def _camera(
    reader: RowValues, owners: Owners, check: _Check
) -> tuple[int, Owner, dict[str, Any]] | None:
    owner = owners.of(reader)
    values: dict[str, Any] = {"position": reader.word("position", CameraPosition, POSITION_WORDS)}
    label, device = reader.bounded("label", _LENGTHS["label"]), reader.code("device")
    if label:
        values["label"] = label
    if len(device) > _LENGTHS["device"]:
        reader.error("device", device, ("设备编号过长", "too long a device number"))
    elif device:
        values["source_key"] = f"device:{device}"
    elif not label and reader.has("device"):
        reader.error("device", "", ("设备编号与通道均为空", "neither device number nor label"))
    source = reader.text("source")
    if source:
        values |= _source(reader, source, check)
    if owner is None or reader.failed:
        return None
    return reader.line, owner, values


def _source(reader: RowValues, source: str, check: _Check) -> dict[str, Any]:
    """Address, and user and password from its own columns or from within the address."""
    try:
        address, secret = check(source)
    except SourceRefusedError as error:
        reader.error("source", source, (error.zh, error.en))
        return {}
    user, password = reader.text("user"), reader.text("password")
    if user or password:
        secret = f"{user}:{password}"
    return {"source": address, "credentials": secret}


def _wish(
    reader: RowValues,
    held: _Held,
    sealer: Sealer,
    line: int,
    owner: Owner,
    values: dict[str, Any],
) -> Wish | None:
    key = values.get("source_key", "")
    if key in held.foreign:
        words = ("该设备编号已登记在其他旗区", "the device is registered in another banner")
        reader.reject(line, "device", key.partition(":")[2], words)
        return None
    old = held.find(owner, values)
    if old is None:
        if "label" in values:
            held.reserve(owner.id, values["label"])
        values = {"label": values.get("label") or held.free_label(owner.id), **values}
    who = old["id"] if old is not None else (owner.id, values["label"])
    earlier = held.taken.setdefault(key or who, line)
    earlier = min(earlier, held.taken.setdefault(who, line))
    if earlier != line:
        words = (f"与第{earlier}行为同一摄像头", f"the same camera as in row {earlier}")
        reader.reject(line, "label", values.get("label", masked(key)), words)
        return None
    values = values | owner_values(owner) | _sealed(sealer, old, values)
    return Wish(line, f"{owner.name} {values.get('label') or (old and old['label'])}", values, old)


def _sealed(sealer: Sealer, old: RowMapping | None, values: dict[str, Any]) -> dict[str, Any]:
    """Credentials as the database keeps them; unchanged ones keep their seal."""
    if "credentials" not in values:
        return {}
    secret = values["credentials"]
    if old is not None and old["credentials"]:
        try:
            if sealer.open(old["credentials"]) == secret:
                return {"credentials": old["credentials"]}
        except SealError:
            pass  # of another key: sealed anew
        if secret is None and old["source"] == values["source"]:
            return {"credentials": old["credentials"]}  # delivered without, kept as it is
    return {"credentials": sealer.seal(secret) if secret else None}
