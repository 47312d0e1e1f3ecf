"""What the register and the system said about an establishment when it handed a record in.

Kept with the record (`control_paper.facts`), so that a paper says the same for ever: a shop that
is renamed later, or a certificate that is renewed, changes no old paper. Where nothing was kept,
only what never changes again is counted anew, and the rest is None: 系统未留存.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MOST_LISTED = 20
"""Of certificates, repeats, open findings and inspections; the counts hold all of them."""
TOP_ALERTS = 5


@dataclass(frozen=True, slots=True)
class Shop:
    """The establishment as its paper names it; days are ISO."""

    name: str
    category: str
    banner: str
    township: str
    address: str | None = None
    licence: str | None = None
    licence_until: str | None = None
    principal: str | None = None
    officer: str | None = None
    director: str | None = None


@dataclass(frozen=True, slots=True)
class DutyCount:
    """Duties of one kind in a period; those excused are left out of `due`.

    Attributes:
        due: Owed.
        done: Answered on time.
        late: Answered after the due moment.
        missed: Locked unanswered.
        excused: Not owed, with a reason.
    """

    due: int = 0
    done: int = 0
    late: int = 0
    missed: int = 0
    excused: int = 0

    @property
    def answered(self) -> int:
        """On time or late."""
        return self.done + self.late


@dataclass(frozen=True, slots=True)
class Repeat:
    """An item that failed in the week and had failed before."""

    code: str
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Left:
    """A finding of an earlier week that is not closed; `due` and `found` are ISO days."""

    code: str
    what: str
    owner: str
    found: str
    due: str | None


@dataclass(frozen=True, slots=True)
class Ending:
    """A health certificate that ends soon, has ended (or None: there is none)."""

    person: str
    until: str | None


@dataclass(frozen=True, slots=True)
class WeeklyFigures:
    """Of a week; None: not kept.

    Attributes:
        daily: Daily records of the week.
        groups: Findings by group of the daily list.
        repeats: Items that failed again.
        alerts: The most frequent alerts by name; `alerts_all` counts all.
        left: Findings of earlier weeks that were open.
        licence_until: Last day of the licence when it ends within 30 days or has ended, else "".
        certificates: Those that end within 30 days.
        cameras: Online and all.
    """

    daily: DutyCount
    groups: tuple[tuple[str, int], ...]
    repeats: tuple[Repeat, ...]
    alerts: tuple[tuple[str, int], ...]
    alerts_all: int
    left: tuple[Left, ...] | None = None
    licence_until: str | None = None
    certificates: tuple[Ending, ...] | None = None
    cameras: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """Of a month; None: not kept.

    Attributes:
        passed: Answers 合格 of the daily records; `failed` the 不合格.
        found: Findings of the month.
        rectified: Of them put right; None: not kept.
        alerts: All alerts of the system; `confirmed`, `false` and `pending` as judged then.
        inspections: Day, kind and result of each.
    """

    daily: DutyCount
    weekly: DutyCount
    passed: int
    failed: int
    found: int
    alerts: int
    inspections: tuple[tuple[str, str, str], ...]
    rectified: int | None = None
    confirmed: int | None = None
    false: int | None = None
    pending: int | None = None


Figures = WeeklyFigures | MonthlyFigures


@dataclass(frozen=True, slots=True)
class Facts:
    """Shop and figures; `kept` False: counted anew because nothing was kept."""

    shop: Shop
    figures: Figures | None
    kept: bool = True

    def data(self) -> dict[str, Any]:
        """As stored in `control_paper.facts`."""
        return {
            "shop": asdict(self.shop),
            "figures": None if self.figures is None else asdict(self.figures),
        }


def facts_of(stored: Mapping[str, Any]) -> Facts:
    """`Facts.data` read back.

    Raises:
        ValueError: It is none of ours.
    """
    try:
        return Facts(Shop(**stored["shop"]), _figures(stored["figures"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"facts of a record: {error}") from error


def _figures(given: Mapping[str, Any] | None) -> Figures | None:
    if given is None:
        return None
    told: dict[str, Any] = dict(given)
    told["daily"] = DutyCount(**told["daily"])
    if "weekly" in told:
        told["weekly"] = DutyCount(**told["weekly"])
        told["inspections"] = _tuples(told["inspections"])
        return MonthlyFigures(**told)
    for name in ("groups", "alerts"):
        told[name] = _tuples(told[name])
    rows = {"repeats": Repeat, "left": Left, "certificates": Ending}
    for name, kind in rows.items():
        if told[name] is not None:
            told[name] = tuple(kind(**row) for row in told[name])
    if told["cameras"] is not None:
        told["cameras"] = tuple(told["cameras"])
    return WeeklyFigures(**told)


def _tuples(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in rows)
