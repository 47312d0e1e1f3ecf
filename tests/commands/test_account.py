from commands import main
from data_access.accounts import find_by_name
from data_access.engine import open_engine, reading, writing
from data_access.open_session import begin
from data_access.passwords import credentials, password_fits
from data_access.sessions import Method
from domain.clock import utc_now
from domain.scope import system_scope
from settings import Security

SYSTEM = system_scope("test")


def opens(tmp_path, name, password):
    engine = open_engine(f"sqlite:///{tmp_path / 'nuancheng.db'}")
    with reading(engine) as conn:
        known = credentials(conn, SYSTEM, name)
    engine.dispose()
    return password_fits(known, password, utc_now())


def shown_password(capsys):
    line = next(x for x in capsys.readouterr().out.splitlines() if "shown only now" in x)
    return line.rpartition(" ")[2]


def test_an_account_is_made_listed_given_a_new_password_and_disabled(tmp_path, capsys):
    where = ["--data-dir", str(tmp_path)]
    assert main(["account", "add", "bureau", "--role", "city_bureau", *where]) == 0
    first = shown_password(capsys)
    assert opens(tmp_path, "bureau", first)

    assert main(["account", "password", "bureau", *where]) == 0
    second = shown_password(capsys)
    assert not opens(tmp_path, "bureau", first)
    assert opens(tmp_path, "bureau", second)

    assert main(["account", "disable", "bureau", *where]) == 0
    assert not opens(tmp_path, "bureau", second)
    capsys.readouterr()
    assert main(["account", "list", *where]) == 0
    listed = capsys.readouterr().out
    assert "bureau" in listed
    assert "disabled" in listed
    assert second not in listed


def test_what_cannot_be_done_is_one_line_and_a_status(tmp_path, capsys):
    where = ["--data-dir", str(tmp_path)]
    assert main(["account", "add", "x", "--role", "banner_bureau", *where]) == 1
    assert "without the place" in capsys.readouterr().err
    assert main(["account", "disable", "nobody", *where]) == 1
    assert "no account 'nobody'" in capsys.readouterr().err


def test_a_place_that_does_not_exist_is_refused(tmp_path, capsys):
    where = ["--data-dir", str(tmp_path)]
    wanted = ["account", "add", "x", "--role", "banner_bureau", "--banner", "999999", *where]
    assert main(wanted) == 1
    assert "999999" in capsys.readouterr().err


def test_a_device_has_no_password_but_a_code(tmp_path, capsys):
    where = ["--data-dir", str(tmp_path)]
    assert main(["account", "add", "wall", "--role", "device", *where]) == 0
    said = capsys.readouterr().out
    assert "password" not in said
    assert "account pair wall" in said
    assert main(["account", "pair", "wall", *where]) == 0
    assert len(capsys.readouterr().out.strip().rpartition(" ")[2]) == 8
    main(["account", "add", "bureau", "--role", "city_bureau", *where])
    assert main(["account", "pair", "bureau", *where]) == 1
    assert "no active device" in capsys.readouterr().err


def test_sessions_are_listed_and_ended(tmp_path, capsys):
    where = ["--data-dir", str(tmp_path)]
    main(["account", "add", "bureau", "--role", "city_bureau", *where])
    engine = open_engine(f"sqlite:///{tmp_path / 'nuancheng.db'}")
    with writing(engine) as conn:
        owner = find_by_name(conn, SYSTEM, "bureau")
        begin(conn, owner.scope, owner, Method.PASSWORD, utc_now(), Security(), browser="Firefox")
    engine.dispose()
    capsys.readouterr()
    assert main(["account", "sessions", "bureau", "--end", *where]) == 0
    said = capsys.readouterr().out
    assert "1 open sessions" in said
    assert "Firefox" in said
    assert main(["account", "sessions", "bureau", *where]) == 0
    assert "0 open sessions" in capsys.readouterr().out
    assert main(["account", "totp-reset", "bureau", *where]) == 0


def test_a_street_and_a_provider_s_account_are_made(tmp_path, capsys):
    where = ["--data-dir", str(tmp_path)]
    wanted = ["account", "add", "street", "--role", "street_manager", "--street", "9", *where]
    assert main(wanted) == 1
    assert "no place 9" in capsys.readouterr().err
    wanted = ["account", "add", "naren", "--role", "city_bureau", "--no-password", *where]
    assert main(wanted) == 0
    assert "password" not in capsys.readouterr().out
