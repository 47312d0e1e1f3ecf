"""Probes: alive is not ready, and what is missing has a name."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

import api.health
from data_access import job_runs
from data_access.engine import writing
from data_access.heartbeats import beat
from domain.jobs import Job, JobResult
from domain.scope import system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")


@pytest.fixture
def probe(server_app):
    return server_app.server.test_client()


def live(engine, patrol_age_s=0, schedule_age_s=0):
    with writing(engine) as conn:
        beat(conn, SYSTEM, "patrol", NOON - timedelta(seconds=patrol_age_s), {})
        beat(conn, SYSTEM, "scheduler", NOON - timedelta(seconds=schedule_age_s), {})


def test_alive(probe):
    assert (probe.get("/healthz").status_code, probe.get("/healthz").data) == (200, b"OK")


def test_ready_when_every_process_was_at_work_lately(probe, engine):
    live(engine)
    answer = probe.get("/readyz")
    assert answer.status_code == 200
    told = answer.get_json()
    assert (told["ready"], told["reasons"]) == (True, [])


def test_never_run_is_not_ready(probe):
    answer = probe.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["reasons"] == [
        "patrol: has not run yet",
        "scheduler: has not run yet",
    ]


@pytest.mark.parametrize(
    ("ages", "reason"),
    [
        ({"patrol_age_s": 301}, "patrol: last run 301 s ago, allowed 300 s"),
        ({"schedule_age_s": 601}, "scheduler: last run 601 s ago, allowed 600 s"),
    ],
)
def test_a_stopped_process_is_named_with_its_age(probe, engine, ages, reason):
    live(engine, **ages)
    answer = probe.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["reasons"] == [reason]


def test_a_patrol_that_detects_nothing_is_named(probe, engine):
    live(engine)
    with writing(engine) as conn:
        beat(conn, SYSTEM, "patrol", NOON, {"degraded": "model x.onnx: cannot be read"})
    answer = probe.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["reasons"] == ["patrol: detects nothing: model x.onnx: cannot be read"]


def test_a_silent_database_is_not_ready_but_alive(probe, monkeypatch):
    def fail(*_):
        raise OperationalError("select", {}, Exception("no route to 10.1.2.3, password=x"))

    monkeypatch.setattr(api.health, "heartbeats", fail)
    answer = probe.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["reasons"] == ["database: does not answer"]
    assert probe.get("/healthz").status_code == 200


def test_what_works_and_still_needs_somebody_is_told_without_taking_it_out_of_service(
    probe, engine, monkeypatch
):
    live(engine)
    with writing(engine) as conn:
        number = job_runs.start(conn, SYSTEM, Job.BACKUP, NOON)
        job_runs.finish(conn, SYSTEM, number, NOON - timedelta(hours=1), JobResult.OK, {})
        number = job_runs.start(conn, SYSTEM, Job.ACCESS, NOON)
        job_runs.finish(conn, SYSTEM, number, NOON, JobResult.FAILED, {"error": "password=x"})
    answer = probe.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "ready": True,
        "reasons": [],
        "degraded": ["expired_access: its last run failed"],
        "jobs": {"backup": 3600},
    }
