from datetime import date, timedelta

import pytest

from data_access.engine import writing
from data_access.own_day import own_day
from domain.control import ControlKind, ControlState
from domain.scope import NotAllowedError
from tests.figure_rows import task
from tests.rows import plant

TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)


def test_an_establishment_sees_its_own_duties_only(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        task(conn, 1, TODAY, ControlState.OPEN)
        task(conn, 1, TODAY - DAY, ControlState.OPEN)
        task(conn, 1, TODAY - 2 * DAY, ControlState.DONE)
        task(conn, 1, date(2026, 11, 1), ControlState.DONE, kind=ControlKind.MONTHLY_DISPATCH)
        task(conn, 2, TODAY, ControlState.OPEN)
        own = own_day(conn, planted.shop, TODAY)
    assert (own.name, own.place) == ("1号店", "东胜区 交通街道")
    assert [(duty.kind, duty.period_start.day) for duty in own.duties] == [
        (ControlKind.DAILY_CONTROL, 18),
        (ControlKind.DAILY_CONTROL, 19),
        (ControlKind.MONTHLY_DISPATCH, 1),
    ]
    assert len(own.days) == 30
    assert [state for _, state in own.days[-4:]] == [
        None,
        ControlState.DONE,
        ControlState.OPEN,
        ControlState.OPEN,
    ]


def test_nobody_else_has_an_own_day(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for scope in (planted.city, planted.dongsheng, planted.office):
            with pytest.raises(NotAllowedError):
                own_day(conn, scope, TODAY)
