"""The patrol as a process of its own: killed, stopped, doubled."""

import hashlib
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import cv2
import pytest
from sqlalchemy import func, select, update

import settings
from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade
from data_access.schema import alert, camera, camera_look, evidence, heartbeat
from inference.lease import Lease
from inference.scenes.film import frames
from inference.scenes.labels import NO_MASK
from inference.scenes.script import write_script
from inference.scenes.timeline import FRAMES_PER_S
from tests.inference.films import write_film
from tests.rows import plant


@pytest.fixture(scope="module")
def bare_film(tmp_path_factory):
    """Eight seconds of a bare face, again and again."""
    script = write_script(12)
    start = round((script.windows(NO_MASK)[0].start_s + 1) * FRAMES_PER_S)
    pictures = list(frames(script, start, start + 40))
    return write_film(tmp_path_factory.mktemp("films") / "bare.mp4", pictures, rate=FRAMES_PER_S)


@pytest.fixture
def engine(tmp_path, bare_film):
    """A data directory with two cameras that play the film."""
    engine = open_engine(f"sqlite:///{tmp_path / 'nuancheng.db'}")
    upgrade(engine)
    with writing(engine) as conn:
        plant(conn)
        conn.execute(update(camera).where(camera.c.id.in_([10, 20])).values(source=str(bare_film)))
    yield engine
    engine.dispose()


@contextmanager
def patrol(tmp_path, **more):
    environment = {**os.environ, "NUANCHENG_PATROL__LOOKS_PER_MIN": "600", **more}
    process = subprocess.Popen(
        [sys.executable, "app.py", "patrol", "--data-dir", str(tmp_path)],
        cwd=settings.ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_until(process, words):
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"ended without saying {words!r}")


def count(engine, table):
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def assert_consistent(engine, tmp_path):
    """Every row has its file, every file is whole, no alert stands without evidence."""
    with reading(engine) as conn:
        pictures = conn.execute(select(evidence)).all()
        alerts = set(conn.execute(select(alert.c.id)).scalars())
        looks = conn.execute(select(camera_look)).all()
    assert {item.alert_id for item in pictures} == alerts
    for item in pictures:
        content = (tmp_path / item.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == item.sha256
    for item in looks:
        assert cv2.imread(str(tmp_path / item.path)).shape == (item.height_px, item.width_px, 3)


def test_killed_in_the_middle_it_leaves_whole_rows_and_goes_on_without_doubles(engine, tmp_path):
    for _ in range(2):
        with patrol(tmp_path) as process:
            read_until(process, "model kitchen_hygiene")
            if count(engine, alert) < 2:
                read_until(process, "raised by camera")
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert_consistent(engine, tmp_path)
    with patrol(tmp_path) as process:
        while count(engine, alert) < 2:
            read_until(process, "raised by camera")
    assert_consistent(engine, tmp_path)
    with reading(engine) as conn:
        raised = conn.execute(select(alert.c.camera_id).order_by(alert.c.camera_id)).scalars()
        assert list(raised) == [10, 20]
    assert count(engine, evidence) == 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_well(engine, tmp_path, number):
    with patrol(tmp_path) as process:
        read_until(process, "raised by camera")
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, "Traceback" in said) == (0, False)
    assert_consistent(engine, tmp_path)


def test_a_second_one_waits_and_takes_over(engine, tmp_path):
    lease = Lease(tmp_path)
    assert lease.take()
    with patrol(tmp_path) as process:
        read_until(process, "waiting in reserve")
        assert count(engine, heartbeat) == 0
        lease.give_back()
        read_until(process, "raised by camera")


def test_a_bad_model_leaves_it_up_and_visibly_degraded(engine, tmp_path):
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"no model")
    before = datetime.now(UTC)
    with patrol(tmp_path, NUANCHENG_PATROL__MODEL=str(bad)) as process:
        said = read_until(process, "bad.onnx")
        assert "nothing is detected" in said
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        assert process.returncode == 0
    with reading(engine) as conn:
        (beat,) = conn.execute(select(heartbeat)).all()
    assert beat.detail["degraded"].startswith("model bad.onnx: no usable ONNX file")
    assert beat.at >= before.replace(microsecond=0)
