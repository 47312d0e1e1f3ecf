"""The drill: a backup while others write, a restore elsewhere, and everything is as it was."""

import hashlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from data_access import audit
from data_access.backup import postgresql, restoring
from data_access.backup.making import make_backup
from data_access.backup.manifest import BackupError
from data_access.backup.restoring import restore
from data_access.backup.snapshot import facts_of
from data_access.changes import Topic, bump, numbers
from data_access.engine import open_engine, reading, writing
from data_access.schema import audit_log, establishment, evidence
from domain.scope import NotAllowedError, Role, Scope
from tests.conftest import NOON
from tests.data_access.backup.conftest import SYSTEM, add_picture

LATER = NOON + timedelta(hours=5)


@pytest.fixture
def other(elsewhere):
    """The database of the other installation, opened when asked for."""
    opened = []

    def get():
        opened.append(open_engine(elsewhere.database_url))
        return opened[-1]

    yield get
    for engine in opened:
        engine.dispose()


def test_what_others_commit_meanwhile_is_whole_or_absent(
    engine, lived_in, elsewhere, other, tmp_path
):
    acknowledged: list[int] = []
    stop, begun = threading.Event(), threading.Event()

    def go_on_writing():
        for number in range(100, 400):
            add_picture(engine, lived_in, number)
            acknowledged.append(number)
            begun.set()
            if stop.is_set():
                return

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    begun.wait(20)
    before = len(acknowledged)
    made = make_backup(engine, lived_in, SYSTEM, NOON, tmp_path / "kept")
    stop.set()
    writer.join(20)
    assert made.missing == 0

    done = restore(elsewhere, SYSTEM, made.path, LATER, force=False, trust_unsigned=True)
    there = other()
    with reading(there) as conn:
        facts = facts_of(conn)
        pictures = conn.execute(select(evidence.c.path, evidence.c.sha256)).all()
        logged = conn.scalars(
            select(audit_log.c.object_id).where(audit_log.c.object_kind == "picture")
        ).all()
    # Everything acknowledged before, whole transactions only, nothing of what came after.
    assert len(logged) == len(pictures) >= before + 2
    assert [int(n) for n in logged] == [0, 1, *acknowledged][: len(logged)]
    assert facts.audit_break is None
    assert facts.rows["establishment"] == 4
    for row in pictures:
        content = (elsewhere.data_dir / row.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row.sha256
    assert done.lost_s == 5 * 3600
    assert done.took_s >= 0
    assert done.aside is None
    assert not (elsewhere.data_dir / "frames").exists()  # made again
    assert not list(elsewhere.data_dir.glob(".restore-*"))


def test_the_restored_database_is_guarded_as_before(engine, lived_in, elsewhere, other, tmp_path):
    made = make_backup(engine, lived_in, SYSTEM, NOON, tmp_path / "kept")
    restore(elsewhere, SYSTEM, made.path, LATER, force=False, trust_unsigned=True)
    there = other()
    with reading(there, "establishment:1") as conn:
        seen = conn.scalars(select(establishment.c.id)).all()
    assert seen == ([1] if there.dialect.name == "postgresql" else [1, 2, 3, 4])
    with pytest.raises(Exception, match="never changed"), writing(there) as conn:
        conn.execute(text("UPDATE audit_log SET actor = 'x'"))
    with reading(there) as conn:
        newest = conn.execute(select(audit_log).order_by(audit_log.c.id.desc()).limit(1)).one()
    assert (newest.event, newest.object_id) == ("restored", made.path.name)


def test_nothing_is_replaced_without_force_and_nothing_is_lost_with_it(
    engine, lived_in, elsewhere, other, tmp_path
):
    made = make_backup(engine, lived_in, SYSTEM, NOON, tmp_path / "kept")
    restore(elsewhere, SYSTEM, made.path, LATER, force=False, trust_unsigned=True)
    there = other()
    with writing(there) as conn:
        conn.execute(establishment.update().values(principal="改动"))
        for _ in range(9):
            bump(conn, Topic.ALERTS)
        seen_by_screens = numbers(conn)[Topic.ALERTS]
    there.dispose()
    with pytest.raises(BackupError, match="--force"):
        restore(elsewhere, SYSTEM, made.path, LATER, force=False, trust_unsigned=True)
    done = restore(
        elsewhere, SYSTEM, made.path, LATER + timedelta(1), force=True, trust_unsigned=True
    )
    again = other()
    with reading(again) as conn:
        assert set(conn.scalars(select(establishment.c.principal))) == {None}
        assert numbers(conn)[Topic.ALERTS] > seen_by_screens
    assert list((done.aside / "evidence").rglob("*.jpg"))
    if again.dialect.name == "sqlite":
        old = open_engine(f"sqlite:///{done.aside}/nuancheng.db")
        with reading(old) as conn:
            assert set(conn.scalars(select(establishment.c.principal))) == {"改动"}
        old.dispose()
    else:
        with reading(again) as conn:
            kept = text(f"SELECT DISTINCT principal FROM {done.aside.name}.establishment")
            assert conn.scalars(kept).all() == ["改动"]
        # And the next backup holds one city, not two.
        twice = make_backup(again, elsewhere, SYSTEM, LATER, tmp_path / "twice")
        assert twice.missing == 0


def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(
    engine, lived_in, elsewhere, other, tmp_path, monkeypatch
):
    made = make_backup(engine, lived_in, SYSTEM, NOON, tmp_path / "kept")
    restore(elsewhere, SYSTEM, made.path, LATER, force=False, trust_unsigned=True)
    with writing(other()) as conn:
        conn.execute(establishment.update().values(principal="改动"))

    def full_disk(source, target):
        if target == elsewhere.data_dir / "evidence" and ".restore-" in str(source):
            raise OSError(28, "No space left on device")
        return rename(source, target)

    rename = restoring.shutil.move
    monkeypatch.setattr(restoring.shutil, "move", full_disk)
    with pytest.raises(OSError, match="No space left"):
        restore(elsewhere, SYSTEM, made.path, LATER + timedelta(1), force=True, trust_unsigned=True)
    monkeypatch.undo()
    with reading(other()) as conn:
        assert set(conn.scalars(select(establishment.c.principal))) == {"改动"}
        assert facts_of(conn).audit_break is None
    assert list((elsewhere.data_dir / "evidence").rglob("*.jpg"))
    assert not list(elsewhere.data_dir.glob(".restore-*"))


def test_sessions_end_and_lost_pictures_are_told(engine, lived_in, elsewhere, other, tmp_path):
    with reading(engine) as conn:
        lost = conn.scalars(select(evidence.c.path).order_by(evidence.c.id)).first()
    (lived_in.data_dir / lost).unlink()
    made = make_backup(engine, lived_in, SYSTEM, NOON, tmp_path / "kept")
    assert made.missing == 1
    done = restore(elsewhere, SYSTEM, made.path, LATER, force=False, trust_unsigned=True)
    assert done.manifest.missing == [lost]
    assert done.same_key is False  # each installation has made its own


def test_a_broken_log_is_saved_and_named(engine, lived_in, elsewhere, tmp_path):
    with writing(engine) as conn:
        last, _ = audit.head(conn)
        conn.execute(
            audit_log.insert().values(
                id=last + 1,
                at=NOON,
                actor="x",
                address="",
                event="sign_in",
                object_kind="",
                object_id="",
                result="ok",
                detail="{}",
                previous_hash="0" * 64,
                hash="0" * 64,
            )
        )
    made = make_backup(engine, lived_in, SYSTEM, NOON, tmp_path / "kept")
    assert f"row {last + 1}" in made.audit_break
    # That row is followed by the one about the backup, so the log of the copy ends with it.
    done = restore(elsewhere, SYSTEM, made.path, LATER, force=False, trust_unsigned=True)
    assert done.manifest.audit_break == made.audit_break


def test_only_the_system_makes_one(engine, lived_in, tmp_path):
    with pytest.raises(NotAllowedError):
        make_backup(engine, lived_in, Scope(Role.CITY_BUREAU, "x"), NOON, tmp_path)
    with pytest.raises(NotAllowedError):
        restore(lived_in, Scope(Role.SYSTEM_ADMIN, "x"), tmp_path, NOON, force=True)


def test_missing_programs_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(postgresql, "_DEBIAN", tmp_path)
    monkeypatch.setattr(postgresql.shutil, "which", lambda _name: None)
    with pytest.raises(BackupError, match="postgresql-client"):
        postgresql.require_programs()


def test_what_pg_dump_says_reaches_the_reader(postgresql_server, tmp_path):
    engine = open_engine(postgresql_server.address("not_there"))
    with pytest.raises(BackupError, match=r'pg_dump: .*"not_there" does not exist'):
        postgresql.dump(engine, "x", tmp_path / "x")
