"""The whole product as a newcomer starts it, with a small city."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import pytest

from api.fonts import FILE
from commands.fonts import make_font
from documents.chinese_font import source_font
from inference.clips import clip_path
from inference.scenes.film import make_clip
from tests.browser.map_layers import map_layers

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL_CITY = {
    "DEMO__ESTABLISHMENTS": "200",
    "DEMO__DAYS": "12",
    "DEMO__CAMERA_CLIPS": "2",
    "PATROL__LOOKS_PER_MIN": "30",
    "SECURITY__SIGN_IN_ATTEMPTS_PER_MIN": "300",
}
BARE_FACE = 4  # this clip shows one, see inference/scenes/script.py
STARTS_WITHIN_S = 60


@contextmanager
def product(data: Path) -> Iterator[str]:
    """`python app.py` with every process of it; its address.

    Its first camera shows a bare face at once; the clip of the second it makes itself. It is
    stopped by SIGTERM, which must end it cleanly.
    """
    clip_path(data, 0).parent.mkdir()
    make_clip(BARE_FACE, data).replace(clip_path(data, 0))
    with patch("commands.fonts.characters", lambda: map(ord, "暖城")):  # tests/commands tests all
        make_font(source_font(), data / "fonts" / FILE)
    environment = {**small_city(data), "NUANCHENG_SERVER__PORT": str(free_port())}
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


class Web:
    """The web process alone; a test may stop it."""

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        port = str(free_port())
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "serve", "--data-dir", str(data)],
            env={**environment, "NUANCHENG_SERVER__PORT": port},
        )

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline:
            with suppress(urllib.error.URLError, TimeoutError):
                urllib.request.urlopen(f"{self.address}/healthz", timeout=1).close()
                return
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the web process ended with {self.process.wait(0.1)}")
        pytest.fail("the web process did not answer")

    def kill(self) -> None:
        """End it at once, if it still runs."""
        self.process.kill()
        self.process.wait()


def small_city(data: Path) -> dict[str, str]:
    """The environment of a product with a small city and map layers of ours."""
    city = {f"NUANCHENG_{key}": value for key, value in SMALL_CITY.items()}
    return {**os.environ, **city, "NUANCHENG_MAP__LAYERS": map_layers(data)}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
