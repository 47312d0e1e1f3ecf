"""Imports, batches and duplicates in English: no Chinese but the names that people gave."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import update

from data_access.duplicates import tell_apart
from data_access.engine import writing
from data_access.importing import work
from data_access.merging import merge
from data_access.register_bulk import Target, preview, run
from data_access.schema import establishment
from domain.bulk_change import BulkChange
from domain.register_filter import RegisterFilter
from tests.api.test_uploads import send
from tests.conftest import NOON
from tests.listed import TODAY
from tests.pages.test_imports import check, press
from tests.posted import open_page, words
from tests.registers import HEADER, numbered, shop, write_register
from tests.rows import plant

ROWS = [numbered(10), shop(业态="奇怪"), [*numbered(12)[:7], "39.8", "109.9", *numbered(12)[9:]]]
CELLS = sorted({cell for row in (HEADER, *ROWS) for cell in row}, key=len, reverse=True)
HAN = re.compile(r"[\u4e00-\u9fff][^ ]*")


@pytest.fixture
def reader(engine, monkeypatch, signed_in, tmp_path):
    """The city's bureau, reading English, with a batch of every kind and every state."""
    monkeypatch.setattr(work, "in_background", lambda step, _name: step())
    with writing(engine) as conn:
        city = replace(plant(conn).city, actor="Bureau")
        named = {1: "A", 2: "A", 3: "B", 4: "C"}
        for number, name in named.items():
            own = update(establishment).where(establishment.c.id == number)
            conn.execute(own.values(name=name, credit_code="91X" if name == "A" else None))
        tell_apart(conn, city, 3, 4, NOON)
        every = Target(RegisterFilter())
        change = BulkChange.parse("guarantor_tier", "B")
        mark = preview(conn, city, every, change, TODAY).mark
        run(conn, city, every, change, TODAY, NOON, agreed=mark)
        merge(conn, city, 3, 4, (), NOON)
    client = signed_in(city)
    with client.session_transaction() as kept:
        kept["language"] = "en"
    assert send(client, write_register(tmp_path / "r.csv", ROWS).read_bytes()).status_code == 201
    return client


def chinese(client, path, query=""):
    """What is Chinese on a page and stood in no cell of the file."""
    told = words(open_page(client, path, query))
    for cell in CELLS:
        told = told.replace(cell, "")
    return set(HAN.findall(told))


def test_batches(reader):
    assert chinese(reader, "/register/batches") == set()
    told = words(open_page(reader, "/register/batches"))
    for text in ("#3 and #4 are no duplicates", "Merge #3", "r.csv"):
        assert text in told


def test_duplicates(reader):
    assert chinese(reader, "/register/duplicates") == set()
    assert chinese(reader, "/register/duplicates", "?pair=1-2") == set()


def test_an_import_through_its_steps(reader, server_app):
    seen = [chinese(reader, "/register/import"), chinese(reader, "/register/import", "?batch=4")]
    check(reader, server_app, batch="4")
    seen.append(chinese(reader, "/register/import", "?batch=4"))
    press(reader, server_app, "import-run", batch="4")
    seen.append(chinese(reader, "/register/import", "?batch=4"))
    press(reader, server_app, "import-undo", batch="4")
    seen.append(chinese(reader, "/register/import", "?batch=4"))
    seen.append(chinese(reader, "/register/import", "?state=open"))
    assert seen == [set()] * 6
    assert "changes taken back." in words(open_page(reader, "/register/import", "?batch=4"))
