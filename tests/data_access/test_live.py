"""The doorbell rings at each move, survives an outage, and ends when the process does."""

from itertools import chain, repeat

from sqlalchemy.exc import OperationalError

from data_access.changes import Steps, Topic, bump
from data_access.engine import writing
from data_access.live import Doorbell, Ring, look
from tests.conftest import NOON


def ring(number):
    return Ring({Topic.ALERTS: number}, NOON)


def test_look_reads_the_numbers_and_the_moment(engine, clock):
    with writing(engine) as conn:
        bump(conn, Topic.ALERTS)
    seen = look(engine, clock, Steps(0))
    assert seen.numbers[Topic.ALERTS] == 1
    assert seen.numbers[Topic.CONTROL] == 0
    assert seen.at == NOON


def test_screens_are_told_once_a_step(engine, clock):
    at = [60.0]
    steps = Steps(3, lambda: at[0])
    told = []
    for seconds in (0.0, 1.0, 2.9, 3.1):
        at[0] = 60 + seconds
        with writing(engine) as conn:
            bump(conn, Topic.ALERTS)
        told.append(look(engine, clock, steps).numbers[Topic.ALERTS])
    assert told == [1, 1, 1, 4]


def test_a_stream_gets_the_numbers_now_and_each_move():
    number = [4]
    bell = Doorbell(lambda: ring(number[0]), period_s=0.01, beat_s=5)
    rings = bell.rings()
    assert next(rings) == ring(4)
    number[0] = 5
    assert next(rings) == ring(5)
    bell.close()


def test_a_silent_stream_still_beats():
    bell = Doorbell(lambda: ring(1), period_s=0.01, beat_s=0.02)
    rings = bell.rings()
    assert [next(rings), next(rings), next(rings)] == [ring(1)] * 3
    bell.close()


def test_an_outage_does_not_stop_the_bell():
    answers = chain([OperationalError("x", {}, Exception("down"))], repeat(ring(9)))

    def read():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    bell = Doorbell(read, period_s=0.01)
    assert next(bell.rings()) == ring(9)
    bell.close()


def test_closing_ends_every_stream():
    bell = Doorbell(lambda: ring(1), period_s=0.01, beat_s=60)
    streams = [bell.rings(), bell.rings()]
    for stream in streams:
        next(stream)
    bell.close()
    assert [list(stream) for stream in streams] == [[], []]
