"""S28: a camera's password is saved, used and refused, and then stands nowhere in plain text."""

import base64
import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from data_access.engine import reading, writing
from data_access.establishment_parts import save_part
from data_access.schema import camera, establishment, metadata
from data_access.sealing import CAMERA_SEAL, Sealer
from domain.scope import Role, Scope
from inference import video_source
from inference.patrol import look_at
from inference.worker import Patrol
from settings import Patrol as PatrolSettings
from tests.conftest import NOON
from tests.inference.drawn_cameras import LevelDetector
from tests.inference.films import grey
from tests.inference.rtsp_camera import RtspCamera
from tests.inference.test_worker import FakeMaker, go_round
from tests.records import KEYS
from tests.served import page, text
from tests.small_city import plant_small_city

USER, PASSWORD = "kitchen", "Zt9%q/wörd@7x"
CITY = Scope(Role.CITY_BUREAU, "市局")


def in_header(word: str) -> str:
    """As a camera is told it."""
    return base64.b64encode(f"{USER}:{word}".encode()).decode()


PLAIN = (
    PASSWORD,
    quote(PASSWORD, safe=""),
    quote(PASSWORD),
    PASSWORD.encode("unicode_escape").decode(),  # as JSON writes it
    in_header(PASSWORD),
)
"""The ways in which it could be read."""


def told_in(content: str | bytes) -> list[str]:
    """In which of them it can."""
    raw = content.encode() if isinstance(content, str) else content
    return [one for one in PLAIN if one.encode() in raw]


@pytest.fixture
def cameras():
    """One that takes the password, and one that takes another."""
    words = (PASSWORD, "another")
    made = [RtspCamera([grey(120)] * 40, password=in_header(word)) for word in words]
    yield made
    for one in made:
        one.close()


def saved_shop(engine, cameras):
    """An establishment of the small city whose cameras have been saved as a screen saves them."""
    plant_small_city(engine, NOON)
    given = {"position": "cooking", "user": USER, "password": PASSWORD}
    inside = f"rtsp://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:1/closed"
    keys = replace(KEYS, loopback_cameras=True)
    with writing(engine) as conn:
        conn.execute(update(camera).values(source=None))
        number = conn.scalar(select(establishment.c.id).order_by(establishment.c.id).limit(1))
        sources = [one.address for one in cameras] + [inside]
        for label, source in zip(("K-1", "K-2", "K-3"), sources, strict=True):
            form = {**given, "label": label, "source": source}
            if source is inside:
                form |= {"user": "", "password": ""}
            save_part(conn, CITY, number, "camera", None, form, NOON, keys)
    return number


def patrolled(engine, tmp_path, clock, monkeypatch):
    """Every camera of it looked at; what FFmpeg was given, and the command lines meanwhile."""
    given, lines = [], []
    real = video_source.av.open

    def opened(address, **more):
        given.append((address, more))
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                lines.append(process.read_bytes())
            except OSError:
                continue  # it has ended meanwhile
        return real(address, **more)

    monkeypatch.setattr(video_source.av, "open", opened)
    look = partial(look_at, unseal=Sealer(KEYS.secret_key, CAMERA_SEAL).open)
    quick = PatrolSettings(looks_per_min=600, burst_frames=2, burst_spacing_s=0.04)
    patrol = Patrol(engine, quick, tmp_path, clock, FakeMaker(), look, detector=LevelDetector())
    patrol.models.shipped_facts = {}
    go_round(patrol, 2)
    patrol.close()
    return given, lines


def states(engine):
    with reading(engine) as conn:
        rows = conn.execute(select(camera).where(camera.c.source.is_not(None)))
        return {row.label: (row.state, row.state_reason) for row in rows}


def test_the_password_stands_nowhere_in_plain_text(
    engine, server_app, signed_in, cameras, tmp_path, clock, monkeypatch, caplog, capfd
):
    caplog.set_level(logging.DEBUG)
    shop = saved_shop(engine, cameras)
    given, lines = patrolled(engine, tmp_path, clock, monkeypatch)
    assert states(engine) == {
        "K-1": ("online", None),  # so it was used
        "K-2": ("offline", "user name or password refused"),
        "K-3": ("offline", "cannot be opened"),
    }
    assert told_in(str(given)), "FFmpeg got it, within this process"
    assert told_in(b"".join(lines)) == []
    for name, table in metadata.tables.items():
        with reading(engine) as conn:
            for row in conn.execute(select(table)):
                assert told_in(repr(tuple(row))) == [], name
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".jpg" for path in written)
    assert [path.name for path in written if told_in(path.read_bytes())] == []
    assert told_in(text(page(signed_in(CITY), f"/register/{shop}", "?tab=cameras"))) == []
    assert told_in(caplog.text) == []
    assert told_in("".join(capfd.readouterr())) == []
