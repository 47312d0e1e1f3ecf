"""Scores follow the facts, whichever way they are worked out, and survive what happens between."""

import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from data_access import history
from data_access.alerts import Finding, raise_alert, take_step
from data_access.control_periods import mark_missed, open_period
from data_access.engine import open_engine, reading, writing
from data_access.risk_work import mark_city, work_off
from data_access.schema import (
    establishment,
    risk_due,
    risk_history,
    risk_override,
    risk_score,
)
from domain.alerts import Step
from domain.control import ControlKind
from domain.scope import NotAllowedError, system_scope
from tests.conftest import NOON
from tests.data_access.test_risk import SYSTEM, TODAY, city
from tests.figure_rows import inspected
from tests.records import shop_row
from tests.small_city import plant_small_city


def scores(engine):
    columns = [c for c in risk_score.c if c.name != "computed_at"]
    with reading(engine) as conn:
        return [tuple(row) for row in conn.execute(select(*columns).order_by(columns[0]))]


def due(engine):
    with reading(engine) as conn:
        return set(conn.scalars(select(risk_due.c.establishment_id)))


def confirmed(conn, seen, at):
    found = Finding(40, "ai.rodent", 0.9, at, "m", "0" * 64)
    raised = raise_alert(conn, system_scope("patrol"), found, at)
    take_step(conn, seen.kangbashi, raised.alert_id, Step.CONFIRM, 1, None, at)


def test_the_writers_of_facts_mark_whom_they_concern(engine):
    seen = city(engine)
    later = NOON + timedelta(hours=1)
    with writing(engine) as conn:
        confirmed(conn, seen, later)
    assert due(engine) == {4}
    with writing(engine) as conn:
        history.change(
            conn, seen.city, "establishment", shop_row(conn, 1), {"takeaway": True}, later
        )
    assert due(engine) == {1, 4}
    with writing(engine) as conn:
        open_period(conn, SYSTEM, ControlKind.DAILY_CONTROL, TODAY, later)
        mark_missed(conn, SYSTEM, NOON + timedelta(days=2))
    assert due(engine) == {1, 2, 3, 4}


def test_step_by_step_ends_where_a_rebuild_ends(engine):
    seen = city(engine)
    for hours in (1, 2):
        at = NOON + timedelta(hours=hours)
        with writing(engine) as conn:
            confirmed(conn, seen, at)
            history.change(
                conn, seen.city, "establishment", shop_row(conn, 1), {"takeaway": hours == 1}, at
            )
        work_off(engine, SYSTEM, at)
    assert due(engine) == set()
    followed = scores(engine)
    with writing(engine) as conn:
        conn.execute(delete(risk_score))
    mark_city(engine, SYSTEM, at)
    work_off(engine, SYSTEM, at)
    assert scores(engine) == followed


def test_a_mark_set_while_scores_are_written_stays(engine, monkeypatch):
    city(engine)
    from data_access import risk_work

    original = risk_work.write_scores

    def meanwhile(conn, *arguments):
        conn.execute(update(risk_due).values(since=NOON + timedelta(hours=5)))
        return original(conn, *arguments)

    mark_city(engine, SYSTEM, NOON)
    monkeypatch.setattr(risk_work, "write_scores", meanwhile)
    work_off(engine, SYSTEM, NOON)
    assert due(engine) == {1, 2, 3, 4}


def test_the_history_has_a_line_a_day_of_change_and_names_the_cell(engine):
    city(engine)
    tomorrow = NOON + timedelta(days=1)
    with writing(engine) as conn:
        inspected(conn, 1, "150602001", "not_conforming", TODAY)
    for _ in range(2):
        mark_city(engine, SYSTEM, tomorrow)
        work_off(engine, SYSTEM, tomorrow)
    with reading(engine) as conn:
        lines = conn.execute(
            select(risk_history)
            .where(risk_history.c.establishment_id == 1)
            .order_by(risk_history.c.on_day)
        ).all()
    assert [line.cause for line in lines] == ["first", "inspection_newest"]
    assert lines[1].score > lines[0].score


def test_who_left_the_register_keeps_the_last_score_and_loses_the_mark(engine):
    city(engine)
    before = scores(engine)
    with writing(engine) as conn:
        conn.execute(update(establishment).values(status="closed"))
        conn.execute(insert(risk_due), [{"establishment_id": n, "since": NOON} for n in (1, 2)])
    assert work_off(engine, SYSTEM, NOON).scored == 0
    assert due(engine) == set()
    assert scores(engine) == before


def test_a_level_that_the_register_brought_holds_for_a_year(engine):
    city(engine)  # shops 2 and 3 came with level B
    with reading(engine) as conn:
        held = conn.execute(select(risk_override).order_by(risk_override.c.establishment_id)).all()
        levels = conn.scalars(
            select(establishment.c.risk_level).where(establishment.c.id.in_([2, 3]))
        ).all()
    assert [(row.establishment_id, row.level) for row in held] == [(2, "B"), (3, "B")]
    assert {row.expires_on for row in held} == {TODAY + timedelta(days=365)}
    assert levels == ["B", "B"]


def test_only_the_system_works_scores_out(engine):
    seen = city(engine)
    with pytest.raises(NotAllowedError):
        work_off(engine, seen.city, NOON)
    with pytest.raises(NotAllowedError):
        mark_city(engine, seen.city, NOON)


def test_removing_what_was_imported_takes_its_scores_along(engine):
    seen = city(engine)
    with writing(engine) as conn:
        batch = history.open_batch(conn, seen.city, "import", "establishment", NOON)
        row = {"township_code": "150602001", "name": "新店", "category": "small"}
        times = {"created_at": NOON, "updated_at": NOON}
        number = history.add(conn, seen.city, "establishment", [row | times], NOON, batch)[0]
        history.close_batch(conn, batch, NOON)
    work_off(engine, SYSTEM, NOON)
    with writing(engine) as conn:
        history.undo_batch(conn, seen.city, batch, NOON)
    with reading(engine) as conn:
        there = conn.scalar(
            select(func.count()).select_from(establishment).where(establishment.c.id == number)
        )
    assert there == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_between_two_blocks_the_next_pass_finishes(sqlite_template, tmp_path, monkeypatch):
    import shutil

    from data_access import risk_work

    path = tmp_path / "killed.db"
    shutil.copy(sqlite_template, path)
    address = f"sqlite:///{path}"
    engine = open_engine(address)
    plant_small_city(engine, NOON)
    expected = scores(engine)
    with writing(engine) as conn:
        conn.execute(delete(risk_history))
        conn.execute(delete(risk_score))
    mark_city(engine, SYSTEM, NOON)
    engine.dispose()
    monkeypatch.setattr(risk_work, "BLOCK", 20)
    child = os.fork()
    if child == 0:
        blocks = []
        original = risk_work.write_scores

        def die_in_the_second(*arguments):
            blocks.append(1)
            done = original(*arguments)
            if len(blocks) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        risk_work.write_scores = die_in_the_second
        work_off(open_engine(address), SYSTEM, NOON)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    engine = open_engine(address)
    assert len(scores(engine)) == 20
    assert len(due(engine)) == len(expected) - 20
    work_off(engine, SYSTEM, NOON)
    assert due(engine) == set()
    assert scores(engine) == expected
    engine.dispose()
