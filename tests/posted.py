"""Callbacks as browsers post them, and the words of a tree that came back."""

LIVE = [(f"live-{topic}", "data", 1) for topic in ("register", "control", "alerts", "cameras")]


def post(browser, outputs, inputs, state=()):
    """One callback; outputs are (id, property), inputs and state (id, property, value)."""
    text = "...".join(f"{one}.{name}" for one, name in outputs)
    listed = [{"id": one, "property": name} for one, name in outputs]
    several = len(outputs) > 1

    def values(rows):
        return [{"id": one, "property": name, "value": value} for one, name, value in rows]

    body = {
        "output": f"..{text}.." if several else text,
        "outputs": listed if several else listed[0],
        "inputs": values(inputs),
        "changedPropIds": [f"{inputs[0][0]}.{inputs[0][1]}"],
        "state": values(state),
    }
    return browser.post(
        "/_dash-update-component", json=body, headers={"Origin": "http://localhost"}
    )


def filled(browser, output, inputs=None, state=()):
    """What one output of a callback becomes."""
    outputs = output if isinstance(output, list) else [output]
    answer = post(browser, outputs, inputs or LIVE, state)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    response = answer.json["response"]
    found = [response[one][name] for one, name in outputs]
    return found if isinstance(output, list) else found[0]


def open_page(browser, path, query=""):
    """The tree of a page."""
    answer = post(
        browser,
        [("_pages_content", "children"), ("_pages_store", "data")],
        [("_pages_location", "pathname", path), ("_pages_location", "search", query)],
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["_pages_content"]["children"]


def words(tree):
    """All text of a tree that is seen, in order: no part of it that is for being heard alone."""
    if isinstance(tree, dict):
        if tree.get("props", {}).get("className") == "visually-hidden":
            return ""
        return words(tree.get("props", {}).get("children"))
    if isinstance(tree, list):
        return "".join(words(child) for child in tree)
    return "" if tree is None else str(tree)


def links(tree):
    """Address → words of every link."""
    if isinstance(tree, list):
        return {href: text for child in tree for href, text in links(child).items()}
    if not isinstance(tree, dict):
        return {}
    props = tree.get("props", {})
    own = {props["href"]: words(tree)} if "href" in props else {}
    return own | links(props.get("children"))
