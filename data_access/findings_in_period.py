"""What became of the findings of an establishment in a span of days: for its weekly report."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_

from data_access.findings import case_of, cases
from data_access.schema import control_finding
from domain.clock import city_moment
from domain.finding_filter import item_group
from domain.findings import FindingCase, FindingState
from domain.scope import Scope

_MOST = 500


@dataclass(frozen=True, slots=True)
class FindingsOfPeriod:
    """Lists by day of finding, then item.

    Attributes:
        new: Found in the period; `repeated` are those of them that were found before.
        closed: Closed in the period, whenever they were found.
        standing: Found by the end of the period and not closed by then.
        by_group: New ones by group of items, `daily.H`.
    """

    new: tuple[FindingCase, ...]
    closed: tuple[FindingCase, ...]
    repeated: tuple[FindingCase, ...]
    standing: tuple[FindingCase, ...]
    by_group: dict[str, int]


def findings_in_period(
    conn: Connection, scope: Scope, establishment_id: int, first: date, last: date
) -> FindingsOfPeriod:
    """The lists of city days `first` to `last`, both included; at most 500 findings in each.

    Steps after the end of a past period move nothing in it.
    """
    own = control_finding.c
    begins, ends = city_moment(first), city_moment(last + timedelta(days=1))
    # What was put right before re-checks existed was closed with its rectification.
    closed_at = func.coalesce(own.rechecked_at, own.rectified_at)
    is_closed = own.state == FindingState.CLOSED
    new = own.period_start.between(first, last)
    closed = and_(is_closed, closed_at >= begins, closed_at < ends)
    standing = and_(own.period_start <= last, or_(~is_closed, closed_at >= ends))

    def listed(condition: Any) -> tuple[FindingCase, ...]:
        rows = conn.execute(
            cases(scope)
            .where(own.establishment_id == establishment_id, condition)
            .order_by(own.period_start, own.item, own.id)
            .limit(_MOST)
        )
        return tuple(case_of(row) for row in rows)

    found = listed(new)
    return FindingsOfPeriod(
        new=found,
        closed=listed(closed),
        repeated=tuple(one for one in found if one.repeat_of is not None),
        standing=listed(standing),
        by_group=dict(sorted(Counter(item_group(one.item) for one in found).items())),
    )
