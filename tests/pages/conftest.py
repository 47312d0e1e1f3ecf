"""Pages run on SQLite alone unless a test asks for both.

What differs on PostgreSQL is tested where it is read and written, in tests/data_access; figures of
pages (test_overview_links.py) and every page under forged addresses (tests/api) run on both.
"""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    marks = metafunc.definition.iter_markers("parametrize")
    if "engine" in metafunc.fixturenames and not any("engine" in str(one.args[0]) for one in marks):
        alone = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
        metafunc.definition.add_marker(alone)
