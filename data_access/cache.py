"""Finished answers between callbacks: in memory of the process, or in Redis behind a signature.

A dead Redis costs one short timeout now and then, never a page. What comes back from Redis is
unpickled only when it carries our signature: who can write into Redis still cannot run code here.
"""

import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from cachelib.serializers import BaseRedisSerializer
from flask import Flask
from flask_caching import Cache
from flask_caching.backends.rediscache import RedisCache
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from settings import Settings

logger = logging.getLogger(__name__)
T = TypeVar("T")

SOCKET_TIMEOUT_S = 0.2
# After a failure Redis is left alone for so long, and everything is computed.
PAUSE_S = 5.0
MOST_ANSWERS_IN_MEMORY = 2000
_DIGEST_BYTES = hashlib.sha256().digest_size


class SignedSerializer(BaseRedisSerializer):
    """Pickle behind an HMAC; bytes without our signature read as absent.

    Args:
        key: Secret of this installation, equal in all web processes.
    """

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(b"cache:" + key.encode()).digest()

    def dumps(self, value: Any, protocol: int = 5) -> bytes:
        """Signature, then pickle."""
        body = super().dumps(value, protocol)
        return self._sign(body) + body

    def loads(self, value: bytes | None) -> Any:
        """The value, or None when it is absent or not signed by us."""
        if value is None or len(value) <= _DIGEST_BYTES:
            return None
        signature, body = value[:_DIGEST_BYTES], value[_DIGEST_BYTES:]
        if not hmac.compare_digest(signature, self._sign(body)):
            logger.error("an unsigned value stands in the cache and was not read")
            return None
        return super().loads(body)

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")


class QuietRedisCache(RedisCache):
    """Redis that is allowed to fail: then nothing is kept and everything is computed."""

    _silent_until = 0.0

    def get(self, key: str) -> Any:
        """The kept value, None when absent or Redis does not answer."""
        return self._attempt(lambda: super(QuietRedisCache, self).get(key), None)

    def set(self, key: str, value: Any, timeout: Any = None) -> bool | None:
        """Keep a value; False when Redis does not answer."""
        return self._attempt(lambda: super(QuietRedisCache, self).set(key, value, timeout), False)

    def answers(self) -> bool:
        """Whether Redis answers now."""
        return self._attempt(lambda: bool(self._write_client.ping()), False)

    def _attempt(self, call: Callable[[], T], otherwise: T) -> T:
        if time.monotonic() < self._silent_until:
            return otherwise
        try:
            return call()
        except (RedisError, OSError) as error:
            self._silent_until = time.monotonic() + PAUSE_S
            logger.warning("Redis does not answer, computing instead: %s", type(error).__name__)
            return otherwise


def open_cache(server: Flask, settings: Settings, secret_key: str) -> Cache:
    """The cache of this process, by configuration."""
    config: dict[str, Any] = {"CACHE_DEFAULT_TIMEOUT": settings.cache.keep_s}
    if settings.cache.redis_url:
        client = Redis.from_url(
            settings.cache.redis_url,
            socket_timeout=SOCKET_TIMEOUT_S,
            socket_connect_timeout=SOCKET_TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
        config |= {
            "CACHE_TYPE": "data_access.cache.redis_backend",
            "CACHE_ARGS": [client],
            "CACHE_KEY_PREFIX": "nuancheng:",
            "CACHE_SERIALIZER": SignedSerializer(secret_key),
        }
    else:
        config |= {"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": MOST_ANSWERS_IN_MEMORY}
    return Cache(server, with_jinja2_ext=False, config=config)


def redis_backend(
    _server: Flask, config: dict[str, Any], args: list[Any], options: dict[str, Any]
) -> QuietRedisCache:
    """What flask-caching calls to make the backend."""
    return QuietRedisCache(*args, **{**options, "key_prefix": config["CACHE_KEY_PREFIX"]})


def cache_answers(cache: Cache) -> bool:
    """Whether the cache can be reached; memory always can."""
    backend = cache.cache
    return backend.answers() if isinstance(backend, QuietRedisCache) else True
