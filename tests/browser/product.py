"""The whole product as a newcomer starts it, with a small city."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.map_layers import map_layers

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL_CITY = {
    "DEMO__ESTABLISHMENTS": "200",
    "DEMO__DAYS": "12",
    "DEMO__CAMERA_CLIPS": "10",
    "PATROL__LOOKS_PER_MIN": "120",
    "SECURITY__SIGN_IN_ATTEMPTS_PER_MIN": "300",
}


@contextmanager
def product(data: Path, city: Mapping[str, str] = SMALL_CITY) -> Iterator[str]:
    """`python app.py` with every process of it; its address.

    It is stopped by SIGTERM, which must end it cleanly.
    """
    environment = {**os.environ, **{f"NUANCHENG_{key}": value for key, value in city.items()}}
    environment["NUANCHENG_MAP__LAYERS"] = map_layers(data)
    environment["NUANCHENG_SERVER__PORT"] = str(free_port())
    with (data / "log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "app.py", "--data-dir", str(data)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        said = ""
        for line in running.stdout:
            said += line
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                break
        else:
            pytest.fail(f"app.py ended: {said}\n{(data / 'log').read_text()}")
        yield found.group()
        running.send_signal(signal.SIGTERM)
        said, _ = running.communicate(timeout=30)
        assert running.returncode == 0, said


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
