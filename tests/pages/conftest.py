"""Pages run on SQLite alone unless a test asks for both.

What differs on PostgreSQL is tested where it is read and written, in tests/data_access; figures of
pages (test_overview_links.py) and every page under forged addresses (tests/api) run on both.
"""

import pytest

from tests.one_database import on_sqlite_alone


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    on_sqlite_alone(metafunc)
