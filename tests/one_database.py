"""Tests that need not run on both databases: what they use is tried in tests/data_access."""

import pytest


def on_sqlite_alone(metafunc):
    """Unless the test names its databases itself."""
    marks = metafunc.definition.iter_markers("parametrize")
    if "engine" in metafunc.fixturenames and not any("engine" in str(one.args[0]) for one in marks):
        alone = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
        metafunc.definition.add_marker(alone)
