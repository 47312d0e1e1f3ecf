"""Why a few establishments need somebody: repeats, cameras, licence and score of each."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.schema import alert, camera, licence, risk_score
from domain.alerts import AlertState
from domain.figures import TREND_DAYS
from domain.kitchen import UNUSABLE

_HOUR_S = 3600


def watched_facts(
    conn: Connection, ids: Sequence[int], day: date, now: datetime
) -> dict[int, dict[str, Any]]:
    """Fields of `Watched` by establishment, for ids that the asker may see.

    Args:
        conn: Open connection.
        ids: A handful.
        day: City day.
        now: Aware.
    """
    found: dict[int, dict[str, Any]] = {number: {} for number in ids}
    repeated = (
        select(alert.c.establishment_id, func.count().label("times"))
        .where(
            alert.c.establishment_id.in_(ids),
            alert.c.raised_on > day - timedelta(days=TREND_DAYS),
            alert.c.state != AlertState.FALSE,
        )
        .group_by(alert.c.establishment_id, alert.c.alert_class)
        .subquery()
    )
    for number, times in conn.execute(
        select(repeated.c.establishment_id, func.max(repeated.c.times)).group_by(
            repeated.c.establishment_id
        )
    ):
        found[number]["repeats"] = times
    for number, since in conn.execute(
        select(camera.c.establishment_id, func.min(camera.c.state_since))
        .where(camera.c.establishment_id.in_(ids), camera.c.state.in_(UNUSABLE))
        .group_by(camera.c.establishment_id)
    ):
        if since is not None:
            found[number]["offline_h"] = max(0, int((now - since).total_seconds() // _HOUR_S))
    for number, ends in conn.execute(
        select(licence.c.establishment_id, func.max(licence.c.expires_on))
        .where(licence.c.establishment_id.in_(ids))
        .group_by(licence.c.establishment_id)
    ):
        found[number]["licence_days"] = (ends - day).days if ends else None
    for number, score in conn.execute(
        select(risk_score.c.establishment_id, risk_score.c.score).where(
            risk_score.c.establishment_id.in_(ids)
        )
    ):
        found[number]["score"] = score
    return found
