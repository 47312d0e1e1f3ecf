"""The roll-up after any mixture of writes is what counting everything anew finds."""

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, insert, select, update

from data_access.control import DutyNotFoundError, excuse_duty, submit
from data_access.control_periods import mark_missed, open_period
from data_access.control_rollup import rebuild
from data_access.engine import writing
from data_access.schema import control_rollup, control_task, establishment
from domain.categories import Category
from domain.checklists import Answer
from domain.control import ControlKind, RefusedError, period_start
from domain.scope import system_scope
from domain.submission import Submission
from tests.rows import LONG_AGO, plant
from tests.sheets import asked

SYSTEM = system_scope("scheduler")
FIRST = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
CATEGORIES = [Category.SMALL, Category.DRINKS, Category.SCHOOL_CANTEEN, Category.GOVERNMENT_CANTEEN]


def plant_more(conn) -> None:
    plant(conn)
    conn.execute(
        insert(establishment),
        [
            {
                "id": n,
                "township_code": ("150602001", "150602101", "150603003")[n % 3],
                "name": f"{n}号店",
                "category": CATEGORIES[n % 4],
                "status": "active",
                "created_at": LONG_AGO,
                "updated_at": LONG_AGO,
            }
            for n in range(5, 25)
        ],
    )


def one_step(conn, draw: random.Random, now: datetime) -> None:
    kind = draw.choice(list(ControlKind))
    shop = draw.randint(1, 24)
    start = period_start(kind, (now + timedelta(hours=8)).date())
    try:
        if draw.random() < 0.8:
            category = Category(
                conn.scalar(
                    select(control_task.c.category).where(control_task.c.establishment_id == shop)
                )
            )
            sheet = asked(kind, category, cameras=shop < 5)
            answers = {item.id: Answer.PASS for item in sheet}
            submit(conn, SYSTEM, Submission(shop, kind, start, "甲", answers), now)
        else:
            excuse_duty(conn, SYSTEM, shop, kind, start, "停电", now)
    except (RefusedError, DutyNotFoundError):
        pass


def test_incremental_figures_equal_rebuilt_ones(engine):
    draw = random.Random(7)
    with writing(engine) as conn:
        plant_more(conn)
    for day in range(8):
        now = FIRST + timedelta(days=day)
        with writing(engine) as conn:
            for kind in ControlKind:
                open_period(conn, SYSTEM, kind, now.date(), now)
            mark_missed(conn, SYSTEM, now)
        for _step in range(12):
            with writing(engine) as conn:
                one_step(conn, draw, now)
        if day == 4:  # a shop changes its trade and moves: its past stays where it happened
            with writing(engine) as conn:
                conn.execute(
                    update(establishment)
                    .where(establishment.c.id == 7)
                    .values(category="large", township_code="150602101")
                )
    with writing(engine) as conn:
        assert conn.scalar(select(func.sum(control_rollup.c.done))) > 20
        assert conn.scalar(select(func.sum(control_rollup.c.missed))) > 20
        assert conn.scalar(select(func.sum(control_rollup.c.excused))) > 5
        assert rebuild(conn) == []


def test_rebuild_names_what_was_wrong_and_mends_it(engine):
    with writing(engine) as conn:
        plant(conn)
        open_period(conn, SYSTEM, ControlKind.DAILY_CONTROL, date(2026, 11, 12), FIRST)
        conn.execute(update(control_rollup).values(done=control_rollup.c.done + 5))
        wrong = rebuild(conn)
        assert {key[2] for key in wrong} == {"150602001", "150602101", "150603003"}
        assert conn.scalar(select(func.sum(control_rollup.c.done))) == 0
        assert rebuild(conn) == []
