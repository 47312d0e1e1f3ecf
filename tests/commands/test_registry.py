"""The command line: every command explains itself, options stand anywhere, errors are one line."""

import subprocess
import sys

import pytest
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import IntegrityError, OperationalError

import commands
from commands import main
from data_access.engine import DatabaseError
from settings import ROOT, ConfigurationError


def names():
    return [command.name for command in commands.commands()]


def test_the_processes_and_tools_of_an_installation_are_there():
    assert {"run", "serve", "schedule", "demo-feed", "seed", "import", "account", "status"} <= set(
        names()
    )
    assert len(names()) == len(set(names()))


@pytest.mark.parametrize("name", names())
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert f"app.py {name}" in shown
    assert "--data-dir" in shown


class Recorder:
    """Stands in for a command's module."""

    def __init__(self, error=None):
        self.error, self.settings, self.arguments = error, None, None

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def run(self, arguments, settings):
        self.arguments, self.settings = arguments, settings
        if self.error:
            raise self.error
        return 0


@pytest.fixture
def recorder(monkeypatch):
    def install(error=None):
        made = Recorder(error)
        monkeypatch.setattr(commands.importlib, "import_module", lambda _name: made)
        return made

    return install


@pytest.mark.parametrize(
    "arguments",
    [
        ["--data-dir", "/tmp/x", "status", "--json"],
        ["status", "--data-dir", "/tmp/x", "--json"],
        ["status", "--json", "--data-dir=/tmp/x"],
    ],
)
def test_common_options_stand_before_or_after_the_command(recorder, arguments):
    ran = recorder()
    assert main(arguments) == 0
    assert str(ran.settings.data_dir) == "/tmp/x"
    assert ran.arguments.json


def test_no_command_means_run(recorder, monkeypatch):
    asked = []
    ran = recorder()
    monkeypatch.setattr(commands.importlib, "import_module", lambda name: asked.append(name) or ran)
    assert main([]) == 0
    assert asked == ["commands.run"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DatabaseError("the database does not answer"), 1),
        (ConfigurationError("server.port: no number"), 2),
    ],
)
def test_known_errors_are_one_message_and_a_status(recorder, capsys, error, status):
    recorder(error)
    assert main(["status"]) == status
    assert capsys.readouterr().err == f"{error}\n"


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (OperationalError("INSERT", {}, Exception("disk is full")), "disk is full"),
        (DriverError("SELECT", {}, Exception("malformed")), "malformed"),
        (OSError(28, "No space left on device"), "No space left"),
    ],
    ids=["full disk", "damaged file", "full disk of a file"],
)
def test_trouble_from_outside_is_one_line(recorder, capsys, error, part):
    recorder(error)
    assert main(["status"]) == 1
    said = capsys.readouterr().err
    assert part in said
    assert said.count("\n") == 1


def test_a_fault_of_ours_keeps_its_traceback(recorder):
    recorder(IntegrityError("INSERT", {}, Exception("UNIQUE")))
    with pytest.raises(IntegrityError):
        main(["status"])


def test_a_terminal_without_chinese_ends_nothing(tmp_path):
    ended = start("status", "--data-dir", str(tmp_path / "暖城 一"), PYTHONIOENCODING="latin-1")
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["status", "seed", "serve", "run"])
def test_a_file_that_is_no_database_is_refused_in_words(tmp_path, command):
    (tmp_path / "nuancheng.db").write_bytes(b"nonsense" * 9000)
    ended = start(command, "--data-dir", str(tmp_path), NUANCHENG_SERVER__PORT="8449")
    assert ended.returncode == 1
    assert "nuancheng.db cannot be used: file is not a database" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_interrupting_is_no_traceback(recorder):
    recorder(KeyboardInterrupt())
    assert main(["status"]) == 130


def start(*arguments, **environment):
    """Run the program for real."""
    import os

    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_command_waits_for_no_page(tmp_path):
    """`status` in the middle of the night is asked for by scripts, every minute perhaps."""
    loaded = """
import sys, app
app.main()
print({"dash", "plotly", "pandas", "onnxruntime"} & set(sys.modules))
"""
    ended = subprocess.run(
        [sys.executable, "-c", loaded, "status", "--data-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.endswith("set()\n")


def test_an_unknown_key_stops_the_program_in_words(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("server:\n  prot: 1\n", encoding="utf-8")
    ended = start("--config", str(config), "--data-dir", str(tmp_path / "data"))
    assert ended.returncode == 2
    assert "server.prot: unknown key" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data").exists()


def test_a_database_from_a_newer_program_is_refused(tmp_path):
    from data_access.sqlite import sqlite3

    with sqlite3.connect(tmp_path / "nuancheng.db") as conn:
        conn.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        conn.execute("INSERT INTO alembic_version VALUES ('9999')")
    conn.close()
    ended = start("status", "--data-dir", str(tmp_path))
    assert ended.returncode == 1
    assert "version 9999" in ended.stderr
    assert "newer" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_wrong_database_password_is_told_without_the_password(tmp_path):
    ended = start(
        "status",
        "--data-dir",
        str(tmp_path),
        NUANCHENG_DATABASE__URL="postgresql+psycopg2://city:hunter2@127.0.0.1:1/nowhere",
    )
    assert ended.returncode == 1
    assert "does not answer" in ended.stderr
    assert "hunter2" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_data_directory_that_is_a_file_is_refused(tmp_path):
    place = tmp_path / "data"
    place.write_text("x", encoding="utf-8")
    ended = start("status", "--data-dir", str(place))
    assert ended.returncode == 1
    assert "not writable" in ended.stderr
    assert "Traceback" not in ended.stderr
