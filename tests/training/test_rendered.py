"""Scenes that are drawn in processes of their own."""

from types import SimpleNamespace

import pytest

from training.rendered import require_painted


def painters(*exits):
    return [SimpleNamespace(exitcode=code) for code in exits]


def test_a_painter_that_has_failed_is_not_waited_for():
    require_painted(painters(None, 0))
    for code in (1, -9):
        with pytest.raises(RuntimeError, match="cannot be drawn"):
            require_painted(painters(None, code))
