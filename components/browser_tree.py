"""A component as plain data, for a script to build: hundreds of small parts through Dash take long.

Every Dash component costs the browser a wrapper of React. What never changes by a callback needs
none: it travels in a store and assets/js/map_build.js makes its elements, text always as text.
"""

from typing import Any

from dash.development.base_component import Component

Tree = str | list[Any]
"""Text, or [tag, attributes, children…]."""

_AS_IT_IS = frozenset({"viewBox"})
_OTHERWISE = {"className": "class", "htmlFor": "for"}


def tree(part: Any) -> Tree:
    """One component with all that is in it.

    Raises:
        TypeError: It is neither text nor a component of `dash.html` or `dash_svg`, nor an input.
    """
    if isinstance(part, (str, int, float)):
        return str(part)
    if not isinstance(part, Component) or not _is_built(part):
        raise TypeError(f"{part!r} cannot be built by a script")
    told = part.to_plotly_json()
    attributes = {
        _name(key, part): value is True or str(value)
        for key, value in told["props"].items()
        if key != "children" and value is not None and value is not False
    }
    tag = f"svg:{_svg(part)}" if part._namespace == "dash_svg" else part._type.lower()
    return [tag, attributes, *trees(told["props"].get("children"))]


def trees(parts: Any) -> list[Tree]:
    """One component, several, or none."""
    listed = parts if isinstance(parts, (list, tuple)) else [parts]
    return [tree(part) for part in listed if part is not None]


def _is_built(part: Component) -> bool:
    # `dash.html` has no input; a field that no callback reads needs no more than the element.
    own = part._namespace in {"dash_html_components", "dash_svg"}
    return own or (part._namespace, part._type) == ("dash_core_components", "Input")


def _svg(part: Component) -> str:
    kind: str = part._type
    return kind[0].lower() + kind[1:]


def _name(key: str, part: Component) -> str:
    if key in _OTHERWISE:
        return _OTHERWISE[key]
    if key in _AS_IT_IS or part._namespace != "dash_svg":
        return key
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)
