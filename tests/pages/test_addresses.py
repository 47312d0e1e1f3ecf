"""What the address of a page may say: each thing once."""

import inspect
import re

import pytest
from dash import page_registry

from data_access.engine import writing
from tests.conftest import NOON
from tests.figure_rows import raised
from tests.posted import open_page
from tests.rows import plant


@pytest.fixture
def city(engine, signed_in):
    with writing(engine) as conn:
        who = plant(conn)
        raised(conn, 1, NOON)
    return signed_in(who.city)


def _address(page):
    """Where a page about one thing is about the first of its kind."""
    template = (page["path_template"] or page["path"]).replace("<adcode>", "150602")
    return re.sub("<.*?>", "1", template)


def test_a_query_never_says_again_what_the_path_says(city, server_app):
    """Dash lets the query win: the page would be about another record than its address."""
    nowhere = open_page(city, "/nowhere")
    pages = [page for page in page_registry.values() if page["path_template"]]
    assert len(pages) >= 8
    for page in pages:
        assert open_page(city, _address(page)) != nowhere, page["path_template"]
        for name in re.findall("<(.*?)>", page["path_template"]):
            hidden = f"%{ord(name[0]):x}{name[1:]}"
            for query in (f"{name}=2", f"{name}=", f"tab=x&{name}=1", f"{hidden}=2"):
                assert open_page(city, _address(page), f"?{query}") == nowhere, query


def test_a_name_that_stands_twice_in_a_query_is_no_error(city, server_app):
    """Dash hands over a list then; the last counts."""
    for page in page_registry.values():
        unguarded = page["layout"].args[0]
        known = {one for one in inspect.signature(unguarded).parameters if "query" not in one}
        for name in known | {"q", "page", "risk", "kind", "day", "township"}:
            open_page(city, _address(page), f"?{name}=1&{name}=2")
    last = open_page(city, "/register", "?category=small&category=large")
    assert last == open_page(city, "/register", "?category=large")
