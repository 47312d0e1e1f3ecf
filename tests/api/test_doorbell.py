"""The stream tells the change numbers and ends with its session."""

import json
from datetime import timedelta

import pytest

from api.doorbell import close_doorbell
from api.edition import edition
from data_access.changes import Topic, bump
from data_access.engine import writing
from data_access.sessions import Reason, end_every
from domain.scope import system_scope
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("test")


@pytest.fixture
def client(engine, signed_in, server_app):
    with writing(engine) as conn:
        scopes = plant(conn)
    yield signed_in(scopes.city)
    close_doorbell(server_app.server)


def events(answer):
    """Numbers of each event, as they come."""
    for part in answer.response:
        text = part.decode() if isinstance(part, bytes) else part
        if text.startswith("event: numbers"):
            yield json.loads(text.partition("data: ")[2])["numbers"]


def test_a_session_says_when_it_ends_and_asking_does_not_prolong_it(client, clock):
    first = client.get("/live/session").get_json()["leftS"]
    clock.moment += timedelta(minutes=5)
    assert client.get("/live/session").get_json()["leftS"] == first - 300


def test_numbers_name_the_edition_that_answers(client):
    assert client.get("/live/numbers").get_json()["edition"] == edition()


def test_numbers_are_told_with_the_moment_they_were_true(client, engine):
    with writing(engine) as conn:
        bump(conn, Topic.ALERTS)
    told = client.get("/live/numbers").get_json()
    assert told["numbers"]["alerts"] == 1
    assert told["shown"] == "12:00:00"
    assert told["ageS"] == 0


def test_the_stream_tells_each_move(client, engine):
    stream = events(client.get("/live/changes"))
    first = next(stream)
    with writing(engine) as conn:
        bump(conn, Topic.CONTROL)
    assert next(stream)["control"] == first["control"] + 1


def test_the_stream_is_not_buffered_nor_kept(client):
    answer = client.get("/live/changes")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    answer.close()


def test_the_stream_ends_with_the_account_s_sessions(client, engine):
    stream = events(client.get("/live/changes"))
    next(stream)
    with writing(engine) as conn:
        end_every(conn, SYSTEM, 1, Reason.REVOKED, NOON)  # bumps a number, so the stream wakes
    assert list(stream) == []


def test_the_stream_ends_when_the_session_is_over(client, engine, clock):
    stream = events(client.get("/live/changes"))
    next(stream)
    clock.moment += timedelta(minutes=30)
    with writing(engine) as conn:
        bump(conn, Topic.ALERTS)
    assert list(stream) == []


def test_the_stream_ends_when_the_process_stops(client, server_app):
    stream = events(client.get("/live/changes"))
    next(stream)
    close_doorbell(server_app.server)
    assert list(stream) == []
