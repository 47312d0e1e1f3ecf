"""Columns of the register's list: names, which of them sort, which stand there at first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column.

    Attributes:
        zh: Heading.
        en: Heading in English.
        width_px: Width at first.
        shown: Whether it stands there unless the reader chooses otherwise.
        sortable: Whether the list can be ordered by it.
    """

    zh: str
    en: str
    width_px: int
    shown: bool = False
    sortable: bool = True


COLUMNS: dict[str, ListColumn] = {
    "name": ListColumn("单位名称", "Name", 230, shown=True),
    "id": ListColumn("编号", "No.", 90),
    "risk": ListColumn("风险等级", "Risk", 96, shown=True),
    "category": ListColumn("业态", "Category", 150, shown=True),
    "status": ListColumn("状态", "Status", 92, shown=True),
    "banner": ListColumn("旗区", "Banner", 110, shown=True),
    "township": ListColumn("苏木乡镇街道", "Township", 130, shown=True),
    "office": ListColumn("监管所", "Supervision office", 170),
    "street": ListColumn("示范街区", "Showcase street", 140),
    "address": ListColumn("地址", "Address", 220),
    "licence_number": ListColumn("许可证编号", "Licence number", 180, shown=True),
    "licence_expires_on": ListColumn("许可证有效期至", "Licence expires", 150, shown=True),
    "licence": ListColumn("许可证状态", "Licence state", 130),
    "credit_code": ListColumn("统一社会信用代码", "Credit code", 190),
    "principal": ListColumn("负责人", "Principal", 100),
    "safety_officer": ListColumn("食品安全员", "Safety officer", 110, shown=True),
    "phone": ListColumn("联系电话", "Phone", 130),
    "tier": ListColumn("包保层级", "Guarantor tier", 100),
    "hygiene": ListColumn("量化等级", "Hygiene grade", 100, shown=True),
    "cameras": ListColumn("后厨视频", "Cameras", 120, shown=True),
    "point": ListColumn("定位", "Located", 90),
    "information": ListColumn("公示信息", "Public information", 150, sortable=False),
    "takeaway": ListColumn("外卖", "Takeaway", 80),
    "cold_room": ListColumn("凉菜专间", "Cold room", 96),
    "opened_on": ListColumn("开业日期", "Opened", 116),
    "status_since": ListColumn("状态起始", "Status since", 116),
    "updated_at": ListColumn("更新时间", "Updated", 150),
}
FIRST_COLUMNS = tuple(key for key, column in COLUMNS.items() if column.shown)
DEFAULT_SORT = "name"
_MOST_KEYS = 3


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of an order; what is not known stands last either way."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListLayout:
    """How a list is shown: its order and its columns, as the address says it."""

    sort: tuple[SortKey, ...] = (SortKey(DEFAULT_SORT),)
    columns: tuple[str, ...] = FIRST_COLUMNS

    @classmethod
    def parse(cls, query: Mapping[str, Any]) -> "ListLayout":
        """`sort=-risk,name&columns=name,risk`; whatever is no column of ours is ignored."""
        sort, columns = query.get("sort"), query.get("columns")
        chosen = _known(columns.split(",")) if isinstance(columns, str) else ()
        return cls(
            sort=sort_keys(sort.split(",") if isinstance(sort, str) else ()),
            columns=chosen or FIRST_COLUMNS,
        )

    def query(self) -> dict[str, str]:
        """What `parse` reads back; only what differs from the default."""
        found = {}
        if self.sort != ListLayout().sort:
            found["sort"] = ",".join("-" * key.descending + key.column for key in self.sort)
        if self.columns != FIRST_COLUMNS:
            found["columns"] = ",".join(self.columns)
        return found


def sort_keys(texts: Sequence[str]) -> tuple[SortKey, ...]:
    """Keys of an order, `-` before a descending one; the default where none is known."""
    found: dict[str, SortKey] = {}
    for text in texts:
        name = text.removeprefix("-")
        if name in COLUMNS and COLUMNS[name].sortable:
            found.setdefault(name, SortKey(name, text.startswith("-")))
    return tuple(found.values())[:_MOST_KEYS] or (SortKey(DEFAULT_SORT),)


def _known(names: Sequence[str]) -> tuple[str, ...]:
    """Columns of ours among `names`, each once, in the order given; the name always first."""
    chosen = [name for name in dict.fromkeys(names) if name in COLUMNS and name != "name"]
    return ("name", *chosen) if chosen or "name" in names else ()
