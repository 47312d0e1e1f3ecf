import subprocess
import sys
from pathlib import Path

import pytest

import settings
from inference.lease import FILE, Lease

HOLD = """
import sys
from pathlib import Path
from inference.lease import Lease
lease = Lease(Path(sys.argv[1]))
print("held" if lease.take() else "refused", flush=True)
sys.stdin.read()
"""


def test_one_patrol_at_a_time(tmp_path):
    first, second = Lease(tmp_path), Lease(tmp_path)
    assert first.take()
    assert first.take()
    assert not second.take()
    first.give_back()
    assert second.take()
    second.give_back()


def test_a_killed_patrol_gives_its_lease_back_at_once(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.ROOT,
    )
    try:
        assert process.stdout.readline().strip() == "held"
        assert not Lease(tmp_path).take()
    finally:
        process.kill()
        process.communicate()
    next_one = Lease(tmp_path)
    assert next_one.take()
    next_one.give_back()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_does_not_keep_a_patrol_from_working(tmp_path):
    (tmp_path / FILE).symlink_to("/dev/full")
    lease = Lease(tmp_path)
    assert lease.take()
    lease.give_back()
