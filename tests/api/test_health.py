"""Probes: alive is not ready, and what is missing has a name."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

import api.health
from data_access import job_runs
from data_access.engine import writing
from data_access.heartbeats import beat
from domain.jobs import Job, JobResult
from domain.scope import Role, Scope, system_scope
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


AFAR = {"REMOTE_ADDR": "10.9.9.9"}


def test_a_stranger_is_told_yes_or_no_and_nothing_else(probe, engine):
    assert probe.get("/readyz", environ_base=AFAR).get_json() == {"ready": False}
    proxied = probe.get("/readyz", headers={"X-Forwarded-For": "10.9.9.9"})
    assert (proxied.status_code, proxied.get_json()) == (503, {"ready": False})
    live(engine)
    answer = probe.get("/readyz", environ_base=AFAR)
    assert (answer.status_code, answer.get_json()) == (200, {"ready": True})


@pytest.mark.parametrize(
    ("role", "knows"),
    [(Role.SYSTEM_ADMIN, True), (Role.CITY_BUREAU, False), (Role.MUNICIPAL_LEADER, False)],
)
def test_an_administrator_is_told_why_from_anywhere(signed_in, role, knows):
    client = signed_in(Scope(role, "某人"))
    told = client.get("/readyz", environ_base=AFAR, base_url="https://localhost").get_json()
    assert ("reasons" in told) is knows


def test_without_its_database_a_stranger_is_told_no(signed_in, monkeypatch):
    client = signed_in(Scope(Role.SYSTEM_ADMIN, "某人"))

    def fail(*_args, **_more):
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr("data_access.request.reading", fail)
    answer = client.get("/readyz", environ_base=AFAR, base_url="https://localhost")
    assert (answer.status_code, answer.get_json()) == (503, {"ready": False})
