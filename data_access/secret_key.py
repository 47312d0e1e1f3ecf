"""The key that signs sessions: from the environment, or made once for this installation."""

import os
import secrets
from itertools import pairwise
from pathlib import Path

from settings import ConfigurationError, Settings

SHORTEST = 32
_LEAST_DIFFERENT = 16
_EXAMPLES = ("change", "replace", "example", "secret", "your", "password", "insert", "default")
"""Of keys that stand in somebody's instructions; by chance one is in 1 of 10,000 random keys."""
FILE = "secret_key"
VARIABLE = "NUANCHENG_SECURITY__SECRET_KEY"


def secret_key(settings: Settings) -> str:
    """The key of this installation, equal in all its web processes.

    Raises:
        ConfigurationError: A key from the environment is short, repeats itself or looks like an
            example, or the data directory cannot hold one.
    """
    given = settings.security.secret_key
    if given:
        plain = given.lower()
        random = len(set(given)) >= _LEAST_DIFFERENT and not _repeats(given)
        if len(given) < SHORTEST or not random or any(one in plain for one in _EXAMPLES):
            raise ConfigurationError(
                f"{VARIABLE}: at least {SHORTEST} random characters, for example from "
                "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return given
    try:
        return _kept(settings.data_dir / FILE)
    except OSError as error:
        raise ConfigurationError(
            f"{settings.data_dir}: cannot hold the secret key ({error.strerror})"
        ) from error


def _repeats(text: str) -> bool:
    """Whether a text is one piece again and again, or runs through an alphabet."""
    piece = (text + text).index(text, 1) < len(text)
    steps = [ord(b) - ord(a) for a, b in pairwise(text)]
    return piece or sum(step in (-1, 0, 1) for step in steps) > len(text) // 2


def _kept(path: Path) -> str:
    """The key in `path`, made when missing; of two processes the first one's key holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST:
        raise ConfigurationError(f"{path}: damaged; delete it to end every session and start anew")
    return key
