"""Routes run on SQLite alone, but for those whose answer the database decides.

What differs on PostgreSQL is tested where it is read and written, in tests/data_access; here it is
who sees what (row security stands behind the scope), what odd values a driver refuses, what many
do at once, and what is written as one statement for each database.
"""

import pytest

from tests.one_database import on_sqlite_alone

ON_BOTH = {
    "test_access",
    "test_doorbell",
    "test_exports",
    "test_forged",
    "test_health",
    "test_limits",
    "test_map_clusters",
    "test_photos",
    "test_points",
    "test_production",
    "test_roles",
    "test_search",
    "test_v1",
}


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    if metafunc.module.__name__.rpartition(".")[2] not in ON_BOTH:
        on_sqlite_alone(metafunc)
