"""What is taken for a signature, and what is none."""

import pytest

from domain.signature import LONGEST, is_signature
from tests.signatures import SIGNATURE


def test_strokes_of_a_finger_are_one():
    assert is_signature(SIGNATURE)
    assert is_signature(SIGNATURE + "M200 10L240.5 90")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "M10 10",  # a dot
        "M10 10" + "L10 11" * 20,  # hardly moved
        SIGNATURE.replace("L28", "L428"),  # beyond its ground
        SIGNATURE.replace("M20 30", "M20 130"),
        SIGNATURE.replace("M", "m"),
        "L10 10" + SIGNATURE,
        SIGNATURE + "Z",
        SIGNATURE + "C1 1 2 2 3 3",
        SIGNATURE + "L-5 10",
        SIGNATURE + "L1.25 10",
        SIGNATURE + '"/><script>',
        SIGNATURE + "L１0 10",  # a digit of another script
        "M0 0" + "L300 100" * (LONGEST // 8 + 1),  # too long
    ],
)
def test_all_else_is_none(path):
    assert not is_signature(path)
