"""Archives of the statutory records of a banner's month, ordered by its bureau or the city's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.control import ControlKind

EARLIEST = date(2022, 11, 1)
"""总局令第60号 in force: no statutory record is older."""
MOST_WAITING = 10
"""Orders of one asker's place that wait or run at once."""


class OrderState(StrEnum):
    """How far an order has come, as stored."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REMOVED = "removed"


UNFINISHED = (OrderState.WAITING, OrderState.RUNNING)

ORDER_NAMES_ZH = {
    OrderState.WAITING: "排队中",
    OrderState.RUNNING: "生成中",
    OrderState.DONE: "已完成",
    OrderState.FAILED: "未完成",
    OrderState.CANCELLED: "已取消",
    OrderState.REMOVED: "已到期清除",
}
ORDER_NAMES_EN = {
    OrderState.WAITING: "Waiting",
    OrderState.RUNNING: "Running",
    OrderState.DONE: "Done",
    OrderState.FAILED: "Failed",
    OrderState.CANCELLED: "Cancelled",
    OrderState.REMOVED: "Removed, its time was over",
}


class OrderRefusal(StrEnum):
    """Why an order is not taken."""

    NO_KIND = "no_kind"
    NO_MONTH = "no_month"
    NO_BANNER = "no_banner"
    SAME_WAITING = "same_waiting"
    TOO_MANY = "too_many"
    OVER = "over"
    NO_ADDRESS = "no_address"


ORDER_REFUSALS: dict[OrderRefusal, tuple[str, str]] = {
    OrderRefusal.NO_KIND: ("请至少选择一种记录", "Choose at least one kind of record"),
    OrderRefusal.NO_MONTH: (
        "请选择已经开始的月份",
        "Choose a month that has begun",
    ),
    OrderRefusal.NO_BANNER: ("请选择本辖区的旗区", "Choose a banner of your own"),
    OrderRefusal.SAME_WAITING: (
        "同样的归档正在排队或生成，请等它完成",
        "The same archive is waiting or being made; please wait for it",
    ),
    OrderRefusal.TOO_MANY: (
        "排队的归档太多，请等前面的完成",
        "Too many archives are waiting; please wait for them",
    ),
    OrderRefusal.OVER: (
        "这份归档已经结束，不能取消",
        "This archive has ended and cannot be cancelled",
    ),
    OrderRefusal.NO_ADDRESS: (
        "尚未配置对外访问地址（server.public_url），记录上的核验码无处可指；请系统管理员配置后再归档",
        "No public address is set (server.public_url), so the codes on the records would lead "
        "nowhere; ask the system administrator to set it",
    ),
}


class Lack(StrEnum):
    """What an archive lacks, or why there is none, as stored."""

    DISK_LOW = "disk_low"
    NOT_WRITTEN = "not_written"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason with its fact; words are found when it is shown, in the reader's language.

    Attributes:
        lack: None for one that was stored in words, before there were codes.
        fact: Name of the system's error (`ENOSPC`), or how many records; else the words.
    """

    lack: Lack | None
    fact: str = ""

    def text(self) -> str:
        """As stored: `records:3`."""
        return f"{self.lack}:{self.fact}" if self.lack else self.fact


def failure_from(text: str | None) -> Failure | None:
    """A stored reason read back."""
    if text is None:
        return None
    code, _sign, fact = text.partition(":")
    return Failure(Lack(code), fact) if code in set(Lack) else Failure(None, text)


class OrderRefusedError(Exception):
    """An order is not taken.

    Attributes:
        refusal: Why.
    """

    def __init__(self, refusal: OrderRefusal) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return ORDER_REFUSALS[self.refusal][0]

    @property
    def en(self) -> str:
        """The reason in English."""
        return ORDER_REFUSALS[self.refusal][1]


@dataclass(frozen=True, slots=True)
class DocumentOrder:
    """One archive.

    Attributes:
        month: Its first day.
        address: Where the codes on the records lead to, without the path.
        done: Records written so far; `total` None until it begins.
        path: Below the data directory, once done.
        failure: Why it failed, or what a finished one lacks.
    """

    id: int
    banner_adcode: str
    month: date
    kinds: tuple[ControlKind, ...]
    address: str
    ordered_by: str
    ordered_at: datetime
    state: OrderState
    done: int
    total: int | None
    path: str | None
    sha256: str | None
    failure: Failure | None
    finished_at: datetime | None


def checked_kinds(given: object) -> tuple[ControlKind, ...]:
    """Kinds in their own order, each once.

    Raises:
        OrderRefusedError: None of them is known, or one of them is not.
    """
    if not isinstance(given, Collection) or isinstance(given, str) or not given:
        raise OrderRefusedError(OrderRefusal.NO_KIND)
    if any(one not in list(ControlKind) for one in given):
        raise OrderRefusedError(OrderRefusal.NO_KIND)
    return tuple(kind for kind in ControlKind if kind in given)


def checked_month(given: object, today: date) -> date:
    """First day of a month that has begun, from `2026-11`.

    Raises:
        OrderRefusedError: It is none, or not begun, or older than the law.
    """
    try:
        month = date.fromisoformat(f"{given}-01") if isinstance(given, str) else None
    except ValueError:
        month = None
    if month is None or not EARLIEST <= month <= today:
        raise OrderRefusedError(OrderRefusal.NO_MONTH)
    return month
