import pytest

from components.sizes import size


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (241_000_000, "230 MB"), (5 << 40, "5.0 TB")],
)
def test_sizes_have_a_unit_that_fits(amount, words):
    assert size(amount) == words
