from datetime import date, timedelta

from sqlalchemy import insert, select, update

from data_access.engine import reading, writing
from data_access.risk import (
    level_counts,
    risk_of,
    worst,
)
from data_access.risk_due import mark_due
from data_access.risk_work import mark_city, work_off
from data_access.schema import (
    control_finding,
    control_task,
    establishment,
    inspection,
    person,
    risk_due,
    risk_score,
)
from domain.clock import city_day
from domain.control import ControlKind, due_at
from domain.scope import Role, Scope, system_scope
from tests.conftest import NOON
from tests.figure_rows import inspected
from tests.records import give_licence
from tests.rows import plant

SYSTEM = system_scope("scheduler")
TODAY = city_day(NOON)
OLD = date(2020, 1, 1)


def known_shop(conn, number, *, result="conforming", missed=0):
    """Everything about a shop is known and good, but for what is asked for."""
    conn.execute(
        update(establishment)
        .where(establishment.c.id == number)
        .values(opened_on=OLD, safety_officer="张三", guarantor_tier="D", risk_level=None)
    )
    place = conn.scalar(select(establishment.c.township_code).where(establishment.c.id == number))
    give_licence(conn, number, f"JY2150602000{number:04d}")
    conn.execute(
        insert(person).values(
            establishment_id=number,
            township_code=place,
            name="张三",
            post="safety_officer",
            created_at=NOON,
            updated_at=NOON,
        )
    )
    inspected(conn, number, place, result, TODAY - timedelta(days=20))
    days = [TODAY - timedelta(days=n) for n in range(1, 15)]
    conn.execute(
        insert(control_task),
        [
            {
                "establishment_id": number,
                "kind": ControlKind.DAILY_CONTROL,
                "period_start": day,
                "township_code": place,
                "category": "small",
                "state": "missed" if at < missed else "done",
                "due_at": due_at(ControlKind.DAILY_CONTROL, day),
            }
            for at, day in enumerate(days)
        ],
    )


def city(engine):
    """The planted rows with shops 1 and 4 known; everybody scored."""
    with writing(engine) as conn:
        seen = plant(conn)
        known_shop(conn, 1)
        known_shop(conn, 4, result="not_conforming", missed=4)
    mark_city(engine, SYSTEM, NOON)
    work_off(engine, SYSTEM, NOON)
    return seen


def test_a_score_is_traced_to_its_rows(engine):
    seen = city(engine)
    with reading(engine) as conn:
        found = risk_of(conn, seen.city, 4)
        newest = conn.scalar(select(inspection.c.id).where(inspection.c.establishment_id == 4))
    by_code = {point.code: point for point in found.points}
    assert found.score == found.static + found.dynamic == sum(p.points for p in found.points)
    assert (by_code["inspection_newest"].row_kind, by_code["inspection_newest"].row_id) == (
        "inspection",
        newest,
    )
    assert by_code["daily_missed"].value == 4
    assert by_code["daily_missed"].row_day == TODAY - timedelta(days=1)
    assert found.level == found.effective is not None
    assert found.low <= found.score <= found.high


def finding(conn, number, day, *, due, state="open", fixed=None, repeats=None):
    conn.execute(
        insert(control_finding).values(
            id=number, establishment_id=1, kind=ControlKind.DAILY_CONTROL, period_start=day,
            township_code="150602001", item=f"daily.A0{number}", due_at=due, state=state,
            rectified_at=fixed, repeat_of=repeats,
        )
    )  # fmt: skip


def test_overdue_and_repeated_findings_weigh_and_one_within_its_time_does_not(engine):
    def counted():
        with writing(engine) as conn:
            mark_due(conn, [1], NOON)
        work_off(engine, SYSTEM, NOON)
        with reading(engine) as conn:
            points = risk_of(conn, seen.city, 1).points
        found = [one.value for one in points if one.code == "findings_overdue"]
        return found[0] if found else 0  # what costs nothing is not listed

    seen = city(engine)
    day, late, soon = TODAY - timedelta(days=3), NOON - timedelta(days=1), NOON + timedelta(days=1)
    with writing(engine) as conn:
        finding(conn, 1, day, due=soon)
        finding(conn, 2, day, due=late, state="closed", fixed=late - timedelta(hours=1))
    assert counted() == 0
    with writing(engine) as conn:
        finding(conn, 3, day, due=late)
        finding(conn, 4, day, due=late, state="closed", fixed=late - timedelta(hours=1), repeats=1)
    assert counted() == 2
    with writing(engine) as conn:  # long ago
        conn.execute(update(control_finding).values(period_start=TODAY - timedelta(days=91)))
    assert counted() == 0


def test_only_what_is_in_scope_is_found(engine):
    seen = city(engine)
    with reading(engine, seen.kangbashi.place) as conn:
        assert risk_of(conn, seen.kangbashi, 4) is not None
        assert risk_of(conn, seen.kangbashi, 1) is None
        assert [one.establishment_id for one in worst(conn, seen.kangbashi, limit=9)] == [4]
        assert sum(level_counts(conn, seen.kangbashi).values()) == 1
    with reading(engine) as conn:
        for scope in (seen.kangbashi, Scope(Role.AUDITOR, "审计")):
            assert risk_of(conn, scope, 1) is None
        assert risk_of(conn, seen.city, 10**30) is None
        assert risk_of(conn, seen.city, -1) is None


def test_the_register_follows_and_a_day_without_change_writes_nothing(engine):
    city(engine)
    with reading(engine) as conn:
        levels = conn.execute(
            select(establishment.c.id, establishment.c.risk_level, risk_score.c.level)
            .join(risk_score)
            .where(establishment.c.id.in_([1, 4]))
        ).all()
        kept = conn.execute(select(risk_score).order_by(risk_score.c.establishment_id)).all()
    assert levels
    assert all(row.risk_level == row.level for row in levels)
    mark_city(engine, SYSTEM, NOON)
    done = work_off(engine, SYSTEM, NOON + timedelta(seconds=1))
    with reading(engine) as conn:
        assert (
            conn.execute(select(risk_score).order_by(risk_score.c.establishment_id)).all() == kept
        )
        assert conn.execute(select(risk_due)).all() == []
    assert (done.scored, done.changed, done.levels) == (4, 0, 0)
