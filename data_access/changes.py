"""Change numbers: a writer raises its topic in its own transaction, screens and caches follow.

A number only grows, and it moves for every kind of change, also for one that removes. So it can
key a cache, and a screen that has seen number n has seen everything up to it.
"""

from enum import StrEnum

from sqlalchemy import Connection, select, update

from data_access.schema import change_number


class Topic(StrEnum):
    """What changed."""

    REGISTER = "register"
    CONTROL = "control"
    ALERTS = "alerts"
    CAMERAS = "cameras"  # a camera's state
    LOOKS = "looks"  # a new picture: many a second, so figures do not wait for it
    ACCESS = "access"
    RISK = "risk"  # a score, a manual change or the table behind them


def bump(conn: Connection, *topics: Topic) -> None:
    """Raise the numbers of `topics` in the caller's transaction, in one fixed order."""
    for topic in sorted(set(topics)):  # fixed order: two writers cannot wait for each other
        changed = conn.execute(
            update(change_number)
            .where(change_number.c.topic == topic)
            .values(number=change_number.c.number + 1)
        )
        if changed.rowcount == 0:
            conn.execute(change_number.insert().values(topic=topic, number=1))


def numbers(conn: Connection) -> dict[Topic, int]:
    """Number of every topic, 0 where nothing has happened yet."""
    found = {Topic(row.topic): row.number for row in conn.execute(select(change_number))}
    return {topic: found.get(topic, 0) for topic in Topic}
