import csv
from argparse import ArgumentParser

import pytest
from sqlalchemy import func, insert, select

import settings as configuration
from commands import import_register
from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade
from data_access.schema import dataset, establishment
from tests.conftest import NOON
from tests.registers import HEADER, shop, write_register
from tests.workbooks import write_workbook

EXAMPLES = configuration.ROOT / "docs/examples"


@pytest.fixture
def city(tmp_path):
    """Settings of a real city with a data directory of its own."""
    loaded = configuration.load(data_dir=tmp_path / "data")
    return loaded.model_copy(
        update={
            "demo": loaded.demo.model_copy(update={"enabled": False}),
            "database": loaded.database.model_copy(update={"url": ""}),
        }
    )


def _run(settings, *words):
    return _command(settings, "establishments", *words)


def _command(settings, *words):
    parser = ArgumentParser()
    import_register.add_arguments(parser)
    return import_register.run(parser.parse_args([*map(str, words)]), settings)


def _count(settings):
    engine = open_engine(settings.database_url)
    try:
        with reading(engine) as conn:
            return conn.execute(select(func.count()).select_from(establishment)).scalar_one()
    finally:
        engine.dispose()


def _note_demo(settings, finished_at):
    engine = open_engine(settings.database_url)
    upgrade(engine)
    with writing(engine) as conn:
        conn.execute(
            insert(dataset).values(
                kind="demo", parameters={}, started_at=NOON, finished_at=finished_at
            )
        )
    engine.dispose()


def test_the_example_of_the_documentation_is_taken_without_a_remark(city, capsys):
    assert _run(city, EXAMPLES / "register.csv") == 0
    assert _count(city) == 2
    assert "remarks" not in capsys.readouterr().out


def test_a_dry_run_says_what_would_be_and_writes_nothing(city, tmp_path, capsys):
    path = write_register(tmp_path / "register.csv", [shop()])
    assert _run(city, path, "--dry-run") == 0
    assert "added      1" in capsys.readouterr().out
    assert _count(city) == 0
    assert _run(city, path) == 0
    assert _count(city) == 1


def test_row_errors_are_written_as_csv_that_is_safe_in_a_spreadsheet(city, tmp_path):
    path = write_register(tmp_path / "register.csv", [shop(), shop(业态='=cmd|"/c calc"!A1')])
    errors = tmp_path / "deep/errors.csv"
    assert _run(city, path, "--errors", errors) == 0
    with errors.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["row"] == "3"
    assert rows[0]["column"] == "业态"
    assert rows[0]["value"].startswith("'=cmd")
    assert rows[0]["level"] == "error"
    assert rows[0]["reason"]


def test_a_file_of_which_no_row_can_be_taken_fails(city, tmp_path):
    path = write_register(tmp_path / "register.csv", [shop(旗区="?")])
    assert _run(city, path) == 1
    assert _count(city) == 0


def test_a_missing_file_is_named(city, tmp_path, capsys):
    assert _run(city, tmp_path / "absent.csv") == 1
    assert "absent.csv: cannot be read" in capsys.readouterr().err
    assert _count(city) == 0


def test_a_real_register_does_not_go_into_the_demonstration(city, tmp_path, capsys):
    path = write_register(tmp_path / "register.csv", [shop()])
    demo = city.model_copy(update={"demo": city.demo.model_copy(update={"enabled": True})})
    assert _run(demo, path) == 1
    assert "demo.enabled: false" in capsys.readouterr().err
    _note_demo(city, finished_at=NOON)
    assert _run(city, path) == 1
    assert _count(city) == 0
    assert _run(demo, path, "--into-demo") == 0
    assert _count(city) == 1


def test_an_unfinished_demonstration_takes_nothing(city, tmp_path, capsys):
    path = write_register(tmp_path / "register.csv", [shop()])
    _note_demo(city, finished_at=None)
    assert _run(city, path, "--into-demo") == 1
    assert "seed" in capsys.readouterr().err


def test_the_examples_of_every_subject_are_taken_one_after_the_other(city, capsys):
    for subject, file in (
        ("establishments", "register.csv"),
        ("people", "people.csv"),
        ("certificates", "certificates.csv"),
        ("cameras", "cameras.csv"),
    ):
        assert _command(city, subject, EXAMPLES / file) == 0, file
        told = capsys.readouterr().out
        assert "added      2" in told
        assert "remarks" not in told
    assert _command(city, "list") == 0
    told = capsys.readouterr().out
    assert told.count("done") == 4
    assert "added 2" in told


def test_an_import_is_undone_by_its_number(city, tmp_path, capsys):
    path = write_register(tmp_path / "register.csv", [shop()])
    assert _run(city, path) == 0
    assert "import undo 1" in capsys.readouterr().out
    assert _command(city, "undo", "1") == 0
    assert "2 changes taken back" in capsys.readouterr().out
    assert _count(city) == 0
    assert _command(city, "undo", "1") == 1
    assert "batch 1: not done" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("undo",), ("undo", "x"), ("undo", "-1"), ("people",)])
def test_a_call_that_says_too_little_is_refused(city, words):
    assert _command(city, *words) == 2


def test_undoing_what_never_was_is_said(city, capsys):
    assert _command(city, "undo", "77") == 1
    assert "77" in capsys.readouterr().err


def test_options_of_the_command_come_before_the_mapping(city, tmp_path):
    row = shop()
    row[7], row[8] = row[8], row[7]
    path = write_register(tmp_path / "register.csv", [row])
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.replace("小型餐饮", "面馆").encode("gb18030"))
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("values: {category: {面馆: small}}\nencoding: utf-8\n", encoding="utf-8")
    assert _run(city, path, "--mapping", mapping) == 1
    assert _run(city, path, "--mapping", mapping, "--encoding", "gb18030", "--swap") == 0
    assert _count(city) == 1


def test_a_sheet_can_be_named_and_a_wrong_one_is_refused(city, tmp_path, capsys):
    path = write_workbook(tmp_path / "r.xlsx", [HEADER, shop()], sheet="名单")
    assert _run(city, path, "--sheet", "别的") == 1
    assert "名单" in capsys.readouterr().err
    assert _run(city, path, "--sheet", "名单") == 0
