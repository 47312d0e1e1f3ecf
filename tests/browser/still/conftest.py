"""A city whose cameras show nothing: half the machine is not drawing clips meanwhile."""

from collections.abc import Iterator

import pytest

from tests.browser.product import SMALL_CITY, product


@pytest.fixture(scope="package")
def address(tmp_path_factory) -> Iterator[str]:
    """Where the product of these tests answers."""
    city = {**SMALL_CITY, "DEMO__CAMERA_CLIPS": "0"}
    with product(tmp_path_factory.mktemp("data"), city) as found:
        yield found
