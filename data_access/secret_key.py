"""The key that signs sessions: from the environment, or made once for this installation."""

import os
import secrets
from pathlib import Path

from settings import ConfigurationError, Settings

SHORTEST = 32
FILE = "secret_key"
VARIABLE = "NUANCHENG_SECURITY__SECRET_KEY"


def secret_key(settings: Settings) -> str:
    """The key of this installation, equal in all its web processes.

    Raises:
        ConfigurationError: A key from the environment is short or repeats few characters, or the
            data directory cannot hold one.
    """
    given = settings.security.secret_key
    if given:
        if len(given) < SHORTEST or len(set(given)) < 10:
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
