"""Foreign archives are refused by name, and nothing of them reaches the disk outside the folder."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile

import pytest

from data_access.backup import archive as archive_module
from data_access.backup import making
from data_access.backup.archive import unpack
from data_access.backup.making import make_backup, newest, remove_old
from data_access.backup.manifest import BackupError
from data_access.backup.restoring import restore
from data_access.engine import open_engine
from tests.conftest import NOON
from tests.data_access.backup.conftest import SYSTEM, add_picture, settings_of


@pytest.fixture
def lived_in(sqlite_template, tmp_path):
    from data_access.alerts import Finding, raise_alert
    from data_access.engine import writing
    from tests.rows import plant

    settings = settings_of("", tmp_path / "here")
    settings.data_dir.mkdir()
    shutil.copy(sqlite_template, settings.data_dir / "nuancheng.db")
    engine = open_engine(settings.database_url)
    with writing(engine) as conn:
        plant(conn)
        raise_alert(conn, SYSTEM, Finding(10, "ai.no_mask", 0.8, NOON, "m", "a" * 64), NOON)
    add_picture(engine, settings, 1)
    yield settings, engine
    engine.dispose()


@pytest.fixture
def made(lived_in, tmp_path):
    settings, engine = lived_in
    return make_backup(engine, settings, SYSTEM, NOON, tmp_path / "kept").path


def members(path):
    with tarfile.open(path) as tar:
        return [(entry, tar.extractfile(entry).read()) for entry in tar]


def rewritten(path, change, tmp_path):
    """The archive again, after `change(list of (entry, content))`."""
    target = tmp_path / "changed.tar.gz"
    with tarfile.open(target, "w:gz") as tar:
        for entry, content in change(members(path)):
            entry.size = len(content) if entry.isreg() else 0
            tar.addfile(entry, io.BytesIO(content) if entry.isreg() else None)
    return target


def assert_refused(path, tmp_path, match):
    into = tmp_path / "there"
    with pytest.raises(BackupError, match=match):
        restore(settings_of("", into), SYSTEM, path, NOON, force=False, trust_unsigned=True)
    assert {one.name for one in into.iterdir()} <= {"secret_key"}


def entry(name, kind=tarfile.REGTYPE, link=""):
    made = tarfile.TarInfo(name)
    made.type = kind
    made.linkname = link
    return made


@pytest.mark.parametrize(
    ("foreign", "match"),
    [
        (entry("../../outside.jpg"), "has no place"),
        (entry("/etc/outside"), "has no place"),
        (entry("evidence/../../outside.jpg"), "has no place"),
        (entry("evidence/.ssh/key"), "has no place"),
        (entry("secret_key"), "has no place"),
        (entry("evidence/a.jpg", tarfile.SYMTYPE, "/etc/passwd"), "no plain file"),
        (entry("evidence/a.jpg", tarfile.LNKTYPE, "database.sqlite"), "no plain file"),
        (entry("evidence", tarfile.DIRTYPE), "no plain file"),
        (entry("evidence/fifo", tarfile.FIFOTYPE), "no plain file"),
        (entry("evidence/added.jpg"), "not in the manifest"),
        (entry("database.sqlite"), "stands in it twice"),
    ],
)
def test_a_member_that_does_not_belong_is_named(made, tmp_path, foreign, match):
    changed = rewritten(made, lambda all_: [*all_[:-1], (foreign, b"x"), all_[-1]], tmp_path)
    assert_refused(changed, tmp_path, f"(?s){match}")
    assert not list(tmp_path.parent.rglob("outside*"))


def test_every_changed_missing_or_renamed_member_is_named(made, tmp_path):
    names = [one.name for one, _ in members(made)]
    assert len(names) == 3
    for name in names[:-1]:
        altered = rewritten(
            made,
            lambda all_, name=name: [
                (one, b"X" + content[1:] if one.name == name else content) for one, content in all_
            ],
            tmp_path,
        )
        assert_refused(altered, tmp_path, f"{name}' is not what the manifest says")
        left_out = rewritten(
            made, lambda all_, name=name: [x for x in all_ if x[0].name != name], tmp_path
        )
        assert_refused(left_out, tmp_path, f"{name}' is missing")
    assert_refused(
        rewritten(made, lambda all_: all_[:-1], tmp_path), tmp_path, "has no manifest.json"
    )


def with_manifest(path, tmp_path, **changes):
    def change(all_):
        entry_, content = all_[-1]
        return [*all_[:-1], (entry_, json.dumps(json.loads(content) | changes).encode())]

    return rewritten(path, change, tmp_path)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"revision": "9999"}, "schema 9999, which this program does not know"),
        ({"revision": "0001"}, "not at version 0001"),
        ({"database": "postgresql"}, "holds no database.dump"),
        ({"rows": {"establishment": 5}}, "rows, the manifest says"),
        ({"audit_id": 7}, "does not end where the manifest says"),
        ({"audit_hash": "f" * 64}, "does not end where the manifest says"),
        ({"form": "something"}, "cannot be used: form"),
        ({"made_at": "yesterday"}, "cannot be used: made_at"),
        ({"members": {"database.sqlite": {"sha256": "x", "size_bytes": 1}}}, "cannot be used"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(made, tmp_path, changes, match):
    assert_refused(with_manifest(made, tmp_path, **changes), tmp_path, match)


def test_cut_off_anywhere_it_is_refused(made, tmp_path):
    whole = made.read_bytes()
    cut = tmp_path / "cut.tar.gz"
    for share in (0, 0.01, 0.3, 0.6, 0.9, 0.999):
        cut.write_bytes(whole[: int(len(whole) * share)])
        assert_refused(cut, tmp_path, "cut off|damaged|not a backup")
    plain = gzip.decompress(whole)
    for share in (0.2, 0.7, 0.95):
        cut.write_bytes(gzip.compress(plain[: int(len(plain) * share)], 1))
        assert_refused(cut, tmp_path, "cut off|damaged|is missing")


def test_flipped_bytes_and_other_files_are_refused(made, tmp_path):
    whole = bytearray(made.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(whole)
    assert_refused(damaged, tmp_path, "damaged|changed")
    damaged.write_bytes(b"not an archive at all" * 100)
    assert_refused(damaged, tmp_path, "damaged")


def test_a_member_larger_than_the_disk_is_refused_before_it_is_written(made, tmp_path, monkeypatch):
    monkeypatch.setattr(
        archive_module.shutil, "disk_usage", lambda _p: shutil._ntuple_diskusage(1, 1, 1000)
    )
    (tmp_path / "there").mkdir()
    with pytest.raises(BackupError, match="MiB left"):
        unpack(made, tmp_path / "there")
    assert not list((tmp_path / "there").iterdir())


def test_a_database_that_was_swapped_with_its_hash_is_still_refused(made, lived_in, tmp_path):
    """The manifest's own hash of a member can be forged along; the log's chain then betrays it."""
    import hashlib

    from data_access.sqlite import sqlite3

    def forge(all_):
        path = tmp_path / "forged.db"
        path.write_bytes(all_[0][1])
        with sqlite3.connect(path) as conn:
            conn.execute("DROP TRIGGER audit_log_unchanged")
            conn.execute("UPDATE audit_log SET actor = 'nobody'")
        conn.close()
        content = path.read_bytes()
        manifest = json.loads(all_[-1][1])
        manifest["members"]["database.sqlite"] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
        }
        return [(all_[0][0], content), *all_[1:-1], (all_[-1][0], json.dumps(manifest).encode())]

    assert_refused(rewritten(made, forge, tmp_path), tmp_path, "audit log: row 1 was changed")


def test_a_failed_backup_leaves_nothing(lived_in, tmp_path, monkeypatch):
    settings, engine = lived_in

    def full_disk(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_add_files", full_disk)
    with pytest.raises(OSError, match="No space left"):
        make_backup(engine, settings, SYSTEM, NOON, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_damaged_database_is_not_backed_up(lived_in, tmp_path):
    settings, engine = lived_in
    engine.dispose()
    path = settings.data_dir / "nuancheng.db"
    content = bytearray(path.read_bytes())
    for page in range(8, len(content) // 4096, 2):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)
    with pytest.raises(Exception, match=r"damaged|malformed"):
        make_backup(engine, settings, SYSTEM, NOON, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_the_secret_key_is_in_no_backup(made, lived_in):
    settings, _ = lived_in
    key = (settings.data_dir / "secret_key").read_bytes()
    assert [one.name for one, _ in members(made)][-1] == "manifest.json"
    assert all(key not in content for _, content in members(made))
    assert made.stat().st_mode & 0o777 == 0o600


def test_the_newest_stay_and_foreign_files_too(tmp_path):
    for day in range(1, 6):
        (tmp_path / f"nuancheng-2026110{day}T023000Z.tar.gz").write_bytes(b"")
    (tmp_path / "mine.tar.gz").write_bytes(b"")
    (tmp_path / ".backup-killed.part").mkdir()
    assert remove_old(tmp_path, 2) == [
        f"nuancheng-2026110{day}T023000Z.tar.gz" for day in (1, 2, 3)
    ]
    assert newest(tmp_path).name == "nuancheng-20261105T023000Z.tar.gz"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "mine.tar.gz",
        "nuancheng-20261104T023000Z.tar.gz",
        "nuancheng-20261105T023000Z.tar.gz",
    ]


def test_only_an_archive_that_our_key_has_signed_is_restored(made, lived_in, tmp_path):
    settings, _engine = lived_in
    into = tmp_path / "there"
    into.mkdir()
    shutil.copy(settings.data_dir / "secret_key", into)

    def restored(path):
        there = settings_of(f"sqlite:///{into}/nuancheng.db", into)
        return restore(there, SYSTEM, path, NOON, force=True)

    def forged(all_):
        """Another picture, and a manifest that agrees with it."""
        *files, (last, content) = all_
        told = json.loads(content)
        changed = [(one, b"X" if one.name.startswith("evidence") else held) for one, held in files]
        for one, held in changed:
            digest = hashlib.sha256(held).hexdigest()
            told["members"][one.name] = {"sha256": digest, "size_bytes": len(held)}
        return [*changed, (last, json.dumps(told).encode())]

    def unsigned(all_):
        *files, (last, content) = all_
        return [*files, (last, json.dumps(json.loads(content) | {"signature": None}).encode())]

    for change in (forged, unsigned):
        with pytest.raises(BackupError, match="not signed"):
            restored(rewritten(made, change, tmp_path))
    assert restored(made).same_key
