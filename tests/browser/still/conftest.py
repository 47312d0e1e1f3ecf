"""A city in which nothing moves by itself: the web process alone, half the machine stays free."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.browser.product import ROOT, Web, small_city


@pytest.fixture(scope="package")
def address(tmp_path_factory) -> Iterator[str]:
    """Where the product of these tests answers."""
    data = tmp_path_factory.mktemp("data")
    environment = small_city(data)
    subprocess.run(
        [sys.executable, str(ROOT / "app.py"), "seed", "--data-dir", str(data)],
        env=environment,
        check=True,
    )
    web = Web(data, environment)
    web.wait()
    yield web.address
    web.kill()
