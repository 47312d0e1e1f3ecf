"""A configuration that cannot be used names key, value and what is allowed."""

from pathlib import Path

import pytest

from settings import ROOT, SECRETS, ConfigurationError, Settings, load


def refused(tmp_path, content):
    path = tmp_path / "config.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("server:\n  prot: 8050\n", ["server.prot", "unknown key", "port"]),
        ("serwer:\n  port: 8050\n", ["serwer", "unknown key", "server"]),
        ("server:\n  port: many\n", ["server.port", "many", "integer"]),
        ("server:\n  port: 99999\n", ["server.port", "99999", "65535"]),
        ("display:\n  language: fr\n", ["display.language", "fr", "'zh' or 'en'"]),
        ("server:\n  port: 1\n  port: 2\n", ["'port' stands twice", "line 3"]),
        ("server:\n\tport: 8050\n", ["not valid YAML", "line 2"]),
        (b"city:\n  name_zh: \xff\xfe\n", ["not UTF-8 at byte"]),
        ("server: {port: 80", ["not valid YAML"]),
        ("- server\n", ["expected sections, got list"]),
        ("server: 8050\n", ["server", "8050"]),
        ("security:\n  secret_key: abc\n", ["security.secret_key", "environment"]),
        ("database:\n  url: mysql://x\n", ["database.url", "sqlite:///"]),
        (
            "database:\n  url: postgresql+psycopg2://u:p@:bad:/x\n",
            ["database.url", "not an address"],
        ),
        ("{1: 2}: 3\n", ["not valid YAML", "no word"]),
        ("? [1, 2]\n: 3\n", ["not valid YAML", "no word"]),
        ("server:\n  port: 2026-13-45\n", ["not valid YAML", "month"]),
        ("server:\n  port: 1\0\n", ["not valid YAML"]),
    ],
    ids=[
        "unknown key",
        "unknown section",
        "wrong type",
        "out of range",
        "not a choice",
        "twice",
        "tab",
        "not utf-8",
        "truncated",
        "a list",
        "section is a value",
        "secret in the file",
        "unknown database",
        "address without a host",
        "a mapping as key",
        "a list as key",
        "no such day",
        "nul",
    ],
)
def test_bad_configuration_is_refused_in_words(tmp_path, content, parts):
    message = refused(tmp_path, content)
    assert "config.yaml" in message
    for part in parts:
        assert part in message


@pytest.mark.parametrize("driver", ["mysql", "postgresql+psycopg2"])
def test_a_refused_address_is_shown_without_its_password(tmp_path, driver):
    message = refused(tmp_path, f"database:\n  url: {driver}://u:ge/heim@:bad:/x\n")
    assert "u:***@" in message
    assert "heim" not in message


def test_a_data_directory_of_the_command_line_is_below_the_folder_of_the_caller(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert load(data_dir=Path("mine")).data_dir == tmp_path / "mine"


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"nothing\.yaml: cannot be read"):
        load(tmp_path / "nothing.yaml")


def test_the_committed_file_shows_every_key_with_its_default(monkeypatch):
    for name in [n for n in __import__("os").environ if n.startswith("NUANCHENG_")]:
        monkeypatch.delenv(name)
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        model = field.annotation
        for key in getattr(model, "model_fields", {}):
            if f"{section}.{key}" not in SECRETS:
                assert f"  {key}:" in text, f"{section}.{key}"
    shown = load()
    assert (
        shown.model_copy(
            update={
                "data_dir": Settings().data_dir,
                "city": Settings().city,
                "patrol": Settings().patrol,
            }
        ).model_dump()
        == Settings().model_dump()
    )


def test_environment_overrides_a_key(tmp_path, monkeypatch):
    monkeypatch.setenv("NUANCHENG_SERVER__PORT", "9123")
    assert load().server.port == 9123


def test_environment_is_checked_too(monkeypatch):
    monkeypatch.setenv("NUANCHENG_SERVER__PORTS", "9123")
    with pytest.raises(ConfigurationError, match=r"server\.ports: unknown key"):
        load()


def test_settings_never_print_the_secret(monkeypatch):
    monkeypatch.setenv("NUANCHENG_SECURITY__SECRET_KEY", "do-not-print-me-do-not-print-me-12345")
    assert "do-not-print-me" not in repr(load())


def test_where_a_value_came_from_is_known(tmp_path, monkeypatch):
    config = tmp_path / "config.yaml"
    config.write_text("server:\n  port: 9000\n  threads: 8\n", encoding="utf-8")
    monkeypatch.setenv("NUANCHENG_SERVER__PORT", "9001")
    settings = load(config, data_dir=tmp_path)
    assert settings.server.port == 9001
    assert settings.origins == {
        "server.port": "environment",
        "server.threads": "file",
        "data_dir": "option",
    }
    assert Settings().origins == {}


def test_an_incomplete_provider_is_named_without_its_secret(monkeypatch):
    monkeypatch.setenv("NUANCHENG_OIDC__CLIENT_ID", "nuancheng")
    monkeypatch.setenv("NUANCHENG_OIDC__CLIENT_SECRET", "do-not-print-me")
    with pytest.raises(ConfigurationError, match=r"oidc: .*issuer") as refused:
        load()
    assert "do-not-print-me" not in str(refused.value)


def test_roles_from_the_environment_are_one_text(monkeypatch):
    monkeypatch.setenv("NUANCHENG_SECURITY__SECOND_FACTOR_ROLES", "auditor, city_bureau")
    assert load().security.second_factor_roles == ("auditor", "city_bureau")
    monkeypatch.setenv("NUANCHENG_SECURITY__SECOND_FACTOR_ROLES", "king")
    with pytest.raises(ConfigurationError, match=r"second_factor_roles"):
        load()
