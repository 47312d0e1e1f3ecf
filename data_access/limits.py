"""How often one account may ask for what costs much: exports, searches, tests of a model."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

from flask import Flask, current_app
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from redis.exceptions import RedisError
from werkzeug.exceptions import TooManyRequests

from data_access.request import scope, services
from data_access.sqlite import sqlite3

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
_KEY = "nuancheng-counting"


class Counting(Protocol):
    """What counts, for all web processes together."""

    def hit(self, item: RateLimitItem, *identifiers: str, cost: int = 1) -> bool:
        """Count one; False when that is one too many."""
        ...

    def test(self, item: RateLimitItem, *identifiers: str, cost: int = 1) -> bool:
        """Whether one more would be admitted; counts nothing."""
        ...


def install_counting(server: Flask, counting: Counting) -> None:
    """Let this server count with `counting`."""
    server.extensions[_KEY] = counting


def admits(what: str, who: str, per_min: int) -> bool:
    """Count one `what` of `who`; False when there have been too many within a minute."""
    return _asked(lambda counting: counting.hit(RateLimitItemPerMinute(per_min), what, who))


def admits_today(what: str, who: str, per_day: int) -> bool:
    """Count one `what` of `who`; False when there have been too many within a day."""
    return _asked(lambda counting: counting.hit(RateLimitItemPerDay(per_day), what, who))


def admitted_today(what: str, who: str, per_day: int) -> bool:
    """Whether `admits_today` would admit one more; counts nothing."""
    return _asked(lambda counting: counting.test(RateLimitItemPerDay(per_day), what, who))


def _asked(question: Callable[[Counting], bool]) -> bool:
    try:
        return question(current_app.extensions[_KEY])
    except (RedisError, sqlite3.Error) as error:  # a dead count must not close the doors
        logger.warning("rate limits: nothing is counted: %s", type(error).__name__)
        return True


def expensive(view: Callable[P, T]) -> Callable[P, T]:
    """Bound how often one account may call a route or a callback that costs much.

    All of them share one count an account, so that nobody slows the others down
    (`security.expensive_calls_per_min`). Put it below the decorator that registers the view.

    Raises:
        TooManyRequests: From the view, when the account has asked too often.
    """

    @wraps(view)
    def counted(*args: P.args, **kwargs: P.kwargs) -> T:
        asker = scope()
        who = str(asker.account_id or asker.actor)
        if not admits("expensive", who, services().settings.security.expensive_calls_per_min):
            raise TooManyRequests("expensive calls")
        return view(*args, **kwargs)

    return counted
