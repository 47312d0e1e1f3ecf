"""Everything the register's history promises, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from data_access import history
from data_access.accounts import NewAccount, add
from data_access.changes import Topic, numbers
from data_access.engine import reading, writing
from data_access.schema import (
    alert,
    camera,
    camera_look,
    change_batch,
    control_task,
    establishment,
    health_certificate,
    inspection,
    licence,
    person,
    register_change,
    risk_score,
    status_change,
)
from domain.clock import city_day
from domain.scope import Role, system_scope
from tests.conftest import NOON
from tests.figure_rows import inspected, raised, task
from tests.rows import plant

LATER = NOON + timedelta(hours=1)
TODAY = city_day(NOON)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def shop_row(conn, number):
    query = select(establishment).where(establishment.c.id == number)
    return conn.execute(query).mappings().one_or_none()


def new_shops(count, **more):
    return [
        {
            "township_code": "150602001",
            "name": f"新{n}号店",
            "category": "small",
            "status": "active",
            "created_at": NOON,
            "updated_at": NOON,
            **more,
        }
        for n in range(count)
    ]


def worker(**more):
    return {
        "establishment_id": 1,
        "township_code": "150602001",
        "name": "王小丽",
        "post": "cook",
        "created_at": NOON,
        "updated_at": NOON,
        **more,
    }


def told(engine, number=1):
    with reading(engine) as conn:
        return history.of_establishment(conn, number)


def test_a_change_is_told_field_by_field_with_who_and_when(engine, who):
    with writing(engine) as conn:
        news = history.change(
            conn,
            who.dongsheng,
            "establishment",
            shop_row(conn, 1),
            {"name": "改名", "cold_room": True, "lon": 109.9, "lat": 39.8, "category": "small"},
            LATER,
        )
    assert set(news) == {"name", "cold_room", "lon", "lat"}
    lines = {line.field: line for line in told(engine)}
    assert set(lines) == set(news)
    assert (lines["name"].before, lines["name"].after) == ("1号店", "改名")
    assert (lines["cold_room"].before, lines["cold_room"].after) == (False, True)
    assert (lines["lon"].before, lines["lon"].after) == (None, 109.9)
    assert {(line.actor, line.at) for line in lines.values()} == {("东胜局", LATER)}
    with reading(engine) as conn:
        row = shop_row(conn, 1)
    assert (row["version"], row["updated_at"], row["name_initials"]) == (2, LATER, "gm")


def test_what_does_not_differ_changes_nothing(engine, who):
    with writing(engine) as conn:
        before = numbers(conn)
        row = shop_row(conn, 1)
        assert history.change(conn, who.city, "establishment", row, {"name": "1号店"}, LATER) == {}
        assert numbers(conn) == before
    assert told(engine) == []


def test_a_change_rings_register_and_cameras(engine, who):
    with writing(engine) as conn:
        before = numbers(conn)
        history.add(conn, who.city, "person", [worker()], NOON)
        after = numbers(conn)
    assert {topic for topic in Topic if after[topic] != before[topic]} == {
        Topic.REGISTER,
        Topic.CAMERAS,
    }


def test_what_hangs_there_moves_along_with_its_establishment(engine, who):
    with writing(engine) as conn:
        [one] = history.add(conn, who.city, "person", [worker()], NOON)
        conn.execute(
            insert(status_change).values(
                establishment_id=1,
                township_code="150602001",
                status="closed",
                effective_on=date(2027, 1, 1),
                reason="歇业",
                recorded_by="东胜局",
                recorded_at=NOON,
            )
        )
        raised(conn, 1, NOON)
        inspected(conn, 1, "150602001", "conforming", NOON.date())
        conn.execute(
            insert(risk_score).values(
                establishment_id=1,
                township_code="150602001",
                score=20,
                low=20,
                high=20,
                static=20,
                dynamic=0,
                points="[]",
                table_version=1,
                computed_at=NOON,
            )
        )
        history.change(
            conn,
            who.city,
            "establishment",
            shop_row(conn, 1),
            {"township_code": "150603003"},
            LATER,
        )
        for table in (person, camera, status_change, inspection, risk_score):
            query = select(table.c.township_code).where(table.c.establishment_id == 1)
            assert set(conn.scalars(query)) == {"150603003"}, table.name
        assert conn.scalar(select(alert.c.township_code)) == "150602001"
    assert one
    with reading(engine, who.kangbashi.place) as conn:
        lines = history.of_establishment(conn, 1)
    assert {line.field for line in lines} == {"created", "township_code"}


def test_many_rows_change_in_one_call_each_by_its_own_values(engine, who):
    with writing(engine) as conn:
        pairs = [
            (shop_row(conn, 1), {"risk_level": "C"}),
            (shop_row(conn, 2), {"risk_level": "D", "phone": "13800000000"}),
            (shop_row(conn, 3), {"risk_level": "B"}),
            (shop_row(conn, 4), {"township_code": "150602001"}),
        ]
        news = history.change_many(conn, who.city, "establishment", pairs, LATER)
        moved = conn.scalar(select(camera.c.township_code).where(camera.c.id == 40))
        levels = [shop_row(conn, n)["risk_level"] for n in (1, 2, 3, 4)]
        versions = [shop_row(conn, n)["version"] for n in (1, 2, 3, 4)]
    assert [sorted(one) for one in news] == [
        ["risk_level"],
        ["phone", "risk_level"],
        [],
        ["township_code"],
    ]
    assert (levels, versions, moved) == (["C", "D", "B", "B"], [2, 2, 1, 2], "150602001")


def test_an_undone_batch_leaves_no_trace_in_the_rows(engine, who):
    with writing(engine) as conn:
        [one] = history.add(conn, who.city, "person", [worker(left_on=date(2026, 1, 2))], NOON)
        conn.execute(
            insert(health_certificate).values(
                id=5,
                person_id=one,
                establishment_id=1,
                township_code="150602001",
                number="H-1",
                expires_on=date(2026, 12, 1),
            )
        )
        before = dict(shop_row(conn, 1))
        old_person = conn.execute(select(person)).mappings().one()
        paper = conn.execute(select(health_certificate)).mappings().one()
        batch = history.open_batch(conn, who.city, "bulk", "establishment", NOON)
        values = {
            "name": "改名",
            "lon": 109.9,
            "lat": 39.8,
            "takeaway": True,
            "opened_on": date(2020, 2, 29),
        }
        history.change(conn, who.city, "establishment", before, values, NOON, batch)
        again = shop_row(conn, 1)
        history.change(conn, who.city, "establishment", again, {"name": "又改名"}, NOON, batch)
        history.change(conn, who.city, "person", old_person, {"phone": "1"}, NOON, batch)
        history.remove(conn, who.city, "health_certificate", paper, NOON, batch)
        history.remove(
            conn, who.city, "person", conn.execute(select(person)).mappings().one(), NOON, batch
        )
        [made] = history.add(conn, who.city, "establishment", new_shops(1), NOON, batch)
        history.add(
            conn,
            who.city,
            "licence",
            [
                {
                    "establishment_id": made,
                    "township_code": "150602001",
                    "number": "JY1",
                    "number_valid": False,
                }
            ],
            NOON,
            batch,
        )
        history.close_batch(conn, batch, NOON, detail={"rows": 7})
    with writing(engine) as conn:
        undone = history.undo_batch(conn, who.dongsheng, batch, LATER)
        after = dict(shop_row(conn, 1))
        assert undone == history.Undone(11, 0)
        assert conn.execute(select(person)).mappings().one() == old_person
        assert conn.execute(select(health_certificate)).mappings().one() == paper
        assert conn.scalar(select(func.count()).select_from(licence)) == 0
        assert conn.scalar(select(func.count()).select_from(establishment)) == 4
        kept = conn.execute(select(change_batch)).one()
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"version", "updated_at", "name_initials"}  # planted without initials
    assert after["name_initials"] == "1hd"
    assert after["version"] > again["version"]
    assert (kept.state, kept.undone_by, kept.detail) == ("undone", "东胜局", {"rows": 7})
    assert {line.undone for line in told(engine)} == {False, True}


def test_what_somebody_changed_since_is_kept(engine, who):
    with writing(engine) as conn:
        batch = history.open_batch(conn, who.city, "bulk", "establishment", NOON)
        values = {"risk_level": "D", "phone": "1"}
        history.change(conn, who.city, "establishment", shop_row(conn, 1), values, NOON, batch)
        history.change(conn, who.city, "establishment", shop_row(conn, 1), {"phone": "2"}, LATER)
        undone = history.undo_batch(conn, who.city, batch, LATER)
        row = shop_row(conn, 1)
    assert undone == history.Undone(1, 1)
    assert (row["risk_level"], row["phone"]) == ("B", "2")


def test_a_made_row_with_duties_stays_as_closed_and_its_history_too(engine, who):
    with writing(engine) as conn:
        batch = history.open_batch(conn, who.city, "import", "establishment", NOON)
        busy, free = history.add(conn, who.city, "establishment", new_shops(2), NOON, batch)
        raised(conn, busy, NOON)
        undone = history.undo_batch(conn, who.city, batch, LATER)
        assert undone == history.Undone(1, 1)
        assert shop_row(conn, free) is None
        assert shop_row(conn, busy)["status"] == "closed"
        owners = set(conn.scalars(select(register_change.c.establishment_id)))
    assert owners == {busy}


def test_a_made_row_that_somebody_has_corrected_since_stays_as_closed(engine, who):
    with writing(engine) as conn:
        batch = history.open_batch(conn, who.city, "import", "establishment", NOON)
        new = history.add(conn, who.city, "establishment", new_shops(4), NOON, batch)
        phoned, back, rested, free = new
        paper = {"establishment_id": free, "township_code": "150602001", "number_valid": False}
        history.add(conn, who.city, "licence", [{**paper, "number": "JY1"}], NOON, batch)
        for number in new:  # by the file itself, which is no correction of it
            history.change(
                conn, who.city, "establishment", shop_row(conn, number), {"phone": "0"}, NOON, batch
            )
        history.change(
            conn, who.office, "establishment", shop_row(conn, phoned), {"phone": "1"}, NOON
        )
        other = history.open_batch(conn, who.city, "bulk", "establishment", NOON)
        history.change(
            conn, who.city, "establishment", shop_row(conn, back), {"phone": "2"}, NOON, other
        )
        history.undo_batch(conn, who.city, other, NOON)  # taken back: no correction any more
        history.change(
            conn, who.city, "establishment", shop_row(conn, rested), {"status": "suspended"}, NOON
        )
        task(conn, phoned, TODAY, "open")
        undone = history.undo_batch(conn, who.city, batch, LATER)
        assert [shop_row(conn, number) and shop_row(conn, number)["status"] for number in new] == [
            "closed",
            None,
            "suspended",
            None,
        ]
        assert shop_row(conn, phoned)["phone"] == "1"
        duty = conn.execute(select(control_task.c.state, control_task.c.reason)).one()
    assert undone == history.Undone(5, 4)
    assert (duty.state, duty.reason) == ("excused", "注销（市局）")
    with reading(engine) as conn:
        lines = history.of_establishment(conn, phoned)
    assert {(one.field, one.after) for one in lines if not one.undone} >= {
        ("phone", "1"),
        ("status", "closed"),
        ("status_since", city_day(LATER).isoformat()),
    }


@pytest.mark.parametrize("subject", ["person", "camera", "licence"])
def test_what_hangs_on_a_made_shop_stays_with_it_if_it_was_corrected(engine, who, subject):
    own = {
        "person": (worker(), {"phone": "1"}),
        "camera": ({"position": "prep", "label": "C-02"}, {"label": "C-03"}),
        "licence": ({"number": "JY1", "number_valid": False}, {"number": "JY2"}),
    }
    row, correction = own[subject]
    with writing(engine) as conn:
        batch = history.open_batch(conn, who.city, "import", "establishment", NOON)
        [shop] = history.add(conn, who.city, "establishment", new_shops(1), NOON, batch)
        row = {**row, "establishment_id": shop, "township_code": "150602001"}
        [made] = history.add(conn, who.city, subject, [row], NOON, batch)
        table = history.SUBJECTS[subject]
        old = conn.execute(select(table).where(table.c.id == made)).mappings().one()
        old = {**old, "township_code": "150602001"}
        history.change(conn, who.office, subject, old, correction, NOON)
        assert history.undo_batch(conn, who.city, batch, LATER) == history.Undone(0, 2)
        kept = conn.execute(select(table).where(table.c.id == made)).mappings().one()
        assert {name: kept[name] for name in correction} == correction
        assert shop_row(conn, shop)["status"] == "closed"


def test_a_made_camera_goes_with_its_newest_picture_but_not_with_an_alert(engine, who):
    with writing(engine) as conn:
        batch = history.open_batch(conn, who.city, "import", "camera", NOON)
        row = {"establishment_id": 1, "township_code": "150602001", "position": "prep"}
        one, two = history.add(
            conn,
            who.city,
            "camera",
            [{**row, "label": "C-02"}, {**row, "label": "C-03"}],
            NOON,
            batch,
        )
        look = {
            "taken_at": NOON,
            "path": "x",
            "width_px": 1,
            "height_px": 1,
            "boxes": [],
            "model_sha256": "",
        }
        conn.execute(insert(camera_look), [{"camera_id": n, **look} for n in (one, two)])
        raised(conn, 1, NOON)
        conn.execute(update(alert).values(camera_id=two))
        undone = history.undo_batch(conn, who.city, batch, LATER)
        left = set(conn.scalars(select(camera.c.id).where(camera.c.establishment_id == 1)))
        looks = set(conn.scalars(select(camera_look.c.camera_id)))
    assert (undone, left, looks) == (history.Undone(1, 1), {10, two}, {two})


def test_a_number_that_another_row_has_by_now_keeps_the_change_and_undoes_the_rest(engine, who):
    def paper(shop, number):
        return {
            "establishment_id": shop,
            "township_code": "150602001",
            "number": number,
            "number_valid": False,
        }

    def rows(conn):
        return {
            row["number"]: {**row, "township_code": "150602001"}
            for row in conn.execute(select(licence)).mappings()
        }

    with writing(engine) as conn:
        history.add(conn, who.city, "licence", [paper(1, "A"), paper(2, "B"), paper(3, "C")], NOON)
        batch = history.open_batch(conn, who.city, "bulk", "licence", NOON)
        old = rows(conn)
        history.change(conn, who.city, "licence", old["A"], {"number": "A2"}, NOON, batch)
        history.change(conn, who.city, "licence", old["B"], {"number": "B2"}, NOON, batch)
        history.remove(conn, who.city, "licence", old["C"], NOON, batch)
        history.add(conn, who.city, "licence", [paper(4, "A"), paper(4, "C")], LATER)
        undone = history.undo_batch(conn, who.city, batch, LATER)
        assert sorted(rows(conn)) == ["A", "A2", "B", "C"]
    assert undone == history.Undone(1, 2)


def test_undoing_a_move_brings_back_what_moved_along(engine, who):
    with writing(engine) as conn:
        batch = history.open_batch(conn, who.city, "bulk", "establishment", NOON)
        values = {"township_code": "150603003"}
        history.change(conn, who.city, "establishment", shop_row(conn, 1), values, NOON, batch)
        history.undo_batch(conn, who.city, batch, LATER)
        assert conn.scalar(select(camera.c.township_code).where(camera.c.id == 10)) == "150602001"


def test_a_bureau_undoes_nothing_that_has_left_its_place(engine, who):
    with writing(engine, who.dongsheng.place) as conn:
        batch = history.open_batch(conn, who.dongsheng, "bulk", "establishment", NOON)
        values = {"risk_level": "D"}
        history.change(conn, who.dongsheng, "establishment", shop_row(conn, 1), values, NOON, batch)
    with writing(engine) as conn:
        moved = {"township_code": "150603003"}
        history.change(conn, who.city, "establishment", shop_row(conn, 1), moved, NOON)
    with writing(engine, who.dongsheng.place) as conn:
        assert history.undo_batch(conn, who.dongsheng, batch, LATER) == history.Undone(0, 1)
    with reading(engine) as conn:
        assert shop_row(conn, 1)["risk_level"] == "D"


def test_a_bureau_deletes_nothing_it_made_that_is_another_s_by_now(engine, who):
    with writing(engine, who.dongsheng.place) as conn:
        batch = history.open_batch(conn, who.dongsheng, "import", "establishment", NOON)
        [number] = history.add(conn, who.dongsheng, "establishment", new_shops(1), NOON, batch)
        made = [worker(establishment_id=number)]
        history.add(conn, who.dongsheng, "person", made, NOON, batch)
    with writing(engine) as conn:
        moved = {"township_code": "150603003"}
        history.change(conn, who.city, "establishment", shop_row(conn, number), moved, NOON)
    with writing(engine, who.dongsheng.place) as conn:
        assert history.undo_batch(conn, who.dongsheng, batch, LATER) == history.Undone(0, 2)
    with reading(engine) as conn:
        assert shop_row(conn, number)["status"] == "active"
        assert conn.scalar(select(person.c.name).where(person.c.establishment_id == number))


def removed(engine, scope, subject, values):
    """A batch of `scope` that removes one row of shop 1."""
    with writing(engine, scope.place) as conn:
        place = {"township_code": "150602001"}
        [number] = history.add(conn, scope, subject, [{**values, **place}], NOON)
        table = history.SUBJECTS[subject]
        old = conn.execute(select(table).where(table.c.id == number)).mappings().one()
        batch = history.open_batch(conn, scope, "bulk", subject, NOON)
        history.remove(conn, scope, subject, {**old, **place}, NOON, batch)
    return batch


@pytest.mark.parametrize(
    ("subject", "values"),
    [
        ("licence", {"establishment_id": 1, "number": "A", "number_valid": False}),
        ("person", worker()),
    ],
)
def test_a_bureau_brings_nothing_back_where_it_no_longer_is(engine, who, subject, values):
    batch = removed(engine, who.dongsheng, subject, values)
    with writing(engine) as conn:
        moved = {"township_code": "150603003"}
        history.change(conn, who.city, "establishment", shop_row(conn, 1), moved, NOON)
    with writing(engine, who.dongsheng.place) as conn:
        assert history.undo_batch(conn, who.dongsheng, batch, LATER) == history.Undone(0, 1)
    with reading(engine) as conn:
        assert not conn.execute(select(history.SUBJECTS[subject])).all()


def test_what_is_brought_back_stands_where_its_establishment_is_by_now(engine, who):
    batch = removed(engine, who.dongsheng, "person", worker())
    with writing(engine) as conn:
        moved = {"township_code": "150602101"}
        history.change(conn, who.city, "establishment", shop_row(conn, 1), moved, NOON)
    with writing(engine, who.dongsheng.place) as conn:
        assert history.undo_batch(conn, who.dongsheng, batch, LATER) == history.Undone(1, 0)
    with reading(engine) as conn:
        assert conn.scalar(select(person.c.township_code)) == "150602101"


def test_a_made_establishment_with_an_account_stays_as_closed(engine, who):
    with writing(engine, who.dongsheng.place) as conn:
        batch = history.open_batch(conn, who.dongsheng, "import", "establishment", NOON)
        [number] = history.add(conn, who.dongsheng, "establishment", new_shops(1), NOON, batch)
    with writing(engine) as conn:
        new = NewAccount("shop", "新店", Role.ESTABLISHMENT, establishment_id=number)
        add(conn, system_scope("test"), new, None, NOON)
    with writing(engine, who.dongsheng.place) as conn:
        assert history.undo_batch(conn, who.dongsheng, batch, LATER) == history.Undone(0, 1)
    with reading(engine) as conn:
        assert shop_row(conn, number)["status"] == "closed"


def test_twelve_thousand_made_rows_are_undone_in_few_statements(engine, who):
    from sqlalchemy import event

    with writing(engine) as conn:
        batch = history.open_batch(conn, who.city, "import", "establishment", NOON)
        history.add(conn, who.city, "establishment", new_shops(12_000), NOON, batch)
    said = []
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with writing(engine) as conn:
        undone = history.undo_batch(conn, who.city, batch, LATER)
        assert conn.scalar(select(func.count()).select_from(establishment)) == 4
    assert undone == history.Undone(12_000, 0)
    assert len(said) < 1000


def test_no_password_of_an_address_gets_into_the_history(engine, who):
    with writing(engine) as conn:
        row = {
            "establishment_id": 1,
            "township_code": "150602001",
            "position": "prep",
            "label": "C-02",
        }
        source = "rtsp://admin:geheim@10.0.0.9/1"
        [number] = history.add(conn, who.city, "camera", [{**row, "source": source}], NOON)
        old = conn.execute(select(camera).where(camera.c.id == number)).mappings().one()
        history.change(conn, who.city, "camera", old, {"source": None}, LATER)
        history.remove(conn, who.city, "camera", {**old, "source": source}, LATER)
        kept = list(conn.scalars(select(register_change.c.before))) + list(
            conn.scalars(select(register_change.c.after))
        )
    assert "geheim" not in str(kept)
    assert "rtsp://10.0.0.9/1" in str(kept)
