import hashlib
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data_access import evidence
from data_access.alerts import Finding, raise_alert
from data_access.engine import reading, writing
from data_access.evidence import EvidenceKind
from data_access.files import LONGEST_WRITE_S, UNFINISHED, remove_unfinished
from data_access.schema import evidence as evidence_table
from domain.scope import NotAllowedError, system_scope
from tests.conftest import NOON
from tests.rows import plant

PATROL = system_scope("patrol")
JPEG = b"\xff\xd8 a picture \xff\xd9"
BOXES = [{"label": "no_mask", "score": 0.7, "xyxy": [1, 2, 30, 40], "finding": True}]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        found = Finding(10, "ai.no_mask", 0.81, NOON, "starter", "a" * 64)
        assert raise_alert(conn, PATROL, found, NOON).alert_id == 1
    return planted


def store(conn, folder, jpeg=JPEG, kind=EvidenceKind.CLEAN, scope=PATROL):
    return evidence.store(conn, scope, folder, 1, kind, jpeg, BOXES, NOON)


def files(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def test_a_stored_picture_is_found_and_its_file_has_its_hash(engine, who, tmp_path):
    with writing(engine) as conn:
        number = store(conn, tmp_path)
        found = evidence.find(conn, who.city, number)
    content = (tmp_path / found.path).read_bytes()
    assert content == JPEG
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.path == f"evidence/2026/11/19/{found.sha256}.jpg"
    assert (found.kind, found.size_bytes, found.boxes) == (EvidenceKind.CLEAN, len(JPEG), BOXES)
    assert found.taken_at == NOON


def test_the_same_picture_twice_is_one_row_and_one_file(engine, who, tmp_path):
    with writing(engine) as conn:
        assert store(conn, tmp_path) == store(conn, tmp_path)
        assert store(conn, tmp_path, kind=EvidenceKind.BOXED) != store(conn, tmp_path)
        assert len(evidence.of_alert(conn, PATROL, 1)) == 2
    assert len([path for path in files(tmp_path / "evidence")]) == 1


def test_a_half_file_under_the_name_is_replaced(engine, who, tmp_path):
    path, _ = evidence.write_picture(tmp_path, JPEG, NOON)
    (tmp_path / path).write_bytes(JPEG[:4])
    with writing(engine) as conn:
        store(conn, tmp_path)
    assert (tmp_path / path).read_bytes() == JPEG


def test_other_bureaus_and_missing_pictures_look_alike(engine, who, tmp_path):
    with writing(engine) as conn:
        number = store(conn, tmp_path)
    with reading(engine) as conn:
        assert evidence.find(conn, who.dongsheng, number) is not None
        assert evidence.find(conn, who.shop, number) is not None
        assert evidence.find(conn, who.kangbashi, number) is None
        assert evidence.find(conn, who.city, number + 1) is None
        assert evidence.of_alert(conn, who.kangbashi, 1) == []


def test_a_rolled_back_row_leaves_a_file_and_never_the_reverse(engine, who, tmp_path):
    with engine.connect().execution_options(immediate=True) as conn:
        killed = conn.begin()
        store(conn, tmp_path)
        killed.rollback()
    assert len(files(tmp_path / "evidence")) == 1
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(evidence_table)).scalar_one() == 0
    with writing(engine) as conn:
        store(conn, tmp_path)
        assert len(evidence.of_alert(conn, PATROL, 1)) == 1


def test_a_disk_that_refuses_leaves_no_half_file_and_no_row(engine, who, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data_access.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"), writing(engine) as conn:
        store(conn, tmp_path)
    assert files(tmp_path / "evidence") == []
    with reading(engine) as conn:
        assert evidence.of_alert(conn, PATROL, 1) == []


def test_the_leftovers_of_a_kill_are_removed(tmp_path):
    left = tmp_path / "2026" / f"x{UNFINISHED}"
    left.parent.mkdir()
    left.write_bytes(b"half")
    os.utime(left, (0, time.time() - LONGEST_WRITE_S - 1))
    at_work = tmp_path / "2026" / f"y{UNFINISHED}"  # of a process that is writing it now
    at_work.write_bytes(b"half")
    kept = tmp_path / "2026" / "whole.jpg"
    kept.write_bytes(JPEG)
    assert remove_unfinished(tmp_path) == 1
    assert files(tmp_path) == sorted([kept, at_work])


def test_nobody_but_the_system_adds_evidence(engine, who, tmp_path):
    with writing(engine) as conn, pytest.raises(NotAllowedError):
        store(conn, tmp_path, scope=who.city)
    assert files(tmp_path / "evidence") == []


def test_no_evidence_without_an_alert(engine, who, tmp_path):
    with writing(engine) as conn, pytest.raises(LookupError):
        evidence.store(conn, PATROL, tmp_path, 99, EvidenceKind.CLEAN, JPEG, BOXES, NOON)
