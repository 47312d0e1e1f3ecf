"""Callbacks of forms as a browser sends them: built from what the application has declared."""

import json


def press(app, client, output, given, changed):
    """Answer to the callback one of whose outputs is `output`.

    Args:
        app: The application.
        client: Signed-in test client.
        output: `id.property`, also of one that several callbacks share.
        given: Value by `id.property`; for a pattern its type, with (id, value) of each component.
        changed: `id.property` that moved; the id of a pattern as dict, with its property.
    """
    wanted = changed[0]["type"] if isinstance(changed, tuple) else changed.partition(".")[0]
    key, declared = next(
        (key, declared)
        for key, declared in app.callback_map.items()
        if output in {one.partition("@")[0] for one in key.strip(".").split("...")}
        and any(wanted in item["id"] for item in declared["inputs"])
    )

    return client.post("/_dash-update-component", json=body_for(key, declared, given, changed))


def body_for(key, declared, given=None, changed=None):
    """What a browser posts: outputs with the mark of those that several callbacks share."""
    given = given or {}

    def filled(item):
        if not item["id"].startswith("{"):
            return {**item, "value": given.get(f"{item['id']}.{item['property']}")}
        rows = given.get(json.loads(item["id"])["type"], [])
        return [{"id": one, "property": item["property"], "value": value} for one, value in rows]

    outputs = [
        {"id": one.rpartition(".")[0], "property": one.rpartition(".")[2]}
        for one in key.strip(".").split("...")
    ]
    if isinstance(changed, tuple):
        changed = f"{json.dumps(changed[0], separators=(',', ':'), sort_keys=True)}.{changed[1]}"
    return {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": [filled(item) for item in declared["inputs"]],
        "state": [filled(item) for item in declared["state"]],
        "changedPropIds": [changed] if changed else [],
    }
