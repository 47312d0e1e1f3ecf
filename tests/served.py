"""What a browser does with Dash, by hand: ask for a page's tree, call a callback, find a store."""

import json
from dataclasses import replace
from typing import Any

from data_access.request import install, services

ADDRESS = "/_dash-update-component"
HEADERS = {"Origin": "http://localhost"}


def secured(app: Any, **values: Any) -> None:
    """Give the served application other settings of `security`."""
    with app.server.app_context():
        held = services()
    security = held.settings.security.model_copy(update=values)
    settings = held.settings.model_copy(update={"security": security})
    install(app.server, replace(held, settings=settings))


def page(client, path: str, search: str = "") -> Any:
    """Tree of a page as Dash sends it."""
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [_property("_pages_content.children"), _property("_pages_store.data")],
        "inputs": [
            _property("_pages_location.pathname", path),
            _property("_pages_location.search", search),
        ],
        "changedPropIds": ["_pages_location.pathname"],
        "state": [],
    }
    answer = client.post(ADDRESS, json=body, headers=HEADERS)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["_pages_content"]["children"]


def post(client, outputs: list[str], inputs: list, state: list, changed: str) -> Any:
    """Answer to one callback with several outputs.

    Args:
        client: Signed-in test client.
        outputs: `id.property` each, in the callback's order.
        inputs: (`id.property` or id as dict and property, value) each; a list for a pattern.
        state: The same.
        changed: `id.property` that moved.
    """
    body = {
        "output": f"..{'...'.join(outputs)}..",
        "outputs": [_property(one) for one in outputs],
        "inputs": [_given(one) for one in inputs],
        "state": [_given(one) for one in state],
        "changedPropIds": [changed],
    }
    return client.post(ADDRESS, json=body, headers=HEADERS)


def text(tree: Any) -> str:
    """A tree as text, to look for words in."""
    return json.dumps(tree, ensure_ascii=False)


def store(tree: Any, name: str) -> Any:
    """Data of the store with this id, None when there is none."""
    if isinstance(tree, dict):
        if tree.get("props", {}).get("id") == name:
            return tree["props"].get("data")
        tree = list(tree.values())
    if isinstance(tree, list):
        return next((data for one in tree if (data := store(one, name)) is not None), None)
    return None


def _given(one: Any) -> Any:
    if isinstance(one, list):
        return [_given(each) for each in one]
    name, value = one
    return _property(name, value)


def _property(name: Any, value: Any = ...) -> dict[str, Any]:
    component, _, prop = name.rpartition(".") if isinstance(name, str) else (name[0], "", name[1])
    made = {"id": component, "property": prop}
    return made if value is ... else made | {"value": value}
