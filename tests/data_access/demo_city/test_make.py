"""The demonstration city: exact counts, valid identifiers, honest history, all or nothing."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import and_, event, func, select, text

from data_access import alert_rollup, control_rollup
from data_access.demo_city.make import Holding, ensure_city, holding, make_city
from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade
from data_access.places import Boundaries
from data_access.schema import (
    alert,
    alert_event,
    camera,
    change_number,
    control_finding,
    control_paper,
    control_reminder,
    control_task,
    dataset,
    declared_closure,
    establishment,
    evidence,
    licence,
    metadata,
    supervision_office,
    township,
)
from domain.categories import Category
from domain.checklists import Answer
from domain.control import ControlKind, locks_at
from domain.findings import REPEAT_WITHIN
from domain.first_checklists import first_checklist
from domain.identifiers import credit_code_valid, licence_number_valid
from domain.pace import unpack_pace
from settings import ROOT
from tests.small_city import plant_small_city, small_settings

NOW = datetime(2026, 11, 19, 2, 42, tzinfo=UTC)  # Thursday 10:42 in the city


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A city of a thousand establishments and thirty days, made once for the tests that read."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('town') / 'nuancheng.db'}")
    upgrade(engine)
    plant_small_city(engine, NOW, establishments=1000, days=30, camera_clips=40)
    yield engine
    engine.dispose()


def rows(engine, query):
    with reading(engine) as conn:
        return conn.execute(query).all()


def everything(engine):
    """Every row of every table but those that hold the moment of making."""
    kept = [table for table in metadata.sorted_tables if table.name not in ("dataset", "heartbeat")]
    with reading(engine) as conn:
        return {
            table.name: conn.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in kept
        }


def test_small_city_stands_on_both_databases(engine):
    plant_small_city(engine, NOW)
    with reading(engine) as conn:
        count = {
            table.name: conn.scalar(select(func.count()).select_from(table))
            for table in (establishment, licence, camera, control_task, alert, alert_event)
        }
        assert count["establishment"] == count["licence"] == 60
        assert count["camera"] > 100
        assert count["control_task"] >= 60 * 11
        assert count["alert"] == round(62_470 * 60 / 11_266 * 10 / 122)
        assert count["alert_event"] > count["alert"]
        found = conn.execute(select(dataset)).one()
        assert (found.kind, found.parameters["seed"]) == ("demo", 1)
        assert found.finished_at is not None
    assert holding(engine) is Holding.DEMO


def test_new_rows_can_be_written_after_the_seed(engine):
    plant_small_city(engine, NOW)
    with writing(engine) as conn:
        highest = conn.scalar(select(func.max(establishment.c.id)))
        code = conn.scalar(select(township.c.code).limit(1))
        made = conn.execute(
            establishment.insert().values(
                township_code=code,
                name="新店",
                category="small",
                status="active",
                created_at=NOW,
                updated_at=NOW,
            )
        ).inserted_primary_key[0]
    assert made > highest


def test_same_seed_and_moment_give_the_same_rows_on_both_databases(engine, tmp_path):
    plant_small_city(engine, NOW)
    again = open_engine(f"sqlite:///{tmp_path / 'again.db'}")
    upgrade(again)
    plant_small_city(again, NOW)
    first, second = everything(engine), everything(again)
    for name, found in first.items():
        skip = {"password_hash"} if name == "account" else set()
        assert [tuple(v for k, v in row._mapping.items() if k not in skip) for row in found] == [
            tuple(v for k, v in row._mapping.items() if k not in skip) for row in second[name]
        ], name
    again.dispose()


def test_another_seed_gives_another_city(tmp_path):
    names = []
    for seed in (1, 2):
        engine = open_engine(f"sqlite:///{tmp_path / f'{seed}.db'}")
        upgrade(engine)
        plant_small_city(engine, NOW, seed=seed)
        names.append({row.name for row in rows(engine, select(establishment.c.name))})
        engine.dispose()
    assert names[0] != names[1]


def test_categories_scale_by_largest_remainder(town):
    found = dict(rows(town, select(establishment.c.category, func.count()).group_by("category")))
    assert sum(found.values()) == 1000
    assert found[Category.SMALL] == 715  # 8,059 of 11,266
    assert found[Category.SCHOOL_CANTEEN] == 41
    assert set(found) == set(Category)


def test_points_lie_inside_their_banner_and_near_their_town(town):
    boundaries = Boundaries.load(small_settings().city.boundaries)
    points = rows(
        town,
        select(establishment.c.lon, establishment.c.lat, township.c.banner_adcode, township.c.kind)
        .join(township)
        .where(establishment.c.lon.is_not(None)),
    )
    assert len(points) == 1000 - 9  # a hundred of 11,266 have no point
    assert {boundaries.banner_of(p.lon, p.lat) == p.banner_adcode for p in points} == {True}
    assert not [p for p in points if p.kind == "开发区(类乡级)"]


def test_identifiers_are_unique_and_pass_their_checks(town):
    numbers = [row.number for row in rows(town, select(licence.c.number))]
    codes = [row.credit_code for row in rows(town, select(establishment.c.credit_code))]
    assert len(set(numbers)) == len(set(codes)) == 1000
    assert all(map(licence_number_valid, numbers))
    assert all(map(credit_code_valid, codes))


def test_canteens_hold_the_licence_of_canteens(town):
    found = rows(
        town,
        select(establishment.c.category, func.substr(licence.c.number, 1, 3).label("head"))
        .join(licence)
        .distinct(),
    )
    assert {row.head for row in found if row.category.endswith("_canteen")} == {"JY3"}
    assert {row.head for row in found if not row.category.endswith("_canteen")} == {"JY2"}


def test_new_establishments_are_not_graded(town):
    since = (NOW - timedelta(days=89)).date()
    grades = rows(
        town,
        select(establishment.c.risk_level, establishment.c.hygiene_grade)
        .where(establishment.c.opened_on > since)
        .distinct(),
    )
    assert [tuple(row) for row in grades] == [(None, None)]


def test_names_are_unique(town):
    names = [row.name for row in rows(town, select(establishment.c.name))]
    assert len(set(names)) == len(names)


def test_every_township_with_shops_but_the_unassigned_has_an_office(town):
    found = rows(
        town,
        select(township.c.code, township.c.kind)
        .join(establishment)
        .where(township.c.office_id.is_(None))
        .distinct(),
    )
    assert {row.kind for row in found} <= {"未分乡镇"}
    sizes = rows(
        town,
        select(func.count())
        .select_from(supervision_office)
        .join(township)
        .group_by(supervision_office.c.id),
    )
    assert {row[0] for row in sizes} <= {1, 2, 3}


def test_clips_are_spread_and_the_others_are_not_patrolled(town):
    clips = rows(
        town,
        select(camera.c.source, camera.c.state, establishment.c.category, township.c.banner_adcode)
        .select_from(camera)
        .join(establishment)
        .join(township, township.c.code == establishment.c.township_code)
        .where(camera.c.source.is_not(None)),
    )
    assert {row.source for row in clips} == {f"clip:{n}" for n in range(40)}
    assert {row.state for row in clips} == {"preparing"}
    assert len({row.banner_adcode for row in clips}) == 9
    assert len([row for row in clips if row.category == "school_canteen"]) >= 9
    others = rows(town, select(camera.c.state).where(camera.c.source.is_(None)).distinct())
    assert [row.state for row in others] == ["unpatrolled"]


def test_rollups_are_what_a_rebuild_finds(engine):
    plant_small_city(engine, NOW)
    with writing(engine) as conn:
        assert control_rollup.rebuild(conn) == []
        assert alert_rollup.rebuild(conn) == []


def test_city_is_about_91_per_cent_on_time_and_banners_keep_their_order(town):
    found = rows(
        town,
        text(
            "SELECT t.banner_adcode AS adcode, sum(r.done) AS done, "
            "sum(r.done + r.late + r.missed) AS due FROM control_rollup r "
            "JOIN township t ON t.code = r.township_code "
            "WHERE r.kind = 'daily_control' GROUP BY 1"
        ),
    )
    share = {row.adcode: row.done / row.due for row in found}
    whole = sum(row.done for row in found) / sum(row.due for row in found)
    assert 0.895 < whole < 0.925
    assert min(share, key=share.get) == "150625"
    assert share["150603"] > share["150621"] > share["150625"]


def test_today_is_a_part_day(town):
    found = dict(
        rows(
            town,
            select(control_task.c.state, func.count())
            .where(
                control_task.c.kind == "daily_control", control_task.c.period_start == NOW.date()
            )
            .group_by(control_task.c.state),
        )
    )
    assert found["open"] > 300
    assert found["done"] > 300
    assert "missed" not in found
    assert "late" not in found
    late = rows(town, select(func.max(control_task.c.submitted_at)))[0][0]
    assert late <= NOW


def test_school_canteens_are_excused_on_sundays(town):
    sunday = NOW.date() - timedelta(days=4)
    found = rows(
        town,
        select(control_task.c.state, control_task.c.reason)
        .where(control_task.c.period_start == sunday, control_task.c.kind == "daily_control")
        .where(control_task.c.category == "school_canteen")
        .distinct(),
    )
    assert {row.state for row in found} == {"excused"}
    assert all(row.reason for row in found)


def test_findings_have_a_course_that_agrees_with_itself(town):
    found = rows(town, select(control_finding))
    by_id = {row.id: row for row in found}
    states = {row.state for row in found}
    assert states == {"open", "rectified", "closed"}
    for row in found:
        assert (row.state == "open") == (row.rectified_at is None)
        assert (row.state == "closed") <= (row.rechecked_at is not None)
        assert (row.state == "rectified") <= (row.rechecked_at is None)
        if row.state == "closed":
            assert row.rectified_at < row.rechecked_at
            assert row.rechecked_by != row.rectified_by
        if row.repeat_of:
            earlier = by_id[row.repeat_of]
            assert (earlier.establishment_id, earlier.item) == (row.establishment_id, row.item)
            assert timedelta(0) < row.period_start - earlier.period_start <= REPEAT_WITHIN
    assert 0.01 < sum(row.repeat_of is not None for row in found) / len(found) < 0.25


def test_most_findings_are_closed_within_days_and_few_are_long_overdue(town):
    found = rows(town, select(control_finding).where(control_finding.c.due_at < NOW))
    overdue = [row for row in found if row.state == "open"]
    older = [row for row in found if row.due_at < NOW - timedelta(days=10)]
    assert 0 < len(overdue) < 0.06 * len(found)
    assert sum(row.state == "closed" for row in older) > 0.95 * len(older)
    assert max(NOW - row.due_at for row in overdue) < timedelta(days=36)


def test_records_of_the_last_days_came_from_a_form(town):
    key = ("establishment_id", "kind", "period_start")
    joined = and_(*(control_paper.c[name] == control_task.c[name] for name in key))
    found = rows(town, select(control_paper, control_task).join(control_task, joined))
    recent = NOW - timedelta(days=7)
    answered = rows(town, select(control_task).where(control_task.c.submitted_at > recent))
    assert len(found) == len(answered) > 100
    for row in found:
        asked = len(row.answers) - row.answers.count("-")
        assert len(unpack_pace(row.pace)) == asked
        assert row.opened_at < row.submitted_at
        assert (row.statement is None) == (row.kind == "daily_control")


def test_failed_items_have_their_finding_and_no_others(town):
    failed = set()
    for row in rows(town, select(control_task).where(control_task.c.answers.like("%f%"))):
        answers = first_checklist(ControlKind(row.kind)).unpack(row.answers)
        failed |= {
            (row.establishment_id, row.kind, row.period_start, item)
            for item, answer in answers.items()
            if answer is Answer.FAIL
        }
    found = rows(town, select(control_finding))
    keys = {(f.establishment_id, f.kind, f.period_start, f.item) for f in found}
    assert failed == keys
    assert len(keys) > 100


def test_alerts_carry_no_evidence_no_model_and_say_they_are_history(town):
    assert rows(town, select(evidence)) == []
    found = rows(town, select(alert.c.demo_history, alert.c.model_name).distinct())
    assert [tuple(row) for row in found] == [(True, None)]


def test_alerts_never_hang_on_a_camera_with_a_clip(town):
    on_clips = select(alert.c.id).join(camera).where(camera.c.source.is_not(None))
    assert rows(town, on_clips) == []


def test_severities_follow_the_glossary(town):
    found = dict(rows(town, select(alert.c.severity, func.count()).group_by(alert.c.severity)))
    total = sum(found.values())
    assert [round(100 * found[severity] / total, 1) for severity in (1, 2, 3, 4)] == pytest.approx(
        [0.8, 7.0, 33.0, 59.2], abs=0.15
    )


def test_steps_of_alerts_are_in_order_and_lead_to_their_state(town):
    last = {"raise": "raised", "confirm": "confirmed", "dismiss": "false"}
    last |= {"rectify": "rectified", "close": "closed"}
    events = {}
    for step in rows(town, select(alert_event).order_by(alert_event.c.id)):
        events.setdefault(step.alert_id, []).append(step)
    for found in rows(town, select(alert)):
        own = events[found.id]
        assert [e.at for e in own] == sorted(e.at for e in own)
        assert last[own[-1].step] == found.state
        assert found.version == len(own)
        assert own[-1].at <= NOW


def test_open_alerts_are_few_and_most_are_within_their_time(town):
    found = rows(town, select(alert).where(alert.c.state.in_(("raised", "confirmed"))))
    within = [row for row in found if row.rectify_by > NOW]
    assert 5 < len(found) < 100
    assert len(within) > len(found) / 2


def test_foreign_keys_hold(town):
    assert rows(town, text("PRAGMA foreign_key_check")) == []


def test_a_city_is_made_only_where_nothing_is(engine):
    settings = small_settings()
    told = []
    assert ensure_city(engine, settings, NOW, lambda step, share: told.append(share))
    assert told == sorted(told)
    assert not ensure_city(engine, settings, NOW, lambda step, share: None)


def test_no_city_is_made_beside_a_real_register(engine):
    with writing(engine) as conn:
        conn.execute(dataset.insert().values(kind="register", parameters={}, started_at=NOW))
    assert holding(engine) is Holding.REGISTER
    assert not ensure_city(engine, small_settings(), NOW, lambda step, share: None)


def test_no_city_is_made_when_demo_mode_is_off(engine):
    settings = small_settings()
    off = settings.model_copy(update={"demo": settings.demo.model_copy(update={"enabled": False})})
    assert not ensure_city(engine, off, NOW, lambda step, share: None)
    assert holding(engine) is Holding.NOTHING


class Killed(Exception):
    """Stands for a kill in the middle of the seed."""


def test_a_seed_that_breaks_off_leaves_nothing(engine):
    def break_off(step: str, share: float) -> None:
        if share > 0.5:
            raise Killed

    with pytest.raises(Killed):
        make_city(engine, small_settings(), NOW, break_off)
    assert holding(engine) is Holding.NOTHING
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(township)) == 0
    assert ensure_city(engine, small_settings(), NOW, lambda step, share: None)


def test_a_seed_that_is_killed_leaves_nothing_and_the_next_one_succeeds(engine):
    script = (
        "import os, signal, sys\n"
        "from datetime import datetime\n"
        "from data_access.demo_city.make import make_city\n"
        "from data_access.engine import open_engine\n"
        "from tests.small_city import small_settings\n"
        "def report(step, share):\n"
        "    if share > 0.75:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "settings = small_settings(establishments=2500)\n"
        "now = datetime.fromisoformat(sys.argv[2])\n"
        "make_city(open_engine(sys.argv[1]), settings, now, report)\n"
    )
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    killed = subprocess.run([sys.executable, "-c", script, url, NOW.isoformat()], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert holding(engine) is Holding.NOTHING
    assert ensure_city(engine, small_settings(), NOW, lambda step, share: None)
    assert rows(engine, select(func.count()).select_from(establishment))[0][0] == 60


def test_an_interrupt_in_a_statement_is_an_interrupt_and_leaves_nothing(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'nuancheng.db'}")
    upgrade(engine)

    def interrupt(conn, _cursor, statement, *_):
        if statement.startswith("INSERT INTO dataset"):
            conn.invalidate()  # as SQLAlchemy does when Ctrl-C arrives within the driver
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        plant_small_city(engine, NOW)
    event.remove(engine, "before_cursor_execute", interrupt)
    assert holding(engine) is Holding.NOTHING
    engine.dispose()


def test_making_it_again_replaces_it_and_moves_every_change_number(engine):
    plant_small_city(engine, NOW)
    before = dict(rows(engine, select(change_number.c.topic, change_number.c.number)))
    plant_small_city(engine, NOW, establishments=80)
    after = dict(rows(engine, select(change_number.c.topic, change_number.c.number)))
    assert rows(engine, select(func.count()).select_from(establishment))[0][0] == 80
    assert all(after[topic] > before[topic] for topic in before)


def test_declared_closures_are_the_closed_days_and_streaks_were_told(town):
    """Every closed day has its excused duty; what was told stands in a missed streak."""
    closed = rows(town, select(declared_closure))
    assert closed
    excused = {
        (row.establishment_id, row.period_start)
        for row in rows(
            town,
            select(control_task).where(
                control_task.c.kind == "daily_control", control_task.c.state == "excused"
            ),
        )
    }
    opened = dict(rows(town, select(establishment.c.id, establishment.c.opened_on)))
    today = NOW.date()
    for one in closed:
        day = max(one.starts, opened[one.establishment_id] or one.starts)
        if day <= min(one.ends, today):
            assert (one.establishment_id, day) in excused
    assert any(one.starts <= today <= one.ends for one in closed)
    assert {"office", "bureau"} >= {row[0] for row in rows(town, select(control_reminder.c.step))}
    assert rows(town, select(func.count()).select_from(control_reminder))[0][0]


def test_weights_name_every_township_but_the_zones():
    weights = (
        (ROOT / "data_access/demo_city/townships.csv").read_text(encoding="utf-8").splitlines()
    )
    assert len(weights) - 1 == 77


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 10, 31, 16, 0, tzinfo=UTC),  # 00:00 on the first of a month, a Sunday
        datetime(2026, 11, 22, 17, 30, tzinfo=UTC),  # 01:30 on a Monday: Sunday may still be late
        datetime(2026, 12, 31, 16, 0, 30, tzinfo=UTC),  # a year whose holidays are not published
        datetime(2026, 10, 6, 15, 0, tzinfo=UTC),  # holidays, the days of grace of last month
    ],
)
def test_a_smallest_city_stands_at_awkward_moments(now, tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'nuancheng.db'}")
    upgrade(engine)
    plant_small_city(engine, now, establishments=50, days=8, camera_clips=0)
    with writing(engine) as conn:
        assert control_rollup.rebuild(conn) == []
        assert conn.scalar(select(func.max(control_task.c.submitted_at))) <= now
        assert conn.scalar(select(func.max(alert.c.last_seen_at))) <= now
        assert conn.scalar(select(func.max(alert_event.c.at))) <= now
        open_tasks = conn.execute(select(control_task).where(control_task.c.state == "open")).all()
        assert all(locks_at(ControlKind(t.kind), t.due_at) > now for t in open_tasks)
    engine.dispose()
