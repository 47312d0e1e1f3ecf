import stat

import pytest

from data_access.secret_key import secret_key
from settings import ConfigurationError, Security, Settings


def test_a_key_is_made_once_and_only_we_may_read_it(tmp_path):
    settings = Settings(data_dir=tmp_path)
    key = secret_key(settings)
    assert len(key) >= 32
    assert secret_key(settings) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_two_installations_differ(tmp_path):
    assert secret_key(Settings(data_dir=tmp_path / "a")) != secret_key(
        Settings(data_dir=tmp_path / "b")
    )


@pytest.mark.parametrize(
    "key",
    [
        "short",
        "a" * 64,
        "qwzxvbnm" * 8,
        "0123456789" * 4,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "Qz7-kTr_0vLp4mXe" * 2,
        "changeme-please-this-is-an-example-secret-key",
        "replace-me-with-32-random-characters!!",
    ],
)
def test_a_weak_key_from_the_environment_is_refused(tmp_path, key):
    with pytest.raises(ConfigurationError, match="at least 32 random characters"):
        secret_key(Settings(data_dir=tmp_path, security=Security(secret_key=key)))


def test_a_damaged_key_is_refused(tmp_path):
    (tmp_path / "secret_key").write_text("x", encoding="ascii")
    with pytest.raises(ConfigurationError, match="damaged"):
        secret_key(Settings(data_dir=tmp_path))
