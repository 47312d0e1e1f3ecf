from argparse import ArgumentParser

import pytest
from sqlalchemy import func, select

from commands import seed
from data_access.engine import reading, writing
from data_access.opening import open_database
from data_access.schema import account, dataset, establishment
from domain.clock import utc_now
from domain.scope import Role
from settings import load


@pytest.fixture
def settings(tmp_path):
    return load(data_dir=tmp_path / "data")


def seeded(settings, *given: str) -> int:
    parser = ArgumentParser()
    seed.add_arguments(parser)
    return seed.run(parser.parse_args(given), settings)


def establishments(settings) -> int:
    engine = open_database(settings)
    with reading(engine) as conn:
        count = conn.scalar(select(func.count()).select_from(establishment))
    engine.dispose()
    return count


def test_it_makes_a_city_of_the_size_asked_for(settings, capsys):
    assert seeded(settings, "--establishments", "60", "--days", "10", "--seed", "3") == 0
    assert establishments(settings) == 60
    assert "60 establishments, 10 days" in capsys.readouterr().out


def test_it_replaces_a_city_only_when_forced(settings, capsys):
    seeded(settings, "--establishments", "60", "--days", "10")
    assert seeded(settings, "--establishments", "70", "--days", "10") == 1
    assert "--force" in capsys.readouterr().err
    assert establishments(settings) == 60
    assert seeded(settings, "--establishments", "70", "--days", "10", "--force") == 0
    assert establishments(settings) == 70


def test_it_never_replaces_a_register(settings, capsys):
    engine = open_database(settings)
    with writing(engine) as conn:
        conn.execute(dataset.insert().values(kind="register", parameters={}, started_at=utc_now()))
    engine.dispose()
    assert seeded(settings, "--establishments", "60", "--days", "10", "--force") == 1
    assert "real register" in capsys.readouterr().err
    assert establishments(settings) == 0


def test_a_number_out_of_bounds_is_named(settings, capsys):
    assert seeded(settings, "--establishments", "3") == 2
    assert "--establishments" in capsys.readouterr().err
    assert establishments(settings) == 0


def test_accounts_with_a_password_for_the_whole_city_stay(settings):
    engine = open_database(settings)
    with writing(engine) as conn:
        conn.execute(
            account.insert().values(
                username="liu",
                display_name="刘",
                role="city_bureau",
                password_hash="x",
                created_at=utc_now(),
            )
        )
    engine.dispose()
    seeded(settings, "--establishments", "60", "--days", "10")
    seeded(settings, "--establishments", "60", "--days", "10", "--force")
    engine = open_database(settings)
    with reading(engine) as conn:
        names = set(conn.scalars(select(account.c.username)))
    engine.dispose()
    assert "liu" in names
    assert len(names) == 1 + len(Role)  # and one a role
