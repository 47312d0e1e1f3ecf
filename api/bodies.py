"""JSON that browsers send, read as strictly as it is written.

Flask's own parser lets half characters and numbers of any length through. A callback that repeats
one would break the answer, so the first are refused and the second become fractions.
"""

from typing import Any

import orjson
from flask import Flask
from flask.json.provider import DefaultJSONProvider


class StrictJson(DefaultJSONProvider):
    """Flask's provider with the strict parser."""

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        """What a text holds.

        Raises:
            ValueError: It is no JSON, nests too deep, or holds half a character.
        """
        return orjson.loads(s)


def install_bodies(server: Flask) -> None:
    """Let `server` read bodies strictly."""
    server.json = StrictJson(server)
