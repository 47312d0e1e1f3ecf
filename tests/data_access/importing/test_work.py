"""The long steps of an import, several web processes, and what a killed one leaves: nothing."""

import os
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data_access import audit
from data_access.engine import reading, writing
from data_access.importing import batches, work
from data_access.importing.mapping import Mapping, signature
from data_access.importing.subjects import ESTABLISHMENTS, PEOPLE
from data_access.importing.uploads import KEPT_DAYS, STALE_S, TooLargeError, Uploads
from data_access.importing.work import Workshop
from data_access.places_loading import load_places
from data_access.schema import audit_log, change_batch, establishment
from domain.scope import NotAllowedError, Role, Scope
from tests.conftest import NOON, TickingClock
from tests.deliveries import CITY, context
from tests.registers import HEADER, numbered, write_register

BUREAU = Scope(Role.CITY_BUREAU, "市局")
DONGSHENG = Scope(Role.BANNER_BUREAU, "东胜局", banner_adcode="150602")
KANGBASHI = Scope(Role.BANNER_BUREAU, "康巴什局", banner_adcode="150603")
COLUMNS = Mapping().guessed_for(list(HEADER), ESTABLISHMENTS)


@pytest.fixture
def shop(engine, tmp_path):
    """A workshop over the test's database, with a clock that can be moved."""
    with writing(engine) as conn:
        load_places(conn, CITY)
    clock = TickingClock()
    return Workshop(engine, Uploads(tmp_path / "data"), clock, lambda: context(clock()))


@pytest.fixture
def upload(engine, shop, tmp_path):
    def run(rows, scope=BUREAU, header=HEADER):
        path = write_register(tmp_path / "r.csv", rows, header)
        with path.open("rb") as stream:
            stored, sha256 = shop.uploads.keep(stream, 10**7)
        detail = {"stored": stored, "header": list(header), "signature": signature(header)}
        with writing(engine, scope.place) as conn:
            number = batches.opened(
                conn, scope, ESTABLISHMENTS, NOON, file_name="r.csv", sha256=sha256, detail=detail
            )
        return found(engine, number, scope)

    return run


def found(engine, number, scope=BUREAU):
    with reading(engine, scope.place) as conn:
        return batches.find(conn, scope, number)


def count(engine):
    with reading(engine) as conn:
        return conn.scalar(select(func.count()).select_from(establishment))


def checked(shop, batch, scope=BUREAU, mapping=COLUMNS):
    work.check(shop, scope, batch, mapping)
    return found(shop.engine, batch.id, scope)


def test_a_check_writes_nothing_and_a_run_writes_all(engine, shop, upload):
    batch = checked(shop, upload([numbered(n) for n in range(5)]))
    assert (batch.state, count(engine)) == ("checked", 0)
    told = shop.uploads.check(batch.detail["stored"])
    assert (told["added"], told["issue_count"]) == (5, 0)
    work.run(shop, BUREAU, batch, COLUMNS)
    batch = found(engine, batch.id)
    assert (batch.state, count(engine)) == ("done", 5)
    assert batch.detail["counts"]["added"] == 5
    with pytest.raises(FileNotFoundError):
        shop.uploads.path(batch.detail["stored"])
    assert shop.uploads.progress(batch.detail["stored"]) is None


def test_runs_and_undos_are_in_the_audit_log(engine, shop, upload):
    batch = checked(shop, upload([numbered(1)]))
    work.run(shop, BUREAU, batch, COLUMNS)
    with writing(engine) as conn:
        batches.undo(conn, BUREAU, batch.id, NOON)
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log).order_by(audit_log.c.id)).all()
        assert audit.first_break(conn) is None
    assert [(row.event, row.actor, row.object_kind, row.object_id) for row in rows] == [
        ("imported", "市局", "batch", str(batch.id)),
        ("undone", "市局", "batch", str(batch.id)),
    ]
    assert '"added":1' in rows[0].detail
    assert count(engine) == 0


def test_a_mapping_that_does_not_fit_leaves_the_batch_where_it_was(engine, shop, upload):
    batch = checked(shop, upload([numbered(1)]), mapping=Mapping({"name": "单位名称"}))
    assert batch.state == "uploaded"
    assert "没有找到这些列" in batch.error
    assert checked(shop, batch).error is None


def test_the_register_may_change_between_check_and_run(engine, shop, upload):
    first = checked(shop, upload([numbered(1)]))
    second = checked(shop, upload([numbered(1), numbered(2)]))
    work.run(shop, BUREAU, first, COLUMNS)
    work.run(shop, BUREAU, second, COLUMNS)
    counts = found(engine, second.id).detail["counts"]
    assert (counts["added"], counts["unchanged"]) == (1, 1)


def test_a_change_after_the_file_was_judged_is_seen_in_the_transaction(
    engine, shop, upload, monkeypatch
):
    batch = checked(shop, upload([numbered(1)]))
    other = checked(shop, upload([numbered(1)]))
    plain, slipped = work.judge, []

    def judge(*arguments, **options):
        plan = plain(*arguments, **options)
        if not slipped:  # somebody else imports the same while this one has only read
            slipped.append(1)
            with writing(engine) as conn:
                conn.execute(
                    change_batch.update()
                    .where(change_batch.c.id == batch.id)
                    .values(state="checked")
                )
            work.run(shop, BUREAU, other, COLUMNS)
            with writing(engine) as conn:
                conn.execute(
                    change_batch.update()
                    .where(change_batch.c.id == batch.id)
                    .values(state="running")
                )
        return plan

    monkeypatch.setattr(work, "judge", judge)
    work.run(shop, BUREAU, batch, COLUMNS)
    assert found(engine, batch.id).detail["counts"]["unchanged"] == 1
    assert count(engine) == 1


def test_a_fault_while_writing_leaves_nothing_and_says_so(engine, shop, upload, monkeypatch):
    batch = checked(shop, upload([numbered(n) for n in range(3)]))

    def broken(conn, *_rest):
        conn.execute(establishment.delete())
        raise RuntimeError("cable cut")

    monkeypatch.setattr(work, "carry_out", broken)
    work.run(shop, BUREAU, batch, COLUMNS)
    batch = found(engine, batch.id)
    assert (batch.state, count(engine)) == ("failed", 0)
    assert batch.error.startswith("系统处理时出错，未写入任何数据")
    assert "cable" not in batch.error


def killed(engine, shop, batch, age_s):
    """As a process leaves it that was killed while running."""
    with writing(engine) as conn:
        batches.move(conn, BUREAU, batch.id, ["checked"], "running")
    shop.uploads.report(batch.detail["stored"], "writing", 0.4)
    path = shop.uploads._folder / f"{batch.detail['stored']}.progress"
    moment = time.time() - age_s
    os.utime(path, (moment, moment))


def test_an_import_whose_process_is_gone_is_failed_and_another_may_run(engine, shop, upload):
    dead = checked(shop, upload([numbered(1)]))
    killed(engine, shop, dead, STALE_S + 5)
    work.look_after(shop)
    dead = found(engine, dead.id)
    assert dead.state == "failed"
    assert "未写入任何数据" in dead.error
    alive = checked(shop, upload([numbered(2)]))
    work.run(shop, BUREAU, alive, COLUMNS)
    assert found(engine, alive.id).state == "done"


def test_one_that_still_gives_signs_of_life_is_left_alone(engine, shop, upload):
    batch = checked(shop, upload([numbered(1)]))
    killed(engine, shop, batch, 1)
    work.look_after(shop)
    assert found(engine, batch.id).state == "running"


def test_given_up_meanwhile_it_writes_nothing_after_all(engine, shop, upload, monkeypatch):
    batch = checked(shop, upload([numbered(1)]))
    plain = work.judge

    def judge(*arguments, **options):
        with writing(engine) as conn:
            held = batches.find(conn, BUREAU, batch.id)
            if held.state == "running":
                batches.give_up(conn, BUREAU, held, NOON, "gone")
        return plain(*arguments, **options)

    monkeypatch.setattr(work, "judge", judge)
    work.run(shop, BUREAU, batch, COLUMNS)
    assert (found(engine, batch.id).state, count(engine)) == ("failed", 0)


def test_the_second_import_waits_for_the_first(engine, shop, upload, monkeypatch):
    first = checked(shop, upload([numbered(1)]))
    second = checked(shop, upload([numbered(2)]))
    killed(engine, shop, first, 1)
    asked = []

    def waited(_seconds):
        asked.append(shop.uploads.progress(second.detail["stored"]).phase)
        if len(asked) == 3:
            with writing(engine) as conn:
                batches.move(conn, BUREAU, first.id, ["running"], "done")

    monkeypatch.setattr(work.time, "sleep", waited)
    work.run(shop, BUREAU, second, COLUMNS)
    assert asked == ["waiting"] * 3
    assert found(engine, second.id).state == "done"


def test_a_second_press_runs_nothing_twice(engine, shop, upload):
    batch = checked(shop, upload([numbered(1)]))
    work.run(shop, BUREAU, batch, COLUMNS)
    work.run(shop, BUREAU, batch, COLUMNS)
    assert (found(engine, batch.id).state, count(engine)) == ("done", 1)


def test_batches_are_seen_by_the_city_and_their_own_banner(engine, shop, upload):
    own = upload([numbered(1)], scope=DONGSHENG)
    city = upload([numbered(2)])
    assert found(engine, own.id, BUREAU) is not None
    assert found(engine, own.id, KANGBASHI) is None
    assert found(engine, city.id, DONGSHENG) is None
    for role, place in ((Role.SUPERVISION_OFFICE, {"office_id": 1}), (Role.AUDITOR, {})):
        assert found(engine, own.id, Scope(role, "x", **place)) is None
    with reading(engine) as conn:
        assert [one.id for one in batches.newest(conn, DONGSHENG)] == [own.id]
        assert [one.id for one in batches.newest(conn, BUREAU)] == [city.id, own.id]


@pytest.mark.parametrize("asker", [KANGBASHI, Scope(Role.SUPERVISION_OFFICE, "所", office_id=1)])
def test_a_foreign_batch_is_neither_moved_nor_undone(engine, shop, upload, asker):
    batch = checked(shop, upload([numbered(1)], scope=DONGSHENG), DONGSHENG)
    work.run(shop, DONGSHENG, batch, COLUMNS)
    with (
        writing(engine, asker.place) as conn,
        pytest.raises((batches.BatchStateError, NotAllowedError)),
    ):
        batches.undo(conn, asker, batch.id, NOON)
    assert count(engine) == 1


def test_the_next_file_with_these_columns_is_read_the_same(engine, shop, upload):
    mapping = Mapping(COLUMNS.columns, {"category": {"面馆": "small"}}, "gcj02")
    batch = checked(shop, upload([numbered(1)]), mapping=mapping)
    work.run(shop, BUREAU, batch, mapping)
    with reading(engine) as conn:
        kept = batches.kept_mapping(conn, BUREAU, ESTABLISHMENTS, signature(HEADER[::-1]))
        assert Mapping.from_kept(kept, ESTABLISHMENTS) == mapping
        assert batches.kept_mapping(conn, BUREAU, ESTABLISHMENTS, signature(["x"])) is None
        assert batches.kept_mapping(conn, BUREAU, PEOPLE, signature(HEADER)) is None
        assert batches.kept_mapping(conn, KANGBASHI, ESTABLISHMENTS, signature(HEADER)) is None


def test_old_files_are_swept_and_fresh_ones_stay(shop, upload):
    batch = upload([numbered(1)])
    assert shop.uploads.sweep() == 0
    assert shop.uploads.sweep(time.time() + (KEPT_DAYS + 1) * 86_400) == 1
    with pytest.raises(FileNotFoundError):
        shop.uploads.path(batch.detail["stored"])


def test_a_file_that_was_swept_is_said_in_words(engine, shop, upload):
    batch = upload([numbered(1)])
    shop.uploads.drop(batch.detail["stored"])
    assert "重新上传" in checked(shop, batch).error


@pytest.mark.parametrize("name", ["", "../secret_key", "a" * 31, "A" * 32, "a" * 32 + "/..", "\0"])
def test_names_that_are_not_ours_lead_nowhere(tmp_path, name):
    uploads = Uploads(tmp_path)
    with pytest.raises(FileNotFoundError):
        uploads.path(name)
    with pytest.raises(FileNotFoundError):
        uploads.issues(name)
    assert uploads.progress(name) is None
    assert uploads.check(name) is None
    uploads.drop(name)


def test_a_stream_that_does_not_end_leaves_nothing(tmp_path):
    class Endless:
        def read(self, size):
            return b"x" * size

    uploads = Uploads(tmp_path)
    with pytest.raises(TooLargeError):
        uploads.keep(Endless(), 5_000_000)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_what_is_shown_of_a_change_holds_no_secret(engine, shop, upload):
    batch = checked(shop, upload([numbered(1)]))
    work.run(shop, BUREAU, batch, COLUMNS)
    shop.clock.moment += timedelta(days=1)
    row = numbered(1)
    row[0] = "新名字"
    again = checked(shop, upload([row]))
    told = shop.uploads.check(again.detail["stored"])
    assert told["differences"] == [[2, "新名字", "name", "示例1号店", "新名字"]]
