"""Kept answers: built once however many ask, on one connection however deep."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from data_access import request
from data_access.changes import Topic
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
