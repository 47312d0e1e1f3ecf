"""The cache may fail and may be written by others; neither may hurt."""

import pickle
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import ConnectionError as RedisGoneError

from data_access.cache import (
    QuietRedisCache,
    SignedSerializer,
    cache_answers,
    open_cache,
)
from domain.scope import Role, Scope
from settings import Cache, Settings

KEY = "a secret of this installation, long enough"


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def test_what_goes_in_comes_out():
    serializer = SignedSerializer(KEY)
    value = {"scope": Scope(Role.CITY_BUREAU, "x"), "counts": [1, 2.5, None], "text": "鄂尔多斯"}
    assert serializer.loads(serializer.dumps(value)) == value


@pytest.mark.parametrize("prefix", [b"", b"!", b"\x00" * 32, b"\x00" * 32 + b"!"])
def test_a_planted_pickle_is_never_opened(tmp_path, prefix):
    target = tmp_path / "owned"
    assert SignedSerializer(KEY).loads(prefix + pickle.dumps(Evil(target))) is None
    assert not target.exists()


def test_another_installation_s_value_is_not_read():
    assert SignedSerializer(KEY).loads(SignedSerializer("another secret").dumps("x")) is None


def test_a_dead_redis_costs_nothing_but_the_kept_answer(tmp_path):
    calls = []

    class Dead(Redis):
        def execute_command(self, *args, **kwargs):
            calls.append(args[0])
            raise RedisGoneError("gone")

    cache = QuietRedisCache(Dead(), key_prefix="t:")
    assert cache.get("a") is None
    assert cache.set("a", 1) is False
    assert cache.get("a") is None
    assert len(calls) == 1, "after one failure Redis is left alone for a while"
    assert not cache.answers()


def test_memory_always_answers(tmp_path):
    server = Flask("test")
    cache = open_cache(server, Settings(data_dir=tmp_path), KEY)
    with server.app_context():
        cache.set("a", {"x": 1})
        assert cache.get("a") == {"x": 1}
        assert cache_answers(cache)


def test_an_unreachable_redis_is_said_to_be_so(tmp_path):
    server = Flask("test")
    settings = Settings(data_dir=tmp_path, cache=Cache(redis_url="redis://127.0.0.1:1/0"))
    cache = open_cache(server, settings, KEY)
    with server.app_context():
        assert cache.get("a") is None
        assert not cache_answers(cache)
