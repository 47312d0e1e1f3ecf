"""The detector's card beside its file, and what people made of its alerts."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, case, func, select

from data_access.alert_rows import visible
from data_access.schema import alert
from domain.alerts import SANCTION_STATES, AlertState
from domain.model_card import CardError, LivePrecision, ModelCard, read_card
from domain.scope import Scope
from domain.share import Share

PERIOD_DAYS = 90
_ENDING = "*.card.json"
_MAX_BYTES = 2_000_000


def newest_card(folder: Path) -> ModelCard | None:
    """The card in the folder of models, None when there is none.

    Raises:
        CardError: It is there, but cannot be read.
    """
    found = sorted(folder.glob(_ENDING))
    if not found:
        return None
    path = found[-1]
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise CardError(f"{path.name} is larger than {_MAX_BYTES:,} bytes")
        return read_card(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise CardError(f"{path.name} cannot be read") from error


def live_precision(conn: Connection, scope: Scope, now: datetime) -> tuple[LivePrecision, ...]:
    """Verdicts on alerts of models in the last 90 days, of the asker's place, best known first.

    Alerts of the demonstration's past were never seen by a model and do not count.
    """
    own = alert.c
    confirmed = func.sum(case((own.state.in_(SANCTION_STATES), 1), else_=0))
    wrong = func.sum(case((own.state == AlertState.FALSE, 1), else_=0))
    rows = conn.execute(
        select(own.model_name, own.alert_class, confirmed, wrong, func.count())
        .where(
            visible(scope),
            own.raised_at >= now - timedelta(days=PERIOD_DAYS),
            own.model_sha256.is_not(None),
            own.demo_history.is_(False),
        )
        .group_by(own.model_name, own.alert_class)
    )
    found = [
        LivePrecision(str(model), str(kind), Share(int(yes), int(yes + no)), int(all_ - yes - no))
        for model, kind, yes, no, all_ in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.judged.whole, one.model, one.alert_class)))
