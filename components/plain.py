"""A finished tree as plain dicts and lists: what a cache may keep and Dash sends without work.

Turning components into JSON costs ten times as much as sending what is JSON already, so a callback
that answers from the cache keeps the plain form.
"""

from typing import Any

import orjson
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly


def plain(tree: Component | list[Any] | None) -> Any:
    """`tree` as Dash would send it."""
    return orjson.loads(to_json_plotly(tree))
