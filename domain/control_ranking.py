"""Places beside each other by how punctually their establishments keep their records.

What a place has to do with its load is taken out: the share is of duties owed, so a place with many
establishments is not worse for having them; excused duties are left out; and each place is held to
what its own mix of categories would reach if all places were equally good, because canteens of
offices are punctual everywhere and small restaurants nowhere. Few cases are not ranked (平台规则).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.figures import NO_TASKS, Completion
from domain.ranking import Smallest

ByCategory = Mapping[str, Completion]


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """One place.

    Attributes:
        code: Adcode, code of a township, or id of an office as text.
        banner: Adcode of the banner it lies in, empty for a banner.
        tasks: Its duties of the stretch.
        load: Duties owed in a period on average: establishments that had something to do.
        expected: Percent on time that its mix of categories would reach, None without duties.
        rank: 1 = best by `points`, equal for equal ones; None for a small place.
    """

    code: str
    name_zh: str
    name_en: str
    banner: str
    tasks: Completion
    load: float
    expected: float | None
    rank: int | None = None

    @property
    def points(self) -> float | None:
        """Percent points above (or below) what was expected."""
        reached = self.tasks.on_time.percent
        return None if reached is None or self.expected is None else reached - self.expected


def expected_on_time(own: ByCategory, everywhere: ByCategory) -> float | None:
    """Percent on time of a place as good as all are together, category by category."""
    due = sum(tasks.due for tasks in own.values())
    if not due:
        return None
    reached = sum(
        tasks.due * (everywhere[category].on_time.percent or 0.0)
        for category, tasks in own.items()
        if tasks.due
    )
    return reached / due


def ranked(
    places: Mapping[tuple[str, str, str, str], ByCategory], periods: int, smallest: Smallest
) -> list[RankedPlace]:
    """Best first, the small ones after them by code; places without duties are left out.

    Args:
        places: (code, Chinese name, English name, banner) → duties by category.
        periods: How many periods they are of, which are all over.
        smallest: From which size on a place is ranked.
    """
    everywhere: dict[str, Completion] = {}
    for own in places.values():
        for category, tasks in own.items():
            everywhere[category] = everywhere.get(category, NO_TASKS) + tasks
    rows = [
        RankedPlace(
            *place,
            tasks=sum(own.values(), NO_TASKS),
            load=sum(tasks.due for tasks in own.values()) / periods,
            expected=expected_on_time(own, everywhere),
        )
        for place, own in places.items()
    ]
    rows = [row for row in rows if row.tasks.due]
    able = [row.points or 0.0 for row in rows if _large(row, smallest)]
    placed = [
        replace(row, rank=1 + sum(points > (row.points or 0.0) for points in able))
        if _large(row, smallest)
        else row
        for row in rows
    ]
    return sorted(placed, key=lambda row: (row.rank or len(placed) + 1, row.code))


def _large(row: RankedPlace, smallest: Smallest) -> bool:
    return row.load >= smallest.establishments and row.tasks.due >= smallest.cases
