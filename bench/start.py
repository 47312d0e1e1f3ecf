"""How long the first start takes to an answering page, how long a later one, how large it gets.

Run: .venv/bin/python -m bench.start
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from settings import ROOT

FIRST_LIMIT_S, LATER_LIMIT_S, SIZE_LIMIT_MB = 60, 5, 600
GIVE_UP_S = 600
ASK_EVERY_S = 0.05


def main() -> None:
    """Print both starts and the size of the database beside what was promised."""
    with tempfile.TemporaryDirectory() as folder:
        for name, limit_s in (
            ("first start", FIRST_LIMIT_S),
            ("later start", LATER_LIMIT_S),
            ("later start", LATER_LIMIT_S),
        ):
            took_s = start_once(Path(folder))
            print(f"{name}: a page after {took_s:.1f} s (limit {limit_s} s)", flush=True)
        size_mb = sum(file.stat().st_size for file in Path(folder).glob("nuancheng.db*")) / 1e6
        print(f"database: {size_mb:.0f} MB (limit {SIZE_LIMIT_MB} MB)")
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} at the end")


def start_once(data_dir: Path) -> float:
    """Seconds from the command to the sign-in page; the program is stopped again."""
    port = free_port()
    with (data_dir / "start.log").open("ab") as log:
        began = time.perf_counter()
        program = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "--data-dir", str(data_dir)],
            env=os.environ | {"NUANCHENG_SERVER__PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            while not answers(port):
                if program.poll() is not None or time.perf_counter() - began > GIVE_UP_S:
                    raise SystemExit((data_dir / "start.log").read_text(encoding="utf-8"))
                time.sleep(ASK_EVERY_S)
            return time.perf_counter() - began
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait()


def answers(port: int) -> bool:
    """Whether the sign-in page comes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/sign-in")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
