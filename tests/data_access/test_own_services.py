"""Where the program's own database and Redis answer, whatever way they are configured."""

import socket
from argparse import Namespace
from dataclasses import replace

import pytest

from commands import patrol
from data_access import own_services
from data_access.importing.desk import workshop
from data_access.own_services import configured, keys_of, resolved
from data_access.request import install, services
from pages import _record_saving
from settings import Cache, Database, Settings


@pytest.mark.parametrize(
    ("url", "places"),
    [
        ("", set()),
        ("user:p@db.city/n", {("db.city", 5432)}),
        ("user:p@DB.city:6000/n", {("db.city", 6000)}),
        ("user:p@127.0.0.1/n", {("localhost", 5432)}),
        ("/n", {("localhost", 5432)}),
        ("/n?host=/run/postgresql&port=6001", {("localhost", 5432), ("localhost", 6001)}),
        ("u@/n?host=a:6002&host=b:6002", {(h, p) for h in "ab" for p in (5432, 6002)}),
        ("u@db.city/n?hostaddr=10.0.0.5", {("db.city", 5432), ("10.0.0.5", 5432)}),
    ],
)
def test_hosts_and_ports_of_the_database(url, places):
    address = f"postgresql+psycopg2://{url}" if url else ""
    assert configured(Settings(database=Database(url=address))) == places


@pytest.mark.parametrize(
    ("url", "places"),
    [
        ("redis://:p@cache.city/0", {("cache.city", 6379)}),
        ("rediss://cache.city:6380", {("cache.city", 6380)}),
        ("redis://", {("localhost", 6379)}),
    ],
)
def test_host_and_port_of_redis(url, places):
    assert configured(Settings(cache=Cache(redis_url=url))) == places


def test_names_are_followed_to_their_numbers(monkeypatch):
    def answers(host, port, **_more):
        if host == "gone.city":
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", port))]

    monkeypatch.setattr(own_services.socket, "getaddrinfo", answers)
    places = frozenset({("db.city", 5432), ("gone.city", 6379)})
    assert resolved(places) == places | {("10.0.0.5", 5432)}


def test_an_address_of_this_machine_is_known_as_this_machine():
    assert "localhost" in keys_of("127.0.0.1")
    assert keys_of("192.0.2.1") == {"192.0.2.1"}


def test_whoever_takes_or_opens_addresses_knows_them(server_app, monkeypatch):
    """The form of a camera, an import on the screen, and the patrol."""
    held = services_of(server_app)
    cache = Cache(redis_url="redis://127.0.0.1:6379")
    settings = held.settings.model_copy(update={"cache": cache})
    install(server_app.server, replace(held, settings=settings))
    place = ("localhost", 6379)
    with server_app.server.app_context():
        assert place in _record_saving._installation().own_services
        assert place in workshop().context().own_services
    looks = []
    monkeypatch.setattr(patrol, "open_database", lambda _settings: held.engine)
    monkeypatch.setattr(patrol.signal, "signal", lambda *_given: None)
    monkeypatch.setattr(patrol, "_be_polite", lambda _nice: None)
    monkeypatch.setattr(patrol, "Patrol", lambda *given: looks.append(given[-1]) or Idle())
    assert patrol.run(Namespace(), settings) == 0
    assert place in looks[0].keywords["read"].keywords["own"]


class Idle:
    """A patrol that does nothing."""

    def run(self, _stop):
        """At once."""


def services_of(server_app):
    with server_app.server.app_context():
        return services()
