"""Reading how daily control of places has changed, from the sums of days."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import Connection, case, func, select

from data_access.league import KEYS, townships_of
from data_access.schema import trend_rollup
from data_access.scoping import in_scope
from domain.figures import NOTHING, TREND_DAYS, Level
from domain.scope import Scope
from domain.share import Share
from domain.trend import Followed, Span


def two_months(
    conn: Connection, scope: Scope, level: Level, day: date
) -> dict[str, tuple[Share, Share]]:
    """By code of a place: the 30 days before `day`, and the 30 before these.

    `day` itself is left out, because it is not over.
    """
    turn, first = day - timedelta(days=TREND_DAYS), day - timedelta(days=2 * TREND_DAYS)
    kept = trend_rollup.c
    recent = case((kept.start >= turn, 1), else_=0)
    rows = conn.execute(
        select(kept.township_code, recent, func.sum(kept.part), func.sum(kept.whole))
        .where(
            kept.measure == Followed.DAILY_CONTROL,
            kept.span == Span.DAY,
            kept.start.between(first, day - timedelta(days=1)),
            in_scope(scope, kept.township_code, None),
        )
        .group_by(kept.township_code, recent)
    )
    place = {town.code: KEYS[level](town) for town in townships_of(conn, scope)}
    sums: dict[str, list[Share]] = defaultdict(lambda: [NOTHING, NOTHING])
    for code, late, part, whole in rows:
        sums[place[code]][0 if late else 1] += Share(int(part), int(whole))
    return {code: (now, before) for code, (now, before) in sums.items()}
