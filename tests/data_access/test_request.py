"""Kept answers: built once however many ask, on one connection however deep."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from api.told import COOKIE, HEADER
from data_access import request
from data_access.changes import Steps, Topic, bump, numbers
from data_access.engine import writing
from data_access.request import install
from domain.scope import system_scope

TOPICS = (Topic.ALERTS,)
ASKERS = 4


@pytest.fixture
def asking(server_app, monkeypatch):
    """A request of somebody who is signed in, one for each `with`."""
    asker = system_scope("test")
    monkeypatch.setattr(request, "scope", lambda: asker)
    return lambda: server_app.server.test_request_context()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_answer_within_an_answer_needs_no_second_connection(asking, engine):
    def inner(_conn, _asker):
        return engine.pool.checkedout()

    def outer(_conn, _asker):
        return request.remembered("inner", TOPICS, inner)

    with asking():
        assert request.remembered("outer", TOPICS, outer) == 1
    assert engine.pool.checkedout() == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_many_who_ask_at_once_have_it_built_once(asking, engine):
    together, built = Barrier(ASKERS), []

    def build(_conn, _asker):
        built.append(1)
        return "answer"

    def ask(_number):
        with asking():
            together.wait(10)
            return request.remembered("once", TOPICS, build)

    with ThreadPoolExecutor(ASKERS) as askers:
        assert list(askers.map(ask, range(ASKERS))) == ["answer"] * ASKERS
    assert built == [1]


@pytest.fixture
def figure(server_app, monkeypatch):
    """`figure(told)` asks a web process whose clock the test holds how many alerts there are."""
    at, built = [60.0], []
    held = server_app.server.extensions["nuancheng"]
    install(server_app.server, replace(held, steps=Steps(3, lambda: at[0])))

    def build(conn, _asker):
        built.append(1)
        return numbers(conn)[Topic.ALERTS]

    def ask(told=None, cookie=None):
        headers = {HEADER: told} if told else {}
        if cookie:
            headers["Cookie"] = cookie
        with server_app.server.test_request_context(headers=headers):
            server_app.server.preprocess_request()
            return request.remembered("figure", TOPICS, build)

    monkeypatch.setattr(request, "scope", lambda: system_scope("test"))
    ask.at, ask.built = at, built
    return ask


def move(engine):
    with writing(engine) as conn:
        bump(conn, Topic.ALERTS)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestSteps:
    def test_a_hundred_changes_a_minute_are_a_few_answers(self, figure, engine):
        for _ in range(100):
            figure.at[0] += 0.1
            move(engine)
            figure("alerts=1")
        assert len(figure.built) <= 5

    def test_the_next_step_brings_what_others_changed(self, figure, engine):
        move(engine)
        assert figure("alerts=1") == 1
        move(engine)
        assert figure("alerts=1") == 1
        figure.at[0] += 3
        assert figure("alerts=1") == 2

    def test_nobody_is_shown_less_than_they_were_told(self, figure, engine):
        move(engine)
        assert figure("alerts=1") == 1
        move(engine)
        assert figure("register=0,alerts=2") == 2
        assert figure("alerts=1") == 2  # the others go with it

    @pytest.mark.parametrize("told", [None, "", "alerts", "alerts=-1", "alerts=1;", "moon=1"])
    def test_who_does_not_say_what_they_know_gets_everything(self, figure, engine, told):
        assert figure("alerts=0") == 0
        move(engine)
        assert figure(told) == 1

    def test_who_has_just_written_gets_everything(self, figure, engine):
        assert figure("alerts=0") == 0
        move(engine)
        assert figure("alerts=0", cookie=f"{COOKIE}=1") == 1

    def test_a_request_that_wrote_reads_its_own_change(self, figure, engine, server_app):
        assert figure("alerts=0") == 0
        with server_app.server.test_request_context(headers={HEADER: "alerts=0"}):
            server_app.server.preprocess_request()
            with request.write(system_scope("test")) as conn:
                bump(conn, Topic.ALERTS)
            seen = request.remembered("figure", TOPICS, lambda conn, _asker: numbers(conn))
        assert seen[Topic.ALERTS] == 1

    def test_an_answer_that_stands_needs_no_connection(self, figure, engine):
        figure("alerts=0")
        engine.dispose()
        before = engine.pool.checkedin()
        assert figure("alerts=0") == 0
        assert engine.pool.checkedin() == before == 0
