import pytest

from domain.row_id import LARGEST_ID, is_row_id


@pytest.mark.parametrize("given", [1, 7, LARGEST_ID])
def test_numbers_that_a_row_may_have(given):
    assert is_row_id(given)


@pytest.mark.parametrize("given", [0, -1, LARGEST_ID + 1, True, 1.0, "1", None, [1]])
def test_anything_else_names_no_row(given):
    assert not is_row_id(given)
