"""What everything at once prepares and keeps; the processes themselves are not started here."""

import socket
import sys
from argparse import Namespace

import pytest

from commands.run import Announcement, children, prepare, run
from data_access.accounts import every_account
from data_access.demo_accounts import holds_demo
from data_access.engine import open_engine, reading
from domain.scope import Role, system_scope
from settings import City, Demo, Server, Settings

SMALL = Demo(establishments=60, days=8, camera_clips=2)
NO_CONFIG = Namespace(config=None)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("run"), demo=SMALL)
    assert prepare(settings)
    return settings


def look(settings, read):
    engine = open_engine(settings.database_url)
    with reading(engine) as conn:
        found = read(conn)
    engine.dispose()
    return found


def test_the_first_start_makes_the_city_and_one_account_a_role(prepared):
    assert look(prepared, holds_demo)
    made = look(prepared, lambda conn: every_account(conn, system_scope("test")))
    assert {account.scope.role for account in made} == set(Role)
    assert all(account.one_click for account in made)


def test_a_second_start_changes_nothing(prepared):
    before = look(prepared, lambda conn: every_account(conn, system_scope("test")))
    assert prepare(prepared)
    assert look(prepared, lambda conn: every_account(conn, system_scope("test"))) == before


def test_without_the_demo_the_register_stays_empty(tmp_path):
    settings = Settings(data_dir=tmp_path, demo=Demo(enabled=False))
    assert not prepare(settings)
    assert look(settings, lambda conn: every_account(conn, system_scope("test"))) == []


def names(settings, *, demo):
    return [child.name for child in children(NO_CONFIG, settings, demo=demo)]


def test_the_feed_belongs_to_the_demo_and_the_font_is_made_once(tmp_path):
    settings = Settings(data_dir=tmp_path)
    assert names(settings, demo=True) == ["serve", "patrol", "schedule", "demo-feed", "fonts"]
    assert names(settings, demo=False) == ["serve", "patrol", "schedule", "fonts"]
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "nuancheng-sans.woff2").write_bytes(b"x")
    assert "fonts" not in names(settings, demo=True)


def test_children_get_the_same_configuration(tmp_path):
    settings = Settings(data_dir=tmp_path)
    for child in children(Namespace(config=tmp_path / "my.yaml"), settings, demo=True):
        assert child.command[0] == sys.executable
        assert child.command[3:] == (
            "--data-dir",
            str(tmp_path),
            "--config",
            str(tmp_path / "my.yaml"),
        )
        assert child.once is (child.name == "fonts")


def test_only_the_web_process_is_in_front(tmp_path):
    kept = children(NO_CONFIG, Settings(data_dir=tmp_path), demo=True)
    assert [child.name for child in kept if child.nice == 0] == ["serve"]


def test_a_taken_port_stops_before_anything_is_made(tmp_path, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = Settings(data_dir=tmp_path / "data", server=Server(port=port))
        assert run(NO_CONFIG, settings) == 1
    assert f"127.0.0.1:{port} is taken" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("host", "demo", "offered"),
    [("127.0.0.1", True, True), ("127.0.0.1", False, False), ("0.0.0.0", True, False)],
)
def test_the_address_is_said_once_and_roles_only_where_they_exist(
    tmp_path, monkeypatch, capsys, host, demo, offered
):
    monkeypatch.setattr("commands.run.answers", lambda _settings: True)
    settings = Settings(data_dir=tmp_path, server=Server(host=host, port=8099))
    say = Announcement(settings, demo=demo)
    say()
    say()
    said = capsys.readouterr().out
    assert said.count(f"http://{host}:8099") == 1
    assert ("choose a role" in said) is offered
    assert ("account add" in said) is not offered


def test_the_address_is_said_under_the_name_of_the_city(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("commands.run.answers", lambda _settings: True)
    city = City(name_zh="云梦市", words_zh={"暖城食安": "云梦食安"})
    Announcement(Settings(data_dir=tmp_path, city=city), demo=False)()
    said = capsys.readouterr().out
    assert said.startswith("云梦市云梦食安: http://")
