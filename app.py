"""What is started: `python app.py [COMMAND]`, or `gunicorn "app:create_server()"`.

Both load what they need and no more: a command waits for none of the pages.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from settings import load

if TYPE_CHECKING:
    from flask import Flask


def create_server(config: str | None = None, data_dir: str | None = None) -> "Flask":
    """The WSGI application, for `gunicorn "app:create_server()"`."""
    from api.application import create_app
    from data_access.presence import join

    settings = load(Path(config) if config else None, data_dir=Path(data_dir) if data_dir else None)
    server: Flask = create_app(settings).server
    server.extensions["presence"] = join(settings.data_dir)
    return server


def main() -> int:
    """The command line."""
    from commands import main as run_command

    return run_command()


if __name__ == "__main__":
    sys.exit(main())
