from commands import main
from data_access.engine import open_engine, reading
from data_access.passwords import credentials, password_fits
from domain.clock import utc_now
from domain.scope import system_scope

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
