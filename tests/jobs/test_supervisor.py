"""Children are restarted within limits and stopped together; no process, no waiting."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobs.supervisor import GRACE_S, Child, Supervisor, start_process

WEB, PATROL = Child("web", ("web",)), Child("patrol", ("patrol",))
ONCE = Child("fonts", ("fonts",), once=True)


class FakeProcess:
    def __init__(self, child):
        self.child, self.status, self.asked, self.killed = child, None, False, False
        self.obeys = True

    def poll(self):
        return self.status

    def stop(self):
        self.asked = True
        if self.obeys and self.status is None:
            self.status = 0

    def kill(self):
        self.killed = True


class Stage:
    """Fake processes and a clock; `script` is called at every look."""

    def __init__(self, *children, restarts_per_min=5):
        self.started, self.now, self.look = [], 0.0, 0
        self.supervisor = Supervisor(
            children,
            self.start,
            restarts_per_min=restarts_per_min,
            clock=lambda: self.now,
            pause=self.pause,
        )

    def start(self, child):
        process = FakeProcess(child)
        self.started.append(process)
        return process

    def pause(self, seconds):
        self.now += seconds

    def names(self):
        return [process.child.name for process in self.started]

    def newest(self, child):
        return [process for process in self.started if process.child is child][-1]

    def play(self, *scenes):
        def each_look():
            if self.look < len(scenes):
                scenes[self.look]()
            else:
                self.supervisor.ask_to_stop()
            self.look += 1

        return self.supervisor.run(each_look)


def test_a_dead_child_is_started_again_and_the_others_go_on():
    stage = Stage(WEB, PATROL)
    assert stage.play(lambda: setattr(stage.newest(PATROL), "status", -9), lambda: None) == 0
    assert stage.names() == ["web", "patrol", "patrol"]


def test_more_deaths_than_allowed_in_a_minute_stop_everything():
    stage = Stage(WEB, PATROL, restarts_per_min=5)

    def die():
        stage.newest(PATROL).status = 1

    assert stage.play(*[die] * 10) == 1
    assert stage.names().count("patrol") == 6, "one start and five restarts"
    assert stage.newest(WEB).asked


def test_deaths_far_apart_are_repaired_for_ever():
    stage = Stage(PATROL, restarts_per_min=2)

    def die():
        stage.newest(PATROL).status = 1
        stage.now += 31

    assert stage.play(*[die] * 20) == 0
    assert stage.names().count("patrol") == 21


def test_a_child_that_ends_by_design_is_not_started_again():
    stage = Stage(WEB, ONCE)
    assert stage.play(lambda: setattr(stage.newest(ONCE), "status", 0), lambda: None) == 0
    assert stage.names() == ["web", "fonts"]


def test_stopping_asks_first_and_kills_what_does_not_end():
    stage = Stage(WEB, PATROL)
    assert stage.play(lambda: setattr(stage.newest(PATROL), "obeys", False)) == 0
    assert stage.newest(WEB).asked
    assert stage.newest(PATROL).asked
    assert stage.newest(PATROL).killed
    assert stage.now >= GRACE_S


@pytest.mark.skipif(sys.platform != "linux", reason="uses the parent-death signal of Linux")
def test_children_end_when_the_supervisor_is_killed():
    program = (
        "import sys, time; from jobs.supervisor import *;"
        "p = start_process(Child('x', (sys.executable, '-c', 'import time; time.sleep(60)')));"
        "print(p._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    os.kill(child, 0)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert _ends(child)


def test_a_real_child_is_stopped_and_its_end_is_seen():
    running = start_process(Child("x", (sys.executable, "-c", "import time; time.sleep(60)")))
    assert running.poll() is None
    running.kill()
    assert running.poll() == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_that_steps_back_does_so_with_its_whole_session():
    program = "import time; print(flush=True); time.sleep(60)"
    running = start_process(Child("x", (sys.executable, "-c", program), nice=7))
    try:
        pid = running._process.pid
        assert os.getpriority(os.PRIO_PROCESS, pid) == min(19, os.nice(0) + 7)
        grouped = Path(f"/proc/{pid}/autogroup")
        if grouped.exists() and grouped.read_text():
            assert grouped.read_text().endswith("nice 7\n")
    finally:
        running.kill()


def _ends(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as found:
                if found.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        os.sched_yield()
    return False
